#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/custody/store.h"
#include "services/identity/store.h"
#include "services/sites/store.h"
#include "services/slots/store.h"
#include "services/stock/store.h"
#include "services/takehome/service.h"

namespace oat::takehome {
namespace {

using access::Call;
using bottles::Bottle;
using contract::Accept;
using contract::Refuse;

// The bottle that a call names, its person locked. NOT_FOUND for one of another person.
absl::StatusOr<Bottle> LockBottle(Call& call, const std::string& patient_number,
                                  const std::string& serial) {
  OAT_ASSIGN_OR_RETURN(PersonId person, identity::LockPerson(call.transaction, patient_number));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const std::string read, bottles::ReadSerial(serial));
  auto bottle = bottles::LoadBySerial(call.transaction, person, read);
  if (!bottle) return absl::NotFoundError("serial: this person has no such bottle");
  return *std::move(bottle);
}

void RefuseState(const Bottle& bottle, v1::Outcome* outcome) {
  Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", bottle.state}});
}

// Frees the portion that a bottle holds, so that it can be given again.
void FreePortion(Call& call, const Bottle& bottle, const std::string& reason) {
  for (const slots::Slot& slot :
       slots::LoadSlots(call.transaction, bottle.person, bottle.clinical_day)) {
    const bool is_it = slot.bottle == bottle.serial && !slot.released;
    if (is_it) slots::Release(call.transaction, bottle.person, slot, reason, call.now);
  }
}

// What came back is waste, at the station that took it. A bottle that was filled elsewhere was no
// stock of this house: it comes in as from a supplier, and stays taken home in the other's book.
void TakeBack(Call& call, const Bottle& bottle, const std::string& station, Micrograms left) {
  const bool is_ours = bottle.site_code == call.site().code;
  // What is missing was taken first, as of a dose.
  const auto gone = stock::Shares(bottle.lines, bottle.micrograms - left);
  std::vector<stock::Movement> movements;
  for (size_t i = 0; i < bottle.lines.size(); ++i) {
    const stock::DoseLine& line = bottle.lines[i];
    const StockQuantity quantity = line.quantity - gone[i];
    if (quantity.count() == 0) continue;
    movements.push_back({is_ours ? stock::kTakenHome : stock::kSupplier,
                         is_ours ? bottle.station : "", stock::kHeldForWaste, station,
                         line.product_code, line.lot_number, quantity});
  }
  stock::Post(call.transaction,
              {.site_code = call.site().code,
               .kind = "bottle_returned",
               .staff = call.caller.staff,
               .bottle = bottle.id},
              movements, call.now);
}

bottles::Event EventOf(const Call& call, const std::string& state, const std::string& detail) {
  bottles::Event event{
      .state = state, .detail = detail, .staff = call.caller.staff, .request = call.request_id};
  if (call.caller.site) event.site_code = call.caller.site->code;
  return event;
}

}  // namespace

absl::Status Service::ReturnBottle(Call& call, const v1::ReturnBottleRequest& request,
                                   v1::ReturnBottleResponse* response) const {
  if (!sites::HasStation(call.transaction, call.site().code, request.station())) {
    return Invalid("station", request.station(), "a station of this site");
  }
  OAT_ASSIGN_OR_RETURN(const Bottle bottle,
                       LockBottle(call, request.patient_number(), request.serial()));
  const bool is_intact = request.condition() == v1::BOTTLE_CONDITION_INTACT;
  const Micrograms left = is_intact ? bottle.micrograms : Micrograms(request.micrograms_left());
  if (left > bottle.micrograms || (is_intact && request.micrograms_left() != 0)) {
    return Invalid("micrograms_left", absl::StrCat(request.micrograms_left()),
                   is_intact ? "nothing, as its seal is whole"
                             : absl::StrCat("0 to ", bottle.micrograms.count()));
  }
  const std::string state = is_intact ? "returned" : "returned_opened";
  if (!bottles::MayPass(bottle, state)) {
    RefuseState(bottle, response->mutable_outcome());
    return absl::OkStatus();
  }
  bottles::Event event = EventOf(call, state, contract::Code(request.condition()));
  if (!is_intact) event.micrograms_left = left;
  bottles::RecordEvent(call.transaction, bottle.id, event, call.now);
  if (is_intact) FreePortion(call, bottle, "returned");
  TakeBack(call, bottle, request.station(), left);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ReportBottleLost(Call& call, const v1::ReportBottleLostRequest& request,
                                       v1::ReportBottleLostResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Bottle bottle,
                       LockBottle(call, request.patient_number(), request.serial()));
  if (!bottles::MayPass(bottle, "lost")) {
    RefuseState(bottle, response->mutable_outcome());
    return absl::OkStatus();
  }
  bottles::RecordEvent(call.transaction, bottle.id,
                       EventOf(call, "lost", contract::Code(request.cause())), call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::RecallBottles(Call& call, const v1::RecallBottlesRequest& request,
                                    v1::RecallBottlesResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const Day until, ParseDay(request.bring_back_until_day()));
  const auto today = custody::TodayOf(call.transaction, person, call.now);
  if (today && until < *today) {
    return Invalid("bring_back_until_day", request.bring_back_until_day(),
                   absl::StrCat(FormatDay(*today), " or later"));
  }
  bottles::Event event = EventOf(call, "recalled", "prescriber");
  event.bring_back_until = until;
  std::vector<Bottle> recalled;
  for (const std::string& serial : request.serials()) {
    OAT_ASSIGN_OR_RETURN(const Bottle bottle, LockBottle(call, request.patient_number(), serial));
    if (!bottle.is_at_home()) {
      RefuseState(bottle, response->mutable_outcome());
      return absl::OkStatus();
    }
    recalled.push_back(bottle);
  }
  if (request.serials().empty()) {
    recalled = bottles::LoadAtHome(call.transaction, person, today.value_or(until));
  }
  for (const Bottle& bottle : recalled) {
    bottles::RecordEvent(call.transaction, bottle.id, event, call.now);
    response->add_serials(bottle.serial);
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ReplaceBottle(Call& call, const v1::ReplaceBottleRequest& request,
                                    v1::ReplaceBottleResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Bottle bottle,
                       LockBottle(call, request.patient_number(), request.serial()));
  if (!bottles::MayPass(bottle, "replaced")) {
    RefuseState(bottle, response->mutable_outcome());
    return absl::OkStatus();
  }
  bottles::RecordEvent(call.transaction, bottle.id, EventOf(call, "replaced", bottle.state),
                       call.now);
  FreePortion(call, bottle, "replaced");
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::takehome
