// Pouring with the window's pump: what it will pour is said before, what it counted afterwards.
// Every request is in the desk's journal before it is sent, and the pump is told nothing before the
// server's yes is there too. So a desk that is started again knows which of its pours the pump was
// never told, tells what it counted and nobody heard, and has the rest measured.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "clients/desk/window.h"
#include "clients/pump/pump.h"
#include "oat/v1/pump.pb.h"
#include "oat/v1/reason.pb.h"

namespace oat::desk {

class Pouring {
 public:
  // `pump_id` is the serial number on its plate, under which it stands at this window.
  Pouring(std::unique_ptr<pump::Pump> pump, std::string pump_id, const Clock* clock = DeskClock())
      : pump_(std::move(pump)), pump_id_(std::move(pump_id)), clock_(clock) {}

  // A line of an open dose, or what is left of it to pour.
  struct Line {
    std::string dose_id;
    std::string lot_number;
    int64_t quantity = 0;  // microlitres
  };
  struct Poured {
    std::string pour_id;
    v1::Outcome outcome;  // a no: the pump was told nothing
    int64_t microlitres = 0;
    std::string fault;  // what the pump said where it stopped early
    // Nobody knows how far it came: two people measure what is in the cup, and Resolve tells.
    bool must_be_measured = false;
    // The server has heard the count; it hears it later where it was away.
    bool is_told = false;
  };
  absl::StatusOr<Poured> Pour(Window& window, const Line& line);

  // Tells the server what it has not heard yet. OK when nothing is left; Pour does it first.
  absl::Status TakeUp(Window& window);
  // The pump as the server knows it. NOT_FOUND: it stands at another window, or at none.
  absl::StatusOr<v1::Pump> Look(Window& window) const;
  // Into a measuring glass, for a verification; the server hears of it from who measures.
  absl::StatusOr<pump::Dispensed> PourForTest(int64_t microlitres) {
    return pump_->Dispense(microlitres);
  }
  // Pours of this pump that two people must measure.
  absl::StatusOr<std::vector<v1::Pour>> ToMeasure(Window& window);
  // What two people measured in the cup.
  absl::StatusOr<v1::ResolvePourResponse> Resolve(Window& window, const std::string& pour_id,
                                                  int64_t microlitres,
                                                  const link::Credentials& second);

  const std::string& pump_id() const { return pump_id_; }

 private:
  // Keeps an end, sends it, and settles it once the server has looked at it; true where it has.
  absl::StatusOr<bool> Tell(Window& window, const std::string& pour_id, int64_t poured,
                            const std::string& fault);
  absl::Status TakeUp(Window& window, const KeptRequest& kept);
  absl::Status EndUnstarted(Window& window, const KeptRequest& begin);

  const std::unique_ptr<pump::Pump> pump_;
  const std::string pump_id_;
  const Clock* clock_;
};

// A kept request of a method of pouring, which is told by Pouring alone.
bool IsOfPouring(const std::string& method);

}  // namespace oat::desk
