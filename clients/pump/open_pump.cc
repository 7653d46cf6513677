#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/pump/pump.h"
#include "clients/pump/reglo_pump.h"
#include "clients/pump/simulated_pump.h"
#include "services/base/status.h"

namespace oat::pump {

absl::StatusOr<std::unique_ptr<Pump>> OpenPump(absl::string_view words) {
  if (words == "simulator") return std::make_unique<SimulatedPump>();
  absl::string_view path = words;
  if (!absl::ConsumePrefix(&path, "reglo:") || path.empty()) {
    return Invalid("pump", words, "simulator, or reglo: with the serial line, reglo:/dev/ttyUSB0");
  }
  OAT_ASSIGN_OR_RETURN(SerialLine line, SerialLine::Open(std::string(path)));
  return RegloPump::Connect(std::move(line));
}

}  // namespace oat::pump
