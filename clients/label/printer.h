// A label printer on the network, as it listens on port 9100.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace oat::label {

// For all of it: a printer that is busy lets wait.
inline constexpr absl::Duration kPrinterPatience = absl::Seconds(15);

// Sends all of `zpl` to HOST:PORT, or [HOST]:PORT, and waits until the printer has taken it and
// hung up. FAILED_PRECONDITION: nobody is there, and nothing was sent. DATA_LOSS: it hung up before
// it had everything, or took too long; the message says how much was sent, since what came out must
// then be looked at before anything is printed again.
absl::Status Print(const std::string& address, const std::string& zpl,
                   absl::Duration patience = kPrinterPatience);

}  // namespace oat::label
