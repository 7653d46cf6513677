// Shipments, and how they ended, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/shipments/rules.h"

namespace oat::shipments {

// Of a state: codes of oat.v1.ShipmentState.
inline constexpr char kInTransit[] = "in_transit";
inline constexpr char kAcknowledged[] = "acknowledged";
inline constexpr char kTakenBack[] = "taken_back";

// Of a purpose: codes of oat.v1.ShipmentPurpose.
inline constexpr char kLoan[] = "loan";
inline constexpr char kRepayment[] = "repayment";

struct Shipment {
  Uuid id;
  std::string from_site;
  std::string to_site;
  std::string purpose;  // a code of oat.v1.ShipmentPurpose
  std::string seal;
  std::string carrier;
  std::optional<Day> due_back_on;  // of a loan
  std::optional<Uuid> repays;      // of a repayment: the loan
  std::string sent_by;             // a login
  absl::Time sent_at;
  std::string state = kInTransit;
  std::string ended_by;
  std::optional<absl::Time> ended_at;
  Lots lots;          // as sent
  Lots acknowledged;  // as counted on arrival
};

struct Signed {
  StaffId staff;
  std::optional<StaffId> second;
  absl::Time at;
};
// A shipment as it leaves.
void RecordShipment(db::Transaction& transaction, const Shipment& shipment, const Signed& by);
// Links an entry of a site's book.
void RecordEntry(db::Transaction& transaction, const Uuid& shipment, const Uuid& entry);

std::optional<Shipment> LoadShipment(db::Transaction& transaction, const Uuid& id);
// From and to a site, the newest first.
std::vector<Shipment> LoadShipments(db::Transaction& transaction, const std::string& site_code);
std::vector<Shipment> LoadRepayments(db::Transaction& transaction, const Uuid& loan);

struct Arrival {
  SealRead seal;
  Lots counted;
  bool differs = false;
};
// A shipment ends once; ending it again fails the whole call: check under the lock.
void RecordAcknowledgement(db::Transaction& transaction, const Uuid& shipment,
                           const Arrival& arrival, const Signed& by);
void RecordTakenBack(db::Transaction& transaction, const Uuid& shipment, const std::string& reason,
                     const Signed& by);

}  // namespace oat::shipments
