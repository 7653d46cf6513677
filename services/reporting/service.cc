#include "services/reporting/service.h"

#include <algorithm>
#include <set>
#include <utility>

#include "services/base/status.h"
#include "services/contract/import.h"
#include "services/reporting/release.h"
#include "services/sites/store.h"

namespace oat::reporting {
namespace {

using access::Call;

// The month that begins on a day; it must be over at every site.
absl::StatusOr<Month> ReadMonth(const std::string& text, absl::Time now,
                                const std::vector<sites::Site>& sites) {
  OAT_ASSIGN_OR_RETURN(Day first, ParseDay(text));
  if (first.day() != 1) return Invalid("month", text, "the first day of a month");
  const Month month{first, Day(absl::CivilMonth(first) + 1) - 1};
  for (const sites::Site& site : sites) {
    if (ClinicalDay(now, site.reckoning()) <= month.last) {
      return Invalid("month", text, "a month that is over at every site");
    }
  }
  return month;
}

// A site that has somebody enrolled is expected to record on each of its opening days.
std::map<std::string, int32_t> CountExpectedDays(Call& call, const Month& month,
                                                 const std::vector<sites::Site>& sites,
                                                 const std::vector<EpisodeCount>& episodes) {
  std::set<std::string> in_use;
  for (const EpisodeCount& episode : episodes) {
    if (episode.enrolled) in_use.insert(episode.site_code);
  }
  const auto closures = LoadClosures(call.transaction, month);
  std::map<std::string, int32_t> expected;
  for (const sites::Site& site : sites) {
    if (!in_use.contains(site.code)) continue;
    const auto [begin, end] = closures.equal_range(site.code);
    for (Day day = month.first; day <= month.last; ++day) {
      const bool closed =
          std::any_of(begin, end, [&](const auto& closure) { return closure.second == day; });
      if (sites::OpensOn(site, day) && !closed) ++expected[site.code];
    }
  }
  return expected;
}

int32_t NextRevision(const std::vector<Release>& earlier, Day month) {
  int32_t revision = 1;
  for (const Release& release : earlier) {
    if (release.month == month) revision = std::max(revision, release.revision + 1);
  }
  return revision;
}

PopulationCells ReadCells(const v1::PopulationRow& row) {
  return {.line = row.line(),
          .year = row.year(),
          .scope = row.scope(),
          .people_who_inject_drugs = row.people_who_inject_drugs(),
          .reported_on_oat = row.reported_on_oat(),
          .source = row.source()};
}

}  // namespace

absl::Status Service::FreezeRelease(Call& call, const v1::FreezeReleaseRequest& request,
                                    v1::FreezeReleaseResponse* response) const {
  const std::vector<sites::Site> sites = sites::LoadAll(call.transaction);
  OAT_ASSIGN_OR_RETURN(const Month month, ReadMonth(request.month(), call.now, sites));
  LockReleases(call.transaction);
  const std::vector<Release> earlier = LoadReleases(call.transaction);
  Regions regions;
  for (const sites::Site& site : sites) regions[site.code] = site.region;

  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  const auto covered_within_days = static_cast<int32_t>(rules->covered_within_days.value);
  const auto episodes = CountEpisodes(call.transaction, month, covered_within_days);
  Findings findings{
      .release = {.month = month.first, .revision = NextRevision(earlier, month.first)},
      .as_of = call.now,
      .threshold = threshold_,
      .covered_within_days = covered_within_days,
      .waits = LoadWaits(call.transaction, month),
      .days_expected = CountExpectedDays(call, month, sites, episodes),
      .days_recorded = CountRecordedDays(call.transaction, month),
      .estimates = LoadEstimates(call.transaction)};
  findings.release.cells =
      Tabulate(episodes, CountDecisions(call.transaction, month),
               static_cast<int64_t>(findings.waits.still_waiting.size()), regions, month.last);
  OAT_RETURN_IF_ERROR(Protect(earlier, regions, threshold_, &findings.release));
  *response->mutable_release() = Word(findings);
  RecordRelease(call.transaction,
                {.id = call.request_id,
                 .release = std::move(findings.release),
                 .body = {response->release().SerializeAsString()}},
                call.caller.staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::GetRelease(Call& call, const v1::GetReleaseRequest& request,
                                 v1::GetReleaseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Day day, ParseDay(request.day()));
  // The month of the day itself where this is its last, else the one before.
  const Day month = Day(absl::CivilMonth(day + 1) - 1);
  const auto body = LoadBody(call.transaction, month, request.revision());
  if (!body) {
    return absl::NotFoundError("day: got one before the first release, wanted a later one");
  }
  if (!response->mutable_release()->ParseFromString(body->value)) {
    return absl::InternalError("a release cannot be read");
  }
  return absl::OkStatus();
}

absl::Status Service::ListReleases(Call& call, const v1::ListReleasesRequest&,
                                   v1::ListReleasesResponse* response) const {
  for (const db::Bytes& body : LoadBodies(call.transaction)) {
    v1::Release release;
    if (!release.ParseFromString(body.value)) {
      return absl::InternalError("a release cannot be read");
    }
    *response->add_releases() = release.heading();
  }
  return absl::OkStatus();
}

absl::Status Service::ImportPopulations(Call& call,
                                        const std::vector<v1::ImportPopulationsRequest>& requests,
                                        v1::ImportPopulationsResponse* response) const {
  v1::ImportReport* report = response->mutable_report();
  std::vector<ImportFault> faults;
  std::vector<PopulationEstimate> added;
  std::vector<PopulationEstimate> known = LoadEstimates(call.transaction);
  for (size_t i = 1; i < requests.size(); ++i) {
    const PopulationCells cells = ReadCells(requests[i].row());
    PopulationEstimate estimate = ReadPopulationRow(cells, &faults);
    report->set_rows(report->rows() + 1);
    auto same = std::find_if(known.begin(), known.end(), [&](const PopulationEstimate& other) {
      return other.year == estimate.year && other.scope == estimate.scope &&
             other.source == estimate.source;
    });
    if (same == known.end()) {
      known.push_back(estimate);
      added.push_back(std::move(estimate));
    } else if (*same == estimate) {
      report->set_unchanged(report->unchanged() + 1);
    } else {
      faults.push_back({cells.line, "source", "wanted the figures that this source gave before"});
    }
  }
  contract::AddFaults(faults, report);
  if (!faults.empty()) return absl::OkStatus();
  report->set_added(static_cast<int64_t>(added.size()));
  if (requests.front().header().dry_run()) return absl::OkStatus();
  for (const PopulationEstimate& estimate : added) {
    RecordEstimate(call.transaction, estimate, call.caller.staff, call.now);
  }
  return absl::OkStatus();
}

}  // namespace oat::reporting
