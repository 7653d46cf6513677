#include "services/enrolment/roster.h"

#include <algorithm>
#include <set>

#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/custody/store.h"
#include "services/enrolment/sealed_row.h"
#include "services/enrolment/store.h"
#include "services/identity/key_store.h"
#include "services/identity/review_store.h"
#include "services/identity/store.h"
#include "services/identity/token_store.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"
#include "services/slots/store.h"

namespace oat::enrolment {
namespace {

using access::Call;

// Somebody of this very file has no id yet, and goes by one above all that are ever given: so of
// two that match equally well the one known before the import comes first.
constexpr int64_t kFirstOfFile = int64_t{1} << 62;

// A row of the file that passed its checks.
struct Candidate {
  const RosterCells* cells;
  SoundRow row;
};

class Import {
 public:
  Import(Call& call, const identity::Vault& vault, const policy::Rules& rules)
      : call_(call),
        vault_(vault),
        rules_(rules),
        today_(TodayBySite(call)),
        versions_(identity::IndexVersions(call.transaction)) {}

  void Check(const RosterCells& cells) {
    ++report_.rows;
    const size_t faults_before = report_.faults.size();
    RosterEntry entry = ReadRosterRow(cells, &report_.faults);
    CheckInContext(cells, entry);
    if (report_.faults.size() == faults_before) {
      candidates_.push_back({&cells, {std::move(entry), {}}});
    }
  }

  absl::StatusOr<ImportReport> Keep() {
    OAT_ASSIGN_OR_RETURN(const Secret house_key, identity::KeyOf(call_.transaction, vault_, {}));
    LeaveOutImported(house_key);
    std::stable_sort(report_.faults.begin(), report_.faults.end(),
                     [](const ImportFault& a, const ImportFault& b) { return a.line < b.line; });
    if (!report_.faults.empty() || candidates_.empty()) return report_;
    RecordImported(call_.transaction, imported_, call_.now);
    OAT_RETURN_IF_ERROR(FindDuplicates());
    OAT_ASSIGN_OR_RETURN(people_, EnrolRows(call_, vault_, rules_, newcomers_));
    report_.added = static_cast<int64_t>(people_.size());
    OAT_RETURN_IF_ERROR(RecordHeld());
    return report_;
  }

 private:
  void CheckInContext(const RosterCells& cells, const RosterEntry& entry) {
    auto expect = [&](bool right, const char* column, const char* wanted) {
      if (!right) report_.faults.push_back({cells.line, column, wanted});
    };
    expect(cells.local_number.empty() || numbers_.insert(cells.local_number).second, "local_number",
           "wanted a number that no row above has");
    auto today = today_.find(entry.home_site);
    if (today == today_.end()) {
      expect(entry.home_site.empty(), "home_site", "wanted a site of the network");
      return;
    }
    expect(entry.enrolled_on <= today->second, "enrolled_on",
           "wanted a day that is not after the site's today");
    expect(!entry.last_dose_on || *entry.last_dose_on <= today->second, "last_dose_on",
           "wanted a day that is not after the site's today");
  }

  // What was imported before is left as it is; where it now says something else, that is a fault.
  void LeaveOutImported(const Secret& house_key) {
    const ImportedRows known = LoadImported(call_.transaction, {numbers_.begin(), numbers_.end()});
    std::erase_if(candidates_, [&](const Candidate& one) {
      const db::Bytes digest = DigestRow(house_key, *one.cells);
      auto found = known.find(one.row.entry.local_number);
      if (found == known.end()) {
        imported_.emplace(one.row.entry.local_number, digest);
        return false;
      }
      if (found->second == digest) {
        ++report_.unchanged;
      } else {
        report_.faults.push_back({one.cells->line, "local_number",
                                  "wanted the row as it was imported before, or a new number"});
      }
      return true;
    });
  }

  // Parts the newcomers from those who are probably known, to the network or from a row above.
  absl::Status FindDuplicates() {
    std::vector<identity::Token> all;
    for (auto& [cells, row] : candidates_) {
      OAT_ASSIGN_OR_RETURN(row.tokens, vault_.TokensOf(row.entry.particulars, versions_));
      all.insert(all.end(), row.tokens.begin(), row.tokens.end());
    }
    identity::TokenOwners owners = identity::FindOwners(call_.transaction, all);
    for (Candidate& one : candidates_) {
      if (auto match = identity::BestMatch(one.row.tokens, owners)) {
        held_.push_back({one.cells, one.row.entry.home_site, *match});
        continue;
      }
      const PersonId provisional(kFirstOfFile + static_cast<int64_t>(newcomers_.size()));
      for (const identity::Token& token : one.row.tokens) {
        owners[{token.kind, token.value.value}].push_back(provisional);
      }
      newcomers_.push_back(std::move(one.row));
    }
    return absl::OkStatus();
  }

