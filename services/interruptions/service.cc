#include "services/interruptions/service.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/identity/store.h"
#include "services/transfers/store.h"

namespace oat::interruptions {
namespace {

using access::Call;

constexpr int kDaysShown = 30;
// Whoever asks for more wants a report and not a list.
constexpr int kMostDays = 366;

// The first reason of a stored answer; absent where it cannot be read.
template <class Response>
std::optional<std::string> FirstReason(const db::Bytes& answer) {
  Response response;
  if (!response.ParseFromString(answer.value)) return std::nullopt;
  if (response.outcome().reasons().empty()) return std::nullopt;
  return contract::Code(response.outcome().reasons(0).code());
}

void AddRefusals(Call& call, KnownLife* known) {
  for (const RefusedCall& refused : known->refused_calls) {
    const auto reason = refused.asked_for_dose
                            ? FirstReason<v1::AuthoriseDoseResponse>(refused.answer)
                            : FirstReason<v1::SignOrderResponse>(refused.answer);
    if (!reason) continue;
    auto& refusals = refused.asked_for_dose ? known->life.no_dose : known->life.no_order;
    refusals.push_back({ClinicalDay(refused.at, call.reckoning()), *reason});
  }
}

// Since when closures tell of the lives.
Day FirstDayOf(const std::vector<KnownLife>& lives, Day since) {
  for (const KnownLife& known : lives) {
    if (!known.life.doses.empty()) since = std::min(since, known.life.doses.front().covers.from);
  }
  return since;
}

Found Describe(const KnownLife& known, Interruption interruption) {
  Found found{.person = known.life.person, .patient_number = known.patient_number};
  for (const CauseSaid& said : known.said) {
    if (interruption.Has(said.day)) found.said.push_back(said);
  }
  for (const Attached& attached : known.barriers) {
    if (interruption.Has(attached.day)) found.barriers.push_back(attached.barrier);
  }
  found.interruption = std::move(interruption);
  return found;
}

v1::InterruptionCause ToCause(const std::string& code) {
  return contract::FromCode<v1::InterruptionCause>(code);
}

v1::InterruptionState ToState(State state) {
  switch (state) {
    case State::kOpen:
      return v1::INTERRUPTION_STATE_OPEN;
    case State::kDosed:
      return v1::INTERRUPTION_STATE_DOSED;
    case State::kTreatmentEnded:
      return v1::INTERRUPTION_STATE_TREATMENT_ENDED;
  }
  return v1::INTERRUPTION_STATE_UNSPECIFIED;
}

void Fill(const Found& found, absl::Time now, v1::Interruption* out) {
  const Interruption& one = found.interruption;
  out->set_patient_number(found.patient_number);
  out->set_first_day(FormatDay(one.first_day));
  out->set_last_day(FormatDay(one.last_day));
  out->set_days(one.days);
  out->set_state(ToState(one.state));
  if (one.ended_on) out->set_ended_on(FormatDay(*one.ended_on));
  out->set_last_dose_day(FormatDay(one.last_dose.covers.from));
  if (one.last_dose.at) *out->mutable_last_dose_at() = contract::ToTimestamp(*one.last_dose.at);
  const absl::Duration without = WithoutDose(one, now).value_or(absl::ZeroDuration());
  out->set_hours_since_last_dose(static_cast<int32_t>(absl::ToInt64Hours(without)));
  out->set_site_code(one.site_code);
  out->set_seen(ToCause(one.seen));
  out->set_cause(ToCause(found.cause()));
  for (const CauseSaid& said : found.said) {
    v1::CauseSaid* filled = out->add_said();
    filled->set_cause(ToCause(said.cause));
    filled->set_login(said.login);
    *filled->mutable_at() = contract::ToTimestamp(said.at);
  }
  for (const Uuid& barrier : found.barriers) out->add_barrier_ids(barrier.text());
}

absl::StatusOr<Day> ReadSince(Call& call, const char* field, const std::string& text) {
  OAT_ASSIGN_OR_RETURN(const Day day, ParseDay(text));
  const Day first = call.today() - kMostDays;
  if (day >= first) return day;
  return Invalid(field, text, absl::StrCat("a day from ", FormatDay(first), " on"));
}

// Open ones first, those that are longest without a dose on top; then those that ended last.
bool IsMorePressing(const Found& left, const Found& right) {
  const auto key = [](const Found& one) {
    const Interruption& is = one.interruption;
    return std::tuple(is.ended_on.has_value(), is.ended_on ? Day(1970, 1, 1) - *is.ended_on : 0,
                      is.last_dose.at.value_or(absl::InfiniteFuture()), is.first_day,
                      one.patient_number);
  };
  return key(left) < key(right);
}

// Whoever looks for people without a dose sees, without asking, where the next ones may come from.
void CountLateTransfers(Call& call, v1::ListInterruptionsResponse* response) {
  int32_t late = 0, for_region = 0;
  for (const transfers::Kept& kept :
       transfers::LoadOfSite(call.transaction, call.site().code, transfers::kMostListed)) {
    const auto state = transfers::StateOf(kept.transfer, call.now, call.reckoning());
    const auto escalation =
        transfers::EscalationOf(kept.transfer, state, call.now, call.reckoning());
    late += escalation != transfers::Escalation::kNone;
    for_region += escalation == transfers::Escalation::kRegion;
  }
  response->set_late_transfers(late);
  response->set_transfers_for_region(for_region);
}

}  // namespace

std::vector<Found> Find(Call& call, Day since, std::optional<PersonId> wanted) {
  std::vector<KnownLife> lives = LoadLives(call.transaction, since, wanted, call.reckoning());
  const Network network = LoadNetwork(call.transaction, FirstDayOf(lives, since));
  std::vector<Found> found;
  for (KnownLife& known : lives) {
    AddRefusals(call, &known);
    for (Interruption& one : Reckon(known.life, network, call.today())) {
      if (!one.sites.contains(call.site().code)) continue;
      if (one.ended_on && *one.ended_on < since) continue;
      found.push_back(Describe(known, std::move(one)));
    }
  }
  return found;
}

std::optional<Found> FindOn(Call& call, PersonId person, Day day) {
  for (Found& found : Find(call, day, person)) {
    if (found.interruption.Has(day)) return std::move(found);
  }
  return std::nullopt;
}

absl::Status Service::ListInterruptions(Call& call, const v1::ListInterruptionsRequest& request,
                                        v1::ListInterruptionsResponse* response) const {
  Day since = call.today() - kDaysShown;
  if (!request.from_day().empty()) {
    OAT_ASSIGN_OR_RETURN(since, ReadSince(call, "from_day", request.from_day()));
  }
  std::vector<Found> all = Find(call, since, std::nullopt);
  std::sort(all.begin(), all.end(), IsMorePressing);
  for (const Found& found : all) {
    if (request.open_only() && found.interruption.ended_on) continue;
    Fill(found, call.now, response->add_interruptions());
  }
  CountLateTransfers(call, response);
  return absl::OkStatus();
}

absl::Status Service::RecordInterruptionCause(Call& call,
                                              const v1::RecordInterruptionCauseRequest& request,
                                              v1::RecordInterruptionCauseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const Day day, ParseDay(request.day()));
  const auto found = FindOn(call, person, day);
  if (!found) {
    contract::Refuse(response->mutable_outcome(), v1::REASON_CODE_NO_INTERRUPTION,
                     {{"day", request.day()}});
    return absl::OkStatus();
  }
  RecordCause(call.transaction,
              {.id = call.request_id,
               .person = person,
               .day = found->interruption.first_day,
               .site_code = call.site().code,
               .seen = found->interruption.seen,
               .cause = contract::Code(request.cause())},
              call.caller.staff, call.now);
  contract::Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::GetInterruptionSummary(Call& call,
                                             const v1::GetInterruptionSummaryRequest& request,
                                             v1::GetInterruptionSummaryResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Day from, ReadSince(call, "from_day", request.from_day()));
  OAT_ASSIGN_OR_RETURN(const Day until, ParseDay(request.until_day()));
  std::map<v1::InterruptionCause, v1::CauseCount> counts;
  std::set<PersonId> people;
  for (const Found& found : Find(call, from, std::nullopt)) {
    const Interruption& one = found.interruption;
    const bool began_here = one.site_code == call.site().code;
    if (!began_here || one.first_day < from || one.first_day > until) continue;
    people.insert(found.person);
    v1::CauseCount& count = counts[ToCause(found.cause())];
    count.set_interruptions(count.interruptions() + 1);
    count.set_days(count.days() + one.days);
    if (one.state == State::kOpen) count.set_open(count.open() + 1);
  }
  for (auto& [cause, count] : counts) {
    count.set_cause(cause);
    *response->add_counts() = count;
  }
  response->set_people(static_cast<int32_t>(people.size()));
  return absl::OkStatus();
}

}  // namespace oat::interruptions
