#include "clients/ctl/table.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace oat::ctl {
namespace {

using namespace std::string_literals;
using Strings = std::vector<std::string>;

constexpr absl::string_view kWanted[] = {"code", "city", "note"};

std::string TempPath(absl::string_view name) {
  return absl::StrCat(testing::TempDir(), "/table_test_", getpid(), "_", name);
}

absl::StatusOr<ReadResult> TryRead(const std::string& text, const TableForm& form) {
  const std::string path = TempPath("file.csv");
  std::ofstream(path, std::ios::binary) << text;
  absl::StatusOr<ReadResult> result = ReadTable(path, kWanted, form);
  std::remove(path.c_str());
  return result;
}

ReadResult Read(const std::string& text, const TableForm& form = {}) {
  absl::StatusOr<ReadResult> result = TryRead(text, form);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : ReadResult{};
}

absl::Status ReadStatus(const std::string& text) { return TryRead(text, {}).status(); }

constexpr TableForm kUtf8 = {.encoding = Encoding::kUtf8, .separator = {}};

// The result as text: a line for each row, "3: a|b|c".
Strings Rows(const ReadResult& result) {
  Strings lines;
  for (const Row& row : result.table.rows) {
    std::string line = absl::StrCat(row.line, ": ");
    for (size_t i = 0; i < row.cells.size(); ++i) {
      absl::StrAppend(&line, i == 0 ? "" : "|", row.cells[i]);
    }
    lines.push_back(line);
  }
  return lines;
}

Strings Errors(const ReadResult& result) {
  Strings lines;
  for (const TableError& error : result.errors) {
    lines.push_back(absl::StrCat(error.line, " [", error.column, "] ", error.reason));
  }
  return lines;
}

// A file without fault has these rows.
void ExpectRows(const std::string& text, const Strings& rows) {
  const ReadResult result = Read(text);
  EXPECT_EQ(Errors(result), Strings{});
  EXPECT_EQ(Rows(result), rows);
  EXPECT_EQ(result.table.columns, (Strings{"code", "city", "note"}));
}

void ExpectErrors(const std::string& text, const Strings& errors, const Strings& rows = {},
                  const TableForm& form = kUtf8) {
  const ReadResult result = Read(text, form);
  EXPECT_EQ(Errors(result), errors);
  EXPECT_EQ(Rows(result), rows);
}

TEST(Table, ReadsColumnsInTheWantedOrder) {
  ExpectRows("note,code,city\nn,A1,Aqtöbe\n", {"2: A1|Aqtöbe|n"});
}

TEST(Table, ReadsHeaderOnly) {
  ExpectRows("code,city,note\n", {});
  ExpectRows("code,city,note", {});
}

TEST(Table, ReadsByteOrderMark) {
  ExpectRows("\xEF\xBB\xBF\"code\",city,note\na,b,c\n", {"2: a|b|c"});
}

TEST(Table, ReadsLastLineWithoutEnd) {
  ExpectRows("code,city,note\na,b,c", {"2: a|b|c"});
  ExpectRows("code,city,note\na,b,", {"2: a|b|"});
  ExpectRows("code,city,note\na,b,\"c\"", {"2: a|b|c"});
  ExpectRows("code,city,note\na,b,c\n \t", {"2: a|b|c"});
}

TEST(Table, ReadsQuotes) {
  ExpectRows("code,city,note\n\"a,1\",\"say \"\"b\"\"\",\"\"\n", {"2: a,1|say \"b\"|"});
  ExpectRows("code,city,note\n\"\"\"\",b,\"\"\"c\"\n", {"2: \"|b|\"c"});
}

TEST(Table, SkipsRowsWithoutAWord) {
  ExpectRows("code,city,note\n,,\n\" \",\xC2\xA0,\na,,\n,,,,,,\n", {"4: a||"});
}

// A spreadsheet program would reckon with these; here they are what somebody wrote.
TEST(Table, KeepsWhatLooksLikeAFormula) {
  ExpectRows("code,city,note\n=1+1,+77015550000,@x\n-5,\"=HYPERLINK(\"\"a\"\")\",0012\n",
             {"2: =1+1|+77015550000|@x", "3: -5|=HYPERLINK(\"a\")|0012"});
}

TEST(Table, FindsTheSeparatorInTheHeader) {
  ExpectRows("code;city;note\na,1;b;c\n", {"2: a,1|b|c"});
  ExpectRows("code\tcity\tnote\n a \tb;1\t\n", {"2: a|b;1|"});
  ExpectRows("\"code\";\"city\";\"note\"\r\na;b;c\r\n", {"2: a|b|c"});
  ExpectErrors("code;city;note,x\na;b;c\n",
               {"1 [] cell 3: unknown column", "1 [note] missing column"});
}

TEST(Table, AsksWhereTwoSeparatorsWouldDo) {
  EXPECT_EQ(ReadStatus("code,city;note\na,b;c\n").message(),
            "file: got a header line in which two characters could separate the columns, wanted to "
            "be told: --separator comma, semicolon or tab");
  EXPECT_EQ(Errors(Read("code,city;note\n", {.separator = ';'})).size(), 3u);
}

TEST(Table, TrimsBlanks) {
  ExpectRows("code , city,\tnote\n a\t,\" b b \" ,\"\nc \"\n", {"2: a|b b|\nc"});
  ExpectRows(
      "code,city,note\n\xEF\xBB\xBF"
      "a,\xC2\xA0 b\xC2\xA0 b\xE2\x80\xAF,\" \"\n",
      {"2: a|b\xC2\xA0 b|"});
}

TEST(Table, CountsLinesThroughQuotesAndBlanks) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    ExpectRows(
        absl::StrCat(end, "code,city,note", end, "a,\"b", end, end, "b\",c", end, end, " \t", end,
                     "d,e,\"f", end, "\"", end, "g,h,i", end),
        {absl::StrCat("3: a|b", end, end, "b|c"), absl::StrCat("8: d|e|f", end), "10: g|h|i"});
  }
}

