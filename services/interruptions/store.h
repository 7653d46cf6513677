// Lives as far as they tell of interruptions, read off what is kept elsewhere; and what people said
// of the causes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/db/transaction.h"
#include "services/interruptions/rules.h"

namespace oat::interruptions {

// A call that got a clinical no, with its stored answer.
struct RefusedCall {
  absl::Time at;
  bool asked_for_dose = false;  // or for an order
  db::Bytes answer;             // oat.v1.AuthoriseDoseResponse, or SignOrderResponse
};

// What somebody said of the interruption that has the day.
struct CauseSaid {
  Day day;
  std::string cause;
  std::string login;
  absl::Time at;
};

// The interruption that has the day is what a report is about.
struct Attached {
  Day day;
  Uuid barrier;
};

// Of `life` all but the refusals is filled: their reasons stand in the answers.
struct KnownLife {
  Life life;
  std::string patient_number;
  std::vector<RefusedCall> refused_calls;
  std::vector<CauseSaid> said;  // the oldest first
  std::vector<Attached> barriers;
};

// The lives of those whom the calling site has, or had, and who were in treatment since a day: of
// one of them, or of all. They reach back to the last dose before that day.
std::vector<KnownLife> LoadLives(db::Transaction& transaction, Day since,
                                 std::optional<PersonId> wanted, const DayReckoning& reckoning);
// The closures of every site from a day on.
Network LoadNetwork(db::Transaction& transaction, Day since);

struct NewCause {
  Uuid id;
  PersonId person;
  Day day;
  std::string site_code;
  std::string seen;
  std::string cause;
};
void RecordCause(db::Transaction& transaction, const NewCause& said, StaffId by, absl::Time now);

}  // namespace oat::interruptions
