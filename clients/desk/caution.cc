#include "clients/desk/caution.h"

#include <set>
#include <string>

#include "oat/v1/medication.pb.h"
#include "services/base/clinical_day.h"

namespace oat::desk {
namespace {

using Lines = google::protobuf::RepeatedPtrField<v1::DoseLine>;

// Which products, not how much of each: a changed amount is a caution of its own. Another lot is
// nothing to be careful about.
std::set<std::string> ProductsOf(const Lines& lines) {
  std::set<std::string> products;
  for (const v1::DoseLine& line : lines) products.insert(line.product_code());
  return products;
}

bool EndsSoon(const v1::AuthoriseDoseResponse& dose) {
  const auto until = ParseDay(dose.context().order_until_day());
  const auto today = ParseDay(dose.clinical_day());
  // A date that cannot be read is no reason to be less careful.
  if (!until.ok() || !today.ok()) return true;
  return *until - *today <= kSoonDays;
}

}  // namespace

std::vector<Caution> CautionsOf(const v1::AuthoriseDoseResponse& dose) {
  const v1::DoseContext& context = dose.context();
  const v1::LastDose& last = context.last_dose();
  std::vector<Caution> cautions;
  if (!context.has_last_dose()) cautions.push_back(Caution::kFirstDose);
  if (context.missed_days() > 0) cautions.push_back(Caution::kMissedDays);
  if (dose.micrograms_ordered() > 0) cautions.push_back(Caution::kLowered);
  if (context.has_last_dose() && last.micrograms() != dose.micrograms()) {
    cautions.push_back(Caution::kOtherDose);
  }
  if (last.lines_size() > 0 && dose.lines_size() > 0 &&
      ProductsOf(last.lines()) != ProductsOf(dose.lines())) {
    cautions.push_back(Caution::kOtherProduct);
  }
  if (context.order_unsigned()) cautions.push_back(Caution::kUnsigned);
  if (EndsSoon(dose)) cautions.push_back(Caution::kEndsSoon);
  if (context.review()) cautions.push_back(Caution::kReview);
  return cautions;
}

}  // namespace oat::desk
