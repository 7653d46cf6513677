#include "tests/scenario/account.h"

#include <iomanip>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/link/lists.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"

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

// "already_dosed 2, missed_days 1".
std::string Noes(const Tally& tally) {
  std::vector<std::string> noes;
  for (const auto& [code, count] : tally.reasons) noes.push_back(absl::StrCat(code, " ", count));
  return absl::StrJoin(noes, ", ");
}

void PrintPeople(const SiteAccount& a, std::ostream& out) {
  out << Padded(a.site, 6) << Padded(a.city, 11);
  if (!a.opens) {
    out << a.why_shut << "\n";
    return;
  }
  out << std::right << std::setw(8) << a.expected << std::setw(7) << a.dosed << std::setw(9)
      << a.refused << std::setw(10) << a.withheld << std::setw(9) << a.at_home << std::setw(9)
      << a.not_due << std::setw(10) << a.not_come << std::setw(12) << a.unresolved << std::setw(11)
      << a.incidents << "  " << Noes(a.tally) << "\n";
}

void PrintStock(const SiteAccount& a, std::ostream& out) {
  if (!a.opens) return;
  out << Padded(a.site, 6) << Padded(a.city, 11) << std::right << std::setw(12)
      << Millilitres(a.methadone_before) << std::setw(9) << Millilitres(a.methadone_given)
      << std::setw(8) << Millilitres(a.methadone_waste) << std::setw(9)
      << Millilitres(a.methadone_home) << std::setw(12) << Millilitres(a.methadone_after)
      << std::setw(10) << a.tablets_before << std::setw(8) << a.tablets_after << std::setw(8)
      << a.syringes_after << "  " << (a.balanced ? "balanced" : "NOT BALANCED") << "\n";
}

void Add(const SiteAccount& a, SiteAccount* total) {
  total->expected += a.expected;
  total->dosed += a.dosed;
  total->refused += a.refused;
  total->withheld += a.withheld;
  total->not_come += a.not_come;
  total->at_home += a.at_home;
  total->not_due += a.not_due;
  total->open += a.open;
  total->unresolved += a.unresolved;
  total->incidents += a.incidents;
  total->methadone_before += a.methadone_before;
  total->methadone_given += a.methadone_given;
  total->methadone_waste += a.methadone_waste;
  total->methadone_home += a.methadone_home;
  total->methadone_after += a.methadone_after;
  total->tablets_before += a.tablets_before;
  total->tablets_after += a.tablets_after;
  total->syringes_after += a.syringes_after;
  total->balanced = total->balanced && a.balanced;
  for (const auto& [code, count] : a.tally.reasons) total->tally.reasons[code] += count;
  total->tally.visits += a.tally.visits;
  total->tally.adopted += a.tally.adopted;
  total->tally.resent += a.tally.resent;
  total->tally.from_list += a.tally.from_list;
  total->tally.handed_out += a.tally.handed_out;
  total->tally.brought_back += a.tally.brought_back;
  total->tally.drunk_here += a.tally.drunk_here;
  total->tally.recalled += a.tally.recalled;
  total->tally.depots_begun += a.tally.depots_begun;
  total->tally.depots_given += a.tally.depots_given;
  total->tally.bottles_opened += a.tally.bottles_opened;
  total->tally.lots_counted += a.tally.lots_counted;
  total->tally.days_closed += a.tally.days_closed;
  total->tally.pumps_verified += a.tally.pumps_verified;
  total->tally.pours += a.tally.pours;
  total->tally.poured += a.tally.poured;
  for (const std::string& one : a.tally.differences) total->tally.differences.push_back(one);
}

}  // namespace

