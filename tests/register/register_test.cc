// The sum of a register, and a register as a table for programs.
#include <gmock/gmock.h>

#include <map>

#include "clients/register/csv.h"
#include "clients/register/said.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "oat/v1/stock_register.pb.h"
#include "tests/register/sample.h"

namespace oat::registers {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

using Cells = std::vector<std::string>;

// RFC 4180, read by the letter.
std::vector<Cells> Parsed(const std::string& csv) {
  std::vector<Cells> lines(1, Cells(1));
  bool is_quoted = false;
  for (size_t i = 0; i < csv.size(); ++i) {
    if (is_quoted && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
      lines.back().back() += csv[++i];
    } else if (csv[i] == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && csv[i] == ',') {
      lines.back().emplace_back();
    } else if (!is_quoted && csv.compare(i, 2, "\r\n") == 0) {
      ++i;
      if (i + 1 < csv.size()) lines.emplace_back(1);
    } else {
      lines.back().back() += csv[i];
    }
  }
  EXPECT_FALSE(is_quoted);
  return lines;
}

// Lines by their headings.
class Table {
 public:
  Table(const Book& book, Layout layout, Language language = Language::kEnglish)
      : lines_(Parsed(Csv(book, layout, language))) {
    for (size_t i = 0; i < lines_[0].size(); ++i) {
      EXPECT_TRUE(places_.emplace(lines_[0][i], i).second) << "twice: " << lines_[0][i];
    }
    for (const Cells& line : lines_) EXPECT_EQ(line.size(), lines_[0].size());
  }
  // Of a line, the first after the header being 1.
  std::string At(size_t line, const std::string& heading) const {
    return lines_.at(line).at(places_.at(heading));
  }
  size_t lines() const { return lines_.size() - 1; }

