// The window's pump: verified for the day by two, told to pour a dose, and what it left in a cup
// measured where nobody knows how far it came.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/desk/pump_words.h"
#include "clients/desk/stock.h"
#include "clients/desk/stock_words.h"
#include "clients/desk/terminal.h"
#include "oat/v1/pump.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/base/uuid.h"

namespace oat::desk {
namespace {

using Stub = v1::PumpService::Stub;

bool PoursTooMuch(const v1::Outcome& outcome) {
  return outcome.reasons_size() == 1 && outcome.reasons(0).code() == v1::REASON_CODE_POURS_TOO_MUCH;
}

}  // namespace

void Terminal::TakeUpPump() {
  // A pump that cannot be asked about now is no reason to be without a window.
  if (!pouring_->TakeUp(window_).ok()) return;
  const auto to_measure = pouring_->ToMeasure(window_);
  const auto pump = pouring_->Look(window_);
  if (absl::IsNotFound(pump.status())) {
    return Notice(say_(text::kPumpElsewhere, {{"pump", pouring_->pump_id()}}));
  }
  if (to_measure.ok() && !to_measure->empty()) return Notice(say_(text::kCupWaits));
  if (pump.ok() && pump->standing() != v1::PUMP_STANDING_VERIFIED) {
    Notice(say_(text::kPumpUnverified));
  }
}

std::optional<v1::Pump> Terminal::LookAtPump() {
  while (true) {
    absl::StatusOr<v1::Pump> pump = pouring_->Look(window_);
    if (pump.ok()) return *std::move(pump);
    if (absl::IsNotFound(pump.status())) {
      Notice(say_(text::kPumpElsewhere, {{"pump", pouring_->pump_id()}}));
      return std::nullopt;
    }
    if (!link::IsAway(pump.status())) Explain(pump.status());
    if (!link::IsAway(pump.status()) || !WaitForServer()) return std::nullopt;
  }
}

void Terminal::ShowPump() {
  std::vector<std::string> notices;
  while (IsAtWork()) {
    const auto pump = LookAtPump();
    if (!pump) return;
    const auto to_measure =
        Ask<std::vector<v1::Pour>>([this] { return pouring_->ToMeasure(window_); });
    if (!to_measure) return;
    const auto key = WaitForKey([&] { return pages_.Pump(*pump, *to_measure, notices); });
    if (!key || *key == "q") return;
    notices.clear();
    if (*key == "v") {
      if (const auto told = VerifyPump(*pump)) notices = {*told};
    } else if (*key == "m" && !to_measure->empty()) {
      MeasureCup(to_measure->front());
      notices = TakeNotices();
    } else {
      notices = {say_(text::kUnknownKey, {{"key", *key}})};
    }
  }
}

std::optional<int64_t> Terminal::MeasureCup(const v1::Pour& pour) {
  const auto measured =
      AskQuantity({say_(text::kMeasureCup,
                        {{"amount", InMillilitres(pour.quantity())}, {"lot", pour.lot_number()}})},
                  text::kInCup, /*is_liquid=*/true);
  if (!measured) return std::nullopt;
  std::vector<std::string> lines;
  while (const auto second = AskSecond(lines)) {
    const auto resolved = pouring_->Resolve(window_, pour.pour_id(), *measured, *second);
    if (resolved.ok() && resolved->outcome().accepted()) {
      Notice(say_(text::kCupMeasured, {{"amount", InMillilitres(*measured)}}));
      return measured;
    }
    if (const auto why_not = WhyNotSigned(resolved.status())) {
      lines = {*why_not};
      continue;
    }
    // What was sent is kept, and the server looked at again when the pump is next asked about.
    if (resolved.ok()) SayNotRecorded(resolved->outcome());
    if (!resolved.ok()) {
      Notice(link::IsAway(resolved.status())
                 ? say_(text::kToldLater)
                 : say_(text::kRefusedRequest,
                        {{"message", std::string(resolved.status().message())}}));
    }
    break;
  }
  return std::nullopt;
}

// One test pour after the other, until nothing more is typed.
void Terminal::PourForTest(v1::VerifyPumpRequest* verify) {
  std::vector<std::string> told;
  while (true) {
    const auto asked = AskQuantity(told, text::kTestPour, /*is_liquid=*/true);
    if (!asked || !IsAtWork()) return;
    const auto dispensed = pouring_->PourForTest(*asked);
    touched_ = clock_.Now();
    if (!dispensed.ok() && pump::PouredNothing(dispensed.status())) {
      told = {say_(text::kPumpStopped, {{"fault", std::string(dispensed.status().message())}})};
      continue;
    }
    const auto measured = AskQuantity({}, text::kInGlass, /*is_liquid=*/true);
    if (!measured) return;
    v1::TestPour* pour = verify->add_pours();
    pour->set_asked(*asked);
    pour->set_measured(*measured);
    told = {say_(
        text::kTestPours,
        {{"pours",
          absl::StrJoin(verify->pours(), "; ", [this](std::string* out, const v1::TestPour& one) {
            absl::StrAppend(out,
                            say_(text::kTestPoured, {{"asked", InMillilitres(one.asked())},
                                                     {"measured", InMillilitres(one.measured())}}));
          })}})};
  }
}

std::optional<std::string> Terminal::VerifyPump(const v1::Pump& pump) {
  const auto book = AskBook();
  if (!book) return std::nullopt;
  const BottlesAt bottles = BottlesOf(pump.product_code(), *book, window_.station());
  const std::vector<std::string> lots =
      bottles.open ? std::vector<std::string>{*bottles.open} : bottles.closed;
  if (lots.empty()) return say_(text::kNoLiquid);
  const auto lot = Choose(say_(text::kLotNumber), lots);
  if (!lot) return std::nullopt;
  v1::VerifyPumpRequest verify;
  verify.set_request_id(MakeUuid(clock_.Now()).text());
  verify.set_pump_id(pump.pump_id());
  verify.set_kind(v1::VERIFICATION_KIND_DAILY);
  verify.set_lot_number(lots[*lot]);
  PourForTest(&verify);
  if (verify.pours().empty()) return std::nullopt;
  int64_t in_glass = 0;
  for (const v1::TestPour& pour : verify.pours()) in_glass += pour.measured();
  const std::string unrecorded =
      say_(text::kGlassUnrecorded, {{"amount", InMillilitres(in_glass)}});
  const auto approval = AskApproval("oat.v1.PumpService.VerifyPump", verify);
  if (!approval) return unrecorded;
  verify.set_approval_id(*approval);
  const auto verified =
      Ask<v1::VerifyPumpResponse>([&] { return window_.link().Call(&Stub::VerifyPump, verify); });
  if (!verified) return unrecorded;
  if (!verified->outcome().accepted()) {
    SayNotRecorded(verified->outcome());
    return unrecorded;
  }
  return say_(verified->passed() ? text::kPassed : text::kFailed,
              {{"error", InMillilitres(verified->largest_error())},
               {"tolerance", InMillilitres(verified->tolerance())}});
}

// Of the dose's lines the first that is of what runs in the pump's tubes and is not poured yet. It
// settles nothing: the dose is still to be given.
bool Terminal::PourByPump(const OpenHere& open) {
  const auto pump = LookAtPump();
  if (!pump) return false;
  for (const v1::DoseLine& line : open.dose.lines()) {
    const auto poured = open.poured.find(line.lot_number());
    const int64_t left = line.quantity() - (poured == open.poured.end() ? 0 : poured->second);
    if (line.product_code() != pump->product_code() || left <= 0) continue;
    Pour(open, line, left);
    return false;
  }
  Notice(say_(text::kNothingForPump));
  return false;
}

void Terminal::Pour(const OpenHere& open, const v1::DoseLine& line, int64_t microlitres) {
  v1::DoseLine asked = line;
  asked.set_quantity(microlitres);
  const Catalogue::Values values = {{"line", pages_.Measure(asked)}};
  const auto key = WaitForKey([&] { return pages_.Plain({say_(text::kPutCup, values)}, ""); });
  if (!key || *key != "d") return;
  screen_.Show(pages_.Plain({say_(text::kPouring, values)}, ""));
  const auto poured =
      pouring_->Pour(window_, {open.dose.dose_id(), line.lot_number(), microlitres});
  touched_ = clock_.Now();
  if (link::IsAway(poured.status())) return Notice(say_(text::kPumpToldNothing));
  if (!poured.ok()) return Explain(poured.status());
  if (poured->outcome.accepted()) {
    return TellPoured(open, asked, *poured);
  }
  SayNotRecorded(poured->outcome);
  if (!PoursTooMuch(poured->outcome) || !IsAtWork()) return;
  // Poured before this desk was started: the server's words said what is left.
  const auto left = AskQuantity({}, text::kLeftToPour, /*is_liquid=*/true);
  if (left && *left > 0) Pour(open, line, *left);
}

void Terminal::TellPoured(const OpenHere& open, const v1::DoseLine& line,
                          const Pouring::Poured& poured) {
  std::optional<int64_t> in_cup = poured.microlitres;
  if (poured.must_be_measured) {
    v1::Pour pour;
    pour.set_pour_id(poured.pour_id);
    pour.set_lot_number(line.lot_number());
    pour.set_quantity(line.quantity());
    in_cup = MeasureCup(pour);
  } else {
    if (!poured.fault.empty()) Notice(say_(text::kPumpStopped, {{"fault", poured.fault}}));
    if (!poured.is_told) Notice(say_(text::kToldLater));
  }
  const auto here = open_.find(open.dose.dose_id());
  if (in_cup && here != open_.end()) here->second.poured[line.lot_number()] += *in_cup;
}

}  // namespace oat::desk
