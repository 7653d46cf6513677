// Cards, how they ended, and where they were read, as kept. The person is locked before a card is
// recorded.
#pragma once

#include <optional>
#include <string>

#include "services/base/ids.h"
#include "services/cards/rules.h"
#include "services/db/transaction.h"

namespace oat::cards {

struct Issue {
  PersonId person;
  int32_t number = 0;
  Uuid id;
  std::string site_code;
  Uuid order;
  std::string key_id;  // in hexadecimal
  absl::Time valid_until;
  StaffId staff;
  absl::Time at;
};
void RecordIssue(db::Transaction& transaction, const Issue& issue);

// The number of the person's newest card; 0 without any.
int32_t NewestIssue(db::Transaction& transaction, PersonId person);
// Absent: no such card was recorded.
std::optional<Standing> LoadStanding(db::Transaction& transaction, PersonId person, int32_t issue);

struct Revocation {
  PersonId person;
  int32_t issue = 0;
  std::string reason;  // a code of oat.v1.CardRevocationReason
  std::string site_code;
  StaffId staff;
  absl::Time at;
};
void RecordRevocation(db::Transaction& transaction, const Revocation& revocation);

struct Reading {
  Uuid id;
  std::optional<PersonId> person;  // absent: it could not be opened
  std::optional<int32_t> issue;
  std::string found;  // good, or the code of the reason why it is worth nothing
  bool is_offline = false;
  bool is_outside_treatment = false;
  std::string site_code;
  DeviceId device;
  std::string login;  // who read it
  absl::Time read_at;
  StaffId staff;  // who told of it
  absl::Time at;
};
void RecordReading(db::Transaction& transaction, const Reading& reading);

}  // namespace oat::cards
