// What becomes of an imported roster: orders that run out, and identities that stay sealed.
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "tests/enrolment/roster_test.h"

namespace oat::test {
namespace {

using Stub = v1::EnrolmentService::Stub;

TEST(ImportedOrderTest, LastsFourteenDaysUnlessItIsSigned) {
  Clinic clinic;
  std::vector<v1::ImportRosterRequest> requests(3);
  requests[0].mutable_header()->set_request_id(NewId());
  for (int i : {1, 2}) {
    v1::RosterRow* row = requests[i].mutable_row();
    row->set_line(i);
    row->set_local_number(absl::StrCat("L", i));
    row->set_family_name(i == 1 ? "Один" : "Другой");
    row->set_given_name("Человек");
    row->set_birth_date("1980-01-01");
    row->set_sex("M");
    row->set_id_type("none");
    row->set_home_site(i == 1 ? "ALA1" : "SEM1");
    row->set_enrolled_on("2026-01-10");
    row->set_medication("methadone-oral-solution");
    row->set_dose_mg("62.5");
  }
  link::Link& admin = clinic.admin();
  ASSERT_EQ(Must(admin.Stream(&Stub::ImportRoster, requests)).report().added(), 2);
  auto number_at = [&](const std::string& site) {
    return clinic.Sql(
        "SELECT patient_number FROM patient_number JOIN custody_start USING "
        "(person_id) WHERE site_code = '" +
        site + "'");
  };
  const std::string here = number_at("ALA1");
  v1::SignCarriedOverOrdersRequest sign;
  sign.set_request_id(NewId());
  sign.set_site_code("SEM1");
  sign.set_until_day("2027-01-31");
  link::Link& prescriber = clinic.As("prescriber");
  EXPECT_EQ(Must(prescriber.Call(&v1::PrescribingService::Stub::SignCarriedOverOrders, sign))
                .signed_orders(),
            1);
  auto authorise = [&](const std::string& site) {
    return Must(clinic.Authorise(Clinic::AuthoriseRequest(number_at(site)), site));
  };
  const std::vector<std::string> roles = {"nurse", "prescriber"};
  // From Saturday 21 November, fourteen days: to 4 December.
  clinic.As("nurse", "SEM1");
  LetTimePass(clinic, absl::Hours(13 * 24), roles);
  auto last = authorise("ALA1");
  EXPECT_EQ(Reasons(last.outcome()), "accepted");
  EXPECT_EQ(last.micrograms(), 62'500);
  EXPECT_EQ(last.context().order_until_day(), "2026-12-04");
  LetTimePass(clinic, absl::Hours(24), roles);
  EXPECT_THAT(Reasons(authorise("ALA1").outcome()), testing::HasSubstr("order_expired"));
  LetTimePass(clinic, absl::ZeroDuration(), {"nurse"}, "SEM1");
  auto signed_here = authorise("SEM1");
  EXPECT_EQ(Reasons(signed_here.outcome()), "accepted");
  EXPECT_EQ(signed_here.micrograms(), 62'500);
  EXPECT_FALSE(signed_here.context().order_unsigned());
  EXPECT_EQ(signed_here.context().order_until_day(), "2027-01-31");
}

// Nothing that leaves the services, and nothing in the database, says who somebody is.

std::string Lower(const std::string& text) { return absl::AsciiStrToLower(text); }

TEST(ImportedIdentityTest, StandsInNoAnswerNoLogAndNoDump) {
  Clinic clinic;
  std::vector<std::string> planted;
  std::vector<v1::ImportRosterRequest> requests(1);
  requests[0].mutable_header()->set_request_id(NewId());
  for (int i = 0; i < 200; ++i) {
    v1::RosterRow* row = requests.emplace_back().mutable_row();
    row->set_line(i + 2);
    row->set_local_number(absl::StrCat("R", i));
    const std::string tail = {static_cast<char>('a' + i / 26), static_cast<char>('a' + i % 26)};
    row->set_family_name("Zhumabayqxev" + tail);
    row->set_given_name("Given");
    row->set_birth_date(absl::StrCat(1950 + i % 50, "-0", 1 + i / 50, "-11"));
    row->set_sex("F");
    row->set_uic(absl::StrCat("UICQX", 7000 + i));
    row->set_id_type("passport");
    row->set_id_number(absl::StrCat("QXDOC", 5000 + i));
    row->set_home_site("ALA1");
    row->set_enrolled_on("2026-01-10");
    row->set_medication("methadone-oral-solution");
    row->set_dose_mg("80");
    planted.insert(planted.end(), {row->family_name(), row->uic(), row->id_number()});
  }
  // The last three are held: one as a duplicate, two as faults in a second file.
  requests[200].mutable_row()->set_uic(requests[1].row().uic());
  link::Link& admin = clinic.admin();
  auto import = [&](const std::vector<v1::ImportRosterRequest>& sent) {
    return Must(admin.Stream(&Stub::ImportRoster, sent)).SerializeAsString();
  };
  std::string said = import(requests);
  auto spoilt = requests;
  spoilt[0].mutable_header()->set_request_id(NewId());
  for (int i : {3, 4}) spoilt[i].mutable_row()->set_dose_mg(spoilt[i].row().family_name());
  spoilt[5].mutable_row()->set_birth_date(spoilt[5].row().id_number());
  said += import(spoilt);
  link::Link& manager = clinic.As("site_manager");
  said += Must(manager.Call(&Stub::ListDuplicateReviews, v1::ListDuplicateReviewsRequest()))
              .SerializeAsString();
  v1::OpenApplicationRequest open;
  open.set_request_id(NewId());
  open.set_uic(requests[9].row().uic());
  open.set_sex(v1::SEX_FEMALE);
  open.set_birth_year(1980);
  open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
  open.set_history(v1::TREATMENT_HISTORY_AGAIN);
  open.set_consents_to_duplicate_check(true);
  said += Must(manager.Call(&Stub::OpenApplication, open)).SerializeAsString();
  ASSERT_EQ(clinic.Sql("SELECT count(*) FROM sealed_identity"), "199");

  const std::string log = test::Run("cat " + clinic.folder() + "/log");
  const std::string dump = test::Run("pg_dump \"" + DatabaseUrl(clinic, "postgres") + "\"");
  ASSERT_TRUE(absl::StrContains(dump, "COPY public.sealed_identity")) << "the dump is no dump";
  ASSERT_TRUE(absl::StrContains(log, "serving"));
  for (const std::string& text : {said, log, dump}) {
    const std::string folded = Lower(text);
    for (const std::string& word : planted) {
      EXPECT_FALSE(absl::StrContains(folded, Lower(word))) << word;
      for (const std::string& form : {word, absl::AsciiStrToUpper(word), Lower(word)}) {
        EXPECT_FALSE(absl::StrContains(folded, absl::BytesToHexString(form))) << form << " in hex";
        // Without the last group, whose letters depend on what follows.
        const std::string base64 = absl::Base64Escape(form.substr(0, form.size() / 3 * 3));
        EXPECT_FALSE(absl::StrContains(text, base64)) << form << " in base 64";
      }
    }
  }
}

}  // namespace
}  // namespace oat::test
