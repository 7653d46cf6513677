// The end of records whose legal time is over: nothing opens them, nothing finds them, and they are
// counted as before.
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "tests/identity/key_test.h"

namespace oat::test {
namespace {

using testing::HasSubstr;

class ShreddingTest : public KeyTest {
 protected:
  static constexpr char kOneYear[] = "OATD_RETENTION_YEARS=1";

  static std::string Counted() {
    return clinic().Sql(
        "SELECT (SELECT count(*) FROM person) || ' ' || (SELECT count(*) FROM episode) || ' ' || "
        "(SELECT count(*) FROM administration) || ' ' || (SELECT count(*) FROM sealed_identity)");
  }
  static bool HasKey(const std::string& number) {
    return clinic().Sql(
               "SELECT count(wrapped_key) FROM sealing_key JOIN patient_number USING "
               "(person_id) WHERE patient_number = '" +
               number + "'") == "1";
  }
  // Admitted with a name, a document and a clinical fact, and given a dose.
  static std::string Treat(const std::string& document) {
    v1::OpenApplicationRequest open = WithDocument(document);
    *open.mutable_name() = NewName();
    const std::string number = Admit(open);
    v1::RecordClinicalFactRequest fact;
    fact.set_request_id(NewId());
    fact.set_patient_number(number);
    fact.set_kind(v1::CLINICAL_FACT_KIND_RIFAMPICIN);
    fact.set_from_day("2026-11-20");
    link::Link& nurse = clinic().As("nurse");
    Must(nurse.Call(&v1::PrescribingService::Stub::RecordClinicalFact, fact));
    return number;
  }
};

TEST_F(ShreddingTest, TakesAwayWhatOpensAndFindsRecordsOutOfTimeAndNothingElse) {
  const v1::OpenApplicationRequest gone_document = WithDocument("N8800001");
  const std::string gone = Treat("N8800001");
  const std::string stays = Treat("N8800002");
  const std::string came_back = Treat("N8800003");
  v1::OpenApplicationRequest applicant = WithDocument("N8800004");
  EXPECT_EQ(Open(applicant), "accepted");
  EXPECT_EQ(Assess(applicant.request_id()), "accepted");
  for (const std::string& number : {gone, came_back}) {
    EXPECT_EQ(SendEnd(End(number, v1::END_REASON_COMPLETED)), "accepted");
  }
  EXPECT_THAT(Oatd("shred"), HasSubstr("retention_years: got nothing, wanted"));
  EXPECT_THAT(Oatd("shred --really", kOneYear), HasSubstr("shredded 0 records"));

  clinic().Advance(absl::Hours(24 * 300));
  clinic().SignInAdmin();
  auto prescriber = clinic().NewDesk("prescriber", "ALA1", "");
  v1::ReopenEpisodeRequest reopen;
  reopen.set_request_id(NewId());
  reopen.set_patient_number(came_back);
  Must(prescriber->Call(&Stub::ReopenEpisode, reopen));
  const std::string counted = Counted();
  clinic().Advance(absl::Hours(24 * 67));
  EXPECT_THAT(Oatd("shred", kOneYear), HasSubstr("would shred 2 records"));
  EXPECT_TRUE(HasKey(gone));
  EXPECT_THAT(Oatd("shred --really", kOneYear), HasSubstr("shredded 2 records"));
  EXPECT_THAT(Oatd("shred --really", kOneYear), HasSubstr("shredded 0 records"));

  EXPECT_FALSE(HasKey(gone));
  EXPECT_TRUE(HasKey(stays));
  EXPECT_TRUE(HasKey(came_back));
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM sealing_key WHERE shredded_at IS NOT NULL AND "
                         "retained_years = 1"),
            "2");
  EXPECT_EQ(Counted(), counted) << "the history without a name is counted as before";

  clinic().SignInAdmin();
  auto nurse = clinic().NewDesk("nurse", "ALA1", "");
  EXPECT_EQ(FamilyNameOf(*nurse, gone), "");
  EXPECT_THAT(FamilyNameOf(*nurse, stays), HasSubstr("Zhaksylyk"));
  v1::FindPatientRequest find;
  *find.mutable_document() = gone_document.document();
  EXPECT_EQ(nurse->Call(&Stub::FindPatient, find).status().code(), Code::kNotFound);
  // Nothing can be added to the record, and treatment goes on in a new one.
  auto desk = clinic().NewDesk("prescriber", "ALA1", "");
  reopen.set_request_id(NewId());
  reopen.set_patient_number(gone);
  EXPECT_EQ(Reasons(Must(desk->Call(&Stub::ReopenEpisode, reopen)).outcome()), "wrong_state");
  auto decide = Decision(applicant.request_id(), v1::APPLICATION_STATE_ADMITTED);
  EXPECT_EQ(Reasons(Must(desk->Call(&Stub::DecideApplication, decide)).outcome()), "wrong_state");
  v1::OpenApplicationRequest again = gone_document;
  again.set_request_id(NewId());
  EXPECT_EQ(Reasons(Must(nurse->Call(&Stub::OpenApplication, again)).outcome()), "accepted")
      << "nobody like her is known";
}

// These leave the time as it is.
class HeldKeysTest : public ShreddingTest {};

TEST_F(HeldKeysTest, ForgetsANewcomerWhoWasHeldOnceTheReviewIsDecided) {
  for (const auto verdict :
       {v1::DUPLICATE_VERDICT_SAME_PERSON, v1::DUPLICATE_VERDICT_DIFFERENT_PEOPLE}) {
    const std::string document = verdict == v1::DUPLICATE_VERDICT_SAME_PERSON ? "N881" : "N882";
    EXPECT_EQ(Open(WithDocument(document)), "accepted");
    const v1::OpenApplicationRequest newcomer = WithDocument(document);
    EXPECT_EQ(Open(newcomer), "accepted duplicate_review");
    const std::string review = ReviewOf(newcomer.request_id());
    const std::string key =
        "SELECT wrapped_key IS NOT NULL FROM sealing_key WHERE review_id = '" + review + "'";
    EXPECT_EQ(clinic().Sql(key), "t");
    EXPECT_EQ(Reasons(DecideDuplicate(review, verdict).outcome()), "accepted");
    EXPECT_EQ(clinic().Sql(key), "f");
  }
}

// What the service may do to keys, tried as the service.
TEST_F(HeldKeysTest, LetsTheServiceEndNobodysKeyAndGiveNobodyASecond) {
  const std::string number = Treat("N8830001");
  const auto as_service = [](const std::string& sql) {
    return test::Run(absl::StrCat("psql -X -Atq \"", DatabaseUrl(clinic(), "oat_service"),
                                  "\" -c \"", sql, "\" 2>&1 || true"));
  };
  as_service(
      "UPDATE sealing_key SET master_version = NULL, wrapped_key = NULL, shredded_at = now()");
  EXPECT_TRUE(HasKey(number));
  EXPECT_THAT(as_service("DELETE FROM sealing_key"), HasSubstr("permission denied"));
  EXPECT_THAT(as_service("DELETE FROM identity_token"), HasSubstr("permission denied"));
  EXPECT_THAT(as_service(absl::StrCat("INSERT INTO sealing_key (person_id, master_version, "
                                      "wrapped_key) SELECT person_id, 1, 'x' FROM patient_number "
                                      "WHERE patient_number = '",
                                      number, "'")),
              HasSubstr("sealing_key_person_id_key"));
  EXPECT_THAT(as_service("INSERT INTO sealing_key (master_version, wrapped_key) VALUES (1, 'x')"),
              HasSubstr("sealing_key_of_house"));
}

}  // namespace
}  // namespace oat::test
