// Consents and what is asked from outside, at the command line.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/ctl/packet_page.h"
#include "clients/ctl/print.h"
#include "oat/v1/consent.pb.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

const std::string kPassword = absl::StrCat(Clinic::kPassword, "\n");

// The word of a line that is the id of what was recorded.
std::string IdIn(const Said& said) {
  for (const std::string& listed : WordsIn(said.out)) {
    const absl::string_view word = absl::StripSuffix(absl::StripSuffix(listed, ","), ";");
    if (word.size() == 36) return std::string(word);
  }
  throw std::runtime_error(absl::StrCat("no id: ", said.out, said.err));
}

Said Consent(Strings words, const std::string& input = "") {
  words.insert(words.begin(), "consent");
  return AtSite("nurse", words, input);
}
Said Disclosure(const std::string& role, Strings words, const std::string& input = "") {
  words.insert(words.begin(), "disclosure");
  return AtSite(role, words, input);
}

// With what the prescriber of ALA1 gives as the second person: password and code, a line each.
Said WithPrescriber(const std::function<Said(const std::string& hers)>& command) {
  TheClinic().As("prescriber");
  Said said;
  TheClinic().WithCode(Clinic::LoginOf("prescriber", "ALA1"),
                       [&](const std::string& code) { said = command(kPassword + code + "\n"); });
  return said;
}

TEST(Consent, IsRecordedListedAndWithdrawn) {
  const std::string number = TheClinic().Admit();
  Strings record = {
      "record", number,         "employer",           "Zavod-3", "a new job", "2026-12-31",
      "order",  "--read-aloud", "--interpreted-into", "uz"};
  EXPECT_THAT(Consent(record).err,
              AllOf(HasSubstr("never_told: "), HasSubstr("witness_required: ")));
  record[6] = "in_treatment";
  record.insert(record.end(), {"--witness", Clinic::LoginOf("prescriber", "ALA1")});
  const Said recorded =
      WithPrescriber([&](const std::string& hers) { return Consent(record, hers); });
  EXPECT_THAT(recorded.out, StartsWith("recorded until 2026-12-31 as ")) << recorded.err;
  const std::string id = IdIn(recorded);
  EXPECT_THAT(Consent({"list", number}).lines(),
              ElementsAre("consent given on until to what for to be told how",
                          absl::StrCat(id,
                                       " 2026-11-21 2026-12-31 employer: Zavod-3 a new job "
                                       "in_treatment read_aloud, in uz, before ",
                                       Clinic::LoginOf("prescriber", "ALA1"), " in force")));
  EXPECT_EQ(Consent({"withdraw", number, id}).out, "withdrawn; it counts no more\n");
  EXPECT_THAT(Consent({"list", number}).lines()[1], testing::EndsWith(" withdrawn"));
  EXPECT_THAT(Consent({"list", number, "--json"}).out, HasSubstr("\"in_force\": false"));
  record[6] = "name";
  EXPECT_THAT(Consent(record).err, HasSubstr("element: got name, wanted identity, in_treatment"));
}

TEST(Disclosure, IsRecordedRefusedOrGrantedByTwoAndPrinted) {
  const std::string number = TheClinic().Admit();
  TheClinic().Give(number);
  const Said asked =
      Disclosure("nurse", {"request", "court", "City court", "court_order", "last_dose", "doses",
                           "--number", number, "--reference", "2-1437/2026"});
  EXPECT_THAT(asked.out, HasSubstr("refused unless two people grant it"));
  const std::string id = IdIn(asked);
  EXPECT_THAT(
      Disclosure("site_manager", {"list"}).lines(),
      Contains(AllOf(StartsWith(id), HasSubstr(number + " court: City court court_order "
                                                        "2-1437/2026 last_dose,doses asked"))));
  EXPECT_EQ(Disclosure("nurse", {"decide", id}).exit_code, kNotAllowed);
  const Strings grant = {"decide", id, "last_dose"};
  EXPECT_THAT(Disclosure("site_manager", grant).err, HasSubstr("same_person: "));
  Strings by_two = grant;
  by_two.insert(by_two.end(), {"--second", Clinic::LoginOf("prescriber", "ALA1"), "--secret-until",
                               "2026-11-30"});
  const Said granted = WithPrescriber(
      [&](const std::string& hers) { return Disclosure("site_manager", by_two, hers); });
  EXPECT_THAT(granted.out, StartsWith("granted: oatctl disclosure packet " + id));
  const Strings lines = Disclosure("site_manager", {"packet", id}).lines();
  EXPECT_THAT(lines, AllOf(Contains("to court: City court"), Contains("reference 2-1437/2026"),
                           Contains("last dose"), Contains("taken on 2026-11-21"),
                           Contains("drug form methadone oral solution"), Contains("milligrams 80"),
                           testing::Not(Contains("doses"))));
  EXPECT_THAT(Disclosure("site_manager", {"packet", id, "--json"}).out,
              HasSubstr("\"element\": \"DISCLOSURE_ELEMENT_LAST_DOSE\""));
  EXPECT_THAT(Disclosure("site_manager", {"decide", id}).err, HasSubstr("wrong_state: "));
}

TEST(Disclosure, OfNobodyIsRefusedForGood) {
  const std::string id = IdIn(Disclosure(
      "nurse", {"request", "police", "Department-4", "none", "identity", "in_treatment"}));
  EXPECT_THAT(Disclosure("site_manager", {"list"}).lines(), Contains(StartsWith(id)));
  EXPECT_EQ(Disclosure("site_manager", {"decide", id}).out, "refused for good\n");
  EXPECT_EQ(Disclosure("site_manager", {"packet", id}).exit_code, kRefused);
}

TEST(PacketPage, FitsOnPaperInEveryLanguage) {
  v1::DisclosurePacket packet;
  packet.set_recipient_kind(v1::RECIPIENT_KIND_FAMILY);
  packet.set_recipient("a sister");
  for (const char* word : {"word", "слово", "сөздің"}) {
    std::string notice = word;
    for (int i = 0; i < 60; ++i) absl::StrAppend(&notice, " ", word);
    packet.add_notice(notice);
  }
  v1::DisclosedField* field = packet.add_fields();
  field->set_element(v1::DISCLOSURE_ELEMENT_IDENTITY);
  field->set_field("family_name");
  field->set_value("Иванова_Петрова");
  std::ostringstream out;
  PrintPacket(packet, out);
  const Strings lines = absl::StrSplit(out.str(), '\n');
  for (const std::string& line : lines) EXPECT_LE(DisplayWidth(line), 72u) << line;
  EXPECT_THAT(lines, SizeIs(testing::Gt(15u)));
  EXPECT_THAT(lines, Contains("  family name   Иванова_Петрова")) << "a value is told as it is";
}

}  // namespace
}  // namespace oat::ctl
