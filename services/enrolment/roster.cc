#include "services/enrolment/roster.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/custody/store.h"
#include "services/enrolment/store.h"
#include "services/identity/store.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"
#include "services/slots/store.h"

namespace oat::enrolment {
namespace {

using access::Call;

// The cells in one fixed order: the row's canonical form, for its digest and for sealing.
std::vector<std::string> CellsInOrder(const RosterCells& c) {
  return {c.local_number, c.family_name, c.given_name,   c.birth_date, c.sex,
          c.uic,          c.id_type,     c.id_number,    c.home_site,  c.enrolled_on,
          c.medication,   c.dose_mg,     c.last_dose_on, c.prescriber};
}

std::string Canonical(const RosterCells& cells) {
  return nlohmann::json(CellsInOrder(cells))
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// A row that passed, and what is known of it already.
struct Checked {
  const RosterCells* cells;
  RosterEntry entry;
  db::Bytes digest;
};

class Import {
 public:
  Import(Call& call, const identity::Vault& vault, const policy::RulePack& pack)
      : call_(call), vault_(vault), pack_(pack) {
    for (const sites::Site& site : sites::LoadAll(call.transaction)) {
      today_.emplace(site.code, ClinicalDay(call.now, site.reckoning()));
    }
  }

  void Check(const RosterCells& cells) {
    ++report_.rows;
    const size_t faults_before = report_.faults.size();
    RosterEntry entry = ReadRosterRow(cells, &report_.faults);
    CheckInContext(cells, entry);
    if (report_.faults.size() != faults_before) return;
    db::Bytes digest = vault_.KeyedDigest("roster", Canonical(cells));
    auto known = ImportedDigest(call_.transaction, entry.local_number);
    if (!known) {
      checked_.push_back({&cells, std::move(entry), std::move(digest)});
    } else if (*known == digest) {
      ++report_.unchanged;
    } else {
      report_.faults.push_back({cells.line, "local_number",
                                "wanted the row as it was imported before, or a new number"});
    }
  }

  RosterReport Keep() {
    if (!report_.faults.empty()) return report_;
    for (const Checked& row : checked_) {
      RecordImported(call_.transaction, row.entry.local_number, row.digest, call_.now);
      if (auto match = identity::FindMatch(call_.transaction, vault_, row.entry.particulars)) {
        Hold(row, *match);
        continue;
      }
      EnrolRow(call_, vault_, pack_, row.entry);
      ++report_.added;
    }
    return report_;
  }

 private:
  void CheckInContext(const RosterCells& cells, const RosterEntry& entry) {
    if (!cells.local_number.empty() && !numbers_.insert(cells.local_number).second) {
      report_.faults.push_back(
          {cells.line, "local_number", "wanted a number that no row above has"});
    }
    auto today = today_.find(entry.home_site);
    if (today == today_.end()) {
      if (!entry.home_site.empty()) {
        report_.faults.push_back({cells.line, "home_site", "wanted a site of the network"});
      }
      return;
    }
    if (entry.enrolled_on > today->second) {
      report_.faults.push_back(
          {cells.line, "enrolled_on", "wanted a day that is not after the site's today"});
    }
    if (entry.last_dose_on && *entry.last_dose_on > today->second) {
      report_.faults.push_back(
          {cells.line, "last_dose_on", "wanted a day that is not after the site's today"});
    }
  }

  void Hold(const Checked& row, const identity::Match& match) {
    identity::RecordReview(call_.transaction, {.id = MakeUuid(call_.now),
                                               .person = match.person,
                                               .site_code = row.entry.home_site,
                                               .import_line = row.cells->line,
                                               .agreeing = match.agreeing,
                                               .newcomer = SealRow(vault_, *row.cells),
                                               .opened_at = call_.now});
    report_.held_lines.push_back(row.cells->line);
  }

  Call& call_;
  const identity::Vault& vault_;
  const policy::RulePack& pack_;
  std::map<std::string, Day> today_;  // by site
  std::set<std::string> numbers_;
  std::vector<Checked> checked_;
  RosterReport report_;
};

}  // namespace

RosterReport ImportRoster(Call& call, const identity::Vault& vault, const policy::RulePack& pack,
                          const std::vector<RosterCells>& rows) {
  Import import(call, vault, pack);
  for (const RosterCells& row : rows) import.Check(row);
  return import.Keep();
}

identity::Sealed SealRow(const identity::Vault& vault, const RosterCells& cells) {
  return vault.Seal(Canonical(cells));
}

absl::StatusOr<RosterCells> UnsealRow(const identity::Vault& vault,
                                      const identity::Sealed& sealed) {
  OAT_ASSIGN_OR_RETURN(std::string text, vault.Unseal(sealed));
  auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  RosterCells cells;
  const std::vector<std::string*> order = {
      &cells.local_number, &cells.family_name, &cells.given_name, &cells.birth_date,
      &cells.sex,          &cells.uic,         &cells.id_type,    &cells.id_number,
      &cells.home_site,    &cells.enrolled_on, &cells.medication, &cells.dose_mg,
      &cells.last_dose_on, &cells.prescriber};
  if (!json.is_array() || json.size() != order.size()) {
    return absl::DataLossError("a held row is not as it was sealed");
  }
  for (size_t i = 0; i < order.size(); ++i) *order[i] = json[i].get<std::string>();
  return cells;
}

PersonId EnrolRow(Call& call, const identity::Vault& vault, const policy::RulePack& pack,
                  const RosterEntry& entry) {
  db::Transaction& transaction = call.transaction;
  const PersonId person = identity::RecordPerson(transaction, vault, {entry.sex, entry.birth_year},
                                                 entry.particulars, call.now);
  identity::IssueNumber(transaction, person, call.now);
  custody::RecordStart(transaction, {person, entry.enrolled_on, entry.home_site, "home"},
                       call.caller.staff, call.now);
  RecordEpisode(transaction,
                {.id = MakeUuid(call.now),
                 .person = person,
                 .site_code = entry.home_site,
                 .started_on = entry.enrolled_on,
                 .history = "unknown"},
                call.now);
  const Day today = *custody::TodayOf(transaction, person, call.now);
  const Day until = today + pack.carried_over_days.value - 1;
  prescribing::RecordOrder(transaction, person,
                           {.id = MakeUuid(call.now),
                            .kind = "carried_over",
                            .drug_form = entry.drug_form,
                            .from_day = today,
                            .until_day = until,
                            .supervised_weekdays = {1, 2, 3, 4, 5, 6, 7},
                            .steps = {{today, until, {entry.dose}}}},
                           call.now);
  if (!entry.last_dose_on) return person;
  const Uuid fact = MakeUuid(call.now);
  slots::Claim(transaction, person,
               {.clinical_day = *entry.last_dose_on,
                .portion = 1,
                .claimed_by = fact,
                .site_code = entry.home_site},
               call.now);
  slots::RecordFact(transaction,
                    {.id = fact,
                     .person = person,
                     .clinical_day = *entry.last_dose_on,
                     .cause = "imported",
                     .drug_form = entry.drug_form,
                     .micrograms = entry.dose,
                     .site_code = entry.home_site},
                    call.caller.staff, std::nullopt, call.now);
  return person;
}

}  // namespace oat::enrolment
