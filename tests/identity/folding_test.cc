#include "services/identity/folding.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace oat::identity {
namespace {

struct Pair {
  int row = 0;
  std::string first_family, first_given, second_family, second_given, must_meet;
};

// The file quotes nothing: its names hold no comma. A row of another shape fails the test below,
// for its last cell is then neither yes nor no.
std::vector<Pair> ReadPairs() {
  std::ifstream file(OAT_TEST_DATA_DIR "/identity/name_pairs.csv");
  std::vector<Pair> pairs;
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, "first_family,first_given,second_family,second_given,must_meet");
  for (int row = 2; std::getline(file, line); ++row) {
    Pair pair;
    pair.row = row;
    std::istringstream cells(line);
    std::getline(cells, pair.first_family, ',');
    std::getline(cells, pair.first_given, ',');
    std::getline(cells, pair.second_family, ',');
    std::getline(cells, pair.second_given, ',');
    std::getline(cells, pair.must_meet);
    pairs.push_back(pair);
  }
  return pairs;
}

// Names, and pieces of names, that random tests are made of.
std::string RandomText(std::mt19937_64& random, const std::vector<std::string>& pieces, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += pieces[random() % pieces.size()];
  return text;
}

TEST(FoldFullName, MeetsAndPartsThePairsOfTheFile) {
  int meeting = 0, parted = 0;
  for (const Pair& pair : ReadPairs()) {
    SCOPED_TRACE("name_pairs.csv row " + std::to_string(pair.row) + ": " + pair.first_family + ' ' +
                 pair.first_given + " / " + pair.second_family + ' ' + pair.second_given);
    const std::string first = FoldFullName(pair.first_family, pair.first_given);
    const std::string second = FoldFullName(pair.second_family, pair.second_given);
    EXPECT_GT(first.size(), 1U);
    if (pair.must_meet == "yes") {
      ++meeting;
      EXPECT_EQ(first, second) << "must meet";
    } else {
      ++parted;
      EXPECT_EQ(pair.must_meet, "no");
      EXPECT_NE(first, second) << "must stay apart";
    }
  }
  // A truncated file must not pass.
  EXPECT_GE(meeting, 60);
  EXPECT_GE(parted, 60);
}

TEST(FoldFullName, KeepsOrderAndIsEmptyOnlyWithoutAnyName) {
  EXPECT_EQ(FoldFullName("Қасымов", "Қанат"), "kasimov|kanat");
  EXPECT_EQ(FoldFullName("Ким", ""), "kim|");
  EXPECT_EQ(FoldFullName("", "Ким"), "|kim");
  EXPECT_EQ(FoldFullName("", ""), "");
  EXPECT_EQ(FoldFullName(" ", "123"), "");
  // A bar in the input cannot move the border between the two names.
  EXPECT_EQ(FoldFullName("Ким|Ан", "Ли"), "kim an|li");
}

TEST(FoldName, GivesLowerCaseLettersAndSingleSpaces) {
  EXPECT_EQ(FoldName("  Қасым \t-\n Жомарт "), "kasim zhomart");
  EXPECT_EQ(FoldName("Д’Артаньян"), "dartanian");
  EXPECT_EQ(FoldName("Ким (Пак)"), "kim pak");
  EXPECT_EQ(FoldName("Иван2"), "ivan");
  EXPECT_EQ(FoldName("Мұратжан"), "muratzhan");
}

TEST(FoldName, ReadsTheCyrillicOfTheNeighbours) {
  EXPECT_EQ(FoldName("Җәмилә"), FoldName("Жамила"));
  EXPECT_EQ(FoldName("Ҷамшед"), FoldName("Джамшед"));
  EXPECT_EQ(FoldName("Ҳасанӣ"), FoldName("Хасани"));
  EXPECT_EQ(FoldName("Ўткир"), FoldName("Уткир"));
  EXPECT_EQ(FoldName("Рӯзӣ"), FoldName("Рузи"));
  EXPECT_EQ(FoldName("Ґалаґан"), FoldName("Галаган"));
  EXPECT_EQ(FoldName("Євген Їжак"), FoldName("Евген Ижак"));
}

