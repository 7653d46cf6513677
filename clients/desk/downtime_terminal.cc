// The terminal while the server is away, and when it is back: one person at a time from the list,
// milligrams always typed, and what was written down entered by two.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/desk/dose_words.h"
#include "clients/desk/downtime_words.h"
#include "clients/desk/terminal.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/site.pb.h"
#include "services/base/patient_number.h"

namespace oat::desk {
namespace {

// As the window shows a person; of the family name the list has a letter.
v1::FindPatientResponse Shown(const v1::DowntimePerson& person) {
  v1::FindPatientResponse shown;
  shown.set_patient_number(person.patient_number());
  shown.set_look_alike(person.look_alike());
  if (person.given_name().empty()) return shown;
  v1::NameAndBirthDate* name = shown.mutable_identity();
  name->set_given_name(person.given_name());
  name->set_family_name(person.family_initial() + ".");
  name->set_birth_date(person.birth_date());
  return shown;
}

// What left the bottle: of a part, the same part of each line where that is a whole measure,
// otherwise all that was poured.
std::vector<v1::DoseLine> LinesOf(const v1::AuthoriseDoseResponse& dose, int64_t swallowed) {
  std::vector<v1::DoseLine> lines(dose.lines().begin(), dose.lines().end());
  for (v1::DoseLine& line : lines) {
    const int64_t part = line.quantity() * swallowed;
    if (part % dose.micrograms() == 0 && part > 0) line.set_quantity(part / dose.micrograms());
  }
  return lines;
}

}  // namespace

void Terminal::TellOfList() {
  const Downtime& downtime = window_.downtime();
  if (const auto unsent = Downtime::Unsent(window_.journal()); unsent.ok() && !unsent->empty()) {
    Notice(say_(text::kToEnter, {{"count", absl::StrCat(unsent->size())}}));
  }
  if (downtime.IsOffered()) {
    Notice(say_(text::kListOffered));
  } else if (downtime.IsAway() && !downtime.holder().empty()) {
    Notice(say_(text::kListElsewhere, {{"station", downtime.holder()}}));
  }
}

void Terminal::GoOffline() {
  if (!window_.downtime().IsOffered()) return Notice(say_(text::kNoList));
  is_offline_ = true;
}

void Terminal::WorkOffline() {
  window_.TendList();
  if (!window_.downtime().IsOffered()) {
    // The server is back, or the list has run out.
    is_offline_ = false;
    return;
  }
  v1::Site site = window_.site();
  site.set_time_zone(window_.downtime().header().time_zone());
  pages_.set_site(site);
  std::vector<std::string> lines = TakeNotices();
  const absl::Time made = absl::FromUnixSeconds(window_.downtime().header().made_at().seconds());
  lines.push_back(say_(text::kListOf, {{"time", pages_.Wall(made)}}));
  Page page = pages_.Plain(lines, "");
  page.prompt = say_(text::kListPrompt);
  keyboard_.Discard();
  const auto event = Wait(
      Wanted::kLine, [&] { return page; }, window_.downtime().DueAt());
  if (!event || event->kind != Event::Kind::kLine) return;
  const std::string typed(absl::StripAsciiWhitespace(LatinKeys(event->text)));
  if (typed.empty()) return;
  if (typed == "l") return Lock("");
  if (typed == "q") {
    is_offline_ = false;
    return;
  }
  if (typed.size() > kLongerThanANumber) return ShowCard(typed);
  const auto number = PatientNumber::Parse(typed);
  if (!number.ok()) return Notice(say_(text::kNumberMisread));
  MeetOffline(number->text());
}

void Terminal::MeetOffline(const std::string& number) {
  const auto person = window_.downtime().Open(window_.journal(), number);
  if (absl::IsNotFound(person.status())) {
    v1::DowntimePerson stranger;
    stranger.set_patient_number(number);
    return TreatOffline(stranger, {say_(text::kNotOnList)});
  }
  if (!person.ok()) return Explain(person.status());
  const v1::FindPatientResponse shown = Shown(*person);
  const absl::Time hides = clock_.Now() + manner_.hide_after;
  bool is_hidden = false;
  if (shown.look_alike() && shown.has_identity()) {
    const Page page = pages_.Person(shown, true, {});
    const auto typed = WaitForLine(page);
    if (!typed || ReadDate(*typed) != shown.identity().birth_date()) {
      return Notice(say_(text::kBirthDateDiffers));
    }
  }
  keyboard_.Discard();
  while (true) {
    const auto event = Wait(
        Wanted::kKey,
        [&] { return pages_.Person(is_hidden ? std::nullopt : std::optional(shown), false, {}); },
        is_hidden ? absl::InfiniteFuture() : hides);
    if (!event) return;
    is_hidden = true;
    if (event->kind != Event::Kind::kKey) continue;
    const std::string key = KeyName(*event);
    if (key == "1" || key == "2" || key == "3" || key == "\n") break;
    if (key == "i") is_hidden = false;
    if (key == "q") return;
  }
  std::vector<std::string> asks;
  for (const v1::Reason& reason : person->dose().outcome().reasons()) asks.push_back(say_(reason));
  if (!asks.empty()) asks.push_back(say_(text::kAskFirst));
  TreatOffline(*person, asks);
}

void Terminal::TreatOffline(const v1::DowntimePerson& person,
                            const std::vector<std::string>& asks) {
  const v1::AuthoriseDoseResponse& dose = person.dose();
  OpenHere open{.since = clock_.Now(), .answer = dose};
  open.dose.set_patient_number(person.patient_number());
  open.dose.set_micrograms(dose.micrograms());
  open.dose.set_drug_form(dose.drug_form());
  *open.dose.mutable_lines() = dose.lines();
  Page page = asks.empty() ? pages_.Dose(open, {}, clock_.Now()) : pages_.Plain(asks, "");
  page.ticks = false;
  page.prompt = say_(text::kTypeGiven);
  const auto typed = WaitForLine(page);
  if (!typed || typed->empty()) return;
  const auto swallowed = ReadMilligrams(*typed);
  const bool is_more = asks.empty() && swallowed > dose.micrograms();
  if (!swallowed || is_more) return Notice(say_(text::kNotGiven, {{"got", *typed}}));
  WriteDown(person, *swallowed, asks.empty());
}

void Terminal::WriteDown(const v1::DowntimePerson& person, int64_t swallowed, bool is_listed) {
  const v1::AuthoriseDoseResponse& dose = person.dose();
  GivenOffline given{
      .outcome = v1::DOSE_OUTCOME_GIVEN, .drug_form = dose.drug_form(), .micrograms = swallowed};
  if (swallowed == 0) {
    given.outcome = v1::DOSE_OUTCOME_REFUSED;
  } else {
    if (is_listed) given.lines = LinesOf(dose, swallowed);
    if (given.drug_form == v1::DRUG_FORM_UNSPECIFIED) {
      std::string forms;
      for (int form = 1; form < v1::DrugForm_ARRAYSIZE; ++form) {
        absl::StrAppend(&forms, "[", form, "] ", say_(static_cast<v1::DrugForm>(form)), "  ");
      }
      const auto key = WaitForKey([&] { return pages_.Plain({say_(text::kWhichForm)}, forms); });
      int form = 0;
      if (!key || !absl::SimpleAtoi(*key, &form) || !v1::DrugForm_IsValid(form) || form == 0) {
        return;
      }
      given.drug_form = static_cast<v1::DrugForm>(form);
    }
    Page page;
    page.prompt = say_(text::kWhoSigns);
    const auto second = WaitForLine(page);
    if (!second) return;
    given.second_login = *second;
  }
  const absl::Status kept =
      window_.downtime().Record(window_.journal(), person.patient_number(), given);
  if (!kept.ok()) return Explain(kept);
  Notice(say_(text::kWrittenDown,
              {{"number", person.patient_number()}, {"dose", InMilligrams(swallowed)}}));
}

void Terminal::EnterWrittenDown() {
  const auto second = AskSecond({});
  if (!second) return;
  const Entered entered = window_.downtime().Enter(window_.link(), window_.journal(), *second);
  Notice(say_(text::kAllEntered, {{"count", absl::StrCat(entered.doses)},
                                  {"incidents", absl::StrCat(entered.incidents.size())}}));
  if (!entered.status.ok()) {
    Notice(say_(text::kNotEntered, {{"message", std::string(entered.status.message())}}));
  }
}

bool Terminal::HasAskedDesk(const v1::Outcome& outcome) {
  const auto key = WaitForKey([&] {
    Page page = pages_.No(outcome);
    page.Add(say_(text::kAskedThere));
    return page;
  });
  return key == "y";
}

}  // namespace oat::desk