  absl::Status RecordHeld() {
    if (held_.empty()) return absl::OkStatus();
    std::vector<identity::NewReview> reviews;
    for (const auto& [cells, home_site, match] : held_) {
      const int64_t place = match.person.value() - kFirstOfFile;
      reviews.push_back(
          {.review = {.id = MakeUuid(call_.now),
                      .person = place < 0 ? match.person : people_[static_cast<size_t>(place)],
                      .site_code = home_site,
                      .import_line = cells->line,
                      .agreeing = match.agreeing,
                      .opened_at = call_.now},
           .plaintext = ToText(*cells)});
      report_.held_lines.push_back(cells->line);
    }
    return identity::RecordReviews(call_.transaction, vault_, reviews);
  }

  struct Held {
    const RosterCells* cells;
    std::string home_site;
    identity::Match match;
  };

  Call& call_;
  const identity::Vault& vault_;
  const policy::Rules& rules_;
  const std::map<std::string, Day> today_;
  const std::vector<int32_t> versions_;  // of index keys
  std::set<std::string> numbers_;
  std::vector<Candidate> candidates_;
  ImportedRows imported_;
  std::vector<SoundRow> newcomers_;
  std::vector<PersonId> people_;  // of the newcomers, once they are enrolled
  std::vector<Held> held_;
  ImportReport report_;
};

// The day of the last dose is claimed, so that going live cannot double it.
void RecordLastDoses(Call& call, const std::vector<PersonId>& people,
                     const std::vector<SoundRow>& rows) {
  std::vector<slots::Fact> facts;
  for (size_t i = 0; i < rows.size(); ++i) {
    const RosterEntry& entry = rows[i].entry;
    if (!entry.last_dose_on) continue;
    facts.push_back({.id = MakeUuid(call.now),
                     .person = people[i],
                     .clinical_day = *entry.last_dose_on,
                     .cause = "imported",
                     .drug_form = entry.drug_form,
                     .micrograms = entry.dose,
                     .site_code = entry.home_site});
  }
  slots::RecordFirstFacts(call.transaction, facts, call.caller.staff, call.now);
}

}  // namespace

std::map<std::string, Day> TodayBySite(Call& call) {
  std::map<std::string, Day> today;
  for (const sites::Site& site : sites::LoadAll(call.transaction)) {
    today.emplace(site.code, ClinicalDay(call.now, site.reckoning()));
  }
  return today;
}

absl::StatusOr<ImportReport> ImportRoster(Call& call, const identity::Vault& vault,
                                          const policy::Rules& rules,
                                          const std::vector<RosterCells>& rows) {
  QueueImport(call.transaction, "roster");
  Import import(call, vault, rules);
  for (const RosterCells& row : rows) import.Check(row);
  return import.Keep();
}

absl::StatusOr<std::vector<PersonId>> EnrolRows(Call& call, const identity::Vault& vault,
                                                const policy::Rules& rules,
                                                const std::vector<SoundRow>& rows) {
  const std::map<std::string, Day> today = TodayBySite(call);
  std::vector<identity::Newcomer> newcomers;
  for (const auto& [entry, tokens] : rows) {
    newcomers.push_back({{entry.sex, entry.birth_year}, entry.particulars, tokens});
  }
  OAT_ASSIGN_OR_RETURN(std::vector<PersonId> people,
                       identity::RecordPeople(call.transaction, vault, newcomers, call.now));
  std::vector<custody::Start> starts;
  std::vector<Episode> episodes;
  std::vector<prescribing::CarriedOver> orders;
  for (size_t i = 0; i < rows.size(); ++i) {
    const RosterEntry& entry = rows[i].entry;
    const Day from_day = today.at(entry.home_site);
    starts.push_back({people[i], entry.enrolled_on, entry.home_site, "home"});
    episodes.push_back({.id = MakeUuid(call.now),
                        .person = people[i],
                        .site_code = entry.home_site,
                        .started_on = entry.enrolled_on,
                        .history = "unknown"});
    orders.push_back({people[i], MakeUuid(call.now), entry.drug_form, entry.dose, from_day,
                      from_day + rules.carried_over_days.value - 1});
  }
  custody::RecordFirstStarts(call.transaction, starts, call.caller.staff, call.now);
  RecordEpisodes(call.transaction, episodes, call.now);
  prescribing::RecordCarriedOver(call.transaction, orders, call.now);
  RecordLastDoses(call, people, rows);
  return people;
}

}  // namespace oat::enrolment
