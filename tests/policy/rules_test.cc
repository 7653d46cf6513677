// Packs that stand together: the strictest value holds and says which pack it is of.
#include "services/policy/rules.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "services/policy/pack_text.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::Made;
using test::Says;
using test::StackOf;
using testing::HasSubstr;

Rules With(const std::string& values) {
  Stack stack = StackOf({"jalgas"});
  stack.push_back(Made("other", values));
  auto rules = Resolve(stack);
  EXPECT_TRUE(rules.ok()) << rules.status();
  return *std::move(rules);
}

TEST(Rules, OfOnePackAreItsOwn) {
  const Rules rules = test::DefaultRules();
  EXPECT_EQ(rules.packs, "jalgas/3");
  EXPECT_EQ(rules.minimum_interval.value, absl::Hours(16));
  EXPECT_EQ(rules.minimum_interval.pack, "jalgas/3");
  EXPECT_EQ(rules.minimum_interval.mark, rules::v1::MARK_RECALLED);
  EXPECT_EQ(rules.minimum_portion_interval.value, absl::Hours(3));
  EXPECT_EQ(rules.rolling_day_percent.value, 200);
  EXPECT_EQ(rules.observe_minutes.value, 180);
  EXPECT_EQ(rules.observe_minutes.source,
            "WHO 2009, guidelines for psychosocially assisted treatment, annex 12");
  EXPECT_EQ(rules.covered_within_days.value, 7);
  EXPECT_EQ(rules.tenfold_factor.value, 8);
  EXPECT_EQ(rules.carried_over_days.value, 14);
  EXPECT_EQ(rules.longest_hold.value, absl::Hours(72));
  EXPECT_EQ(rules.ForDrugForm("methadone_tablet").maximum.value, Milligrams(150));
  EXPECT_EQ(rules.ForDrugForm("buprenorphine_sublingual").maximum.value, Milligrams(32));
  EXPECT_EQ(rules.ForDrugForm("methadone_oral_solution").large_change.value, Milligrams(10));
  EXPECT_EQ(rules.ForDrugForm("buprenorphine_sublingual").large_change.value, Milligrams(8));
  EXPECT_EQ(rules.WatchMinutes("buprenorphine_sublingual"), 7);
  EXPECT_EQ(rules.WatchMinutes("methadone_oral_solution"), 0);
}

// A value, which of two numbers binds harder, and where it ends up.
struct Direction {
  const char* text;
  int64_t stricter, looser;
  std::function<std::pair<int64_t, std::string>(const Rules&)> of;
};

std::pair<int64_t, std::string> In(const Decided<int64_t>& value) {
  return {value.value, value.pack};
}
std::pair<int64_t, std::string> In(const Decided<Micrograms>& value) {
  return {value.value.count() / 1000, value.pack};
}
std::pair<int64_t, std::string> In(const Decided<absl::Duration>& value, absl::Duration unit) {
  return {value.value / unit, value.pack};
}

