// The card that a patient carries, as a client reads it without asking anybody.
#pragma once

#include <string>
#include <vector>

#include "oat/v1/card.pb.h"
#include "services/base/card.h"

namespace oat::card {

std::vector<OpeningKey> KeysOf(const v1::GetCardKeysResponse& response);

v1::CardContent ForContract(const Content& content);

// Why a text is not read, as the server would say it.
v1::ReasonCode ReasonOf(Fault fault);

}  // namespace oat::card
