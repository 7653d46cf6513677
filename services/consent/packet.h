// What goes outside: the granted fields of one person's record as it stands at this moment, and the
// notice that it may not be passed on.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/consent.pb.h"
#include "services/access/caller.h"
#include "services/consent/rules.h"
#include "services/identity/vault.h"

namespace oat::consent {

// Fills the fields of the elements, in their order, and the notice. An element of which the record
// holds nothing has one field that says "none".
absl::Status FillPacket(access::Call& call, const identity::Vault& vault, PersonId person,
                        const Elements& elements, v1::DisclosurePacket* packet);

}  // namespace oat::consent
