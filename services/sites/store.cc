#include "services/sites/store.h"

#include <tuple>

namespace oat::sites {
namespace {

#define OAT_SITE_COLUMNS                                                                     \
  "p.site_code, p.city, p.region, p.kind, p.time_zone, p.day_boundary_minutes, p.capacity, " \
  "p.licence_number, p.licence_until, p.opening_weekdays"

constexpr db::Statement kLoad{"site_load",
                              "SELECT " OAT_SITE_COLUMNS " FROM site_now p WHERE p.site_code = $1"};
constexpr db::Statement kLoadAll{
    "site_load_all", "SELECT " OAT_SITE_COLUMNS " FROM site_now p ORDER BY p.site_code"};
constexpr db::Statement kRecordSite{"site_record", R"(
    INSERT INTO site (site_code, recorded_at) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
constexpr db::Statement kRecordProfile{"site_record_profile", R"(
    INSERT INTO site_profile (site_code, revision, city, region, kind, time_zone,
                              day_boundary_minutes, capacity, licence_number, licence_until,
                              opening_weekdays, recorded_at)
    SELECT $1, coalesce(max(revision), 0) + 1, $2, $3, $4, $5, $6::int, $7::int, $8, $9::date,
           $10::smallint[], $11::timestamptz
      FROM site_profile WHERE site_code = $1)"};
constexpr db::Statement kClosure{
    "site_closure", "SELECT reason FROM site_closure WHERE site_code = $1 AND day = $2"};
constexpr db::Statement kClosures{"site_closures", R"(
    SELECT site_code, day FROM site_closure WHERE site_code = ANY($1::text[]) AND day >= $2)"};
constexpr db::Statement kRecordClosure{"site_record_closure", R"(
    INSERT INTO site_closure (site_code, day, reason, declared_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)"};
constexpr db::Statement kRecordContact{"site_record_contact", R"(
    INSERT INTO site_contact (site_code, revision, name, address, telephone, emergency_telephone,
                              recorded_by, recorded_at)
    SELECT $1, coalesce(max(revision), 0) + 1, $2, $3, $4, $5, $6::bigint, $7::timestamptz
      FROM site_contact WHERE site_code = $1)"};
constexpr db::Statement kLoadContacts{"site_load_contacts", R"(
    SELECT DISTINCT ON (site_code) site_code, name, address, telephone, emergency_telephone
      FROM site_contact ORDER BY site_code, revision DESC)"};
constexpr db::Statement kHasStation{"site_has_station",
                                    "SELECT 1 FROM station WHERE site_code = $1 AND station = $2"};
constexpr db::Statement kRecordStation{"site_record_station", R"(
    INSERT INTO station (site_code, station, recorded_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING)"};

Site ReadSite(const db::Row& row) {
  Site site;
  std::tie(site.code, site.city, site.region, site.kind, site.time_zone, site.day_boundary_minutes,
           site.capacity, site.licence_number, site.licence_until, site.opening_weekdays) =
      row.As<std::string, std::string, std::string, std::string, std::string, int32_t, int32_t,
             std::string, Day, std::vector<int32_t>>();
  return site;
}

}  // namespace

std::optional<Site> Load(db::Transaction& transaction, const std::string& code) {
  auto row = transaction.RunForOne(kLoad, code);
  if (!row) return std::nullopt;
  return ReadSite(*row);
}

std::vector<Site> LoadAll(db::Transaction& transaction) {
  std::vector<Site> sites;
  for (const db::Row& row : transaction.Run(kLoadAll)) sites.push_back(ReadSite(row));
  return sites;
}

void Record(db::Transaction& transaction, const Site& site, absl::Time now) {
  transaction.Run(kRecordSite, site.code, now);
  transaction.Run(kRecordProfile, site.code, site.city, site.region, site.kind, site.time_zone,
                  site.day_boundary_minutes, site.capacity, site.licence_number, site.licence_until,
                  site.opening_weekdays, now);
}

std::optional<std::string> ClosureOn(db::Transaction& transaction, const std::string& code,
                                     Day day) {
  auto row = transaction.RunForOne(kClosure, code, day);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<std::string>());
}

Closures LoadClosures(db::Transaction& transaction, const std::vector<std::string>& codes,
                      Day from_day) {
  Closures closures;
  for (const db::Row& row : transaction.Run(kClosures, codes, from_day)) {
    auto [code, day] = row.As<std::string, Day>();
    closures.emplace(std::move(code), day);
  }
  return closures;
}

void RecordClosure(db::Transaction& transaction, const std::string& code, Day day,
                   const std::string& reason, StaffId declared_by, absl::Time now) {
  transaction.Run(kRecordClosure, code, day, reason, declared_by, now);
}

void RecordContact(db::Transaction& transaction, const std::string& code, const Contact& contact,
                   StaffId by, absl::Time now) {
  transaction.Run(kRecordContact, code, contact.name, contact.address, contact.telephone,
                  contact.emergency_telephone, by, now);
}

std::map<std::string, Contact> LoadContacts(db::Transaction& transaction) {
  std::map<std::string, Contact> contacts;
  for (const db::Row& row : transaction.Run(kLoadContacts)) {
    auto [code, name, address, telephone, emergency_telephone] =
        row.As<std::string, std::string, std::string, std::string, std::string>();
    contacts[code] = {name, address, telephone, emergency_telephone};
  }
  return contacts;
}

bool HasStation(db::Transaction& transaction, const std::string& code, const std::string& station) {
  return transaction.RunForOne(kHasStation, code, station).has_value();
}

void RecordStation(db::Transaction& transaction, const std::string& code,
                   const std::string& station, absl::Time now) {
  transaction.Run(kRecordStation, code, station, now);
}

}  // namespace oat::sites
