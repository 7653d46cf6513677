// How long what a site has lasts: what the orders in force will draw day by day, against lots that
// expire.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/base/quantity.h"
#include "services/policy/pack.h"
#include "services/prescribing/rules.h"

namespace oat::supply {

// Days in a row under the site's custody.
struct Stay {
  Day from_day;
  Day until_day;
};

// What is known ahead of one person.
struct Person {
  std::vector<Stay> stays;
  std::vector<prescribing::Order> orders;  // by version
  // Until when what was taken before acts.
  std::optional<Day> depot_until;
  std::optional<Day> other_until;
  // What filled bottles hold of a day: it left the stock before.
  std::map<Day, Micrograms> bottled;
};

// The days of a forecast.
struct Period {
  Day first;
  int32_t days = 0;

  Day last() const { return first + (days - 1); }
};

// What a drug form is drawn, day by day of a period.
struct Need {
  std::vector<Micrograms> by_day;
  int32_t patients = 0;  // who draw it on some day

  // Of a day; rounded up, so that little is not nothing.
  Micrograms Average() const;
};

// The need of each drug form, by the orders that are in force on each day, their steps and
// intervals. A dose that a person takes under another site's custody is that site's, and acts here
// too. Of a depot that no rules know nothing is drawn: it is not given either. A dose to take home
// counts on its day.
std::map<std::string, Need> NeedsOf(const std::vector<Person>& people, Period period,
                                    const policy::Stack& stack);

struct Lot {
  Day expires_on;  // the last day of use
  Micrograms micrograms;
};

struct Outlook {
  // Whole days until the need of one is no longer there; all of them: it lasts at least as long.
  int32_t days_of_supply = 0;
  // What expires before its turn comes.
  Micrograms expiring;
};
// The lot that expires first goes first, day by day from `first` on.
Outlook LookAhead(const std::vector<Micrograms>& need, std::vector<Lot> lots, Day first);

// Days of supply under which something has to be done; absent: nobody has said.
struct Levels {
  std::optional<int64_t> low;
  std::optional<int64_t> critical;
};
enum class Warning { kNone, kLow, kCritical };
// Where no level is said, only what has run out is warned of.
Warning WarningOf(int64_t days, const Levels& levels);

// A licence is asked for anew in good time. Recalled: no law read sets a number.
inline constexpr Levels kLicenceLevels = {90, 30};

// What is on hand, and on its way.
struct Supply {
  Micrograms on_hand;
  Micrograms expiring;
  Micrograms ordered;
};
// What to order now: the average day's need times (low + critical) days, which is the low level on
// top of what has to be left when an order comes, less what is on hand and will not expire, less
// what is ordered. Nothing where no level is said.
Micrograms ToOrder(Micrograms average, const Levels& levels, const Supply& supply);

}  // namespace oat::supply
