#include "services/forms/service.h"

#include "absl/strings/str_cat.h"
#include "services/access/store.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/forms/store.h"
#include "services/policy/stock_keeping.h"
#include "services/sites/store.h"

namespace oat::forms {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::StatusOr<Range> ReadRange(const v1::FormRange& in) {
  Range range{in.series(), in.first(), in.last()};
  OAT_RETURN_IF_ERROR(CheckRange(range));
  return range;
}

// Where forms go: to a prescriber of the site, into its safe, or into that of another.
struct Destination {
  std::string site_code;
  std::optional<StaffId> holder;
};

absl::StatusOr<Destination> ReadDestination(Call& call, const v1::MoveFormsRequest& request) {
  const std::string& own = call.site().code;
  if (!request.to_site().empty()) {
    if (!request.to_login().empty()) {
      return Invalid("to_login", request.to_login(), "nothing beside to_site: they go into a safe");
    }
    if (request.to_site() == own) return Invalid("to_site", own, "another site");
    if (!sites::Load(call.transaction, request.to_site())) {
      return absl::NotFoundError(absl::StrCat("to_site: there is no site ", request.to_site()));
    }
    return Destination{request.to_site(), std::nullopt};
  }
  if (request.to_login().empty()) return Destination{own, std::nullopt};
  const auto staff = access::FindStaff(call.transaction, request.to_login());
  if (!staff || !access::RolesAt(call.transaction, *staff, own).contains("prescriber")) {
    return absl::NotFoundError(
        absl::StrCat("to_login: this site has no prescriber ", request.to_login()));
  }
  return Destination{own, *staff};
}

void RefuseApart(const Range& range, int64_t number, v1::Outcome* outcome) {
  Refuse(outcome, v1::REASON_CODE_FORMS_NOT_TOGETHER, {{"form", NameOf(range.series, number)}});
}

void Fill(const Forecast& forecast, v1::FormForecast* out) {
  out->set_series(forecast.count.series);
  out->set_unused(static_cast<int32_t>(forecast.count.unused));
  out->set_used_last_28_days(static_cast<int32_t>(forecast.count.used));
  out->set_days_left(static_cast<int32_t>(forecast.days_left.value_or(-1)));
  if (forecast.lasts_until) out->set_lasts_until(FormatDay(*forecast.lasts_until));
}

}  // namespace

absl::Status Service::ReceiveForms(Call& call, const v1::ReceiveFormsRequest& request,
                                   v1::ReceiveFormsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Range range, ReadRange(request.range()));
  LockSeries(call.transaction, range.series);
  const auto known = LoadForms(call.transaction, range);
  if (!known.empty()) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
           {{"state", NameOf(range.series, known.front().number) + " received before"}});
    return absl::OkStatus();
  }
  RecordMove(call.transaction,
             {.id = call.request_id,
              .range = range,
              .site_code = call.site().code,
              .note = request.note(),
              .staff = call.caller.staff},
             call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::MoveForms(Call& call, const v1::MoveFormsRequest& request,
                                v1::MoveFormsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Range range, ReadRange(request.range()));
  OAT_ASSIGN_OR_RETURN(const Destination to, ReadDestination(call, request));
  LockForms(call.transaction, range);
  const auto forms = LoadForms(call.transaction, range);
  if (const auto apart = FirstApart(range, forms, call.site().code)) {
    RefuseApart(range, *apart, response->mutable_outcome());
    return absl::OkStatus();
  }
  const std::optional<StaffId> from = forms.front().holder;
  if (to.site_code == call.site().code && to.holder == from) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "moved"}});
    return absl::OkStatus();
  }
  RecordMove(call.transaction,
             {.id = call.request_id,
              .range = range,
              .from_site = call.site().code,
              .from_holder = from,
              .site_code = to.site_code,
              .holder = to.holder,
              .staff = call.caller.staff},
             call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

// Whoever finds a form spoilt or gone says so, whoever holds it: the sooner it is known the less
// can be done with it.
absl::Status Service::EndForm(Call& call, const v1::EndFormRequest& request,
                              v1::EndFormResponse* response) const {
  const Range one{request.series(), request.number(), request.number()};
  LockForms(call.transaction, one);
  if (const auto apart = FirstApart(one, LoadForms(call.transaction, one), call.site().code)) {
    RefuseApart(one, *apart, response->mutable_outcome());
    return absl::OkStatus();
  }
  RecordUse(call.transaction,
            {.series = one.series,
             .number = one.first,
             .site_code = call.site().code,
             .ended = contract::Code(request.end()),
             .note = request.note(),
             .staff = call.caller.staff},
            call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListForms(Call& call, const v1::ListFormsRequest&,
                                v1::ListFormsResponse* response) const {
  for (const Held& held : LoadHeld(call.transaction, call.site().code)) {
    v1::HeldForms* out = response->add_held();
    out->mutable_range()->set_series(held.range.series);
    out->mutable_range()->set_first(held.range.first);
    out->mutable_range()->set_last(held.range.last);
    out->set_login(held.login);
  }
  std::optional<std::string> asked_for;
  if (const auto rules = book_.Of(call); rules.ok()) {
    if (const auto form = policy::OrderFormOf((*rules)->stack)) asked_for = form->series;
  }
  const absl::Time since = call.now - absl::Hours(24 * kDaysOfPace);
  for (const Forecast& forecast :
       Forecasts(CountSeries(call.transaction, call.site().code, since), asked_for, call.today())) {
    Fill(forecast, response->add_forecasts());
  }
  return absl::OkStatus();
}

absl::Status Service::LookUpForm(Call& call, const v1::LookUpFormRequest& request,
                                 v1::LookUpFormResponse* response) const {
  const auto history = LookUp(call.transaction, request.series(), request.number());
  if (!history) {
    return absl::NotFoundError(absl::StrCat("number: no site ever received form ",
                                            NameOf(request.series(), request.number())));
  }
  response->set_state(history->ended.empty() ? v1::FORM_STATE_UNUSED
                                             : contract::FromCode<v1::FormState>(history->ended));
  response->set_site_code(history->site_code);
  response->set_login(history->login);
  if (history->at) *response->mutable_at() = contract::ToTimestamp(*history->at);
  return absl::OkStatus();
}

}  // namespace oat::forms