TEST(FoldName, ReadsOtherScripts) {
  EXPECT_EQ(FoldName("გიორგი"), "giorgi");
  EXPECT_EQ(FoldName("Γιώργος"), "giorgos");
  // Right to left, with the marks that editors put round such text.
  EXPECT_FALSE(FoldName("محمد").empty());
  EXPECT_EQ(FoldName("\u202B"
                     "محمد"
                     "\u202C"),
            FoldName("محمد"));
  EXPECT_NE(FoldName("محمد"), FoldName("أحمد"));
  EXPECT_FALSE(FoldName("דוד").empty());
}

TEST(FoldName, IsEmptyWhereThereIsNoLetter) {
  for (const std::string_view text :
       {"", " ", "\t\r\n", "-", "'", "1234", "😀", "👩‍⚕️👨‍👩‍👧", "\u200B\uFEFF",
        "\xFF\xFE", "\u0301", "№", "́̂"}) {
    EXPECT_EQ(FoldName(text), "") << '"' << text << '"';
  }
  EXPECT_EQ(FoldName(std::string_view("\0\0", 2)), "");
}

TEST(FoldName, DropsWhatCannotBeSeen) {
  EXPECT_EQ(FoldName("Қа\u200Bна\u200Dт"), "kanat");
  EXPECT_EQ(FoldName("\uFEFFҚанат\u00AD"), "kanat");
  EXPECT_EQ(FoldName(std::string_view("Ka\0nat", 6)), "kanat");
  EXPECT_EQ(FoldName("Ерлан 😀"), "erlan");
  // A no-break space is a space, though it looks like one of the above.
  EXPECT_EQ(FoldName("Анна\u00A0Мария"), FoldName("Анна Мария"));
}

TEST(FoldName, TakesEveryUnicodeFormOfALetter) {
  EXPECT_EQ(FoldName("Андреи\u0306"), FoldName("Андрей"));
  EXPECT_EQ(FoldName("S\u0327olpan"), FoldName("Şolpan"));
  EXPECT_EQ(FoldName("ＫＩＭ"), "kim");
  EXPECT_EQ(FoldName("Айгу\u0301ль"), FoldName("Айгуль"));
}

TEST(FoldName, DropsBrokenBytes) {
  EXPECT_EQ(FoldName("Ка\xFFнат"), "kanat");
  EXPECT_EQ(FoldName("Канат\xD0"), "kanat");
  EXPECT_EQ(FoldName("\x80\xBFКанат"), "kanat");
  EXPECT_EQ(FoldName("Ка\xED\xA0\x80нат"), "kanat");  // half a surrogate pair
  EXPECT_EQ(FoldName("\xC0\xAFКанат"), "kanat");      // an overlong slash
}