StockLook LookAtStock(link::Link& office) {
  auto balances =
      Must(office.Call(&v1::StockService::Stub::GetBalances, v1::GetBalancesRequest()), "balances");
  StockLook look{.balanced = balances.balanced()};
  for (const v1::StockAccount& account : balances.accounts()) {
    const bool on_hand = account.account() == v1::ACCOUNT_SAFE ||
                         account.account() == v1::ACCOUNT_STATION ||
                         account.account() == v1::ACCOUNT_OPEN_BOTTLE;
    if (!absl::StartsWith(account.product_code(), "METHADONE")) {
      const bool is_depot = absl::StrContains(account.product_code(), "-DEPOT-");
      if (on_hand) (is_depot ? look.syringes : look.tablets) += account.quantity();
      continue;
    }
    if (on_hand) look.methadone += account.quantity();
    if (account.account() == v1::ACCOUNT_GIVEN) look.methadone_given += account.quantity();
    if (account.account() == v1::ACCOUNT_WASTE) look.methadone_waste += account.quantity();
    if (account.account() == v1::ACCOUNT_TAKEN_HOME) look.methadone_home += account.quantity();
  }
  return look;
}

void FillFromSite(link::Link& nurse, SiteAccount* account) {
  for (const v1::WorklistResponse& row : Must(link::ReadWorklist(nurse), "worklist")) {
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
      case v1::WORKLIST_STATE_AT_HOME:
        ++account->at_home;
        break;
      case v1::WORKLIST_STATE_NOT_DUE:
        ++account->not_due;
        break;
      default:
        ++account->not_come;
    }
  }
  account->incidents =
      Must(nurse.Call(&v1::DosingService::Stub::ListIncidents, v1::ListIncidentsRequest()),
           "incidents")
          .incidents_size();
}

bool Print(const std::vector<SiteAccount>& sites, const std::vector<std::string>& told,
           const std::string& day, std::ostream& out) {
  SiteAccount total{.site = "all", .balanced = true};
  for (const SiteAccount& site : sites) {
    if (site.opens) Add(site, &total);
  }
  out << "\nAccount of " << day << "\n\n"
      << "site  city       expected  dosed  refused  withheld  at home  not due  not come  "
         "unresolved  "
         "incidents"
         "  clinical noes\n";
  for (const SiteAccount& site : sites) PrintPeople(site, out);
  Tally reasons;
  std::swap(reasons.reasons, total.tally.reasons);
  PrintPeople(total, out);
  out << "\n                   methadone, mL of 5 mg/mL                          buprenorphine, "
         "tablets  depots\n"
      << "site  city            before    given   waste  at home       after    before   after   "
         "after  "
         "ledger\n";
  for (const SiteAccount& site : sites) PrintStock(site, out);
  PrintStock(total, out);
  out << "\n"
      << total.tally.visits << " visits; " << total.tally.adopted
      << " doses adopted from a dead desk; " << total.tally.resent
      << " lost answers asked for again under the same id; " << total.tally.from_list
      << " given from the list of a window without a server\n"
      << "bottles to take home: " << total.tally.handed_out << " handed out, "
      << total.tally.drunk_here << " drunk at a window, " << total.tally.brought_back
      << " brought back, " << total.tally.recalled << " asked back\n"
      << "weekly depots: " << total.tally.depots_begun << " ordered in place of tablets, "
      << total.tally.depots_given << " given\n"
      << "bottles opened at windows: " << total.tally.bottles_opened << "\n"
      << "counted by two: " << total.tally.lots_counted << " lots; differences: "
      << (total.tally.differences.empty() ? "none" : absl::StrJoin(total.tally.differences, ", "))
      << "\ndays of the stock closed: " << total.tally.days_closed
      << "\npumps verified: " << total.tally.pumps_verified << "; " << total.tally.pours
      << " doses poured by them, " << Millilitres(total.tally.poured) << " mL\n";
  for (const std::string& line : told) out << line << "\n";
  out << "clinical noes by reason:\n";
  for (const auto& [code, count] : reasons.reasons) {
    out << "  " << Padded(code, 20) << std::right << std::setw(5) << count << "\n";
  }
  return total.balanced && total.open == 0;
}

}  // namespace oat::scenario
