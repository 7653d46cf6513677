// Whom a change of the rules would touch, asked of the real clinic before anybody makes it.
#include <gmock/gmock.h>

#include <map>

#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "tests/policy/rules_in_force.h"

namespace oat::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class PreviewOfRules : public RulesInForce {
 protected:
  static v1::PreviewRulesRequest Of(const std::string& text, const std::string& place = "") {
    v1::PreviewRulesRequest request;
    request.set_text(text);
    request.set_place(place);
    return request;
  }
  static v1::PreviewRulesRequest Without(const std::string& name, const std::string& place) {
    v1::PreviewRulesRequest request;
    request.set_withdrawn_name(name);
    request.set_place(place);
    return request;
  }
  static absl::StatusOr<v1::PreviewRulesResponse> Look(const v1::PreviewRulesRequest& request,
                                                       const std::string& site = "ALA1") {
    return Dosing(&v1::DosingService::Stub::PreviewRules, request, "site_manager", site);
  }
  static std::string Fault(const v1::PreviewRulesRequest& request) {
    return Look(request).status().ToString();
  }
  static std::string InWords(const google::protobuf::RepeatedPtrField<v1::Reason>& reasons) {
    std::string words;
    for (const v1::Reason& reason : reasons) {
      absl::StrAppend(&words, words.empty() ? "" : " ", contract::Code(reason.code()));
      const std::string dose = ParameterOf(reason, "dose");
      if (!dose.empty()) absl::StrAppend(&words, " ", dose);
    }
    return words.empty() ? "as ordered" : words;
  }
  // "before -> after" of a person; empty: not told.
  static std::string Touch(const v1::PreviewRulesResponse& response, const std::string& number) {
    for (const v1::RuleTouch& touch : response.touched()) {
      if (touch.patient_number() != number) continue;
      return InWords(touch.before()) + " -> " + InWords(touch.after());
    }
    return "";
  }
  // By site; those of other tests are still in treatment.
  static std::map<std::string, int> Counts(const v1::PreviewRulesResponse& response) {
    std::map<std::string, int> counts;
    for (const v1::SiteTouches& site : response.sites()) counts[site.site_code()] = site.patients();
    return counts;
  }
  // Somebody who took the last dose on the 21st; it is the 26th, after four missed days.
  static std::string MissedFour(const std::string& site = "ALA1") {
    At(21, 9, 0);
    const std::string number = Admit(site, 120);
    Give(number, site);
    At(26, 9, 0);
    return number;
  }
};

TEST_F(PreviewOfRules, TellsTheNumbersOfOnesOwnAndCountsTheOthers) {
  At(26, 9, 0);
  auto counts = Counts(Must(Look(Of(PackText("au-2003")))));
  const std::string here = MissedFour();
  const std::string there = MissedFour("SEM1");
  MissedFour("SEM1");
  const std::string fresh = Admit("ALA1", 80);
  const auto preview = Must(Look(Of(PackText("au-2003"))));
  EXPECT_EQ(Touch(preview, here), "missed_days -> missed_reduced 40 mg");
  EXPECT_EQ(Touch(preview, there), "");
  EXPECT_EQ(Touch(preview, fresh), "");
  counts["ALA1"] += 1;
  counts["SEM1"] += 2;
  EXPECT_EQ(Counts(preview), counts);
  const auto of_the_other = Must(Look(Of(PackText("au-2003")), "SEM1"));
  EXPECT_EQ(Touch(of_the_other, here), "");
  EXPECT_EQ(Touch(of_the_other, there), "missed_days -> missed_reduced 60 mg")
      << "three days: that site is closed on Sundays";
  EXPECT_EQ(Counts(of_the_other), counts);
}

TEST_F(PreviewOfRules, ReachesItsPlaceAlone) {
  const std::string four = MissedFour();
  MissedFour("SEM1");
  const auto elsewhere = Must(Look(Of(PackText("au-2003"), "SEM1")));
  EXPECT_THAT(elsewhere.touched(), IsEmpty());
  EXPECT_THAT(Counts(elsewhere), ElementsAre(Pair("SEM1", Ge(1))));
  const auto region = Must(Look(Of(PackText("au-2003"), "KZ-75")));
  EXPECT_EQ(Touch(region, four), "missed_days -> missed_reduced 40 mg");
  EXPECT_THAT(Counts(region), ElementsAre(Pair("ALA1", Ge(1))));
}

