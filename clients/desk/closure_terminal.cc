// The board of a site that closes: who waits for a first dose, and where.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/desk/closure_words.h"
#include "clients/desk/terminal.h"

namespace oat::desk {
namespace {

// Lines of a page that are not people.
constexpr int kFrame = 6;

// Those who wait come first, the longest without a dose on top.
bool WaitsLonger(const v1::Placement& a, const v1::Placement& b) {
  return std::tuple(a.state(), -a.hours_since_last_dose(), a.patient_number()) <
         std::tuple(b.state(), -b.hours_since_last_dose(), b.patient_number());
}

}  // namespace

std::string Pages::Closure(const v1::Closure& closure) const {
  const v1::ClosureCounts& counts = closure.counts();
  const int waiting = counts.patients() - counts.dosed() - counts.accounted_for();
  return say_(closure.is_done() ? text::kClosureDone : text::kClosure,
              {{"site", closure.site_code()},
               {"day", closure.from_day()},
               {"waiting", absl::StrCat(waiting)},
               {"patients", absl::StrCat(counts.patients())}});
}

Page Pages::Board(const v1::Closure& closure, const std::vector<v1::Placement>& people, size_t from,
                  size_t count) const {
  Page page;
  const v1::ClosureCounts& counts = closure.counts();
  page.Add(Closure(closure), closure.is_done() ? Tone::kStrong : Tone::kWarning);
  page.Add(say_(text::kClosureCounts, {{"planned", absl::StrCat(counts.planned())},
                                       {"moved", absl::StrCat(counts.moved())},
                                       {"told", absl::StrCat(counts.told())},
                                       {"dosed", absl::StrCat(counts.dosed())},
                                       {"accounted", absl::StrCat(counts.accounted_for())},
                                       {"placeless", absl::StrCat(counts.without_place())}}));
  page.Add("");
  if (people.empty()) page.Add(say_(text::kOthersPatients));
  const size_t end = std::min(from + count, people.size());
  for (size_t i = from; i < end; ++i) {
    const v1::Placement& one = people[i];
    const std::string to_site = one.to_site().empty() ? say_(text::kNoPlace) : one.to_site();
    std::string line =
        absl::StrCat(one.patient_number(), "    ", to_site, "    ", say_(one.state()));
    if (one.has_hours_since_last_dose()) {
      absl::StrAppend(
          &line, "    ",
          say_(text::kHoursWithout, {{"hours", absl::StrCat(one.hours_since_last_dose())}}));
    }
    page.Add(line);
  }
  page.Add("");
  page.Add(end < people.size() ? say_(text::kMore) : say_(text::kAnyKey));
  return page;
}

void Terminal::ShowClosures() {
  const auto listed = Ask<v1::ListClosuresResponse>([this] { return window_.Closures(); });
  if (!listed) return;
  if (listed->closures().empty()) return Notice(say_(text::kNoClosure));
  std::vector<std::string> options;
  for (const v1::Closure& one : listed->closures()) options.push_back(pages_.Closure(one));
  const auto chosen = Choose(say_(text::kClosures), options);
  if (!chosen) return;
  const std::string id = listed->closures(static_cast<int>(*chosen)).closure_id();
  const auto board = Ask<v1::GetClosureResponse>([&] { return window_.Board(id); });
  if (!board) return;
  std::vector<v1::Placement> people;
  for (const v1::Placement& one : board->placements()) {
    if (!one.patient_number().empty()) people.push_back(one);
  }
  std::sort(people.begin(), people.end(), WaitsLonger);
  const auto rows = static_cast<size_t>(std::max(1, screen_.abilities().rows() - kFrame));
  for (size_t from = 0; from == 0 || from < people.size(); from += rows) {
    const auto key = WaitForKey([&] { return pages_.Board(board->closure(), people, from, rows); });
    if (!key || *key == "q") return;
  }
}

}  // namespace oat::desk