const std::vector<Direction>& Directions() {
  static const auto* const directions = new std::vector<Direction>{
      {"window { minimum_interval_minutes $0 }", 1000, 900,
       [](const Rules& r) { return In(r.minimum_interval, absl::Minutes(1)); }},
      {"window { minimum_portion_interval_minutes $0 }", 200, 100,
       [](const Rules& r) { return In(r.minimum_portion_interval, absl::Minutes(1)); }},
      {"window { rolling_day_percent $0 }", 150, 250,
       [](const Rules& r) { return In(r.rolling_day_percent); }},
      {"window { observe_minutes $0 }", 240, 60,
       [](const Rules& r) { return In(r.observe_minutes); }},
      {"window { sublingual_watch_minutes $0 }", 10, 5,
       [](const Rules& r) { return In(r.sublingual_watch_minutes); }},
      {"window { covered_within_days $0 }", 3, 14,
       [](const Rules& r) { return In(r.covered_within_days); }},
      {"ordering { tenfold_factor $0 }", 5, 10,
       [](const Rules& r) { return In(r.tenfold_factor); }},
      {"ordering { carried_over_days $0 }", 7, 30,
       [](const Rules& r) { return In(r.carried_over_days); }},
      {"ordering { longest_hold_hours $0 }", 24, 96,
       [](const Rules& r) { return In(r.longest_hold, absl::Hours(1)); }},
      {"ordering { drugs { drug: DRUG_METHADONE maximum_mg $0 } }", 120, 200,
       [](const Rules& r) { return In(r.methadone.maximum); }},
      {"ordering { drugs { drug: DRUG_METHADONE large_change_mg $0 } }", 5, 20,
       [](const Rules& r) { return In(r.methadone.large_change); }},
      {"ordering { drugs { drug: DRUG_BUPRENORPHINE maximum_mg $0 } }", 24, 40,
       [](const Rules& r) { return In(r.buprenorphine.maximum); }},
      {"ordering { drugs { drug: DRUG_BUPRENORPHINE large_change_mg $0 } }", 4, 16,
       [](const Rules& r) { return In(r.buprenorphine.large_change); }},
      {"ordering { drugs { drug: DRUG_METHADONE doses_before_step_up $0 } }", 3, 0,
       [](const Rules& r) { return In(*r.methadone.doses_before_step_up); }},
      {"ordering { drugs { drug: DRUG_BUPRENORPHINE doses_before_step_up $0 } }", 2, 0,
       [](const Rules& r) { return In(*r.buprenorphine.doses_before_step_up); }}};
  return *directions;
}

TEST(Rules, TakeTheStricterOfTwoAndTheLooserChangesNothing) {
  for (const Direction& one : Directions()) {
    SCOPED_TRACE(one.text);
    const auto before = one.of(test::DefaultRules());
    EXPECT_EQ(one.of(With(absl::Substitute(one.text, Says(one.stricter)))),
              std::make_pair(one.stricter, std::string("other/7")));
    EXPECT_EQ(one.of(With(absl::Substitute(one.text, Says(one.looser)))), before);
  }
}

TEST(Rules, LetStepsWaitForNoDoseWhereNoPackSpeaksOfIt) {
  Pack pack = *StackOf({"jalgas"}).front();
  for (auto& drug : *pack.says.mutable_ordering()->mutable_drugs()) {
    drug.clear_doses_before_step_up();
  }
  const auto rules = Resolve({std::make_shared<const Pack>(pack)});
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_FALSE(rules->methadone.doses_before_step_up);
  EXPECT_FALSE(rules->buprenorphine.doses_before_step_up);
}

TEST(Rules, TakeSilenceForNoNumber) {
  const Rules rules = With(
      "window { minimum_interval_minutes { silent: true evidence { source: \"S\" mark: "
      "MARK_VERIFIED_PRIMARY } } }");
  EXPECT_EQ(rules.minimum_interval.pack, "jalgas/3");
  EXPECT_EQ(rules.packs, "jalgas/3 other/7");
  const Rules lower = With(
      "ordering { tenfold_factor { silent: true evidence { source: \"S\" mark: "
      "MARK_VERIFIED_PRIMARY } } }");
  EXPECT_EQ(lower.tenfold_factor.value, 8);
}

TEST(Rules, AreNoneWithoutWhatEveryWindowNeeds) {
  EXPECT_THAT(std::string(Resolve({}).status().message()),
              HasSubstr("window.minimum_interval_minutes"));
  const auto lacking = Resolve(StackOf({"us-fed-2024", "uk-instalment"}));
  EXPECT_EQ(lacking.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(lacking.status().message()), HasSubstr("ordering.tenfold_factor"));
  EXPECT_THAT(std::string(Resolve({}).status().message()),
              HasSubstr("missed_doses of DRUG_BUPRENORPHINE"));
}

TEST(Explain, NamesThePackThatDecided) {
  Stack stack = StackOf({"jalgas"});
  stack.push_back(Made("other", "ordering { tenfold_factor " + Says(5) + " }"));
  for (const Explained& one : Explain(stack)) {
    EXPECT_EQ(one.decided.pack, one.path == "ordering.tenfold_factor" ? "other/7" : "jalgas/3");
  }
  EXPECT_EQ(Explain(stack).size(), 17U);
}

}  // namespace
}  // namespace oat::policy