TEST_F(PreviewOfRules, IsWhatTheWindowThenSays) {
  const std::string four = MissedFour();
  At(21, 8, 0);
  ASSERT_EQ(InForce(SignedOff(Put(PackText("au-2003")))), "accepted");
  At(26, 9, 0);
  EXPECT_EQ(Ask(four), "missed_reduced");
  EXPECT_THAT(Must(Look(Of(PackText("au-2003"), "ALA1"))).sites(), IsEmpty()) << "it holds already";
  EXPECT_EQ(Touch(Must(Look(Without("au-2003", "ALA1"))), four),
            "missed_reduced 40 mg -> missed_days");
  At(21, 8, 0);
  EXPECT_EQ(Withdrawn("au-2003"), "accepted");
  At(26, 9, 0);
  EXPECT_EQ(Ask(four), "missed_days");
}

TEST_F(PreviewOfRules, HoldsOrdersAgainstAMaximumBeforeTheDoseAndAfter) {
  At(26, 9, 0);
  const std::string waits = Admit("ALA1", 120);
  const std::string dosed = Admit("ALA1", 110);
  const std::string low = Admit("ALA1", 100);
  Give(dosed);
  const auto preview = Must(Look(Of(OnlyMaximum(100))));
  EXPECT_EQ(Touch(preview, waits), "as ordered -> over_maximum 100 mg");
  EXPECT_EQ(Touch(preview, dosed), "as ordered -> over_maximum 100 mg");
  EXPECT_EQ(Touch(preview, low), "");
}

TEST_F(PreviewOfRules, PutsAPackInTheSteadOfItsEarlierVersionThereAndNotElsewhere) {
  const std::string number = Admit("ALA1", 120);
  ASSERT_EQ(InForce(Put(OnlyMaximum(100))), "accepted");
  EXPECT_EQ(Touch(Must(Look(Of(OnlyMaximum(130, "2"), "ALA1"))), number),
            "over_maximum 100 mg -> as ordered");
  EXPECT_EQ(Touch(Must(Look(Of(OnlyMaximum(130, "2")))), number), "") << "two packs at two places";
  EXPECT_EQ(Withdrawn("ala-board"), "accepted");
}

TEST_F(PreviewOfRules, LeavesOutWhatAPrescriberSettledToday) {
  const std::string four = MissedFour();
  v1::OverrideRuleRequest request;
  request.set_patient_number(four);
  request.set_overridden(v1::REASON_CODE_MISSED_DAYS);
  ASSERT_EQ(
      Reasons(Must(Prescribe(&v1::PrescribingService::Stub::OverrideRule, request)).outcome()),
      "accepted");
  EXPECT_EQ(Touch(Must(Look(Of(PackText("au-2003")))), four), "");
}

TEST_F(PreviewOfRules, KeepsNothingButThatSomebodyLooked) {
  MissedFour();
  Desk("site_manager");
  const std::string kept =
      "SELECT (SELECT count(*) FROM rule_pack) || ' ' || (SELECT count(*) FROM rule_change) || ' ' "
      "|| (SELECT count(*) FROM request) || ' ' || (SELECT count(*) FROM dose)";
  const std::string before = clinic().Sql(kept);
  const std::string looks = "SELECT count(*) FROM audit WHERE method = 'PreviewRules'";
  const int looked = std::stoi(clinic().Sql(looks));
  Must(Look(Of(PackText("au-2003"))));
  EXPECT_EQ(clinic().Sql(kept), before);
  EXPECT_EQ(std::stoi(clinic().Sql(looks)), looked + 1);
}

TEST_F(PreviewOfRules, RefusesWhatNobodyCouldPutInForce) {
  EXPECT_THAT(Fault(Of(OnlyMaximum(-1))),
              AllOf(HasSubstr("INVALID_ARGUMENT"), HasSubstr("text: "), HasSubstr("got -1")));
  EXPECT_THAT(Fault(Of("name: ")), HasSubstr("INVALID_ARGUMENT"));
  EXPECT_THAT(Fault(Of(PackText("kz"))), HasSubstr("this is a form"));
  EXPECT_THAT(Fault(Of(OnlyMaximum(100), "PVL9")), HasSubstr("place: got PVL9"));
  EXPECT_THAT(Fault({}), HasSubstr("text: got none, wanted either a pack"));
  auto both = Of(OnlyMaximum(100));
  both.set_withdrawn_name("jalgas");
  EXPECT_THAT(Fault(both), HasSubstr("text: got one beside withdrawn_name"));
  EXPECT_THAT(Fault(Without("ala-board", "")),
              AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("ala-board is not in force")));
  EXPECT_THAT(Fault(Without("jalgas", "")), AllOf(HasSubstr("FAILED_PRECONDITION"),
                                                  HasSubstr("ALA1: no pack in force here says")));
}

}  // namespace
}  // namespace oat::test
