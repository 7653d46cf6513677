#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/desk/bottle_words.h"
#include "clients/desk/digits.h"
#include "clients/desk/dose_words.h"
#include "clients/desk/pages.h"
#include "clients/desk/pump_words.h"
#include "clients/desk/stock.h"
#include "clients/desk/stock_words.h"
#include "clients/desk/window_words.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/reason.pb.h"

namespace oat::desk {

std::string Pages::Measure(const v1::DoseLine& line) const {
  const bool is_liquid = IsLiquid(line.product_code());
  return say_(
      is_liquid ? text::kPour : text::kTakeOut,
      {{"amount", is_liquid ? InMillilitres(line.quantity()) : absl::StrCat(line.quantity())},
       {"product", say_.Product(line.product_code())},
       {"lot", line.lot_number()}});
}

std::string Pages::Words(Caution caution, const v1::AuthoriseDoseResponse& dose) const {
  const v1::DoseContext& context = dose.context();
  const auto measures = [this](const auto& lines) {
    return absl::StrJoin(lines, " + ", [this](std::string* out, const v1::DoseLine& line) {
      absl::StrAppend(out, Measure(line));
    });
  };
  switch (caution) {
    case Caution::kFirstDose:
      return say_(text::kFirstDose);
    case Caution::kMissedDays:
      return say_(text::kMissedDays, {{"days", absl::StrCat(context.missed_days())}});
    case Caution::kLowered:
      return say_(text::kLowered, {{"ordered", InMilligrams(dose.micrograms_ordered())},
                                   {"dose", InMilligrams(dose.micrograms())}});
    case Caution::kOtherDose:
      return say_(text::kOtherDose, {{"last", InMilligrams(context.last_dose().micrograms())},
                                     {"dose", InMilligrams(dose.micrograms())}});
    case Caution::kOtherProduct:
      return say_(text::kOtherProduct, {{"last", measures(context.last_dose().lines())},
                                        {"now", measures(dose.lines())}});
    case Caution::kUnsigned:
      return say_(text::kUnsigned);
    case Caution::kEndsSoon:
      return say_(text::kEndsSoon, {{"day", SpokenDate(context.order_until_day())}});
    case Caution::kReview:
      return say_(text::kReview);
  }
  return "";
}

void Pages::AddContext(const v1::AuthoriseDoseResponse& dose, Page* page) const {
  const v1::DoseContext& context = dose.context();
  if (context.has_last_dose()) {
    const v1::LastDose& last = context.last_dose();
    std::string line = say_(text::kLastDose, {{"dose", InMilligrams(last.micrograms())},
                                              {"day", SpokenDate(last.clinical_day())}});
    if (last.has_taken_at()) {
      const absl::Time taken = absl::FromUnixSeconds(last.taken_at().seconds());
      absl::StrAppend(&line, " ", say_(text::kAtTime, {{"time", Wall(taken)}}));
    }
    if (last.site_code() != site_code_) {
      absl::StrAppend(&line, ", ", say_(text::kAtSite, {{"site", last.site_code()}}));
    }
    page->Add(line);
  }
  page->Add(
      absl::StrCat(say_(text::kMissed, {{"days", absl::StrCat(context.missed_days())}}), "    ",
                   say_(text::kOrderUntil, {{"day", SpokenDate(context.order_until_day())}})));
  const int bottles =
      context.bottles_at_home() + context.bottles_to_hand_out() + context.bottles_to_fill();
  if (bottles > 0) {
    page->Add(say_(text::kBottlesOf, {{"home", absl::StrCat(context.bottles_at_home())},
                                      {"ready", absl::StrCat(context.bottles_to_hand_out())},
                                      {"fill", absl::StrCat(context.bottles_to_fill())}}));
  }
  if (!context.missed_rule_pack().empty()) {
    page->Add(say_(text::kMissedRule, {{"pack", context.missed_rule_pack()},
                                       {"source", context.missed_rule_source()}}));
  }
}

void Pages::AddCautions(const OpenHere& open, Page* page) const {
  if (!IsOutOfTheOrdinary(open)) return;
  page->Add("");
  page->Add(say_(text::kSlowly), Tone::kWarning);
  if (!open.answer) {
    page->Add(absl::StrCat("! ", say_(text::kOpenedEarlier)), Tone::kWarning);
    return;
  }
  for (Caution caution : CautionsOf(*open.answer)) {
    page->Add(absl::StrCat("! ", Words(caution, *open.answer)), Tone::kWarning);
  }
  // What the rules say beside the yes, as that a step up waits.
  for (const v1::Reason& reason : open.answer->outcome().reasons()) {
    page->Add(absl::StrCat("! ", say_(reason)), Tone::kWarning);
  }
}

Page Pages::Dose(const OpenHere& open, const std::vector<std::string>& notices,
                 absl::Time now) const {
  Page page;
  for (const std::string& notice : notices) page.Add(notice, Tone::kWarning);
  page.Add(open.dose.patient_number());
  page.Add("");
  std::vector<std::string> digits = LargeDigits(InMilligrams(open.dose.micrograms()), has_blocks_);
  absl::StrAppend(&digits.back(), "  ", say_(text::kMilligrams));
  for (const std::string& line : digits) page.Add("  " + line, Tone::kStrong);
  page.Add("");
  page.Add(say_(open.dose.drug_form()), Tone::kStrong);
  for (const v1::DoseLine& line : open.dose.lines()) page.Add(Measure(line), Tone::kStrong);
  if (open.dose.lines().empty()) page.Add(say_(text::kFromOwnBottle), Tone::kStrong);
  for (const auto& [lot, microlitres] : open.poured) {
    page.Add(say_(text::kPoured, {{"amount", InMillilitres(microlitres)}, {"lot", lot}}));
  }
  page.Add("");
  if (open.carriage) {
    page.Add(say_(text::kIsCarried,
                  {{"destination", open.carriage->destination()}, {"seal", open.carriage->seal()}}),
             Tone::kWarning);
  }
  if (open.answer) AddContext(*open.answer, &page);
  if (open.dose.watch_minutes() > 0) {
    page.Add(say_(text::kWatch, {{"minutes", absl::StrCat(open.dose.watch_minutes())}}));
    page.Add(Timer(open, now), Tone::kStrong);
    page.ticks = true;
  }
  AddCautions(open, &page);
  page.Add("");
  AddKeys(has_pump_ ? With(kDoseKeys, kDosePumpKeys) : kDoseKeys, &page);
  return page;
}

}  // namespace oat::desk
