#include <map>
#include <utility>

#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/dosing/incidents.h"
#include "services/dosing/service.h"
#include "services/dosing/situation.h"
#include "services/dosing/spacing.h"
#include "services/identity/store.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"
#include "services/stock/bottle_store.h"

namespace oat::dosing {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// How far declared times may lie back: a paper day and the weekend after it.
constexpr absl::Duration kOldestDeclaration = absl::Hours(14 * 24);

stock::Entry EntryOf(const Call& call, const char* kind, std::optional<Uuid> dose) {
  return {.site_code = call.site().code,
          .kind = kind,
          .dose = std::move(dose),
          .staff = call.caller.staff,
          .second = call.second};
}

// The dose that was poured for somebody else: its slot is free again, its stock was swallowed. The
// entry that says so.
Uuid FreeIntended(Call& call, const Dose& dose) {
  RecordEvent(call.transaction, dose.id,
              {.state = "voided",
               .detail = "wrong_person",
               .station = dose.station_now,
               .staff = call.caller.staff,
               .second = call.second,
               .request = call.request_id},
              call.now);
  const std::string& station = dose.bottle ? dose.bottle->station : dose.station;
  const char* from = HeldIn(dose);
  std::vector<stock::Movement> movements;
  for (const stock::DoseLine& line : dose.lines) {
    movements.push_back(
        {from, station, stock::kGiven, station, line.product_code, line.lot_number, line.quantity});
  }
  stock::Entry entry = EntryOf(call, "wrong_person", dose.id);
  if (dose.bottle) {
    entry.site_code = dose.bottle->site_code;
    entry.bottle = dose.bottle->id;
    bottles::RecordEvent(call.transaction, dose.bottle->id,
                         {.state = "drunk_here",
                          .detail = "wrong_person",
                          .site_code = dose.site_code,
                          .staff = call.caller.staff,
                          .request = call.request_id},
                         call.now);
  }
  const Uuid posted = stock::Post(call.transaction, entry, movements, call.now);
  slots::Release(call.transaction, dose.person,
                 {.clinical_day = dose.clinical_day, .portion = dose.portion, .turn = dose.turn},
                 "wrong_person", call.now);
  return posted;
}

// What was taken from a station's bottle; the entry that says so, if there is one. Where the book
// holds less than was drunk the book was wrong: the difference is measured into it first.
absl::StatusOr<std::optional<Uuid>> TakeFromStation(
    Call& call, const v1::RecordAdministrationRequest& request) {
  stock::LockStation(call.transaction, call.site().code, request.station());
  std::map<std::pair<std::string, std::string>, StockQuantity> taken;  // a lot may be named twice
  for (const v1::DoseLine& line : request.lines()) {
    if (!stock::HasLot(call.transaction, line.product_code(), line.lot_number())) {
      return absl::NotFoundError("lines.lot_number: no such lot of this product was ever received");
    }
    taken[{line.product_code(), line.lot_number()}] += StockQuantity(line.quantity());
  }
  std::vector<stock::Movement> overage;
  std::vector<stock::Movement> given;
  for (const auto& [lot, quantity] : taken) {
    const char* from = stock::DrawnFrom(
        call.transaction, {call.site().code, request.station(), lot.first}, lot.second);
    const StockQuantity on_hand = stock::LoadBalance(
        call.transaction, call.site().code, {from, request.station(), lot.first, lot.second, {}});
    if (on_hand < quantity) {
      overage.push_back({stock::kVariance, request.station(), from, request.station(), lot.first,
                         lot.second, quantity - on_hand});
    }
    given.push_back({from, request.station(), stock::kGiven, request.station(), lot.first,
                     lot.second, quantity});
  }
  stock::Post(call.transaction, EntryOf(call, "overage", std::nullopt), overage, call.now);
  if (given.empty()) return std::nullopt;
  return stock::Post(call.transaction, EntryOf(call, "administration", std::nullopt), given,
                     call.now);
}

// A dose that an institution told of is recorded with who said it and how sure it is; here it would
// stand without either, and count the same.
absl::Status CheckRequest(Call& call, const v1::RecordAdministrationRequest& request) {
  if (request.cause() == v1::ADMINISTRATION_CAUSE_REPORTED) {
    return Invalid("cause", contract::Code(request.cause()),
                   "what staff of the network saw; a dose that an institution tells of is recorded "
                   "by InstitutionService.ReportDose, with who said it");
  }
  const absl::Time taken_at = contract::FromTimestamp(request.taken_at());
  if (taken_at > call.now || call.now - taken_at > kOldestDeclaration) {
    return Invalid("taken_at", absl::FormatTime(absl::RFC3339_sec, taken_at, absl::UTCTimeZone()),
                   "a time in the last 14 days");
  }
  const bool wrong_person = request.cause() == v1::ADMINISTRATION_CAUSE_WRONG_PERSON;
  if (!wrong_person && !request.dose_id().empty()) {
    return Invalid("dose_id", request.dose_id(), "nothing, as nobody else's dose was swallowed");
  }
  if (request.lines().empty() != request.station().empty()) {
    return Invalid("station", request.station().empty() ? "nothing" : request.station(),
                   "a station where there are lines, and only there");
  }
  if (!request.station().empty() &&
      !sites::HasStation(call.transaction, call.site().code, request.station())) {
    return Invalid("station", request.station(), "a station of this site");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Service::RecordAdministration(Call& call,
                                           const v1::RecordAdministrationRequest& request,
                                           v1::RecordAdministrationResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(CheckRequest(call, request));
  // Both people of a mix-up, always in one order, so that two mix-ups cannot wait for each other.
  std::optional<Dose> intended;
  if (!request.dose_id().empty()) {
    intended = LoadDose(call.transaction, Uuid(request.dose_id()));
    if (!intended || intended->site_code != call.site().code || intended->person == person) {
      return absl::NotFoundError("dose_id: this site has no such dose of somebody else");
    }
    identity::LockPerson(call.transaction, std::min(person, intended->person));
  }
  identity::LockPerson(call.transaction, intended ? std::max(person, intended->person) : person);
  if (intended) intended = LoadDose(call.transaction, intended->id);
  if (intended && intended->state != "open") {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", intended->state}});
    return absl::OkStatus();
  }
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const absl::Time taken_at = contract::FromTimestamp(request.taken_at());
  const Day day = ClinicalDay(taken_at, call.reckoning());
  Situation situation = LoadSituation(call, person, day);
  // A hold counts where it stood when the dose was taken, not when it is told.
  situation.hold_until = prescribing::LoadHoldEndAt(call.transaction, person, taken_at);
  // A fact is never refused: without rules it is judged by what needs none.
  const auto rules = book_.Of(call);
  const policy::Rules* in_force = rules.ok() ? rules->get() : nullptr;
  const Declared declared{.cause = contract::Code(request.cause()),
                          .drug_form = contract::Code(request.drug_form()),
                          .micrograms = Micrograms(request.micrograms()),
                          .taken_at = taken_at,
                          .is_contradiction = WasSaidToHaveMissed(call.transaction, person, day)};
  std::vector<Uuid> entries;
  if (intended) entries.push_back(FreeIntended(call, *intended));
  OAT_ASSIGN_OR_RETURN(const auto taken, TakeFromStation(call, request));
  if (taken) entries.push_back(*taken);
  slots::RecordFact(call.transaction,
                    {.id = call.request_id,
                     .person = person,
                     .clinical_day = day,
                     .cause = declared.cause,
                     .drug_form = declared.drug_form,
                     .micrograms = declared.micrograms,
                     .taken_at = taken_at,
                     .site_code = call.site().code,
                     .interval = IntervalOf(declared.drug_form, situation, in_force)},
                    call.caller.staff, call.second, call.now);
  RecordEntries(call.transaction, call.request_id, entries, call.now);
  // The fact takes the portion it stands for, so that the window cannot give it again.
  if (auto portion = NextPortion(situation)) {
    slots::Claim(call.transaction, person,
                 {.clinical_day = day,
                  .portion = portion->portion,
                  .turn = portion->turn,
                  .claimed_by = call.request_id,
                  .site_code = call.site().code},
                 call.now);
  }
  const auto incidents = IncidentsOf(declared, situation, in_force);
  for (const std::string& kind : incidents) {
    RecordIncident(call.transaction, person, call.request_id, kind, call.site().code, call.now);
    response->add_incidents(contract::FromCode<v1::IncidentKind>(kind));
  }
  if (!incidents.empty() && in_force != nullptr) {
    response->set_observe_minutes(static_cast<int32_t>(in_force->observe_minutes.value));
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::dosing
