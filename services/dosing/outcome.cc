#include <algorithm>
#include <string_view>

#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/dosing/service.h"
#include "services/identity/store.h"
#include "services/sites/store.h"
#include "services/stock/bottle_store.h"
#include "services/stock/store.h"

namespace oat::dosing {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

void RefuseState(const Dose& dose, v1::Outcome* outcome) {
  Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", dose.state}});
}

// Moves quantities of a dose's lines between accounts of its station; of a bottle, between those of
// the station that filled it.
class Settlement {
 public:
  explicit Settlement(const Dose& dose)
      : dose_(dose),
        site_code_(dose.bottle ? dose.bottle->site_code : dose.site_code),
        station_(dose.bottle ? dose.bottle->station : dose.station) {}

  void Move(size_t line, const char* from, const char* to, StockQuantity quantity) {
    if (quantity.count() == 0 || std::string_view(from) == to) return;
    movements_.push_back({from, station_, to, station_, dose_.lines[line].product_code,
                          dose_.lines[line].lot_number, quantity});
  }
  void Post(Call& call, const char* kind) const {
    stock::Post(call.transaction,
                {.site_code = site_code_,
                 .kind = kind,
                 .dose = dose_.id,
                 .staff = call.caller.staff,
                 .second = call.second,
                 .bottle = dose_.bottle ? std::optional(dose_.bottle->id) : std::nullopt},
                movements_, call.now);
  }

 private:
  const Dose& dose_;
  const std::string site_code_;
  const std::string station_;
  std::vector<stock::Movement> movements_;
};

// What became of the content of a dose's stock that was not swallowed.
enum class Rest { kUnopened, kOpened };

// Where it goes: what was not poured never left the window's bottle. A bottle that was filled
// elsewhere is no stock of this house: its rest stays in the book as taken home.
const char* AccountOf(Call& call, const Dose& dose, size_t line, Rest rest) {
  if (!dose.bottle && rest == Rest::kUnopened) {
    const stock::DoseLine& of = dose.lines[line];
    return stock::DrawnFrom(call.transaction, {dose.site_code, dose.station, of.product_code},
                            of.lot_number);
  }
  if (!dose.bottle) return stock::kHeldForWaste;
  const bool is_ours = dose.bottle->site_code == dose.site_code;
  return rest == Rest::kOpened && is_ours ? stock::kHeldForWaste : stock::kTakenHome;
}

// Says what became of the person's own bottle. Unopened it stays hers.
void SettleBottle(Call& call, const Dose& dose, Micrograms swallowed, Rest rest) {
  if (!dose.bottle || (swallowed.count() == 0 && rest == Rest::kUnopened)) return;
  bottles::RecordEvent(call.transaction, dose.bottle->id,
                       {.state = swallowed.count() > 0 ? "drunk_here" : "returned",
                        .detail = "at_window",
                        .site_code = dose.site_code,
                        .staff = call.caller.staff,
                        .request = call.request_id},
                       call.now);
}

// Ends the reservation of a dose: what was swallowed is given, the rest goes where it belongs.
void Settle(Call& call, const Dose& dose, const char* kind, Micrograms swallowed, Rest rest) {
  Settlement settlement(dose);
  const char* from = HeldIn(dose);
  const std::vector<StockQuantity> shares = stock::Shares(dose.lines, swallowed);
  for (size_t line = 0; line < shares.size(); ++line) {
    settlement.Move(line, from, stock::kGiven, shares[line]);
    const StockQuantity left = dose.lines[line].quantity - shares[line];
    if (left.count() > 0) settlement.Move(line, from, AccountOf(call, dose, line, rest), left);
  }
  settlement.Post(call, kind);
  SettleBottle(call, dose, swallowed, rest);
}

// Takes back what counted as given beyond what was swallowed: it was poured, so it is waste.
void TakeBack(Call& call, const Dose& dose, Micrograms counted, Micrograms swallowed) {
  Settlement settlement(dose);
  const std::vector<StockQuantity> before = stock::Shares(dose.lines, counted);
  const std::vector<StockQuantity> after = stock::Shares(dose.lines, swallowed);
  for (size_t line = 0; line < before.size(); ++line) {
    settlement.Move(line, stock::kGiven, AccountOf(call, dose, line, Rest::kOpened),
                    before[line] - after[line]);
  }
  settlement.Post(call, "reversal");
}

void RecordSwallowed(Call& call, const Dose& dose, Micrograms micrograms, absl::Time taken_at) {
  slots::RecordFact(call.transaction,
                    {.id = MakeUuid(call.now),
                     .person = dose.person,
                     .clinical_day = dose.clinical_day,
                     .dose = dose.id,
                     .cause = "authorised",
                     .drug_form = dose.drug_form,
                     .micrograms = micrograms,
                     .taken_at = taken_at,
                     .site_code = dose.site_code,
                     .interval = dose.interval},
                    call.caller.staff, call.second, call.now);
}

// Frees the slot of a dose of which nothing was swallowed. A bottle that went home again unopened
// keeps it.
void Free(Call& call, const Dose& dose, const std::string& reason, Rest rest) {
  if (dose.bottle && rest == Rest::kUnopened) return;
  slots::Release(call.transaction, dose.person,
                 {.clinical_day = dose.clinical_day, .portion = dose.portion, .turn = dose.turn},
                 reason, call.now);
}

DoseEvent EventOf(const Call& call, const Dose& dose, const std::string& state,
                  const std::string& detail) {
  return {.state = state,
          .detail = detail,
          .station = dose.station_now,
          .staff = call.caller.staff,
          .second = call.second,
          .request = call.request_id};
}

// What was swallowed of a dose with an outcome; INVALID_ARGUMENT where the number does not fit it.
absl::StatusOr<Micrograms> Swallowed(const Dose& dose, v1::DoseOutcome outcome, int64_t declared) {
  if (outcome == v1::DOSE_OUTCOME_GIVEN && declared == 0) return dose.micrograms;
  if (outcome != v1::DOSE_OUTCOME_PARTLY_GIVEN) {
    if (declared == 0) return Micrograms(0);
    return Invalid("micrograms_swallowed", absl::StrCat(declared),
                   "nothing, as the dose was not given in part");
  }
  if (declared > 0 && declared < dose.micrograms.count()) return Micrograms(declared);
  return Invalid("micrograms_swallowed", absl::StrCat(declared),
                 absl::StrCat("1 to ", dose.micrograms.count() - 1));
}

}  // namespace

