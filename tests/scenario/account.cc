#include "tests/scenario/account.h"

#include <iomanip>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace oat::scenario {
namespace {

// Microlitres as millilitres with one decimal.
std::string Millilitres(int64_t microlitres) {
  return absl::StrCat(microlitres / 1000, ".", microlitres % 1000 / 100);
}

// Cyrillic letters take two bytes and one column.
std::string Padded(const std::string& text, size_t width) {
  size_t columns = 0;
  for (unsigned char byte : text) columns += (byte & 0xc0) != 0x80 ? 1 : 0;
  return text + std::string(columns < width ? width - columns : 1, ' ');
}

void PrintRow(const SiteAccount& a, std::ostream& out) {
  out << Padded(a.site, 6) << Padded(a.city, 12);
  if (!a.opens) {
    out << "closed on this weekday\n";
    return;
  }
  out << std::right << std::setw(8) << a.expected << std::setw(7) << a.dosed << std::setw(9)
      << a.refused << std::setw(10) << a.withheld << std::setw(10) << a.not_come << std::setw(11)
      << a.unresolved << std::setw(11) << a.incidents << std::setw(12)
      << Millilitres(a.methadone_before) << std::setw(9) << Millilitres(a.methadone_given)
      << std::setw(8) << Millilitres(a.methadone_waste) << std::setw(12)
      << Millilitres(a.methadone_after) << std::setw(7) << a.tablets_before << std::setw(7)
      << a.tablets_after << "  " << (a.balanced ? "balanced" : "NOT BALANCED") << "\n";
}

}  // namespace

StockLook LookAtStock(link::Link& office) {
  auto balances = Must(
      office.Call(office.stock(), &v1::StockService::Stub::GetBalances, v1::GetBalancesRequest()),
      "balances");
  StockLook look{.balanced = balances.balanced()};
  for (const v1::StockAccount& account : balances.accounts()) {
    const bool on_hand =
        account.account() == v1::ACCOUNT_SAFE || account.account() == v1::ACCOUNT_STATION;
    if (!absl::StartsWith(account.product_code(), "METHADONE")) {
      if (on_hand) look.tablets += account.quantity();
      continue;
    }
    if (on_hand) look.methadone += account.quantity();
    if (account.account() == v1::ACCOUNT_GIVEN) look.methadone_given += account.quantity();
    if (account.account() == v1::ACCOUNT_WASTE) look.methadone_waste += account.quantity();
  }
  return look;
}

void FillFromSite(link::Link& nurse, SiteAccount* account) {
  for (const v1::WorklistResponse& row : Must(nurse.Worklist(""), "worklist")) {
    ++account->expected;
    switch (row.state()) {
      case v1::WORKLIST_STATE_DONE:
        ++account->dosed;
        break;
      case v1::WORKLIST_STATE_REFUSED:
        ++account->refused;
        break;
      case v1::WORKLIST_STATE_WITHHELD:
        ++account->withheld;
        break;
      case v1::WORKLIST_STATE_OPEN:
        ++account->open;
        break;
      case v1::WORKLIST_STATE_UNRESOLVED:
        ++account->unresolved;
        break;
      default:
        ++account->not_come;
    }
  }
  account->incidents = Must(nurse.Call(nurse.dosing(), &v1::DosingService::Stub::ListIncidents,
                                       v1::ListIncidentsRequest()),
                            "incidents")
                           .incidents_size();
}

bool Print(const std::vector<SiteAccount>& sites, const std::string& day, std::ostream& out) {
  out << "\nAccount of " << day << "\n\n"
      << "                              people                                      methadone, "
         "mL of 5 mg/mL             buprenorphine\n"
      << "site  city        expected  dosed  refused  withheld  not come unresolved  incidents"
         "      before    given   waste       after before  after  ledger\n";
  std::map<std::string, int> reasons;
  SiteAccount total{.site = "all", .balanced = true};
  bool settled = true;
  Tally happened;
  for (const SiteAccount& a : sites) {
    PrintRow(a, out);
    if (!a.opens) continue;
    total.expected += a.expected;
    total.dosed += a.dosed;
    total.refused += a.refused;
    total.withheld += a.withheld;
    total.not_come += a.not_come;
    total.unresolved += a.unresolved;
    total.incidents += a.incidents;
    total.methadone_before += a.methadone_before;
    total.methadone_given += a.methadone_given;
    total.methadone_waste += a.methadone_waste;
    total.methadone_after += a.methadone_after;
    total.tablets_before += a.tablets_before;
    total.tablets_after += a.tablets_after;
    total.balanced = total.balanced && a.balanced;
    settled = settled && a.open == 0;
    for (const auto& [code, count] : a.tally.reasons) reasons[code] += count;
    happened.visits += a.tally.visits;
    happened.adopted += a.tally.adopted;
    happened.resent += a.tally.resent;
  }
  PrintRow(total, out);
  out << "\n"
      << happened.visits << " visits; " << happened.adopted << " doses adopted from a dead desk; "
      << happened.resent
      << " lost answers asked for again under the same id\nclinical noes by reason:\n";
  for (const auto& [code, count] : reasons) {
    out << "  " << Padded(code, 20) << std::right << std::setw(5) << count << "\n";
  }
  return total.balanced && settled;
}

}  // namespace oat::scenario
