// Packs put in force through the real oatd: by two people, from a day on, at a place.
#include <gmock/gmock.h>

#include "absl/strings/str_replace.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/policy.pb.h"
#include "tests/policy/rules_in_force.h"

namespace oat::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Code = absl::StatusCode;

TEST_F(RulesInForce, AreThoseOfTheNetworkUntilASiteHasMore) {
  EXPECT_THAT(PacksAt("ALA1"), ElementsAre("jalgas/3"));
  EXPECT_EQ(InForce(Put(OnlyMaximum(120))), "accepted");
  EXPECT_THAT(PacksAt("ALA1"), ElementsAre("ala-board/1", "jalgas/3"));
  EXPECT_THAT(PacksAt("SEM1"), ElementsAre("jalgas/3"));
  std::string maximum;
  const v1::ExplainRulesResponse explained = Explain("ALA1");
  for (const v1::ExplainedValue& value : explained.values()) {
    if (value.path() != "ordering.drugs.methadone.maximum_mg") continue;
    maximum = absl::StrCat(value.says(), " ", value.pack(), " ", value.mark(), " ", value.source());
  }
  EXPECT_EQ(maximum, "120 ala-board/1 verified_primary Minutes");
  EXPECT_EQ(Withdrawn("ala-board"), "accepted");
  EXPECT_THAT(PacksAt("ALA1"), ElementsAre("jalgas/3"));
}

TEST_F(RulesInForce, BindTheOrderThatIsSignedAfterwards) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  const auto sign = [&] {
    return Reasons(Must(clinic().SignOrder(number, {130}, "2026-11-21", 30,
                                           v1::DRUG_FORM_METHADONE_ORAL_SOLUTION))
                       .outcome());
  };
  EXPECT_EQ(InForce(Put(OnlyMaximum(120))), "accepted");
  EXPECT_EQ(sign(), "over_maximum");
  EXPECT_EQ(Withdrawn("ala-board"), "accepted");
  EXPECT_EQ(sign(), "accepted");
  EXPECT_EQ(
      clinic().Sql("SELECT rule_pack FROM medication_order ORDER BY recorded_at DESC, version "
                   "DESC LIMIT 1"),
      "jalgas/3");
}

TEST_F(RulesInForce, BeginOnTheirDayAndGiveWayToALaterVersion) {
  EXPECT_EQ(InForce(Put(OnlyMaximum(120), "2026-11-25")), "accepted");
  EXPECT_EQ(InForce(Put(OnlyMaximum(110, "2"), "2026-11-28")), "accepted");
  EXPECT_THAT(PacksAt("ALA1", "2026-11-24"), ElementsAre("jalgas/3"));
  EXPECT_THAT(PacksAt("ALA1", "2026-11-25"), ElementsAre("ala-board/1", "jalgas/3"));
  EXPECT_THAT(PacksAt("ALA1", "2026-11-28"), ElementsAre("ala-board/2", "jalgas/3"));
  EXPECT_EQ(Withdrawn("ala-board", "2026-11-30"), "accepted");
  EXPECT_THAT(PacksAt("ALA1", "2026-11-29"), ElementsAre("ala-board/2", "jalgas/3"));
  EXPECT_THAT(PacksAt("ALA1", "2026-11-30"), ElementsAre("jalgas/3"));
  EXPECT_EQ(Withdrawn("ala-board", "2026-11-25"), "accepted");
  EXPECT_EQ(Withdrawn("ala-board", "2026-11-28"), "accepted");
}

TEST_F(RulesInForce, OfARegionReachItsSites) {
  EXPECT_EQ(InForce(Put(OnlyMaximum(120), "2026-11-21", "KZ-10")), "accepted");
  EXPECT_THAT(PacksAt("SEM1"), ElementsAre("ala-board/1", "jalgas/3"));
  EXPECT_THAT(PacksAt("ALA1"), ElementsAre("jalgas/3"));
  EXPECT_THAT(PacksAt(""), ElementsAre("jalgas/3"));
  EXPECT_EQ(Withdrawn("ala-board", "2026-11-21", "KZ-10"), "accepted");
}

