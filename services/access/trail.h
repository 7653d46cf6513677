// The audit trail and the answers given: what the wrapper keeps of every call.
#pragma once

#include <optional>
#include <string>

#include "services/access/caller.h"
#include "services/db/transaction.h"

namespace oat::access {

struct AuditRow {
  absl::Time at;
  std::string method;   // without its service
  std::string outcome;  // read, accepted, refused, replayed, or a status code in lower case
  std::optional<StaffId> staff;
  std::optional<DeviceId> device;
  std::optional<std::string> site_code;
  std::optional<PersonId> person;
  std::optional<StaffId> subject;
  std::optional<Uuid> request_id;
  std::optional<std::string> purpose;  // of a look at a person; a code of oat.v1.Purpose
};
void RecordAudit(db::Transaction& transaction, const AuditRow& row);

struct GivenAnswer {
  std::string method;
  db::Bytes digest;
  db::Bytes answer;
};
// Waits for whoever is answering the same request id at this moment, until the transaction ends.
// What is loaded after it, in a statement of its own, is the answer or stays absent.
void LockRequest(db::Transaction& transaction, const Uuid& request_id);
std::optional<GivenAnswer> LoadAnswer(db::Transaction& transaction, const Uuid& request_id);
// False when an answer to this request id was committed meanwhile: roll back and load that one.
bool RecordAnswer(db::Transaction& transaction, const Uuid& request_id, const GivenAnswer& answer,
                  StaffId staff, absl::Time now);

}  // namespace oat::access
