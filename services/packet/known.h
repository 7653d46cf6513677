// Everything that a packet says of one person, gathered at one moment.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/access/caller.h"
#include "services/consent/rules.h"
#include "services/identity/vault.h"
#include "services/packet/rules.h"
#include "services/packet/store.h"
#include "services/prescribing/clinical.h"
#include "services/prescribing/store.h"

namespace oat::packet {

struct Record {
  std::string patient_number;
  Day today;
  std::optional<std::string> home_site;
  std::optional<std::string> site_today;
  std::optional<Day> treatment_from;  // of the episode that is open
  std::vector<Dose> doses;
  std::optional<Dose> last;
  std::optional<prescribing::Order> order;
  std::optional<prescribing::Order> next_order;
  std::vector<bottles::Bottle> bottles;  // of the packet's days, and of those to come
  std::vector<std::pair<Day, Gap>> gaps;
  std::optional<prescribing::Hold> hold;
  std::vector<Incident> incidents;
  bool review_waits = false;
  // Absent: the caller is no prescriber.
  std::optional<std::vector<prescribing::ClinicalFact>> cautions;
  std::vector<consent::Consent> consents;  // that count today
};

// FAILED_PRECONDITION for somebody whom no site ever had. `consents` are all that the person gave.
absl::StatusOr<Record> Gather(access::Call& call, const identity::Vault& vault, PersonId person,
                              const std::vector<consent::Consent>& consents);

}  // namespace oat::packet