TEST_F(RulesInForce, AreNotPutThereByOnePersonAlone) {
  link::Link& desk = Desk("prescriber");
  const auto alone = desk.Call(&Stub::PutRulePackInForce, Put(OnlyMaximum(120)));
  EXPECT_EQ(Reasons(Must(alone).outcome()), "same_person");
  EXPECT_THAT(PacksAt("ALA1"), ElementsAre("jalgas/3"));
}

TEST_F(RulesInForce, WithWeakValuesNeedSomebodyWhoVouchesForThisText) {
  const std::string weak =
      absl::StrReplaceAll(OnlyMaximum(120, "3"),
                          {{"mark: MARK_VERIFIED_PRIMARY } } } }", "mark: MARK_RECALLED } } } }"}});
  EXPECT_THAT(InForce(Put(weak)),
              AllOf(HasSubstr("1 values are recalled"),
                    HasSubstr("ordering.drugs[0].maximum_mg: 120, recalled: Minutes")));
  auto of_another = SignedOff(Put(OnlyMaximum(120)));
  of_another.set_text(weak);
  EXPECT_THAT(InForce(of_another), HasSubstr("must sign them off"));
  EXPECT_THAT(PacksAt("ALA1"), ElementsAre("jalgas/3"));
  EXPECT_EQ(InForce(SignedOff(Put(weak))), "accepted");
  EXPECT_THAT(PacksAt("ALA1"), ElementsAre("ala-board/3", "jalgas/3"));
  EXPECT_EQ(clinic().Sql("SELECT signed_off FROM rule_change ORDER BY number DESC LIMIT 1"), "t");
  EXPECT_EQ(Withdrawn("ala-board"), "accepted");
}

TEST_F(RulesInForce, RefuseWhatIsWrongAndLeaveNothingBehind) {
  const std::string before = clinic().Sql(
      "SELECT (SELECT count(*) FROM rule_change) || ' ' || (SELECT count(*) FROM rule_pack)");
  EXPECT_THAT(InForce(Put("name: ")), HasSubstr("text: got line 1"));
  EXPECT_THAT(InForce(Put(PackText("kz"))), HasSubstr("this is a form"));
  EXPECT_THAT(InForce(Put(OnlyMaximum(-1, "9"))), HasSubstr("maximum_mg.is: got -1"));
  EXPECT_THAT(InForce(Put(OnlyMaximum(120, "9"), "2026-11-20")),
              HasSubstr("from_day: got 2026-11-20, wanted 2026-11-21 or later"));
  EXPECT_THAT(InForce(Put(OnlyMaximum(120, "9"), "2026-11-21", "PVL9")),
              HasSubstr("place: got PVL9"));
  EXPECT_THAT(InForce(SignedOff(Put(PackText("us-fed-2001")))), HasSubstr("until 2024-04-01"));
  EXPECT_THAT(Withdrawn("ala-nothing"), HasSubstr("is not in force at this place"));
  // The network's own, without which no window could work.
  EXPECT_THAT(Withdrawn("jalgas", "2026-12-01", ""),
              AllOf(HasSubstr("ALA1: no pack in force here says"), HasSubstr("tenfold_factor")));
  EXPECT_EQ(
      clinic().Sql("SELECT (SELECT count(*) FROM rule_change) || ' ' || (SELECT count(*) FROM "
                   "rule_pack)"),
      before);
}

TEST_F(RulesInForce, AreWithdrawnOnceAndOnlyWhereTheyHold) {
  EXPECT_EQ(InForce(Put(OnlyMaximum(120, "7"))), "accepted");
  EXPECT_EQ(Withdrawn("ala-board", "2026-11-22"), "accepted");
  const std::string before = clinic().Sql("SELECT count(*) FROM rule_change");
  EXPECT_THAT(Withdrawn("ala-board", "2026-11-23"), HasSubstr("is not in force at this place"));
  EXPECT_THAT(Withdrawn("ala-board", "2026-11-21", "SEM1"), HasSubstr("is not in force at this"));
  EXPECT_THAT(Withdrawn("ala-board", "2026-11-21", "KZ-75"), HasSubstr("is not in force at this"));
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM rule_change"), before);
  EXPECT_EQ(Withdrawn("ala-board"), "accepted") << "from its first day on";
}

