// What stands on the pages of a register, read back by programs that know nothing of how it is set.
#include "clients/register/pages.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/label/bottles.h"
#include "tests/register/sample.h"
#include "tests/support/process.h"

namespace oat::registers {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr Layout kLayouts[] = {Layout::kUs, Layout::kUk, Layout::kReconciliation};
constexpr Language kLanguages[] = {Language::kEnglish, Language::kRussian, Language::kKazakh};

std::string PdfOf(const Book& book, Layout layout, Language language = Language::kEnglish) {
  const auto pdf = Pdf(SheetOf(book, layout, language), language);
  EXPECT_TRUE(pdf.ok()) << pdf.status();
  return pdf.ok() ? *pdf : "";
}

// The text of each page, blanks and ends of lines as one blank.
std::vector<std::string> PagesOf(const std::string& pdf) {
  const std::string path = label::Kept(pdf, ".pdf");
  const std::string text = test::Run(absl::StrCat("pdftotext -raw ", path, " - && rm ", path));
  std::vector<std::string> pages = absl::StrSplit(text, '\f');
  pages.pop_back();
  for (std::string& page : pages) {
    page = label::OneLine(absl::StrReplaceAll(page, {{"\u00a0", " "}}));
  }
  return pages;
}
std::string TextOf(const Book& book, Layout layout, Language language = Language::kEnglish) {
  return absl::StrJoin(PagesOf(PdfOf(book, layout, language)), " ");
}

TEST(DispensingLog, HasTheHeadingsOfTheRegulation) {
  const std::string text = TextOf(SampleBook(), Layout::kUs);
  for (const char* heading :
       {"Date dispensed", "Name of substance", "Strength", "Dosage form", "Patient (number)",
        "Amount consumed", "Amount and dosage form taken home", "Dispenser's initials"}) {
    EXPECT_THAT(text, HasSubstr(heading));
  }
  EXPECT_THAT(text, HasSubstr("21 CFR 1304.24(a)"));
  EXPECT_THAT(text, HasSubstr("2026-11-25 09:02 Methadone 5 mg/mL oral solution 2V7HQ9T3MC "
                              "16.1 mL (80.5 mg) 983.9 mL (4919.5 mg) nurse.aigerim"));
  EXPECT_THAT(text, HasSubstr("16 mL (80 mg), oral solution"));
  EXPECT_THAT(text, HasSubstr("Total 23.6 mL (118 mg) 26 mL (130 mg)"));
  EXPECT_THAT(text, HasSubstr("Receipts and other movements: Methadone 5 mg/mL"));
  EXPECT_THAT(text, HasSubstr("Opening balance 1000 mL (5000 mg)"));
  EXPECT_THAT(text, HasSubstr("Closing balance 3040.2 mL (15201 mg)"));
}

TEST(UkRegister, HasTheHeadingsOfTheRegulation) {
  const std::string text = TextOf(SampleBook(), Layout::kUk);
  for (const char* heading :
       {"Date supply obtained", "Name and address of person or firm from whom obtained",
        "Amount obtained", "Date supplied", "Name and address of person or firm supplied",
        "Amount supplied"}) {
    EXPECT_THAT(text, HasSubstr(heading));
  }
  EXPECT_THAT(text, HasSubstr("SI 2001/3998"));
  EXPECT_THAT(text, HasSubstr("Proof of identity requested"));
  EXPECT_THAT(text, HasSubstr("Proof of identity provided"));
  EXPECT_THAT(text, HasSubstr("ТОО «КазФарм», Алматы, ул. Жибек жолы 50 2000 mL (10000 mg)"));
}

// Classes after one another, and each strength and form at the head of pages of its own.
TEST(UkRegister, BeginsAPageForEachProduct) {
  const std::vector<std::string> pages = PagesOf(PdfOf(SampleBook(), Layout::kUk));
  ASSERT_THAT(pages, SizeIs(3));
  EXPECT_THAT(pages[0], HasSubstr("Class: Buprenorphine. Buprenorphine 8 mg, sublingual tablet"));
  EXPECT_THAT(pages[1], HasSubstr("Class: Buprenorphine. Buprenorphine 16 mg, weekly depot"));
  EXPECT_THAT(pages[2], HasSubstr("Class: Methadone. Methadone 5 mg/mL, oral solution"));
  EXPECT_THAT(pages[2], Not(HasSubstr("Buprenorphine")));
}

TEST(Reconciliation, ShowsTheSumAndWhetherItHolds) {
  const std::string text = TextOf(SampleBook(), Layout::kReconciliation);
  EXPECT_THAT(text, HasSubstr("It adds up: every balance is that of the line before"));
  EXPECT_THAT(text, Not(HasSubstr("DOES NOT ADD UP")));
  EXPECT_THAT(text, HasSubstr("3040.2 mL (15201 mg) 3040.2 mL (15201 mg)"));
}

TEST(EveryLayout, IsLoudAboutASumThatDoesNotHold) {
  Book book = SampleBook();
  book.whole.mutable_lines()->DeleteSubrange(2, 1);
  for (Layout layout : kLayouts) {
    EXPECT_THAT(TextOf(book, layout),
                HasSubstr("DOES NOT ADD UP: Methadone 5 mg/mL, oral solution (METHADONE-5MG-ML): "
                          "by the lines 3056.3 mL (15281.5 mg), in the book 3040.2 mL"));
    EXPECT_THAT(TextOf(SampleBook(), layout), Not(HasSubstr("DOES NOT ADD UP")));
  }
}

TEST(EveryLayout, SaysWhoseItIsInThreeLanguages) {
  const std::map<Language, std::vector<const char*>> words = {
      {Language::kEnglish, {"licence KZ-0712", "Page 1 of ", "Signature", "Second person"}},
      {Language::kRussian, {"лицензия KZ-0712", "Страница 1 из ", "Подпись", "Второе лицо"}},
      {Language::kKazakh, {"лицензия KZ-0712", "1-бет, барлығы ", "Қолы", "Екінші адам"}}};
  for (Layout layout : kLayouts) {
    for (const auto& [language, wanted] : words) {
      const std::string text = TextOf(SampleBook(), layout, language);
      for (const char* word : wanted) EXPECT_THAT(text, HasSubstr(word));
      EXPECT_THAT(text, HasSubstr("Аптека № 7 (ALA1), Алматы, Абай даңғылы 12"));
      EXPECT_THAT(text, HasSubstr("2026-11-25 – 2026-11-26"));
      EXPECT_THAT(text, HasSubstr("2026-11-27 17:00"));
      EXPECT_THAT(text, HasSubstr("Asia/Almaty"));
    }
  }
}

// A word of a heading that its column breaks is read as two.
TEST(EveryLayout, BreaksNoWordOfAHeading) {
  for (Layout layout : kLayouts) {
    for (Language language : kLanguages) {
      const std::string text = TextOf(SampleBook(), layout, language);
      for (const Table& table : SheetOf(SampleBook(), layout, language).tables) {
        for (const Column& column : table.columns) {
          for (absl::string_view word : absl::StrSplit(column.heading, ' ')) {
            EXPECT_THAT(text, HasSubstr(std::string(word))) << column.heading;
          }
        }
      }
    }
  }
}

TEST(ALongTable, RepeatsItsHeadingsAndHasEveryLineOnce) {
  const std::vector<std::string> pages = PagesOf(PdfOf(LongBook(150), Layout::kUs));
  ASSERT_GT(pages.size(), 4U);
  std::multiset<std::string> patients;
  for (size_t i = 0; i < pages.size(); ++i) {
    EXPECT_THAT(pages[i], HasSubstr(absl::StrCat("Page ", i + 1, " of ", pages.size())));
    if (absl::StrContains(pages[i], "PATIENT")) {
      EXPECT_THAT(pages[i], AllOf(HasSubstr("Amount consumed"),
                                  HasSubstr("Dispensing log: Methadone 5 mg/mL")))
          << i;
    }
    EXPECT_EQ(absl::StrContains(pages[i], "Signature"), i + 1 == pages.size()) << i;
    for (const std::string& word : std::vector<std::string>(absl::StrSplit(pages[i], ' '))) {
      if (absl::StartsWith(word, "PATIENT")) patients.insert(word);
    }
  }
  EXPECT_THAT(patients, SizeIs(150));
  EXPECT_EQ(std::set<std::string>(patients.begin(), patients.end()).size(), 150U);
  EXPECT_THAT(pages[2], HasSubstr("(continued)"));
}

// Nobody signs a page on which nothing is left to sign, nor a table cut in two by the paper's end.
TEST(EveryLayout, StaysWithinItsMargins) {
  for (Layout layout : kLayouts) {
    for (Language language : kLanguages) {
      for (int doses = 0; doses < 40; doses += 13) {
        const std::string path = label::Kept(PdfOf(LongBook(doses), layout, language), ".pdf");
        const std::string words =
            test::Run(absl::StrCat("pdftotext -bbox ", path, " - && rm ", path));
        int seen = 0;
        for (absl::string_view line : absl::StrSplit(words, '\n')) {
          double left = 0, top = 0, right = 0, bottom = 0;
          if (std::sscanf(std::string(line).c_str(),
                          " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &left, &top,
                          &right, &bottom) != 4) {
            continue;
          }
          ++seen;
          EXPECT_GT(left, 27) << line;
          EXPECT_GT(top, 25) << line;
          EXPECT_LT(right, 842 - 27) << line;
          EXPECT_LT(bottom, 595.3 - 25) << line;
        }
        EXPECT_GT(seen, 50);
      }
    }
  }
}

TEST(AnEmptyPeriod, SaysSo) {
  Book book = SampleBook();
  book.whole.clear_lines();
  book.whole.clear_opening();
  for (Layout layout : kLayouts) {
    EXPECT_THAT(TextOf(book, layout),
                AllOf(HasSubstr("No entries in this period."), HasSubstr("Signature")));
  }
}

TEST(Letters, ThatNoFontHasAreAnError) {
  Book book = SampleBook();
  book.whole.mutable_lines(0)->set_note("\U000F0001");
  const auto pdf = Pdf(SheetOf(book, Layout::kUs, Language::kEnglish), Language::kEnglish);
  EXPECT_EQ(pdf.status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace oat::registers