TEST(Table, CountsMixedLineEnds) {
  ExpectRows("code,city,note\ra,b,c\nd,e,f\r\n\ng,h,i\n", {"2: a|b|c", "3: d|e|f", "5: g|h|i"});
}

TEST(Table, CountsLinesAcrossBlocks) {
  // Somewhere among these every byte of the records is the first of a block of 64 KiB.
  for (int blank = 65536 - 45; blank <= 65536; ++blank) {
    ExpectRows(absl::StrCat("code,city,note\n", std::string(blank - 15, '\n'),
                            "a,\"b\r\n\"\"b\",c\r\n\r\nd,e,f\r\n"),
               {absl::StrCat(blank - 13, ": a|b\r\n\"b|c"), absl::StrCat(blank - 10, ": d|e|f")});
  }
}

TEST(Table, ReadsManyRows) {
  std::string text = "code,city,note\r\n";
  for (int i = 0; i < 20000; ++i) absl::StrAppend(&text, "c", i, ",\"x\ny\",n\r\n");
  const ReadResult result = Read(text);
  EXPECT_EQ(Errors(result), Strings{});
  ASSERT_EQ(result.table.rows.size(), 20000u);
  for (int i = 0; i < 20000; ++i) {
    ASSERT_EQ(result.table.rows[i].line, 2 + 2 * i);
    ASSERT_EQ(result.table.rows[i].cells, (Strings{absl::StrCat("c", i), "x\ny", "n"}));
  }
}

TEST(Table, RefusesEmptyFile) {
  const std::string reason = "1 [] got an empty file, wanted a header line";
  for (const std::string text : {"", "\n", " \r\n\r\n", "\xEF\xBB\xBF"}) {
    ExpectErrors(text, {reason});
  }
}

TEST(Table, RefusesHeaderFaults) {
  ExpectErrors("code,city,note,Abai\na,b,c,d\n", {"1 [] cell 4: unknown column"});
  ExpectErrors("code,city,note,\na,b,c,\n", {"1 [] cell 4: unknown column"});
  ExpectErrors("Code,city,note\n", {"1 [] cell 1: unknown column", "1 [code] missing column"});
  ExpectErrors("\ncity\nb\n", {"2 [code] missing column", "2 [note] missing column"});
  ExpectErrors("code,city,note,city\n", {"1 [city] doubled column: cells 2 and 4"});
  ExpectErrors("code,city,n\xFF\na,b\n",
               {"1 [] cell 3: got bytes that are no letters of utf-8, wanted text",
                "1 [note] missing column", "2 [] got 2 cells, wanted 3"});
}

TEST(Table, RefusesWrongNumberOfCells) {
  ExpectErrors("code,city,note\na,b\nc,d,e\nf,g,h,\n",
               {"2 [] got 2 cells, wanted 3", "4 [] got 4 cells, wanted 3"}, {"3: c|d|e"});
}