absl::StatusOr<Dose> LockDose(Call& call, const std::string& patient_number,
                              const std::string& dose_id) {
  OAT_ASSIGN_OR_RETURN(PersonId person, identity::LockPerson(call.transaction, patient_number));
  call.person = person;
  auto dose = LoadDose(call.transaction, Uuid(dose_id));
  const bool is_of_person =
      dose &&
      (dose->person == person || identity::SurvivorOf(call.transaction, dose->person) == person);
  if (!is_of_person || dose->site_code != call.site().code) {
    return absl::NotFoundError("dose_id: this person has no such dose at this site");
  }
  return *dose;
}

void FillOpenDose(const Dose& dose, const std::string& patient_number, v1::OpenDose* out) {
  out->set_dose_id(dose.id.text());
  out->set_patient_number(patient_number);
  out->set_clinical_day(FormatDay(dose.clinical_day));
  out->set_station(dose.station_now);
  out->set_micrograms(dose.micrograms.count());
  if (!dose.bottle) FillLines(dose.lines, out->mutable_lines());
  *out->mutable_authorised_at() = contract::ToTimestamp(dose.authorised_at);
  out->set_state(contract::FromCode<v1::DoseState>(dose.state));
  out->set_drug_form(contract::FromCode<v1::DrugForm>(dose.drug_form));
}

absl::Status Service::ConfirmDose(Call& call, const v1::ConfirmDoseRequest& request,
                                  v1::ConfirmDoseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Dose dose, LockDose(call, request.patient_number(), request.dose_id()));
  OAT_ASSIGN_OR_RETURN(Micrograms swallowed,
                       Swallowed(dose, request.outcome(), request.micrograms_swallowed()));
  if (dose.state != "open") {
    RefuseState(dose, response->mutable_outcome());
    return absl::OkStatus();
  }
  const bool withheld = request.outcome() == v1::DOSE_OUTCOME_WITHHELD;
  if (withheld && request.signs() == v1::ASSESSMENT_UNSPECIFIED) {
    return Invalid("signs", "nothing", "the signs for which the dose is withheld");
  }
  const std::string state = contract::Code(request.outcome());
  DoseEvent event = EventOf(call, dose, state, withheld ? contract::Code(request.signs()) : "");
  if (request.return_in_minutes() > 0) {
    event.return_at = call.now + absl::Minutes(request.return_in_minutes());
  }
  RecordEvent(call.transaction, dose.id, event, call.now);
  const Rest rest = request.poured() || swallowed.count() > 0 ? Rest::kOpened : Rest::kUnopened;
  Settle(call, dose, "confirmation", swallowed, rest);
  if (swallowed.count() > 0) {
    RecordSwallowed(call, dose, swallowed, call.now);
  } else {
    Free(call, dose, state, rest);
  }
  Accept(response->mutable_outcome());
  response->set_micrograms_remaining((dose.micrograms - swallowed).count());
  return absl::OkStatus();
}

