// Situations at a window, one thing wrong at a time: what the tests of its rules share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "services/dosing/rules.h"
#include "tests/policy/packs.h"

namespace oat::dosing {

inline const Day kToday(2026, 11, 21);
inline const absl::Duration kTick = absl::Nanoseconds(1);

inline DayReckoning Almaty() {
  DayReckoning reckoning;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Almaty", &reckoning.zone));
  return reckoning;
}

// A time on the wall of Almaty.
inline absl::Time At(Day day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute),
                         Almaty().zone);
}

// Numbers of its own, so that a change of the shipped pack changes no test of the rules.
inline policy::Rules InForce() {
  policy::Rules rules = test::DefaultRules();
  rules.minimum_interval.value = absl::Hours(16);
  rules.minimum_portion_interval.value = absl::Hours(3);
  rules.rolling_day_percent.value = 200;
  rules.methadone.maximum.value = Milligrams(150);
  rules.buprenorphine.maximum.value = Milligrams(32);
  return rules;
}

inline slots::Fact Took(absl::Time at, Micrograms micrograms) {
  return {.clinical_day = ClinicalDay(at, Almaty()), .micrograms = micrograms, .taken_at = at};
}

inline slots::Slot Slot(int32_t portion, int32_t turn, bool released, Day day = kToday) {
  return {.clinical_day = day, .portion = portion, .turn = turn, .released = released};
}

inline UnsettledDose Unsettled(absl::Time at, bool unresolved) {
  return {.clinical_day = ClinicalDay(at, Almaty()),
          .micrograms = Milligrams(100),
          .station = "W2",
          .authorised_at = at,
          .unresolved = unresolved};
}

inline prescribing::Supplement Addition(int64_t milligrams, absl::Time not_before) {
  return {.id = Uuid("supplement"),
          .portion = prescribing::kFirstSupplementPortion,
          .micrograms = Milligrams(milligrams),
          .not_before = not_before};
}

inline void Order(Situation* s, std::vector<Micrograms> portions) {
  s->order->steps = {{Day(2026, 11, 1), Day(2026, 11, 30), std::move(portions)}};
}

// At 08:15 of an ordinary day: 100 mg are ordered, and were taken at 08:00 the day before.
inline Situation Good() {
  Situation s{.now = At(kToday, 8, 15),
              .today = kToday,
              .reckoning = Almaty(),
              .site_code = "ALM1",
              .in_treatment = true,
              .custody_site = "ALM1",
              .order = prescribing::Order{.drug_form = "methadone_oral_solution",
                                          .from_day = Day(2026, 11, 1),
                                          .until_day = Day(2026, 11, 30)},
              .facts = {Took(At(kToday - 1, 8), Milligrams(100))}};
  Order(&s, {Milligrams(100)});
  return s;
}

inline const Encounter kWell{.identity_check = "photo", .assessment = "well"};

inline Decision Ask(const Situation& s, const Encounter& encounter = kWell) {
  return Decide(s, encounter, InForce());
}

inline std::vector<std::string> CodesOf(const Decision& decision) {
  std::vector<std::string> codes;
  for (const Reason& one : decision.reasons) codes.push_back(one.code);
  return codes;
}

}  // namespace oat::dosing
