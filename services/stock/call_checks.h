// What the methods of the stock room ask of every call.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "oat/v1/stock.pb.h"
#include "services/access/caller.h"
#include "services/stock/store.h"

namespace oat::stock {

// An entry of the caller, and of whoever signed with her.
Entry EntryOf(const access::Call& call, const char* kind);
// INVALID_ARGUMENT: the calling site has no such window.
absl::Status CheckStation(access::Call& call, const std::string& station);
// NOT_FOUND: no such lot was ever received.
absl::Status CheckLot(access::Call& call, const std::string& product_code,
                      const std::string& lot_number);

void Fill(const Balance& balance, v1::StockAccount* out);
// Why a lot may not go to a window or be opened there: it is kept back, or was good until
// yesterday.
std::optional<Reason> WhyNotUsed(access::Call& call, const std::string& product_code,
                                 const std::string& lot_number);

}  // namespace oat::stock
