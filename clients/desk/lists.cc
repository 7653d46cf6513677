#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/desk/dose_words.h"
#include "clients/desk/terminal.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/reason.pb.h"

namespace oat::desk {
namespace {

// The worklist is long, and every look at it is in the audit trail: between two looks the desk
// counts for itself.
constexpr absl::Duration kCountEvery = absl::Minutes(1);
// Lines of a page that are not people.
constexpr int kFrame = 5;

bool IsAwaited(const v1::WorklistResponse& one) {
  return one.state() == v1::WORKLIST_STATE_STILL_TO_COME;
}

}  // namespace

void Terminal::CountStillToCome() {
  if (clock_.Now() - counted_ < kCountEvery) return;
  counted_ = clock_.Now();
  const auto people = window_.Worklist("");
  // A desk whose server is away can still be blanked and locked: the count waits.
  if (link::IsAway(people.status())) return;
  if (!people.ok()) return Explain(people.status());
  still_to_come_ = static_cast<int>(std::count_if(people->begin(), people->end(), IsAwaited));
}

void Terminal::ShowWorklist() {
  auto people = Ask<std::vector<v1::WorklistResponse>>([this] { return window_.Worklist(""); });
  if (!people) return;
  std::stable_sort(people->begin(), people->end(),
                   [](const auto& a, const auto& b) { return a.state() < b.state(); });
  const auto rows = static_cast<size_t>(std::max(1, screen_.abilities().rows() - kFrame));
  for (size_t from = 0; from == 0 || from < people->size(); from += rows) {
    const auto key = WaitForKey([&] { return pages_.Worklist(*people, from, rows); });
    if (!key || *key == "q") return;
  }
}

void Terminal::RefreshOpen() {
  const auto listed = Ask<v1::ListOpenDosesResponse>([this] { return window_.SiteOpenDoses(); });
  if (!listed) return;
  std::map<std::string, OpenHere> open;
  for (const v1::OpenDose& dose : listed->doses()) {
    if (!window_.open().contains(dose.dose_id())) continue;
    const auto known = open_.find(dose.dose_id());
    if (known != open_.end()) {
      open.insert(*known);
      continue;
    }
    // A clock that differs from the server's must not make a watch look over that has just begun.
    const absl::Time since = absl::FromUnixSeconds(dose.authorised_at().seconds());
    open[dose.dose_id()] = {.dose = dose, .since = std::min(since, clock_.Now())};
  }
  open_ = std::move(open);
}

void Terminal::ShowOpenDoses() {
  const auto listed = Ask<v1::ListOpenDosesResponse>([this] { return window_.SiteOpenDoses(); });
  if (!listed) return;
  const std::vector<v1::OpenDose> doses(listed->doses().begin(), listed->doses().end());
  size_t from = 0;
  while (true) {
    const auto key = WaitForKey([&] {
      std::vector<OpenHere> here;
      for (const auto& [id, one] : open_) here.push_back(one);
      return pages_.OpenDoses(doses, from, here, clock_.Now());
    });
    if (!key || *key == "q") return;
    size_t number = 0;
    if (*key == "\n") {
      from += Pages::kMostNumbered;
      if (from >= doses.size()) return;
    } else if (absl::SimpleAtoi(*key, &number) && number > 0 && from + number <= doses.size()) {
      const v1::OpenDose& dose = doses[from + number - 1];
      if (open_.contains(dose.dose_id())) return Treat(dose.dose_id());
      if (dose.state() == v1::DOSE_STATE_OPEN) return TakeOver(dose);
    }
  }
}

void Terminal::TakeOver(const v1::OpenDose& dose) {
  const std::string question = say_(text::kAdopt, {{"station", dose.station()},
                                                   {"dose", InMilligrams(dose.micrograms())},
                                                   {"number", dose.patient_number()}});
  const auto key = WaitForKey([&] { return pages_.Plain({question}, ""); });
  if (key != "a") return;
  const auto adopted = window_.Adopt(dose);
  if (!adopted.ok() && !link::IsAway(adopted.status())) return Explain(adopted.status());
  v1::Outcome outcome;
  if (adopted.ok()) {
    outcome = adopted->outcome();
  } else {
    const auto belated = AskAgain("AdoptDose", dose.patient_number());
    if (!belated) return;
    outcome = belated->outcome;
  }
  if (!outcome.accepted()) {
    SayNo(outcome);
    return;
  }
  RefreshOpen();
  Notice(say_(text::kAdopted, {{"station", dose.station()}}));
  if (open_.contains(dose.dose_id())) Treat(dose.dose_id());
}

}  // namespace oat::desk
