// The trail as people read it, emergencies, alarms and their reviews, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"
#include "services/base/secret.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::oversight {

// A row of the trail. What is empty was not there: nobody signed in, no site, nobody named.
struct Look {
  absl::Time at;
  std::string login;
  std::string device_name;
  std::string site_code;
  std::string method;
  std::string purpose;
  std::string outcome;
  std::string patient_number;
  Secret recipient;  // of a disclosure, to whom; it may hold a name
};
// Those of one person, the latest first; without those of disclosures, of which the account tells
// what the person may know (consent/store.h).
std::vector<Look> LoadLooks(db::Transaction& transaction, PersonId person, int32_t limit);

struct TrailQuery {
  absl::Time from;
  absl::Time until;  // not included
  std::optional<std::string> login;
  std::optional<std::string> site_code;
  std::optional<PersonId> person;
  int32_t limit = 0;
};
// The latest first.
std::vector<Look> LoadTrail(db::Transaction& transaction, const TrailQuery& query);

struct Emergency {
  Uuid id;
  PersonId person;
  StaffId staff;
  DeviceId device;
  std::string site_code;
  std::optional<std::string> home_site_code;
  std::string reason;
  db::Bytes note;  // sealed with the person's key
  absl::Time until;
};
void RecordEmergency(db::Transaction& transaction, const Emergency& emergency, absl::Time now);

struct Review {
  absl::Time at;
  std::string login;
  identity::Sealed finding;
};
// An alarm with what it is about.
struct RaisedAlarm {
  Uuid id;
  absl::Time at;
  std::string kind;
  std::string login;
  std::string site_code;
  std::string home_site_code;
  std::string patient_number;
  int32_t patients = 0;
  std::string reason;                    // of an emergency
  std::optional<identity::Sealed> note;  // of an emergency
  std::optional<Review> review;
};
// The latest first: all of them, or what concerns a site's people and what happened there.
std::vector<RaisedAlarm> ListAlarms(db::Transaction& transaction,
                                    const std::optional<std::string>& of_site, bool reviewed_too);
// The finding is sealed with the key of the house. False where there is no such alarm, it was
// reviewed, or it is the reviewer's own.
bool RecordReview(db::Transaction& transaction, const Uuid& alarm, const db::Bytes& finding,
                  StaffId by, absl::Time now);

// For work beside the calls: what a transaction of it reads is everybody's.
void ReachEveryone(db::Transaction& transaction);
// False where another server looks at the budgets at this moment.
bool TakeBudgets(db::Transaction& transaction);
int64_t NewestAuditId(db::Transaction& transaction);

// A staff member and a day (in UTC) on which she looked at people beyond her site's.
struct StaffDay {
  StaffId staff;
  Day day;
};
// Of rows of the trail after `audit_id` and from `since` on: those who looked at anybody who is
// neither on their site's worklist that day, the day before or the day after (transfers are
// prepared and followed up) nor displaced by a closure, and of whom no budget has alarmed that day.
// What was accepted is no look: it is work, written where others see it.
std::vector<StaffDay> FindLooksBeyond(db::Transaction& transaction, int64_t audit_id,
                                      absl::Time since);
struct LooksBeyond {
  int32_t people = 0;
  std::optional<DeviceId> device;  // of the latest
  std::optional<std::string> site_code;
};
LooksBeyond CountLooksBeyond(db::Transaction& transaction, const StaffDay& of);

}  // namespace oat::oversight
