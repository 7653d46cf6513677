#include "services/prescribing/order_form.h"

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/code.h"
#include "services/forms/store.h"
#include "services/policy/stock_keeping.h"

namespace oat::prescribing {
namespace {

using access::Call;

bool NamesForm(const v1::SignOrderRequest& request) { return request.form_number() != 0; }

}  // namespace

absl::Status CheckOrderForm(const v1::SignOrderRequest& request) {
  if (request.form_series().empty() == !NamesForm(request)) return absl::OkStatus();
  if (NamesForm(request)) return Invalid("form_series", "nothing", "the series of form_number");
  return Invalid("form_number", "0", absl::StrCat("a number of series ", request.form_series()));
}

std::optional<Reason> QuestionOrderForm(Call& call, const v1::SignOrderRequest& request,
                                        const policy::Rules& rules) {
  const auto asked_for = policy::OrderFormOf(rules.stack);
  const bool is_of_series =
      NamesForm(request) && asked_for && request.form_series() == asked_for->series;
  if (asked_for && !is_of_series) {
    return Reason{contract::Code(v1::REASON_CODE_FORM_NEEDED),
                  {{"series", asked_for->series}, {"pack", asked_for->pack}}};
  }
  if (!NamesForm(request)) return std::nullopt;
  const std::string& series = request.form_series();
  const int64_t number = request.form_number();
  forms::LockForms(call.transaction, {series, number, number});
  forms::Writer writer{call.caller.staff, std::nullopt};
  if (call.caller.site) writer.site_code = call.caller.site->code;
  const auto why_not =
      forms::WhyNotUsable(forms::LoadForm(call.transaction, series, number), writer);
  if (!why_not) return std::nullopt;
  return Reason{contract::Code(v1::REASON_CODE_FORM_NOT_YOURS),
                {{"form", forms::NameOf(series, number)}, {"state", *why_not}}};
}

void UseOrderForm(Call& call, const v1::SignOrderRequest& request) {
  if (!NamesForm(request)) return;
  const auto form = forms::LoadForm(call.transaction, request.form_series(), request.form_number());
  forms::RecordUse(call.transaction,
                   {.series = request.form_series(),
                    .number = request.form_number(),
                    .site_code = form->site_code,
                    .order = call.request_id,
                    .staff = call.caller.staff},
                   call.now);
}

}  // namespace oat::prescribing
