// The register of a site at the command line.
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kDay[] = "2026-11-21";

Said Register(Strings words) {
  words.insert(words.begin(), {"stock", "register"});
  return AtSite("stock_custodian", words);
}

std::string ContentOf(const std::string& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(StockRegister, ShowsWhatCameAndWentWithBalances) {
  const std::string number = TheClinic().Admit();
  TheClinic().Give(number);
  const Said said = Register({kDay, kDay});
  EXPECT_EQ(said.exit_code, kDone) << said.err;
  EXPECT_THAT(said.lines(), Contains(AllOf(StartsWith("2026-11-21 2026-11-21 08:0"),
                                           HasSubstr(" consumed METHADONE-"),
                                           HasSubstr(" mL " + number +
                                                     " prescriber.ALA1 "
                                                     "nurse.ALA1"))));
  EXPECT_THAT(said.lines(), Contains(HasSubstr(" received METHADONE-5MG LOT-1 400000000 tablets "
                                               "400000000 tablets")));
  EXPECT_THAT(said.lines(), Contains("product opening closing"));
  const Said one = Register({kDay, kDay, "METHADONE-5MG"});
  EXPECT_THAT(one.out, Not(HasSubstr("BUPRENORPHINE")));
  EXPECT_EQ(Register({kDay, kDay, "NOTHING"}).exit_code, kRefused);
}

TEST(StockRegister, IsWrittenAsATableThatItsWriterAloneCanRead) {
  const std::string file = NewFolder() + ".csv";
  const Said said = Register({kDay, kDay, "--layout", "us", "--csv", file});
  EXPECT_EQ(said.exit_code, kDone) << said.err;
  EXPECT_THAT(said.out, HasSubstr(absl::StrCat(" lines of ALA1 in ", file)));
  EXPECT_THAT(ContentOf(file), AllOf(StartsWith("Date dispensed,"),
                                     HasSubstr("2026-11-21T08:00:00+05:00,received,Methadone")));
  EXPECT_EQ(ModeOf(file), 0600U);
}

TEST(StockRegister, IsPrintedInEachLayoutAndLanguage) {
  for (const char* layout : {"us", "uk", "reconciliation"}) {
    for (const char* language : {"en", "ru", "kk"}) {
      const std::string file = absl::StrCat(NewFolder(), layout, language, ".pdf");
      const Said said =
          Register({kDay, kDay, "--layout", layout, "--language", language, "--pdf", file});
      EXPECT_EQ(said.exit_code, kDone) << said.err;
      EXPECT_THAT(ContentOf(file), StartsWith("%PDF-"));
      EXPECT_EQ(ModeOf(file), 0600U);
    }
  }
}

TEST(StockRegister, SaysWhatItTakes) {
  const std::string file = NewFolder() + "/register.pdf";
  EXPECT_THAT(Register({kDay, kDay, "--pdf", file}).err,
              HasSubstr("--layout: got nothing, wanted us, uk or reconciliation"));
  EXPECT_THAT(Register({kDay, kDay, "--layout", "kz", "--pdf", file}).err,
              HasSubstr("--layout: got kz, wanted us, uk or reconciliation"));
  EXPECT_THAT(Register({kDay, kDay, "--layout", "us", "--language", "kz", "--pdf", file}).err,
              HasSubstr("--language: got kz, wanted en, ru or kk"));
  EXPECT_THAT(Register({kDay, kDay, "--layout", "us", "--pdf", file, "--csv", file}).err,
              HasSubstr("--pdf: got it and --csv, wanted either of them"));
  EXPECT_THAT(Register({kDay, "2026-11-20"}).err, HasSubstr("until_day: got 2026-11-20"));
  EXPECT_EQ(ModeOf(file), 0U) << "nothing was written";
  EXPECT_EQ(AtSite("nurse", {"stock", "register", kDay, kDay}).exit_code, kNotAllowed);
}

}  // namespace
}  // namespace oat::ctl
