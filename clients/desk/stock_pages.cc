// The pages of the window's stock: a count before and after it is signed, and the pump.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/desk/pages.h"
#include "clients/desk/pump_words.h"
#include "clients/desk/stock.h"
#include "clients/desk/stock_words.h"
#include "clients/desk/window_words.h"

namespace oat::desk {

std::string Pages::Amount(const std::string& product_code, int64_t quantity) const {
  if (IsLiquid(product_code)) {
    return say_(text::kMillilitres, {{"amount", InMillilitres(quantity)}});
  }
  return say_(text::kPieces, {{"amount", absl::StrCat(quantity)}});
}

std::string Pages::Lot(const std::string& product_code, const std::string& lot_number) const {
  return say_(text::kLot, {{"product", say_.Product(product_code)}, {"lot", lot_number}});
}

std::string Pages::Difference(const v1::CountLine& line) const {
  const int64_t more = line.counted() - line.expected();
  if (more == 0) return say_(text::kAsTheBook);
  const std::string words = say_(more < 0 ? text::kLessThanBook : text::kMoreThanBook,
                                 {{"amount", Amount(line.product_code(), std::abs(more))}});
  const bool is_within = std::abs(more) <= line.tolerance();
  return is_within ? say_(text::kWithinRules, {{"difference", words}}) : words;
}

Page Pages::Choice(const std::string& title, const std::vector<std::string>& options,
                   size_t from) const {
  Page page;
  page.Add(title, Tone::kStrong);
  const size_t end = std::min(from + kMostNumbered, options.size());
  for (size_t i = from; i < end; ++i) {
    page.Add(absl::StrCat("[", i - from + 1, "] ", options[i]));
  }
  page.Add("");
  page.Add(end < options.size() ? say_(text::kMore) : absl::StrCat("[q] ", say_(text::kKeyBack)));
  return page;
}

Page Pages::CountToSign(const v1::CountStockRequest& count) const {
  Page page;
  page.Add(say_(text::kCountTitle, {{"station", count.station()}}), Tone::kStrong);
  if (count.lots().empty()) page.Add(say_(text::kNothingByBook));
  for (const v1::CountedLot& lot : count.lots()) {
    page.Add(absl::StrCat("  ", Amount(lot.product_code(), lot.quantity()), "    ",
                          Lot(lot.product_code(), lot.lot_number())));
  }
  page.Add("");
  page.Add(say_(text::kIsItAll), Tone::kStrong);
  AddKeys(kCountKeys, &page);
  return page;
}

Page Pages::Counted(const v1::CountStockResponse& count) const {
  Page page;
  page.Add(say_(text::kCountKept), Tone::kStrong);
  bool differs = false;
  for (const v1::CountLine& line : count.lines()) {
    const int64_t difference = std::abs(line.counted() - line.expected());
    differs = differs || difference > 0;
    page.Add(absl::StrCat("  ", Amount(line.product_code(), line.counted()), "    ",
                          Lot(line.product_code(), line.lot_number()), "    ", Difference(line)),
             difference > line.tolerance() ? Tone::kWarning : Tone::kPlain);
  }
  page.Add("");
  if (differs) page.Add(say_(text::kCauseWaits));
  page.Add(say_(text::kAnyKey));
  return page;
}

Page Pages::Pump(const v1::Pump& pump, const std::vector<v1::Pour>& to_measure,
                 const std::vector<std::string>& notices) const {
  Page page;
  for (const std::string& notice : notices) page.Add(notice, Tone::kStrong);
  if (!notices.empty()) page.Add("");
  const bool may_pour = pump.standing() == v1::PUMP_STANDING_VERIFIED;
  page.Add(say_(text::kPump, {{"pump", pump.pump_id()},
                              {"product", say_.Product(pump.product_code())},
                              {"standing", say_(pump.standing())}}),
           may_pour ? Tone::kStrong : Tone::kWarning);
  for (const v1::Pour& pour : to_measure) {
    page.Add(say_(text::kMeasureCup,
                  {{"amount", InMillilitres(pour.quantity())}, {"lot", pour.lot_number()}}),
             Tone::kWarning);
  }
  page.Add("");
  AddKeys(kPumpKeys, &page);
  return page;
}

}  // namespace oat::desk
