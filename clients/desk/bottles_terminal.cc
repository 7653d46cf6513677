// Doses to take home at the window: one's own bottle drunk here, bottles handed out and taken back.
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/desk/bottle_words.h"
#include "clients/desk/terminal.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/takehome.pb.h"

namespace oat::desk {
namespace {

// A bottle of an authorisation is filled and still here.
bool HasWaiting(const v1::TakeHomeAuthorisation& authorisation,
                const v1::GetTakeHomeResponse& at_home) {
  for (const v1::Bottle& bottle : at_home.bottles()) {
    if (bottle.state() != v1::BOTTLE_STATE_PREPARED) continue;
    for (const v1::TakeHomeDose& dose : authorisation.doses()) {
      const bool is_of_it =
          dose.clinical_day() == bottle.clinical_day() && dose.portion() == bottle.portion();
      if (is_of_it) return true;
    }
  }
  return false;
}

}  // namespace

// A scanner types the serial as it stands on the label; by hand the hyphen is easily left out.
std::optional<std::string> Terminal::AskSerial(const std::string& number) {
  Page page;
  page.Add(number, Tone::kStrong);
  page.Add(say_(text::kSealWhole), Tone::kWarning);
  page.prompt = say_(text::kSerial);
  auto typed = WaitForLine(page);
  if (!typed || typed->empty()) return std::nullopt;
  return absl::AsciiStrToUpper(LatinKeys(*typed));
}

void Terminal::DrinkOwnBottle(const std::string& number, v1::IdentityCheck check,
                              v1::Assessment assessment) {
  const auto serial = AskSerial(number);
  if (!serial) return;
  v1::FindPatientRequest again;
  again.set_patient_number(number);
  if (!Ask<v1::FindPatientResponse>([&] { return window_.Find(again); })) return;
  Authorise(number, check, assessment, {.own_bottle = *serial});
}

void Terminal::MeetForBottles() {
  Page page;
  page.prompt = say_(text::kScanForBottles);
  const auto typed = WaitForLine(page);
  if (!typed || typed->empty()) return;
  v1::FindPatientRequest key;
  key.set_patient_number(LatinKeys(*typed));
  const auto found = Ask<v1::FindPatientResponse>([&] { return window_.Find(key); });
  if (found) ShowBottles(found->patient_number());
}

void Terminal::ShowBottles(const std::string& number) {
  std::vector<std::string> notices;
  while (IsAtWork()) {
    const auto at_home = Ask<v1::GetTakeHomeResponse>([&] { return window_.TakeHome(number); });
    if (!at_home) return;
    const auto key = WaitForKey([&] { return pages_.Bottles(window_.shown(), *at_home, notices); });
    notices.clear();
    if (!key || *key == "q") return window_.Dismiss();
    if (*key == "1" || *key == "2" || *key == "3") {
      const auto check =
          static_cast<v1::IdentityCheck>(*key == "1"   ? v1::IDENTITY_CHECK_SECOND_IDENTIFIER
                                         : *key == "2" ? v1::IDENTITY_CHECK_PHOTO
                                                       : v1::IDENTITY_CHECK_KNOWN_TO_NURSE);
      notices = HandOut(number, *at_home, check);
    } else if (*key == "r") {
      notices = TakeBottleBack(number);
    } else {
      notices = {say_(text::kUnknownKey, {{"key", *key}})};
    }
  }
}

std::vector<std::string> Terminal::HandOut(const std::string& number,
                                           const v1::GetTakeHomeResponse& at_home,
                                           v1::IdentityCheck check) {
  window_.Hide();
  std::vector<std::string> told;
  for (const v1::TakeHomeAuthorisation& one : at_home.authorisations()) {
    if (one.revoked() || !HasWaiting(one, at_home)) continue;
    const auto handed_out = Ask<v1::SupplyBottlesResponse>(
        [&] { return window_.HandOut(number, one.authorisation_id(), check); });
    if (!handed_out) return told;
    for (const v1::Reason& reason : handed_out->outcome().reasons()) told.push_back(say_(reason));
    if (handed_out->outcome().accepted()) {
      told.push_back(say_(text::kHandedOut, {{"count", absl::StrCat(handed_out->bottles_size())}}));
    }
  }
  if (told.empty()) told = {say_(text::kNothingFilled)};
  return told;
}

std::vector<std::string> Terminal::TakeBottleBack(const std::string& number) {
  Page page;
  page.prompt = say_(text::kSerial);
  const auto typed = WaitForLine(page);
  if (!typed || typed->empty()) return {};
  const auto key = WaitForKey([&] {
    return pages_.Plain({say_(text::kIsSealWhole)}, absl::StrCat("[y] ", say_(text::kYes), "  [n] ",
                                                                 say_(text::kOpenedAndEmpty)));
  });
  if (!key || (*key != "y" && *key != "n")) return {};
  const auto taken_back = Ask<v1::ReturnBottleResponse>([&] {
    return window_.TakeBack(number, absl::AsciiStrToUpper(LatinKeys(*typed)), *key == "y");
  });
  if (!taken_back) return {};
  std::vector<std::string> told;
  for (const v1::Reason& reason : taken_back->outcome().reasons()) told.push_back(say_(reason));
  if (taken_back->outcome().accepted()) told.push_back(say_(text::kTakenBack));
  return told;
}

}  // namespace oat::desk
