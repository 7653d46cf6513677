// What a fact breaks that nobody authorised.
#include "services/dosing/incidents.h"

#include <gmock/gmock.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "oat/v1/dosing.pb.h"
#include "services/contract/code.h"
#include "tests/dosing/situations.h"

namespace oat::dosing {
namespace {

struct IncidentCase {
  const char* name;
  std::vector<std::string> kinds;
  std::function<void(Declared*, Situation*)> spoil;
};

std::vector<IncidentCase> IncidentCases() {
  using D = Declared;
  using S = Situation;
  auto took_today = [](S* s, absl::Duration ago, int64_t milligrams) {
    s->facts.push_back(Took(s->now - ago, Milligrams(milligrams)));
  };
  auto last_at = [](S* s, absl::Time at) { s->facts = {Took(at, Milligrams(100))}; };
  return {
      {"a paper dose", {}, [](D*, S*) {}},
      {"wrong person", {"wrong_person"}, [](D* d, S*) { d->cause = "wrong_person"; }},
      {"wrong product", {"wrong_product"}, [](D* d, S*) { d->cause = "wrong_product"; }},
      {"other form", {"wrong_product"}, [](D* d, S*) { d->drug_form = "methadone_tablet"; }},
      {"dead", {"deceased"}, [](D*, S* s) { s->deceased = true; }},
      {"no order", {"without_order"}, [](D*, S* s) { s->order.reset(); }},
      {"ended order", {"without_order"}, [](D*, S* s) { s->order->until_day = kToday - 1; }},
      {"no treatment", {"without_order"}, [](D*, S* s) { s->in_treatment = false; }},
      {"a microgram more", {"over_order"}, [](D* d, S*) { d->micrograms += Micrograms(1); }},
      {"all of a split order",
       {},
       [](D*, S* s) {
         Order(s, {Milligrams(60), Milligrams(40)});
       }},
      {"with its supplement",
       {},
       [](D* d, S* s) {
         s->supplements = {Addition(20, s->now)};
         d->micrograms = Milligrams(120);
       }},
      {"second dose", {"double_dose"}, [=](D*, S* s) { took_today(s, absl::Minutes(30), 100); }},
      {"beside an open dose",
       {"double_dose"},
       [](D*, S* s) { s->unsettled = {Unsettled(At(kToday, 8), false)}; }},
      {"beside yesterday's open dose",
       {},
       [](D*, S* s) { s->unsettled = {Unsettled(At(kToday - 1, 8), false)}; }},
      // What was poured too much belongs to the dose it was poured for.
      {"over-pour",
       {"over_order"},
       [=](D* d, S* s) {
         took_today(s, absl::Minutes(5), 100);
         d->cause = "over_pour";
         d->micrograms = Milligrams(20);
       }},
      {"over-pour of a first portion",
       {"over_order"},
       [=](D* d, S* s) {
         Order(s, {Milligrams(60), Milligrams(40)});
         took_today(s, absl::Minutes(5), 60);
         d->cause = "over_pour";
         d->micrograms = Milligrams(20);
       }},
      {"15:59 h after the last",
       {"too_soon"},
       [=](D*, S* s) { last_at(s, s->now - absl::Hours(16) + absl::Minutes(1)); }},
      {"16 h after the last", {}, [=](D*, S* s) { last_at(s, s->now - absl::Hours(16)); }},
      {"15 h before the next",
       {"too_soon"},
       [=](D* d, S* s) {
         d->taken_at = At(kToday, 13);
         last_at(s, At(kToday + 1, 4));
       }},
      {"16 h before the next",
       {},
       [=](D* d, S* s) {
         d->taken_at = At(kToday, 13);
         last_at(s, At(kToday + 1, 5));
       }},
      {"only the last one's day is known",
       {},
       [](D*, S* s) { s->facts = {{.clinical_day = kToday - 1, .micrograms = Milligrams(100)}}; }},
      {"second portion too near",
       {"too_soon"},
       [=](D* d, S* s) {
         took_today(s, absl::Hours(3) - kTick, 60);
         d->micrograms = Milligrams(40);
       }},
      {"second portion in its time",
       {},
       [=](D* d, S* s) {
         took_today(s, absl::Hours(3), 60);
         d->micrograms = Milligrams(40);
       }},
      {"elsewhere", {"other_site"}, [](D*, S* s) { s->custody_site = "PVL1"; }},
      {"no site answers", {}, [](D*, S* s) { s->custody_site.reset(); }},
      {"held", {"during_hold"}, [](D*, S* s) { s->hold_until = At(kToday + 1, 8); }},
      {"said to have been missed", {"dose_in_doubt"}, [](D* d, S*) { d->is_contradiction = true; }},
      {"much at once",
       {"wrong_person", "deceased", "without_order", "too_soon", "other_site", "during_hold"},
       [=](D* d, S* s) {
         d->cause = "wrong_person";
         s->deceased = true;
         s->in_treatment = false;
         last_at(s, At(kToday - 1, 20));
         s->custody_site = "PVL1";
         s->hold_until = At(kToday + 1, 8);
       }},
  };
}

TEST(IncidentsOf, NamesWhatAFactBreaks) {
  std::set<std::string> seen;
  for (const IncidentCase& c : IncidentCases()) {
    Situation s = Good();
    Declared declared{"downtime", "methadone_oral_solution", Milligrams(100), s.now};
    c.spoil(&declared, &s);
    const policy::Rules rules = InForce();
    EXPECT_EQ(IncidentsOf(declared, s, &rules), c.kinds) << c.name;
    seen.insert(c.kinds.begin(), c.kinds.end());
  }
  // Every kind of the contract has a case.
  const auto& type = *v1::IncidentKind_descriptor();
  for (int i = 1; i < type.value_count(); ++i) {
    if (type.value(i)->number() == v1::INCIDENT_KIND_TWO_NUMBERS) continue;  // of no fact
    EXPECT_TRUE(seen.contains(contract::CodeText(type, type.value(i)->number()))) << i;
  }
}

}  // namespace
}  // namespace oat::dosing