absl::Status Service::VoidDose(Call& call, const v1::VoidDoseRequest& request,
                               v1::VoidDoseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Dose dose, LockDose(call, request.patient_number(), request.dose_id()));
  if (dose.state != "open") {
    RefuseState(dose, response->mutable_outcome());
    return absl::OkStatus();
  }
  const std::string reason = contract::Code(request.reason());
  const bool poured = request.poured() || request.reason() == v1::VOID_REASON_SPILLED;
  const Rest rest = poured ? Rest::kOpened : Rest::kUnopened;
  RecordEvent(call.transaction, dose.id, EventOf(call, dose, "voided", reason), call.now);
  Settle(call, dose, "void", Micrograms(0), rest);
  Free(call, dose, reason, rest);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::AdoptDose(Call& call, const v1::AdoptDoseRequest& request,
                                v1::AdoptDoseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Dose dose, LockDose(call, request.patient_number(), request.dose_id()));
  if (!sites::HasStation(call.transaction, call.site().code, request.station())) {
    return Invalid("station", request.station(), "a station of this site");
  }
  if (dose.state != "open") {
    RefuseState(dose, response->mutable_outcome());
    return absl::OkStatus();
  }
  dose.station_now = request.station();
  RecordEvent(call.transaction, dose.id, EventOf(call, dose, "open", "adopted"), call.now);
  Accept(response->mutable_outcome());
  FillOpenDose(dose, request.patient_number(), response->mutable_dose());
  const auto rules = book_.Of(call);
  if (rules.ok()) {
    response->mutable_dose()->set_watch_minutes((*rules)->WatchMinutes(dose.drug_form));
  }
  return absl::OkStatus();
}

absl::Status Service::ResolveDose(Call& call, const v1::ResolveDoseRequest& request,
                                  v1::ResolveDoseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Dose dose, LockDose(call, request.patient_number(), request.dose_id()));
  if (!dose.is_unsettled()) {
    RefuseState(dose, response->mutable_outcome());
    return absl::OkStatus();
  }
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const bool known = request.evidence() != v1::EVIDENCE_NONE;
  if (known != (request.resolution() != v1::RESOLUTION_UNKNOWN)) {
    return Invalid("evidence", contract::Code(request.evidence()),
                   known ? "none, as nobody can say" : "what tells that it was, or was not");
  }
  const bool swallowed = request.resolution() == v1::RESOLUTION_SWALLOWED;
  const char* state = !known ? "unresolved" : swallowed ? "given" : "voided";
  RecordEvent(call.transaction, dose.id,
              EventOf(call, dose, state, contract::Code(request.evidence())), call.now);
  if (swallowed) {
    Settle(call, dose, "resolution", dose.micrograms, Rest::kOpened);
    RecordSwallowed(call, dose, dose.micrograms, dose.authorised_at);
  } else if (known) {
    const Rest rest = request.poured() ? Rest::kOpened : Rest::kUnopened;
    Settle(call, dose, "resolution", Micrograms(0), rest);
    Free(call, dose, "resolved", rest);
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ReverseDose(Call& call, const v1::ReverseDoseRequest& request,
                                  v1::ReverseDoseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Dose dose, LockDose(call, request.patient_number(), request.dose_id()));
  OAT_ASSIGN_OR_RETURN(Micrograms swallowed,
                       Swallowed(dose, request.outcome(), request.micrograms_swallowed()));
  std::optional<slots::Fact> fact;
  for (const slots::Fact& one :
       slots::LoadFacts(call.transaction, dose.person, dose.clinical_day)) {
    if (one.dose == dose.id) fact = one;
  }
  // What was recorded as not swallowed and was is a fact of its own: RecordAdministration.
  if (!fact || swallowed >= fact->micrograms) {
    RefuseState(dose, response->mutable_outcome());
    return absl::OkStatus();
  }
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const std::string state = contract::Code(request.outcome());
  RecordEvent(call.transaction, dose.id, EventOf(call, dose, state, "reversed"), call.now);
  slots::ReverseFact(call.transaction, fact->id, call.caller.staff, *call.second, call.now);
  TakeBack(call, dose, fact->micrograms, swallowed);
  if (swallowed.count() > 0) {
    RecordSwallowed(call, dose, swallowed, fact->taken_at.value_or(call.now));
  } else {
    Free(call, dose, "reversed", Rest::kOpened);
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::dosing
