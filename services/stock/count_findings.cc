#include "services/stock/count_findings.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "services/access/alarm.h"
#include "services/base/uuid.h"
#include "services/contract/code.h"
#include "services/stock/counts.h"
#include "services/stock/handling_store.h"

namespace oat::stock {

using access::Call;

namespace {

// Long enough for a habit to show, short enough that who has left is left alone.
constexpr absl::Duration kPatternPeriod = absl::Hours(24 * 90);

// Whose counts stand out, told once a month.
void TellOfPatterns(Call& call, access::Alarm alarm) {
  alarm.kind = "stock_pattern";
  const auto stretches =
      LoadStretches(call.transaction, call.site().code, call.now - kPatternPeriod,
                    call.now + absl::Microseconds(1));  // with this count
  for (const PersonPattern& person : PatternsIn(stretches)) {
    if (!person.stands_out) continue;
    alarm.id = MakeUuid(call.now);
    alarm.staff = person.staff;
    alarm.occasion = absl::StrCat(call.site().code, " ", person.login, " ",
                                  FormatDay(call.today()).substr(0, 7));
    access::RaiseAlarm(call.transaction, alarm);
  }
}

}  // namespace

int64_t LiquidTolerance(Call& call, const policy::Book& book) {
  const auto rules = book.Of(call);
  if (!rules.ok() || !(*rules)->liquid_tolerance_per_mille) return 0;
  return (*rules)->liquid_tolerance_per_mille->value;
}

void TellAuditor(Call& call, const Count& count) {
  access::Alarm alarm{.kind = "stock_variance",
                      .at = call.now,
                      .staff = call.caller.staff,
                      .device = call.caller.device,
                      .site_code = call.site().code,
                      .occasion = count.id.text()};
  std::set<std::string> products;
  bool is_beyond = false;
  bool is_short = false;
  for (const CountLine& line : count.lines) {
    is_beyond = is_beyond || !line.IsWithin();
    is_short = is_short || line.Difference() < StockQuantity(0);
    products.insert(line.product_code);
  }
  if (is_beyond) {
    alarm.id = MakeUuid(call.now);
    access::RaiseAlarm(call.transaction, alarm);
  }
  alarm.kind = "stock_drift";
  for (const std::string& product : products) {
    const auto differences =
        LastDifferences(call.transaction, call.site().code, count.station, product, kCountsOfDrift);
    if (!Drifts(differences)) continue;
    alarm.id = MakeUuid(call.now);
    alarm.occasion = absl::StrCat(count.id.text(), " ", product);
    access::RaiseAlarm(call.transaction, alarm);
  }
  if (is_short) TellOfPatterns(call, alarm);
}

void Fill(const CountLine& line, v1::CountLine* out) {
  out->set_product_code(line.product_code);
  out->set_lot_number(line.lot_number);
  out->set_counted(line.counted.count());
  out->set_expected(line.expected.count());
  out->set_tolerance(line.tolerance.count());
  if (line.cause) out->set_cause(contract::FromCode<v1::VarianceCause>(*line.cause));
  out->set_note(line.note);
}

}  // namespace oat::stock
