// A place that may dispense, and on which days it does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/base/import_fault.h"

namespace oat::sites {

struct Site {
  std::string code;
  std::string city;
  std::string region;  // ISO 3166-2
  std::string kind;    // a code of oat.v1.SiteKind
  std::string time_zone;
  int32_t day_boundary_minutes = 240;
  int32_t capacity = 0;
  std::string licence_number;
  Day licence_until;
  std::vector<int32_t> opening_weekdays;  // ISO

  bool operator==(const Site&) const = default;
  // The zone was checked when the site was recorded; tzdata that lost it since stops the call.
  DayReckoning reckoning() const;
};

// Dispensing is planned on this weekday. Whether the day is declared closed is the store's to say.
bool OpensOn(const Site& site, Day day);

// A row of a network file as it stands there.
struct NetworkCells {
  int64_t line = 0;
  std::string site_code, city, region, kind, time_zone, capacity, licence_number, licence_until,
      closed_weekdays;
};

// Reads a row; adds every fault of it to `faults` and then returns a site not to be used.
Site ReadNetworkRow(const NetworkCells& cells, std::vector<ImportFault>* faults);

}  // namespace oat::sites
