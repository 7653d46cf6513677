// The account of a day: what the database says at its end, beside what happened at the windows.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "tests/scenario/site_day.h"

namespace oat::scenario {

struct SiteAccount {
  std::string site;
  std::string city;
  bool opens = true;
  std::string why_shut = "closed on this weekday";
  int expected = 0;
  int dosed = 0;
  int refused = 0;
  int withheld = 0;
  int not_come = 0;
  int at_home = 0;               // with a bottle for the day
  int not_due = 0;               // with a depot that still acts
  int open = 0;                  // poured, and nobody has said
  int unresolved = 0;            // nobody can say; the next day asks
  int incidents = 0;             // that wait for review
  int64_t methadone_before = 0;  // microlitres in safe and stations
  int64_t methadone_after = 0;
  int64_t methadone_given = 0;  // today
  int64_t methadone_waste = 0;  // today
  int64_t methadone_home = 0;   // today, in bottles
  int64_t tablets_before = 0;
  int64_t tablets_after = 0;
  int64_t syringes_after = 0;  // depots
  bool balanced = false;
  Tally tally;
};

// What the site's stock is now; the first look of the day fills `before`, the last one `after`.
struct StockLook {
  int64_t methadone = 0;
  int64_t methadone_given = 0;
  int64_t methadone_waste = 0;
  int64_t methadone_home = 0;
  int64_t tablets = 0;
  int64_t syringes = 0;
  bool balanced = false;
};
StockLook LookAtStock(link::Link& office);

// Fills an account from the worklist, the open doses and the incidents of the site.
void FillFromSite(link::Link& nurse, SiteAccount* account);

// Prints the account, with what was told of the day beside the windows; true when every site is
// balanced and every dose settled.
bool Print(const std::vector<SiteAccount>& sites, const std::vector<std::string>& told,
           const std::string& day, std::ostream& out);

}  // namespace oat::scenario
