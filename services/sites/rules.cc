#include "services/sites/rules.h"

#include <algorithm>
#include <array>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace oat::sites {
namespace {

constexpr std::array<const char*, 6> kKinds = {"clinic",    "pharmacy",  "hospital",
                                               "maternity", "detention", "mobile"};

bool IsSiteCode(const std::string& text) {
  if (text.size() < 3 || text.size() > 8 || !absl::ascii_isupper(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c); });
}

bool IsRegion(const std::string& text) {
  if (text.size() < 4 || text.size() > 6 || text[2] != '-') return false;
  return absl::ascii_isupper(text[0]) && absl::ascii_isupper(text[1]) &&
         std::all_of(text.begin() + 3, text.end(),
                     [](char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c); });
}

// Area/City, as tzdata names zones. Abseil would also take a path, or the machine's own zone.
bool IsZoneName(const std::string& text) {
  if (text.find('/') == std::string::npos) return text == "UTC";
  for (absl::string_view part : absl::StrSplit(text, '/')) {
    if (part.empty() || !absl::ascii_isupper(part[0])) return false;
    if (!std::all_of(part.begin(), part.end(), [](char c) {
          return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '+';
        })) {
      return false;
    }
  }
  return true;
}

// The weekdays left when the closed ones are taken out; empty when a closed one is none.
std::vector<int32_t> OpeningWeekdays(const std::string& closed_weekdays) {
  std::vector<int32_t> open = {1, 2, 3, 4, 5, 6, 7};
  for (absl::string_view text : absl::StrSplit(closed_weekdays, ' ', absl::SkipWhitespace())) {
    int32_t weekday = 0;
    if (!absl::SimpleAtoi(text, &weekday) || weekday < 1 || weekday > 7) return {};
    std::erase(open, weekday);
  }
  return open;
}

}  // namespace

DayReckoning Site::reckoning() const {
  DayReckoning reckoning{.boundary_minutes = day_boundary_minutes};
  if (!absl::LoadTimeZone(time_zone, &reckoning.zone)) {
    ABSL_RAW_LOG(FATAL, "time zone %s of site %s is not in tzdata", time_zone.c_str(),
                 code.c_str());
  }
  return reckoning;
}

bool OpensOn(const Site& site, Day day) {
  return std::find(site.opening_weekdays.begin(), site.opening_weekdays.end(), IsoWeekday(day)) !=
         site.opening_weekdays.end();
}

Site ReadNetworkRow(const NetworkCells& cells, std::vector<ImportFault>* faults) {
  auto expect = [&](bool right, const char* column, const char* wanted) {
    if (!right) faults->push_back({cells.line, column, wanted});
  };
  Site site{.code = cells.site_code,
            .city = cells.city,
            .region = cells.region,
            .kind = cells.kind,
            .time_zone = cells.time_zone,
            .licence_number = cells.licence_number,
            .opening_weekdays = OpeningWeekdays(cells.closed_weekdays)};
  expect(IsSiteCode(site.code), "site_code", "wanted 3 to 8 of A-Z and 0-9, a letter first");
  expect(!site.city.empty() && site.city.size() <= 200, "city", "wanted 1 to 200 bytes of text");
  expect(IsRegion(site.region), "region", "wanted an ISO 3166-2 code such as KZ-55");
  expect(std::find(kKinds.begin(), kKinds.end(), site.kind) != kKinds.end(), "kind",
         "wanted clinic, pharmacy, hospital, maternity, detention or mobile");
  absl::TimeZone zone;
  expect(IsZoneName(site.time_zone) && absl::LoadTimeZone(site.time_zone, &zone), "time_zone",
         "wanted an IANA time zone");
  expect(absl::SimpleAtoi(cells.capacity, &site.capacity) && site.capacity > 0 &&
             site.capacity <= 100000,
         "capacity", "wanted a whole number from 1 to 100000");
  expect(!site.licence_number.empty() && site.licence_number.size() <= 64, "licence_number",
         "wanted 1 to 64 bytes of text");
  auto until = ParseDay(cells.licence_until);
  expect(until.ok(), "licence_until", "wanted a date YYYY-MM-DD from 1900 to 2199");
  if (until.ok()) site.licence_until = *until;
  expect(!site.opening_weekdays.empty(), "closed_weekdays",
         "wanted ISO weekdays 1 to 7 separated by blanks, not all seven");
  return site;
}

}  // namespace oat::sites