TEST(Table, RefusesInvalidUtf8) {
  for (const absl::string_view bad :
       {"\x80", "\xC3", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3\xC3\xA4"}) {
    ExpectErrors(absl::StrCat("code,city,note\nx,y,z\na,b", bad, ",c\n"),
                 {"3 [city] cell 2: got bytes that are no letters of utf-8, wanted text"},
                 {"2: x|y|z"});
  }
  for (const absl::string_view good : {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                       "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    ExpectRows(absl::StrCat("code,city,note\na,", good, ",c\n"),
               {absl::StrCat("2: a|", good, "|c")});
  }
}

TEST(Table, RefusesNulBytes) {
  ExpectErrors("note,code,city\na,b\0b,c\n"s, {"2 [code] cell 2: got a NUL byte, wanted text"});
}

TEST(Table, RefusesLongCells) {
  const std::string most(4096, 'x'), million(1 << 20, 'x');
  ExpectRows(absl::StrCat("code,city,note\na, ", most, " ,c\n"),
             {absl::StrCat("2: a|", most, "|c")});
  ExpectErrors(absl::StrCat("code,city,note\na,b,", most, "x\nd,e,f\n"),
               {"2 [note] cell 3: got 4097 bytes, wanted at most 4096"}, {"3: d|e|f"});
  ExpectErrors(absl::StrCat("code,city,note\na,\"", million, "\",c\nd,e,f\n"),
               {"2 [city] cell 2: got 1048576 bytes, wanted at most 4096"}, {"3: d|e|f"});
}

// However long a cell is, no more of it is kept than can be used, and what follows is still read.
TEST(Table, KeepsNoneOfAnEndlessCell) {
  const std::string million(1 << 20, 'x');
  std::string text = "code,city,note\na,\"";
  for (int i = 0; i < 64; ++i) text += million;
  struct rusage before = {}, after = {};
  const std::string path = TempPath("endless.csv");
  std::ofstream(path, std::ios::binary) << text << "\",c\nd,e,\xFF\ng,h,i\n";
  text = std::string();
  getrusage(RUSAGE_SELF, &before);
  const absl::StatusOr<ReadResult> result = ReadTable(path, kWanted, kUtf8);
  getrusage(RUSAGE_SELF, &after);
  std::remove(path.c_str());
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(Errors(*result),
            (Strings{"2 [city] cell 2: got 67108864 bytes, wanted at most 4096",
                     "3 [note] cell 3: got bytes that are no letters of utf-8, wanted text"}));
  EXPECT_EQ(Rows(*result), Strings{"4: g|h|i"});
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 16 * 1024);  // kilobytes
}

TEST(Table, RefusesUnterminatedQuote) {
  const std::string reason = "got the end of the file inside a quote, wanted a closing quote";
  const std::string wanted = absl::StrCat("3 [city] cell 2: ", reason);
  ExpectErrors("code,city,note\na,b,c\nd,\"e,f\ng,h,i\n", {wanted}, {"2: a|b|c"});
  ExpectErrors("code,city,note\na,b,c\nd,\"e\"\"", {wanted}, {"2: a|b|c"});
  ExpectErrors("code,\"city,note\na,b,c\n", {absl::StrCat("1 [] cell 2: ", reason)});
}

TEST(Table, RefusesStrayQuoteAndGoesOnWithTheNextLine) {
  const std::string reason = "got a stray quote, wanted quotes doubled inside a quoted cell";
  for (const std::string bad : {"a,b\"b,c", "a,\"b\"b,c", "a,\"b\" \"b\",\"c", "a,b\"\",c"}) {
    const std::string error = absl::StrCat("2 [city] cell 2: ", reason);
    for (const std::string end : {"\n", "\r\n"}) {
      ExpectErrors(absl::StrCat("code,city,note\n", bad, end, "d,e,f\ng\n"),
                   {error, "4 [] got 1 cells, wanted 3"}, {"3: d|e|f"});
    }
    ExpectErrors(absl::StrCat("code,city,note\n", bad), {error});
  }
  ExpectErrors("co\"de,city,note\na,b\n\xFF\n",
               {absl::StrCat("1 [] cell 1: ", reason),
                "3 [] cell 1: got bytes that are no letters of utf-8, wanted text"});
}

TEST(Table, CollectsAllFaultsInOnePassAndEchoesNone) {
  const ReadResult result = Read(
      "code,city,Akhmetov,note\nAkhmetov,\xFF,b\nAkhmetov\xFF,b,Akhmetov\0,c\n"
      "x\"Akhmetov\",b,c,d\nAkhmetov,b,c,\"Akhmetov"s,
      kUtf8);
  EXPECT_EQ(Errors(result).size(), 7u);
  EXPECT_EQ(Rows(result), Strings{});
  for (const std::string& error : Errors(result)) EXPECT_FALSE(absl::StrContains(error, "Akhm"));
}

TEST(Table, UnreadableFileIsAStatusWithPathAndReason) {
  const std::string path = TempPath("absent.csv");
  const absl::Status absent = ReadTable(path, kWanted).status();
  EXPECT_EQ(absent.code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(absl::StrContains(absent.message(), path)) << absent;
  EXPECT_TRUE(absl::StrContains(absent.message(), "No such file")) << absent;
  const absl::Status folder = ReadTable(testing::TempDir(), kWanted).status();
  EXPECT_TRUE(absl::StrContains(folder.message(), testing::TempDir())) << folder;
  EXPECT_TRUE(absl::StrContains(folder.message(), "directory")) << folder;
}

}  // namespace
}  // namespace oat::ctl
