// An Ismatec Reglo ICC, a peristaltic dispensing pump, over its serial line (decision 0024 says
// what was read of its protocol).
#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "clients/pump/pump.h"
#include "clients/pump/serial_line.h"

namespace oat::pump {

class RegloPump final : public Pump {
 public:
  struct Patience {
    absl::Duration answer = absl::Seconds(1);          // of the pump to a command
    absl::Duration between = absl::Milliseconds(200);  // two looks whether it still runs
    absl::Duration pour = absl::Minutes(3);            // longer no pour takes
  };

  // Asks who answers there. FAILED_PRECONDITION: nobody, or something that is no such pump.
  static absl::StatusOr<std::unique_ptr<Pump>> Connect(SerialLine line, const Patience& patience);
  static absl::StatusOr<std::unique_ptr<Pump>> Connect(SerialLine line) {
    return Connect(std::move(line), Patience());
  }

  std::string name() const override { return name_; }
  absl::StatusOr<Dispensed> Dispense(int64_t microlitres) override;
  absl::StatusOr<Dispensed> Prime(int64_t microlitres) override;
  absl::StatusOr<Dispensed> Empty(int64_t microlitres) override;

 private:
  RegloPump(SerialLine line, const Patience& patience)
      : line_(std::move(line)), patience_(patience) {}

  // One character that answers a command: one of `expected`.
  absl::StatusOr<char> Ask(const std::string& command, absl::string_view expected);
  // A line of data.
  absl::StatusOr<std::string> AskForData(const std::string& command);
  absl::StatusOr<char> ReadByte(absl::Time deadline);
  // Sets something that is done before anything runs.
  absl::Status Set(const std::string& command);
  absl::Status Prepare(int64_t microlitres, const char* direction);
  absl::StatusOr<Dispensed> Run(int64_t microlitres, const char* direction);
  // Until it stands still; false where it took too long.
  absl::StatusOr<bool> WaitUntilStopped();
  absl::StatusOr<int64_t> Total();

  SerialLine line_;
  const Patience patience_;
  std::string name_;
};

}  // namespace oat::pump