TEST(FoldName, TakesLongText) {
  std::string cyrillic, mixed;
  for (int i = 0; i < 10'000; ++i) cyrillic += "Қ";
  EXPECT_EQ(FoldName(cyrillic), "k");
  for (int i = 0; i < 1'000; ++i) mixed += "Жұмабекова";
  std::string expected;
  for (int i = 0; i < 1'000; ++i) expected += "zhumabekova";
  EXPECT_EQ(FoldName(mixed), expected);
  EXPECT_EQ(FoldName(std::string(10'000, '\xFF')), "");
}

TEST(FoldName, FoldsAKeyToItself) {
  for (const Pair& pair : ReadPairs()) {
    for (const std::string& name : {pair.first_family, pair.first_given, pair.second_given}) {
      EXPECT_EQ(FoldName(FoldName(name)), FoldName(name)) << name;
    }
  }
  const std::vector<std::string> pieces = {
      "a", "e", "i", "o",  "u",  "y",  "b", "c", "d", "f", "g", "h", "j", "k", "l", "n", "q", "r",
      "s", "t", "v", "w",  "x",  "z",  "ц", "щ", "ь", "ъ", "й", "ы", "ё", "ю", "я", "ж", "ң", "х",
      "ý", "ş", "ç", "ev", "ng", "zh", " ", "'", "-", "Қ", "Ғ", "І", "И", "ä", "ı", "İ", "ß", "م"};
  std::mt19937_64 random(20261122);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = RandomText(random, pieces, 1 + static_cast<int>(random() % 10));
    const std::string key = FoldName(text);
    EXPECT_EQ(FoldName(key), key) << text;
    EXPECT_EQ(key.find_first_not_of("abcdefghijklmnopqrstuvwxyz "), key.npos) << text;
    EXPECT_EQ(key.find("  "), key.npos) << text;
  }
}

TEST(FoldName, SurvivesRandomBytes) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes(random() % 24, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string key = FoldName(bytes);
    EXPECT_EQ(key.find_first_not_of("abcdefghijklmnopqrstuvwxyz "), key.npos);
    EXPECT_EQ(FoldName(key), key);
    EXPECT_EQ(FoldDocumentNumber(FoldDocumentNumber(bytes)), FoldDocumentNumber(bytes));
  }
}

TEST(FoldName, ServesManyThreadsAtOnce) {
  const std::vector<Pair> pairs = ReadPairs();
  std::vector<std::string> expected;
  expected.reserve(pairs.size());
  for (const Pair& pair : pairs) expected.push_back(FoldName(pair.first_family));
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  threads.reserve(wrong.size());
  for (int& count : wrong) {
    threads.emplace_back([&pairs, &expected, &count] {
      for (int round = 0; round < 10; ++round) {
        for (size_t i = 0; i < pairs.size(); ++i) {
          if (FoldName(pairs[i].first_family) != expected[i]) ++count;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(FoldDocumentNumber, MeetsAcrossKeyboardsCaseAndBlanks) {
  EXPECT_EQ(FoldDocumentNumber("АВ123"), "AB123");
  EXPECT_EQ(FoldDocumentNumber("AB123"), "AB123");
  EXPECT_EQ(FoldDocumentNumber(" ав 12-3 "), "AB123");
  EXPECT_EQ(FoldDocumentNumber("n\u00A001‑234\u201356\u22127\u200B8"), "N012345678");
  EXPECT_EQ(FoldDocumentNumber("АВЕКМНОРСТУХ"), "ABEKMHOPCTYX");
  EXPECT_EQ(FoldDocumentNumber("авекмнорстух"), "ABEKMHOPCTYX");
  EXPECT_EQ(FoldDocumentNumber("Х1000000"), FoldDocumentNumber("x1000000"));
  EXPECT_EQ(FoldDocumentNumber("ＡＢ１２３"), "AB123");
}

TEST(FoldDocumentNumber, KeepsWhatTellsNumbersApart) {
  EXPECT_EQ(FoldDocumentNumber("РОЮС1290489"), "POЮC1290489");
  EXPECT_EQ(FoldDocumentNumber("роюс-1-290489"), "POЮC1290489");
  EXPECT_NE(FoldDocumentNumber("ЛИЮС1150203"), FoldDocumentNumber("ЛИВС1150203"));
  EXPECT_NE(FoldDocumentNumber("N012"), FoldDocumentNumber("N12"));
  EXPECT_NE(FoldDocumentNumber("AB1230"), FoldDocumentNumber("AB123O"));
  EXPECT_NE(FoldDocumentNumber("12/3"), FoldDocumentNumber("123"));
  EXPECT_NE(FoldDocumentNumber("ҚА1"), FoldDocumentNumber("КА1"));
}

TEST(FoldDocumentNumber, TakesBadInput) {
  EXPECT_EQ(FoldDocumentNumber(""), "");
  EXPECT_EQ(FoldDocumentNumber(" - \xFF\t"), "");
  EXPECT_EQ(FoldDocumentNumber("A\xD0"
                               "1"),
            "A1");
  EXPECT_EQ(FoldDocumentNumber(std::string(10'000, 'a')), std::string(10'000, 'A'));
}

}  // namespace
}  // namespace oat::identity
