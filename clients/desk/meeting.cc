#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/desk/dose_words.h"
#include "clients/desk/photo.h"
#include "clients/desk/terminal.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/identity.pb.h"
#include "oat/v1/reason.pb.h"

namespace oat::desk {
namespace {

// The only reason against it is that a desk elsewhere is silent.
bool IsToAskDesk(const v1::Outcome& outcome) {
  return outcome.reasons_size() == 1 && outcome.reasons(0).code() == v1::REASON_CODE_ASK_DESK;
}

}  // namespace

void Terminal::Meet(const v1::FindPatientRequest& key) {
  const auto found = Ask<v1::FindPatientResponse>([&] { return window_.Find(key); });
  if (!found) return;
  for (const auto& [id, open] : open_) {
    if (open.dose.patient_number() != found->patient_number()) continue;
    window_.Dismiss();
    Notice(say_(text::kComesBack));
    return Treat(id);
  }
  Identify(*found);
}

bool Terminal::AskBirthDate(const v1::FindPatientResponse& found) {
  const absl::Time hides = clock_.Now() + manner_.hide_after;
  std::vector<std::string> notices;
  keyboard_.Discard();
  while (true) {
    const auto event = Wait(
        Wanted::kLine, [&] { return pages_.Person(window_.shown(), true, notices); },
        window_.shown() ? hides : absl::InfiniteFuture());
    if (!event) return false;
    if (event->kind == Event::Kind::kTimeout) {
      window_.Hide();
      continue;
    }
    if (event->text.empty()) return false;
    const auto date = ReadDate(event->text);
    if (date == found.identity().birth_date()) return true;
    if (date) {
      Notice(say_(text::kBirthDateDiffers));
      return false;
    }
    notices = {say_(text::kNotADate, {{"got", event->text}})};
  }
}

void Terminal::Identify(const v1::FindPatientResponse& found) {
  std::vector<std::string> notices;
  if (found.look_alike() && found.has_identity()) {
    if (!AskBirthDate(found)) return window_.Dismiss();
    notices = {say_(text::kBirthDateFits)};
  }
  const std::string& number = found.patient_number();
  std::optional<std::vector<std::string>> photo;  // while it is looked at
  absl::Time hides = clock_.Now() + manner_.hide_after;
  keyboard_.Discard();
  while (true) {
    const auto event = Wait(
        Wanted::kKey,
        [&] {
          return photo ? pages_.Photo(*photo) : pages_.Person(window_.shown(), false, notices);
        },
        window_.shown() || photo ? hides : absl::InfiniteFuture());
    if (!event) return;
    photo.reset();
    if (event->kind == Event::Kind::kTimeout) {
      window_.Hide();
      continue;
    }
    notices.clear();
    if (event->kind == Event::Kind::kScan) {
      notices = {say_(text::kScanHere)};
      continue;
    }
    const std::string key = KeyName(*event);
    if (key == "\n" || key == "1") {
      return Authorise(number, v1::IDENTITY_CHECK_SECOND_IDENTIFIER, v1::ASSESSMENT_WELL);
    }
    if (key == "2") return Authorise(number, v1::IDENTITY_CHECK_PHOTO, v1::ASSESSMENT_WELL);
    if (key == "3") {
      return Authorise(number, v1::IDENTITY_CHECK_KNOWN_TO_NURSE, v1::ASSESSMENT_WELL);
    }
    for (const auto& [letter, sign] : kSigns) {
      if (key == letter) return AskHowChecked(number, sign);
    }
    if (key == "q") return window_.Dismiss();
    if (key == "i") {
      v1::FindPatientRequest again;
      again.set_patient_number(number);
      if (!Ask<v1::FindPatientResponse>([&] { return window_.Find(again); })) return;
      hides = clock_.Now() + manner_.hide_after;
    } else if (key == "p") {
      photo = LookAtPhoto(&notices);
      if (window_.state() != Window::State::kIdentifying) return;
      hides = clock_.Now() + manner_.hide_after;
    } else {
      notices = {say_(text::kUnknownKey, {{"key", event->text}})};
    }
  }
}

std::optional<std::vector<std::string>> Terminal::LookAtPhoto(std::vector<std::string>* notices) {
  const absl::StatusOr<v1::GetPhotoResponse> photo = window_.Photo();
  if (absl::IsNotFound(photo.status())) {
    *notices = {say_(text::kNoPhoto)};
  } else if (link::IsAway(photo.status())) {
    *notices = {say_(text::kAway)};
  } else if (!photo.ok()) {
    Explain(photo.status());
  } else {
    const Screen::Abilities& abilities = screen_.abilities();
    const int rows = std::max(2, abilities.rows() - Pages::kRowsBelowPhoto);
    const auto lines = DrawPhoto(photo->jpeg(), abilities.columns() - 1, rows, abilities);
    if (lines) return lines;
    *notices = {say_(text::kBadPhoto)};
  }
  return std::nullopt;
}

void Terminal::AskHowChecked(const std::string& number, v1::Assessment assessment) {
  window_.Hide();
  while (true) {
    const auto key = WaitForKey([&] { return pages_.HowChecked(assessment); });
    if (!key || *key == "q") return window_.Dismiss();
    if (*key == "1") return Authorise(number, v1::IDENTITY_CHECK_SECOND_IDENTIFIER, assessment);
    if (*key == "2") return Authorise(number, v1::IDENTITY_CHECK_PHOTO, assessment);
    if (*key == "3") return Authorise(number, v1::IDENTITY_CHECK_KNOWN_TO_NURSE, assessment);
  }
}

void Terminal::Authorise(const std::string& number, v1::IdentityCheck check,
                         v1::Assessment assessment, const Circumstances& circumstances) {
  // Nobody reads a name while the server thinks.
  screen_.Show(Page());
  auto answer = window_.Authorise(check, assessment, circumstances);
  TellBelated(window_.TakeBelated());
  if (!answer.ok() && !link::IsAway(answer.status())) return Explain(answer.status());
  if (!answer.ok()) {
    window_.Dismiss();
    const auto belated = AskAgain("AuthoriseDose", number);
    if (!belated) return;
    answer = Window::Answer{belated->dose_id, belated->authorised};
  }
  const v1::AuthoriseDoseResponse& response = answer->response;
  if (IsToAskDesk(response.outcome())) {
    if (!HasAskedDesk(response.outcome())) return;
    v1::FindPatientRequest again;
    again.set_patient_number(number);
    if (!Ask<v1::FindPatientResponse>([&] { return window_.Find(again); })) return;
    return Authorise(number, check, assessment,
                     {.asked_desk = true, .own_bottle = circumstances.own_bottle});
  }
  if (!response.outcome().accepted()) {
    const AfterNo next = SayNo(response.outcome());
    if (next == AfterNo::kOwnBottle) DrinkOwnBottle(number, check, assessment);
    if (next == AfterNo::kTakeToday) TakeToday(number);
    return;
  }
  OpenHere open{.since = clock_.Now(), .answer = response};
  open.dose.set_dose_id(answer->dose_id);
  open.dose.set_patient_number(number);
  open.dose.set_station(window_.station());
  open.dose.set_micrograms(response.micrograms());
  open.dose.set_drug_form(response.drug_form());
  open.dose.set_watch_minutes(response.watch_minutes());
  *open.dose.mutable_lines() = response.lines();
  open.dose.set_state(v1::DOSE_STATE_OPEN);
  open_[answer->dose_id] = open;
  still_to_come_ = std::max(0, still_to_come_ - 1);
  Treat(answer->dose_id);
}

// The person is looked at again: she stood here a moment ago, and what is shown is what holds now.
void Terminal::TakeToday(const std::string& number) {
  const auto taken = Ask<v1::TakeBackPatientResponse>([&] { return window_.TakeToday(number); });
  if (!taken) return;
  if (!taken->outcome().accepted()) {
    SayNo(taken->outcome());
    return;
  }
  Notice(say_(text::kTookToday));
}

Terminal::AfterNo Terminal::SayNo(const v1::Outcome& outcome) {
  const auto is_alone = [&outcome](v1::ReasonCode code) {
    return outcome.reasons_size() == 1 && outcome.reasons(0).code() == code;
  };
  const bool is_bottle_short = std::any_of(
      outcome.reasons().begin(), outcome.reasons().end(),
      [](const v1::Reason& reason) { return reason.code() == v1::REASON_CODE_OPEN_BOTTLE_SHORT; });
  while (true) {
    const auto key = WaitForKey([&] { return pages_.No(outcome); });
    if (!key || *key == "\n") return AfterNo::kNothing;
    if (*key == "f" && is_alone(v1::REASON_CODE_BOTTLE_AT_HOME)) return AfterNo::kOwnBottle;
    if (*key == "t" && is_alone(v1::REASON_CODE_OTHER_SITE)) return AfterNo::kTakeToday;
    if (*key == "x" && is_bottle_short) {
      ChangeBottle();
      return AfterNo::kNothing;
    }
    if (*key != "o") continue;
    ShowOpenDoses();
    return AfterNo::kNothing;
  }
}

void Terminal::Explain(const absl::Status& status) {
  window_.Dismiss();
  if (absl::IsUnauthenticated(status)) return Lock(say_(text::kSessionEnded));
  Notice(say_(text::kRefusedRequest, {{"message", std::string(status.message())}}));
}

bool Terminal::WaitForServer() {
  window_.downtime().SawAway();
  const auto draw = [this] { return pages_.Plain({say_(text::kAway)}, say_(text::kAskingAgain)); };
  const auto event = Wait(Wanted::kKey, draw, clock_.Now() + manner_.ask_again_every);
  if (!event) return false;
  return event->kind != Event::Kind::kKey || KeyName(*event) != "q";
}

std::optional<Belated> Terminal::AskAgain(const std::string& method, const std::string& number) {
  while (WaitForServer()) {
    const absl::Status status = window_.AskAgain();
    std::vector<Belated> others;
    std::optional<Belated> wanted;
    for (const Belated& one : window_.TakeBelated()) {
      const bool is_wanted = one.method == method && one.patient_number == number &&
                             one.status.ok() && !one.is_given_up;
      // Asked for twice, the second time is refused for the sake of the first.
      const bool is_better = is_wanted && !(wanted && wanted->outcome.accepted());
      if (!is_better) {
        others.push_back(one);
      } else {
        if (wanted) others.push_back(*wanted);
        wanted = one;
      }
    }
    TellBelated(others);
    if (wanted) return wanted;
    if (status.ok()) return std::nullopt;
    if (!link::IsAway(status)) {
      Explain(status);
      return std::nullopt;
    }
  }
  return std::nullopt;
}

void Terminal::TellBelated(const std::vector<Belated>& belated) {
  for (const Belated& one : belated) {
    const Catalogue::Values values = {{"time", pages_.Wall(one.asked_at)},
                                      {"number", one.patient_number}};
    const auto with_words = [&](const std::string& words) {
      Catalogue::Values more = values;
      more.emplace_back("words", words);
      return say_(text::kBelatedNo, more);
    };
    if (one.is_given_up) {
      Notice(say_(text::kGivenUp, values));
    } else if (!one.status.ok()) {
      Notice(with_words(std::string(one.status.message())));
    } else if (!one.outcome.accepted()) {
      std::vector<std::string> words;
      for (const v1::Reason& reason : one.outcome.reasons()) words.push_back(say_(reason));
      Notice(with_words(absl::StrJoin(words, " ")));
    } else if (one.method == "AuthoriseDose" || one.method == "AdoptDose") {
      Notice(say_(text::kBelatedOpen, values));
    } else {
      Notice(say_(text::kBelatedSettled, values));
    }
  }
  if (!belated.empty()) RefreshOpen();
}

}  // namespace oat::desk
