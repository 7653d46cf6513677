// What a packet is made of and no other store gives, and who opened one from elsewhere, as kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/db/transaction.h"
#include "services/packet/rules.h"

namespace oat::packet {

// Facts that count, from a day on, and earlier ones that still act then, the latest first.
std::vector<Swallowed> LoadSwallowed(db::Transaction& transaction, PersonId person, Day from_day);
// The last fact that counts, of any day.
std::optional<Swallowed> LastSwallowed(db::Transaction& transaction, PersonId person);
// Open and unresolved doses, of any day.
std::vector<Poured> LoadPoured(db::Transaction& transaction, PersonId person);

// The days from one to another, with who answered for each and what the person was told there; what
// an order and a calendar say of it is not filled.
std::map<Day, DayKept> LoadDays(db::Transaction& transaction, PersonId person, Day from_day,
                                Day until_day);

struct Incident {
  std::string kind;
  absl::Time opened_at;
  bool reviewed = false;
};
// Those since a time, and older ones that wait, the latest first.
std::vector<Incident> LoadIncidents(db::Transaction& transaction, PersonId person,
                                    absl::Time since);

// Somebody of another site, or of none, opened the packet of a site's own.
struct Look {
  Uuid id;
  PersonId person;
  std::string home_site_code;
  std::optional<std::string> site_code;
  StaffId staff;
  std::string purpose;  // a code of oat.v1.PacketPurpose
  std::string way;      // a code of oat.v1.PacketWay
};
void RecordLook(db::Transaction& transaction, const Look& look, absl::Time now);
// How often a person's was opened since a time.
int32_t CountLooks(db::Transaction& transaction, PersonId person, const std::string& home_site_code,
                   absl::Time since);

struct ListedLook {
  absl::Time at;
  std::string patient_number;
  std::string login;
  std::string site_code;  // empty: none
  std::string purpose;
  std::string way;
};
// Of a home site's people since a time, the latest first.
std::vector<ListedLook> ListLooks(db::Transaction& transaction, const std::string& home_site_code,
                                  absl::Time since);

}  // namespace oat::packet
