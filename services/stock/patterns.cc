// What counts say together, shown to who keeps the stock and who watches over it.
#include "services/base/status.h"
#include "services/stock/handling_store.h"
#include "services/stock/service.h"

namespace oat::stock {

using access::Call;

absl::Status Service::GetStockPatterns(Call& call, const v1::GetStockPatternsRequest& request,
                                       v1::GetStockPatternsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Day from, ParseDay(request.from_day()));
  OAT_ASSIGN_OR_RETURN(const Day until, ParseDay(request.until_day()));
  if (until < from) return Invalid("until_day", request.until_day(), "from_day or later");
  const auto stretches =
      LoadStretches(call.transaction, call.site().code, BeginningOf(from, call.reckoning()),
                    BeginningOf(until + 1, call.reckoning()));
  for (const HandlingLoss& loss : LossesIn(stretches)) {
    v1::HandlingLoss* out = response->add_losses();
    out->set_station(loss.station);
    out->set_product_code(loss.product_code);
    out->set_counts(loss.counts);
    out->set_pours(loss.pours);
    out->set_poured(loss.poured.count());
    out->set_missing(loss.missing.count());
    out->set_missing_per_pour(loss.MissingPerPour().count());
  }
  for (const PersonPattern& person : PatternsIn(stretches)) {
    v1::PersonPattern* out = response->add_people();
    out->set_login(person.login);
    out->set_counts(person.counts);
    out->set_short_counts(person.short_counts);
    out->set_other_counts(person.other_counts);
    out->set_other_short_counts(person.other_short_counts);
    out->set_missing(person.missing.count());
    out->set_stands_out(person.stands_out);
  }
  return absl::OkStatus();
}

}  // namespace oat::stock
