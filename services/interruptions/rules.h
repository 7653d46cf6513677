// Days without a dose: which runs of them a life shows, and what each began with.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "services/custody/store.h"
#include "services/sites/rules.h"

namespace oat::interruptions {

// Codes of oat.v1.InterruptionCause.
namespace cause {
inline constexpr char kUnknown[] = "unknown";
inline constexpr char kPatient[] = "patient";
inline constexpr char kSiteClosed[] = "site_closed";
inline constexpr char kLicence[] = "licence";
inline constexpr char kStock[] = "stock";
inline constexpr char kForms[] = "forms";
inline constexpr char kOrder[] = "order";
inline constexpr char kRule[] = "rule";
inline constexpr char kTransfer[] = "transfer";
inline constexpr char kDetention[] = "detention";
inline constexpr char kHospital[] = "hospital";
}  // namespace cause

struct Days {
  Day from;
  Day until;
  bool Contains(Day day) const { return from <= day && day <= until; }
};

struct Episode {
  Day started_on;
  std::optional<Day> ended_on;
};

// A dose, or a bottle at home, and the days that it covers.
struct Dose {
  Days covers;
  std::optional<absl::Time> at;
};

// A clinical no on a day, by its first reason: a code of oat.v1.ReasonCode.
struct Refusal {
  Day day;
  std::string reason;
};

// What happened to a person, each list in the order of its days.
struct Life {
  PersonId person;
  std::vector<Episode> episodes;
  std::vector<Dose> doses;
  std::vector<Days> unknown;  // of which nobody can say
  std::vector<custody::Start> custody;
  std::vector<Days> in_force;  // of an order
  std::vector<Days> held;      // by a hold or an incident
  std::vector<Days> between;   // two sites: while a transfer waited, to its first day
  std::set<Day> withheld;
  std::set<Day> refused;  // by the patient
  std::vector<Refusal> no_dose;
  std::vector<Refusal> no_order;  // an order that was not signed
};

struct Network {
  std::map<std::string, sites::Site> sites;
  // What was declared, by site and day: a code of oat.v1.ClosureReason.
  std::map<std::pair<std::string, Day>, std::string> closures;
};

enum class State { kOpen, kDosed, kTreatmentEnded };

struct Interruption {
  Day first_day;
  Day last_day;
  int32_t days = 0;  // that fell due
  State state = State::kOpen;
  std::optional<Day> ended_on;
  Dose last_dose;
  std::optional<absl::Time> next_dose_at;
  std::string site_code;        // of the first day
  std::set<std::string> sites;  // of any day
  std::string seen;             // what the first day was due to

  bool Has(Day day) const { return first_day <= day && day <= last_day; }
};

// Every run of days before today, after the first dose of an episode, on which a dose was due and
// none was there. A day is due where a site has the person and plans to dispense on that weekday:
// that it declared the day closed excuses the patient and not the site.
std::vector<Interruption> Reckon(const Life& life, const Network& network, Day today);

// What the system saw of a day without a dose; `last_dose` is the day of the last one before.
std::string CauseSeen(const Life& life, const Network& network, Day last_dose, Day day);

// From the last dose to the next one, or to now; absent where the time of one is not known.
std::optional<absl::Duration> WithoutDose(const Interruption& interruption, absl::Time now);

}  // namespace oat::interruptions
