// What a card says: from what is known of a person, and for the contract.
#pragma once

#include "oat/v1/card.pb.h"
#include "services/access/caller.h"
#include "services/base/card.h"
#include "services/cards/rules.h"

namespace oat::cards {

Situation LoadSituation(access::Call& call, PersonId person);

// Without what only the issue of a card decides: its number, and until when it is good. Where
// nothing may be given it has no order.
card::Content ContentOf(const Situation& situation, const std::string& patient_number);

void FillContent(const card::Content& content, v1::CardContent* out);

}  // namespace oat::cards
