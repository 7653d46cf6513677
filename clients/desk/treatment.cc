#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/desk/dose_words.h"
#include "clients/desk/stock_words.h"
#include "clients/desk/terminal.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/reason.pb.h"

namespace oat::desk {
namespace {

constexpr int kMostMinutes = 1440;

v1::ConfirmDoseRequest WithOutcome(v1::DoseOutcome outcome) {
  v1::ConfirmDoseRequest request;
  request.set_outcome(outcome);
  return request;
}

}  // namespace

void Terminal::Treat(const std::string& dose_id) {
  const std::map<std::string, bool (Terminal::*)(const OpenHere&)> outcomes = {
      {"g", &Terminal::Give},      {"p", &Terminal::GivePartly}, {"r", &Terminal::Refuse},
      {"h", &Terminal::Withhold},  {"v", &Terminal::Void},       {"c", &Terminal::Carry},
      {"d", &Terminal::PourByPump}};
  while (IsAtWork() && open_.contains(dose_id)) {
    const OpenHere open = open_.at(dose_id);
    const std::vector<std::string> notices = TakeNotices();
    const auto key = WaitForKey([&] { return pages_.Dose(open, notices, clock_.Now()); });
    if (!key) return;
    if (*key == "k" || *key == "q") {
      return Notice(say_(text::kKept, {{"number", open.dose.patient_number()}}));
    }
    const auto chosen = outcomes.find(*key);
    if (chosen == outcomes.end() || (*key == "d" && pouring_ == nullptr)) {
      Notice(say_(text::kUnknownKey, {{"key", *key == "\n" ? "Enter" : *key}}));
    } else if ((this->*chosen->second)(open)) {
      return;
    }
  }
}

bool Terminal::Give(const OpenHere& open) {
  if (IsOutOfTheOrdinary(open)) {
    Page page = pages_.Dose(open, {}, clock_.Now());
    page.ticks = false;
    page.prompt = say_(text::kTypeDose);
    const auto typed = WaitForLine(page);
    if (!typed) return true;
    if (ReadMilligrams(*typed) != open.dose.micrograms()) {
      Notice(say_(text::kOtherAmount,
                  {{"got", *typed}, {"dose", InMilligrams(open.dose.micrograms())}}));
      return false;
    }
  }
  if (open.WatchLeft(clock_.Now()) > absl::ZeroDuration()) {
    const auto key = WaitForKey([&] {
      Page page = pages_.Plain(
          {say_(text::kTooEarly, {{"past", pages_.Past(clock_.Now() - open.since)},
                                  {"minutes", absl::StrCat(open.dose.watch_minutes())}})},
          "");
      page.ticks = true;
      return page;
    });
    if (!key) return true;
    if (*key != "g") return false;
  }
  return Confirm(open, WithOutcome(v1::DOSE_OUTCOME_GIVEN));
}

bool Terminal::GivePartly(const OpenHere& open) {
  Page page;
  page.prompt = say_(text::kSwallowed);
  const auto typed = WaitForLine(page);
  if (!typed) return true;
  const auto swallowed = ReadMilligrams(*typed);
  if (!swallowed || *swallowed <= 0 || *swallowed >= open.dose.micrograms()) {
    Notice(
        say_(text::kNotPartly, {{"got", *typed}, {"dose", InMilligrams(open.dose.micrograms())}}));
    return false;
  }
  v1::ConfirmDoseRequest request = WithOutcome(v1::DOSE_OUTCOME_PARTLY_GIVEN);
  request.set_micrograms_swallowed(*swallowed);
  request.set_poured(true);
  return Confirm(open, request);
}

std::optional<bool> Terminal::AskPoured() {
  while (true) {
    const auto key = WaitForKey([this] { return pages_.Plain({say_(text::kWasPoured)}, ""); });
    if (!key) return std::nullopt;
    if (*key == "y" || *key == "n") return *key == "y";
  }
}

bool Terminal::Refuse(const OpenHere& open) {
  const auto poured = AskPoured();
  if (!poured) return true;
  v1::ConfirmDoseRequest request = WithOutcome(v1::DOSE_OUTCOME_REFUSED);
  request.set_poured(*poured);
  return Confirm(open, request);
}

bool Terminal::Withhold(const OpenHere& open) {
  std::string keys;
  for (const auto& [key, sign] : kSigns) absl::StrAppend(&keys, "[", key, "] ", say_(sign), "  ");
  const auto key = WaitForKey([&] { return pages_.Plain({say_(text::kWhichSigns)}, keys); });
  if (!key) return true;
  v1::ConfirmDoseRequest request = WithOutcome(v1::DOSE_OUTCOME_WITHHELD);
  for (const auto& [letter, sign] : kSigns) {
    if (*key == letter) request.set_signs(sign);
  }
  if (request.signs() == v1::ASSESSMENT_UNSPECIFIED) return false;
  Page page;
  page.prompt = say_(text::kReturnIn);
  const auto typed = WaitForLine(page);
  if (!typed) return true;
  int minutes = 0;
  if (!absl::SimpleAtoi(*typed, &minutes) || minutes < 0 || minutes > kMostMinutes) {
    Notice(say_(text::kNotMinutes, {{"got", *typed}}));
    return false;
  }
  request.set_return_in_minutes(minutes);
  const auto poured = AskPoured();
  if (!poured) return true;
  request.set_poured(*poured);
  return Confirm(open, request);
}

bool Terminal::Confirm(const OpenHere& open, const v1::ConfirmDoseRequest& request) {
  auto response = window_.Confirm(open.dose.dose_id(), request);
  TellBelated(window_.TakeBelated());
  if (!response.ok() && !link::IsAway(response.status())) {
    Explain(response.status());
    return true;
  }
  if (!response.ok()) {
    const auto belated = AskAgain("ConfirmDose", open.dose.patient_number());
    if (!belated) return true;
    response = belated->confirmed;
  }
  open_.erase(open.dose.dose_id());
  if (!response->outcome().accepted()) {
    SayNo(response->outcome());
    return true;
  }
  const bool is_partly = request.outcome() == v1::DOSE_OUTCOME_PARTLY_GIVEN;
  Notice(say_(text::kSettled, {{"number", open.dose.patient_number()},
                               {"outcome", say_(request.outcome())},
                               {"dose", InMilligrams(is_partly ? request.micrograms_swallowed()
                                                               : open.dose.micrograms())}}));
  if (is_partly) {
    Notice(say_(text::kRemaining, {{"dose", InMilligrams(response->micrograms_remaining())}}));
  }
  return true;
}

bool Terminal::Void(const OpenHere& open) {
  std::string reasons;
  for (int reason = 1; reason < v1::VoidReason_ARRAYSIZE; ++reason) {
    absl::StrAppend(&reasons, "[", reason, "] ", say_(static_cast<v1::VoidReason>(reason)), "  ");
  }
  const auto key = WaitForKey([&] { return pages_.Plain({say_(text::kWhyVoid)}, reasons); });
  if (!key) return true;
  int chosen = 0;
  if (!absl::SimpleAtoi(*key, &chosen) || chosen < 1 || chosen >= v1::VoidReason_ARRAYSIZE) {
    return false;
  }
  const auto reason = static_cast<v1::VoidReason>(chosen);
  std::optional<bool> poured = true;
  if (reason != v1::VOID_REASON_SPILLED) poured = AskPoured();
  if (!poured) return true;
  const auto response = window_.Void(open.dose.dose_id(), reason, *poured);
  TellBelated(window_.TakeBelated());
  v1::Outcome outcome;
  if (response.ok()) {
    outcome = response->outcome();
  } else if (link::IsAway(response.status())) {
    const auto belated = AskAgain("VoidDose", open.dose.patient_number());
    if (!belated) return true;
    outcome = belated->outcome;
  } else {
    Explain(response.status());
    return true;
  }
  open_.erase(open.dose.dose_id());
  if (!outcome.accepted()) {
    SayNo(outcome);
    return true;
  }
  ++still_to_come_;
  Notice(say_(text::kSettled, {{"number", open.dose.patient_number()},
                               {"outcome", say_(text::kVoided)},
                               {"dose", InMilligrams(open.dose.micrograms())}}));
  return true;
}

// It stays open here, in the hands of who carries it.
bool Terminal::Carry(const OpenHere& open) {
  v1::CarryDoseRequest carriage;
  const auto destination = AskLine({}, say_(text::kDestination));
  if (!destination) return true;
  const auto seal = AskLine({}, say_(text::kSeal));
  if (!seal) return true;
  carriage.set_destination(*destination);
  carriage.set_seal(*seal);
  const auto second = AskSecond({});
  if (!second) return true;
  const auto response = window_.Carry(open.dose.dose_id(), carriage, *second);
  TellBelated(window_.TakeBelated());
  v1::Outcome outcome;
  if (response.ok()) {
    outcome = response->outcome();
  } else if (const auto why_not = WhyNotSigned(response.status())) {
    Notice(*why_not);
    return false;
  } else if (link::IsAway(response.status())) {
    const auto belated = AskAgain("CarryDose", open.dose.patient_number());
    if (!belated) return false;
    outcome = belated->outcome;
  } else {
    Explain(response.status());
    return false;
  }
  if (!outcome.accepted()) {
    SayNotRecorded(outcome);
    return false;
  }
  open_.at(open.dose.dose_id()).carriage = carriage;
  Notice(say_(
      text::kCarried,
      {{"number", open.dose.patient_number()}, {"destination", *destination}, {"seal", *seal}}));
  return true;
}

}  // namespace oat::desk