 private:
  std::vector<Cells> lines_;
  std::map<std::string, size_t> places_;
};

constexpr char kUnits[] = " (whole microlitres, tablets or syringes)";

TEST(Sum, IsThatOfTheLines) {
  const auto products = Reckon(SampleBook().whole);
  ASSERT_EQ(products.size(), 3U);
  const Reckoned& solution = products.at("METHADONE-5MG-ML");
  EXPECT_EQ(solution.opening, 1'000'000);
  EXPECT_EQ(solution.moved.at(v1::REGISTER_LINE_KIND_RECEIVED), 2'000'000);
  EXPECT_EQ(solution.moved.at(v1::REGISTER_LINE_KIND_CONSUMED), -16'100 - 12'500 + 5'000);
  EXPECT_EQ(solution.moved.at(v1::REGISTER_LINE_KIND_TAKEN_HOME), -16'000 - 16'000 + 6'000);
  EXPECT_EQ(solution.moved.at(v1::REGISTER_LINE_KIND_VARIANCE), 800);
  // 1,000,000 + 2,000,000 + 250,000 - 23,600 - 26,000 - 11,000 + 800 - 100,000 - 50,000.
  EXPECT_EQ(solution.closing, 3'040'200);
  EXPECT_EQ(solution.booked, 3'040'200);
  for (const auto& [code, one] : products) EXPECT_TRUE(one.adds_up()) << code;
}

TEST(Sum, DoesNotAddUpWhereALineIsMissingOrABalanceIsAnother) {
  for (int line = 0; line < SampleBook().whole.lines_size(); ++line) {
    Book book = SampleBook();
    const std::string product = book.whole.lines(line).product_code();
    book.whole.mutable_lines(line)->set_balance(book.whole.lines(line).balance() + 1);
    EXPECT_FALSE(Reckon(book.whole).at(product).adds_up()) << "balance of line " << line;
  }
  Book book = SampleBook();
  book.whole.mutable_lines()->DeleteSubrange(2, 1);
  EXPECT_FALSE(Reckon(book.whole).at("METHADONE-5MG-ML").adds_up());
  EXPECT_TRUE(Reckon(book.whole).at("BUPRENORPHINE-8MG").adds_up());
  book = SampleBook();
  book.whole.mutable_opening(2)->set_quantity(999'999);
  EXPECT_FALSE(Reckon(book.whole).at("METHADONE-5MG-ML").adds_up());
}

TEST(Sum, LeavesOutWhatTheSiteOnlyOnceHad) {
  Book book = SampleBook();
  v1::StockAccount* gone = book.whole.add_opening();
  gone->set_product_code("METHADONE-10MG");
  EXPECT_FALSE(Reckon(book.whole).contains("METHADONE-10MG"));
  AddLine(&book, v1::REGISTER_LINE_KIND_RECEIVED, "METHADONE-10MG", 10);
  EXPECT_EQ(Reckon(book.whole).at("METHADONE-10MG").closing, 10);
}

TEST(Csv, OfTheDispensingLogHasEveryLineWithItsAmounts) {
  const Book book = SampleBook();
  const Table table(book, Layout::kUs);
  ASSERT_EQ(table.lines(), static_cast<size_t>(book.whole.lines_size()));
  EXPECT_EQ(table.At(1, "Date dispensed"), "2026-11-25T09:00:00+05:00");
  EXPECT_EQ(table.At(1, "Name of substance"), "Buprenorphine");
  EXPECT_EQ(table.At(1, "Strength"), "8 mg");
  EXPECT_EQ(table.At(1, "Dosage form"), "sublingual tablet");
  EXPECT_EQ(table.At(1, "Patient (number)"), "5X8D2YS8SW");
  EXPECT_EQ(table.At(1, std::string("Amount consumed") + kUnits), "2");
  EXPECT_EQ(table.At(1, std::string("Amount and dosage form taken home") + kUnits), "");
  EXPECT_EQ(table.At(1, "Unit"), "tablets");
  EXPECT_EQ(table.At(1, "In or out (micrograms of the drug)"), "-16000");
  EXPECT_EQ(table.At(1, "Dispenser's initials"), "nurse.aigerim");
  EXPECT_EQ(table.At(3, std::string("Amount consumed") + kUnits), "16100");
  EXPECT_EQ(table.At(3, "In or out (micrograms of the drug)"), "-80500");
  EXPECT_EQ(table.At(3, std::string("Balance") + kUnits), "983900");
  EXPECT_EQ(table.At(4, "Date dispensed"), "2026-11-24T09:03:00+05:00");
  EXPECT_EQ(table.At(4, "Notes"), "entered 2026-11-25") << "it happened the day before";
  EXPECT_EQ(table.At(5, std::string("Amount consumed") + kUnits), "-5000") << "taken back";
  EXPECT_EQ(table.At(6, std::string("Amount and dosage form taken home") + kUnits), "16000");
  EXPECT_EQ(table.At(6, "Notes"), "B-5X8D2YS8SW");
  EXPECT_EQ(table.At(9, std::string("In") + kUnits), "2000000");
  EXPECT_EQ(table.At(14, "Notes"), "пролито у окна W1, \"до девяти\"");
}

TEST(Csv, OfTheUkRegisterSaysToWhomOnWhoseWordAndWhetherSheShowedWhoSheIs) {
  const Table table(SampleBook(), Layout::kUk);
  const auto shown = [&](size_t line) {
    EXPECT_EQ(table.At(line, "Proof of identity requested"),
              table.At(line, "Proof of identity provided"));
    return table.At(line, "Proof of identity requested");
  };
  EXPECT_EQ(table.At(1, "Class"), "Buprenorphine");
  EXPECT_EQ(table.At(1, "From or to whom, with the address"), "5X8D2YS8SW");
  EXPECT_EQ(table.At(1, "Authority to possess: prescriber or licence holder"), "dr.omarova");
  EXPECT_EQ(shown(1), "yes") << "by her photo";
  EXPECT_EQ(shown(4), "no") << "the nurse knows him";
  EXPECT_EQ(shown(7), "yes") << "whoever collects for another";
  EXPECT_EQ(shown(11), "\u2013") << "another site";
  EXPECT_EQ(shown(9), "") << "what is obtained";
  const std::string collecting = "Person collecting: patient, representative or professional";
  EXPECT_EQ(table.At(6, collecting), "patient");
  EXPECT_EQ(table.At(7, collecting), "representative");
  EXPECT_EQ(table.At(11, collecting), "PVL1, Павлодар");
  EXPECT_EQ(table.At(6, std::string("Amount supplied") + kUnits), "16000");
  EXPECT_EQ(table.At(9, std::string("Amount obtained") + kUnits), "2000000");
  EXPECT_EQ(table.At(9, "From or to whom, with the address"),
            "ТОО «КазФарм», Алматы, ул. Жибек жолы 50");
}

TEST(Csv, OfThePeriodHasALineAProduct) {
  const Table table(SampleBook(), Layout::kReconciliation);
  ASSERT_EQ(table.lines(), 3U);
  const auto at = [&](const std::string& heading) { return table.At(3, heading + kUnits); };
  EXPECT_EQ(table.At(3, "Product"), "METHADONE-5MG-ML");
  EXPECT_EQ(at("Opening balance"), "1000000");
  EXPECT_EQ(at("Received"), "2000000");
  EXPECT_EQ(at("From sites"), "250000");
  EXPECT_EQ(at("Consumed"), "23600");
  EXPECT_EQ(at("Taken home"), "26000");
  EXPECT_EQ(at("Destroyed"), "11000");
  EXPECT_EQ(at("Differences"), "800");
  EXPECT_EQ(at("To sites"), "100000");
  EXPECT_EQ(at("Corrections"), "-50000");
  EXPECT_EQ(at("Closing balance"), "3040200");
  EXPECT_EQ(at("By the book"), "3040200");
  EXPECT_EQ(table.At(1, std::string("Returned") + kUnits), "100");
  EXPECT_EQ(table.At(2, std::string("Lost") + kUnits), "1");
}

TEST(Csv, HasOneHeaderInEachLanguage) {
  for (Layout layout : {Layout::kUs, Layout::kUk, Layout::kReconciliation}) {
    const Table english(SampleBook(), layout);
    for (Language language : {Language::kRussian, Language::kKazakh}) {
      const Table table(SampleBook(), layout, language);
      EXPECT_EQ(table.lines(), english.lines());
    }
  }
  EXPECT_THAT(Csv(SampleBook(), Layout::kUs, Language::kKazakh), HasSubstr("Босатылған күні"));
}

TEST(Words, AreReadFromTheCommandLine) {
  EXPECT_EQ(*ReadLanguage("kk"), Language::kKazakh);
  EXPECT_THAT(std::string(ReadLanguage("kz").status().message()),
              HasSubstr("--language: got kz, wanted en, ru or kk"));
  EXPECT_EQ(*ReadLayout("uk"), Layout::kUk);
  EXPECT_THAT(std::string(ReadLayout("").status().message()),
              HasSubstr("wanted us, uk or reconciliation"));
}

TEST(Amounts, AreExactInWords) {
  const Book book = SampleBook();
  const v1::Product solution = book.ProductOf("METHADONE-5MG-ML");
  EXPECT_EQ(Amount(12'500, solution, Language::kEnglish), "12.5\u00a0mL (62.5\u00a0mg)");
  EXPECT_EQ(Amount(12'500, solution, Language::kRussian), "12,5\u00a0мл (62,5\u00a0мг)");
  EXPECT_EQ(Amount(-100, solution, Language::kEnglish), "\u22120.1\u00a0mL (\u22120.5\u00a0mg)");
  EXPECT_EQ(Amount(0, solution, Language::kEnglish), "0\u00a0mL (0\u00a0mg)");
  EXPECT_EQ(Amount(40, book.ProductOf("BUPRENORPHINE-8MG"), Language::kEnglish), "40\u00a0tab.");
  EXPECT_EQ(Amount(7, book.ProductOf("UNHEARD-OF"), Language::kEnglish), "7");
}

}  // namespace
}  // namespace oat::registers
