// Somebody whose site cannot be reached.
#include "services/transfers/displaced.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/custody/store.h"
#include "services/dosing/store.h"
#include "services/enrolment/store.h"
#include "services/identity/store.h"
#include "services/packet/store.h"
#include "services/prescribing/store.h"
#include "services/slots/store.h"
#include "services/transfers/service.h"

namespace oat::transfers {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// Longer than a week nobody is displaced: it is a transfer, or a closure. Recalled.
constexpr int kMostDays = 7;

absl::StatusOr<Day> ReadUntilDay(const Call& call, const std::string& text) {
  OAT_ASSIGN_OR_RETURN(Day until, ParseDay(text));
  if (until < call.today() || until > call.today() + kMostDays) {
    return Invalid("until_day", text, "a day from today to a week ahead");
  }
  return until;
}

// What a piece says of the dose; its words alone say nothing that a rule could read.
absl::StatusOr<Told> ReadTold(const v1::DisplacedEvidence& piece, const std::string& path,
                              Day today) {
  Told told{.kind = contract::Code(piece.kind())};
  if (piece.drug_form() != v1::DRUG_FORM_UNSPECIFIED) {
    told.drug_form = contract::Code(piece.drug_form());
  }
  if (piece.micrograms() != 0) {
    if (!told.drug_form) return Invalid(path + ".drug_form", "nothing", "one beside an amount");
    if (policy::IsDepot(*told.drug_form)) {
      return Invalid(path + ".micrograms", absl::StrCat(piece.micrograms()),
                     "nothing of a depot, which has no amount of a day");
    }
    told.micrograms = Micrograms(piece.micrograms());
  }
  if (!piece.last_dose_day().empty()) {
    OAT_ASSIGN_OR_RETURN(told.last_day, ParseDay(piece.last_dose_day()));
    if (*told.last_day > today) {
      return Invalid(path + ".last_dose_day", piece.last_dose_day(), "today or a day before");
    }
  }
  return told;
}

absl::StatusOr<std::vector<Evidence>> ReadEvidence(const v1::ReceiveDisplacedRequest& request,
                                                   Day today) {
  if (request.evidence().empty()) {
    return Invalid("evidence", "nothing", "what was relied on, her own words at least");
  }
  std::vector<Evidence> evidence;
  for (const v1::DisplacedEvidence& piece : request.evidence()) {
    OAT_ASSIGN_OR_RETURN(Told told,
                         ReadTold(piece, absl::StrCat("evidence[", evidence.size(), "]"), today));
    evidence.push_back({std::move(told), piece.says()});
  }
  return evidence;
}

// The last dose that was seen or told, or that follows from a bottle handed out for its day.
std::optional<Recorded::Last> LastRecorded(db::Transaction& transaction, PersonId person,
                                           Day today) {
  const Day first = today - (packet::kDays - 1);
  auto doses = packet::DosesOf(packet::LoadSwallowed(transaction, person, first), {},
                               bottles::LoadBottles(transaction, person, first), today);
  if (doses.empty()) {
    const auto earlier = packet::LastSwallowed(transaction, person);
    if (earlier) doses = packet::DosesOf({*earlier}, {}, {}, today);
  }
  for (const packet::Dose& dose : doses) {
    const packet::Confidence confidence = packet::ConfidenceOf(dose.knowledge);
    if (confidence == packet::Confidence::kUnknown) continue;
    return Recorded::Last{dose.clinical_day, dose.covers_until, confidence};
  }
  return std::nullopt;
}

Recorded LoadRecorded(const Call& call, PersonId person) {
  Recorded recorded{.today = call.today()};
  const auto order = prescribing::LoadCurrent(call.transaction, person, recorded.today);
  if (!prescribing::WhyNotInForce(order, recorded.today)) {
    const prescribing::Step* step = order->StepOn(recorded.today);
    if (step != nullptr) recorded.order = {order->drug_form, step->DayTotal()};
  }
  recorded.last = LastRecorded(call.transaction, person, recorded.today);
  return recorded;
}

// Proposes a dose. What is in doubt holds the window until a prescriber has looked, however long
// that takes.
Advice Advise(const Call& call, PersonId person, const std::vector<Evidence>& evidence,
              const policy::Rules& rules) {
  std::vector<Told> pieces;
  for (const Evidence& one : evidence) pieces.push_back(one.told);
  Advice advice{.proposed = Propose(LoadRecorded(call, person), pieces, rules)};
  if (!advice.proposed.doubts.empty()) {
    advice.incident = dosing::RecordIncident(call.transaction, person, std::nullopt,
                                             contract::Code(v1::INCIDENT_KIND_DOSE_IN_DOUBT),
                                             call.site().code, call.now);
  }
  return advice;
}

}  // namespace

absl::Status Service::ReceiveDisplaced(Call& call, const v1::ReceiveDisplacedRequest& request,
                                       v1::ReceiveDisplacedResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const Day until, ReadUntilDay(call, request.until_day()));
  OAT_ASSIGN_OR_RETURN(std::vector<Evidence> evidence, ReadEvidence(request, call.today()));
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  v1::Outcome* outcome = response->mutable_outcome();
  if (!call.second) {
    Refuse(outcome, v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const Day today = call.today();
  const std::string& here = call.site().code;
  const auto episode = enrolment::LatestEpisode(call.transaction, person);
  const auto standing = custody::StandingOn(call.transaction, person, today);
  if (!episode || episode->ended || !standing || !standing->site_code) {
    Refuse(outcome, v1::REASON_CODE_NOT_IN_TREATMENT);
    return absl::OkStatus();
  }
  const std::string home = custody::HomeOn(call.transaction, person, today).value_or(here);
  if (standing->site_code == here || home == here) {
    Refuse(outcome, v1::REASON_CODE_WRONG_STATE,
           {{"state", "of this site, or here today already"}});
    return absl::OkStatus();
  }
  if (slots::IsClaimed(call.transaction, person, today)) {
    Refuse(outcome, v1::REASON_CODE_OTHER_SITE, {{"site", *standing->site_code}});
    return absl::OkStatus();
  }
  const auto latest = LoadLatest(call.transaction, person);
  if (latest && !HasEnded(call.transaction, *latest)) {
    RecordStep(call.transaction, *latest, StepOf(call, *latest, "cancel", true), call.caller.staff,
               call.now);
  }
  custody::RecordStay(call.transaction, person,
                      {.from_day = today,
                       .site_code = here,
                       .kind = custody::kGuest,
                       .until_day = until,
                       .home = home},
                      call.caller.staff, call.now);
  Reception reception{.id = call.request_id,
                      .person = person,
                      .site_code = here,
                      .home_site = home,
                      .day = today,
                      .until_day = until,
                      .tried = request.tried(),
                      .evidence = std::move(evidence)};
  reception.advice = Advise(call, person, reception.evidence, *rules);
  RecordReception(call.transaction, reception, call.caller.staff, *call.second, call.now);
  response->set_home_site(home);
  FillProposal(*reception.advice, response->mutable_proposal());
  Accept(outcome);
  return absl::OkStatus();
}

}  // namespace oat::transfers