TEST_F(RulesInForce, KeepATextUnderItsNameAndVersionForEver) {
  EXPECT_EQ(InForce(Put(OnlyMaximum(115, "5"))), "accepted");
  EXPECT_THAT(InForce(Put(OnlyMaximum(116, "5"))), HasSubstr("another text"));
  EXPECT_EQ(InForce(Put(OnlyMaximum(115, "5"))), "accepted") << "the same text may come back";
  v1::GetRulePackRequest get;
  get.set_name("ala-board");
  get.set_version("5");
  link::Link& desk = Desk("nurse");
  EXPECT_EQ(Must(desk.Call(&Stub::GetRulePack, get)).text(), OnlyMaximum(115, "5"));
  get.set_version("6");
  EXPECT_EQ(desk.Call(&Stub::GetRulePack, get).status().code(), Code::kNotFound);
  const auto changes = Must(desk.Call(&Stub::ListRuleChanges, v1::ListRuleChangesRequest()));
  EXPECT_EQ(changes.changes(0).name(), "ala-board");
  EXPECT_EQ(changes.changes(0).reason(), "decided by the board");
  EXPECT_EQ(changes.changes(0).sha256(), merkle::ToBytes(merkle::Sha256(OnlyMaximum(115, "5"))));
  EXPECT_EQ(Withdrawn("ala-board"), "accepted");
}

TEST_F(RulesInForce, AreCheckedWithoutBeingKept) {
  v1::CheckRulePackRequest request;
  request.set_text(PackText("us-va"));
  link::Link& desk = Desk("prescriber");
  const auto checked = Must(desk.Call(&Stub::CheckRulePack, request));
  EXPECT_EQ(checked.name(), "us-va");
  EXPECT_THAT(checked.faults(), IsEmpty());
  EXPECT_EQ(checked.weak_values_size(), 1);
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM rule_pack WHERE name = 'us-va'"), "0");
}

// The dose names what it was decided under.
TEST_F(RulesInForce, AreNamedByTheDose) {
  EXPECT_EQ(InForce(Put(OnlyMaximum(140, "6"))), "accepted");
  Give(clinic().Admit());
  EXPECT_EQ(clinic().Sql("SELECT rule_pack FROM dose ORDER BY recorded_at DESC LIMIT 1"),
            "ala-board/6 jalgas/3");
  EXPECT_EQ(Withdrawn("ala-board"), "accepted");
}

class WithoutRules : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic(Clinic::Options{.has_rules = false}); }
  static void TearDownTestSuite() { delete clinic_; }
  static inline Clinic* clinic_ = nullptr;
};

TEST_F(WithoutRules, NoDoseIsJudgedAndEveryFactIsTaken) {
  const std::string number = clinic_->AdmitWithoutOrder("ALA1");
  EXPECT_EQ(Reasons(Must(clinic_->Authorise(Clinic::AuthoriseRequest(number))).outcome()),
            "no_rules");
  const auto signing =
      clinic_->SignOrder(number, {80}, "2026-11-21", 30, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  EXPECT_EQ(signing.status().code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(signing.status().message()), HasSubstr("no pack in force here says"));
  v1::RecordAdministrationRequest fact;
  fact.set_request_id(NewId());
  fact.set_patient_number(number);
  fact.set_cause(v1::ADMINISTRATION_CAUSE_WRONG_PERSON);
  fact.set_drug_form(v1::DRUG_FORM_METHADONE_TABLET);
  fact.set_micrograms(20'000);
  fact.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(clinic_->now()));
  link::Link& nurse = clinic_->As("nurse");
  fact.set_approval_id(
      clinic_->ApprovalFor(nurse, "ALA1", "oat.v1.DosingService.RecordAdministration", fact));
  const auto recorded = nurse.Call(&v1::DosingService::Stub::RecordAdministration, fact);
  EXPECT_EQ(Reasons(Must(recorded).outcome()), "accepted");
}

}  // namespace
}  // namespace oat::test
