#include "services/bottles/store.h"

#include <tuple>

#include "services/identity/store.h"

namespace oat::bottles {
namespace {

constexpr db::Statement kRecord{"bottles_record", R"(
    INSERT INTO bottle (bottle_id, serial, authorisation_id, person_id, clinical_day, portion,
                        order_id, drug_form, micrograms, site_code, station, staff_id, recorded_at,
                        usual_days)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, nullif($14::smallint, 1)))"};
constexpr db::Statement kRecordLine{"bottles_record_line", R"(
    INSERT INTO bottle_line (bottle_id, line, product_code, lot_number, quantity, micrograms)
    VALUES ($1, $2, $3, $4, $5, $6))"};
constexpr db::Statement kRecordEvent{"bottles_record_event", R"(
    INSERT INTO bottle_event (bottle_id, sequence, state, detail, bring_back_until, micrograms_left,
                              site_code, staff_id, request_id, recorded_at, identity_check)
    SELECT $1::uuid, coalesce(max(sequence), 0) + 1, $2, $3, $4::date, $5::bigint, $6, $7::bigint,
           $8::uuid, $9::timestamptz, $10
      FROM bottle_event WHERE bottle_id = $1)"};
#define OAT_BOTTLE_COLUMNS                                                              \
  "SELECT b.bottle_id, b.serial, b.authorisation_id, b.person_id, b.clinical_day, "     \
  "b.portion, b.order_id, b.drug_form, b.micrograms, b.site_code, b.station, b.state, " \
  "b.supplied_at, b.bring_back_until, coalesce(b.usual_days, 1)::int, b.came_back, "    \
  "b.was_replaced FROM bottle_now b "
constexpr db::Statement kLoad{"bottles_load", OAT_BOTTLE_COLUMNS "WHERE b.bottle_id = $1"};
constexpr db::Statement kLoadBySerial{
    "bottles_load_by_serial", OAT_BOTTLE_COLUMNS
    "WHERE b.serial = $2 AND b.person_id = ANY ((SELECT one_person($1))::bigint[])"};
// The end that is none keeps one plan, as of facts (services/slots/store.cc).
constexpr db::Statement kLoadOfPerson{"bottles_load_of_person", OAT_BOTTLE_COLUMNS R"(
     WHERE b.person_id = ANY ((SELECT one_person($1))::bigint[])
       AND b.clinical_day BETWEEN $2 AND 'infinity'
     ORDER BY b.clinical_day, b.portion, b.recorded_at, b.serial)"};
constexpr db::Statement kLoadAtHome{"bottles_load_at_home", OAT_BOTTLE_COLUMNS R"(
     WHERE b.person_id = ANY ((SELECT one_person($1))::bigint[])
       AND b.clinical_day BETWEEN $2 AND 'infinity'
       AND b.state IN ('at_home', 'recalled')
     ORDER BY b.clinical_day, b.portion, b.serial)"};
constexpr db::Statement kListOpen{"bottles_list_open", OAT_BOTTLE_COLUMNS R"(
     WHERE b.site_code = $1
       AND (b.state IN ('prepared', 'recalled') OR (b.state = 'at_home' AND b.clinical_day >= $2))
     ORDER BY b.clinical_day, b.portion, b.serial)"};
constexpr db::Statement kCountToFill{"bottles_count_to_fill", R"(
    SELECT count(*)::int FROM take_home_authorisation a JOIN take_home_dose d USING (authorisation_id)
     WHERE a.person_id = $1 AND d.clinical_day >= $2
       AND NOT EXISTS (SELECT FROM take_home_revocation r
                        WHERE r.authorisation_id = a.authorisation_id)
       AND NOT EXISTS (SELECT FROM bottle_now b
                        WHERE (b.authorisation_id, b.clinical_day, b.portion) =
                              (d.authorisation_id, d.clinical_day, d.portion)
                          AND b.state <> 'unmade'))"};
constexpr db::Statement kLoadLines{"bottles_load_lines", R"(
    SELECT product_code, lot_number, quantity, micrograms FROM bottle_line WHERE bottle_id = $1
     ORDER BY line)"};
constexpr db::Statement kLookUp{"bottles_look_up", R"(
    SELECT bottle_id, drug_form, micrograms, state, clinical_day, site_code
      FROM bottle_of_serial($1))"};

Bottle ReadBottle(const db::Row& row) {
  Bottle bottle;
  std::tie(bottle.id, bottle.serial, bottle.authorisation, bottle.person, bottle.clinical_day,
           bottle.portion, bottle.order, bottle.drug_form, bottle.micrograms, bottle.site_code,
           bottle.station, bottle.state, bottle.supplied_at, bottle.bring_back_until,
           bottle.usual_days, bottle.came_back, bottle.was_replaced) =
      row.As<Uuid, std::string, Uuid, PersonId, Day, int32_t, Uuid, std::string, Micrograms,
             std::string, std::string, std::string, std::optional<absl::Time>, std::optional<Day>,
             int32_t, bool, bool>();
  return bottle;
}

std::vector<Bottle> ReadBottles(const std::vector<db::Row>& rows) {
  std::vector<Bottle> bottles;
  for (const db::Row& row : rows) bottles.push_back(ReadBottle(row));
  return bottles;
}

void LoadLines(db::Transaction& transaction, Bottle* bottle) {
  for (const db::Row& row : transaction.Run(kLoadLines, bottle->id)) {
    stock::DoseLine& line = bottle->lines.emplace_back();
    std::tie(line.product_code, line.lot_number, line.quantity, line.micrograms) =
        row.As<std::string, std::string, StockQuantity, Micrograms>();
  }
}

std::optional<Bottle> ReadOne(db::Transaction& transaction, const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  Bottle bottle = ReadBottle(*row);
  LoadLines(transaction, &bottle);
  return bottle;
}

}  // namespace

void RecordBottle(db::Transaction& transaction, const Bottle& bottle, StaffId staff,
                  absl::Time now) {
  transaction.Run(kRecord, bottle.id, bottle.serial, bottle.authorisation, bottle.person,
                  bottle.clinical_day, bottle.portion, bottle.order, bottle.drug_form,
                  bottle.micrograms, bottle.site_code, bottle.station, staff, now,
                  bottle.usual_days);
  int32_t number = 0;
  for (const stock::DoseLine& line : bottle.lines) {
    transaction.Run(kRecordLine, bottle.id, ++number, line.product_code, line.lot_number,
                    line.quantity, line.micrograms);
  }
}

void RecordEvent(db::Transaction& transaction, const Uuid& bottle, const Event& event,
                 absl::Time now) {
  transaction.Run(kRecordEvent, bottle, event.state, event.detail, event.bring_back_until,
                  event.micrograms_left, event.site_code, event.staff, event.request, now,
                  event.identity_check);
}

std::optional<Bottle> LoadBottle(db::Transaction& transaction, const Uuid& id) {
  return ReadOne(transaction, transaction.RunForOne(kLoad, id));
}

std::optional<Bottle> LoadBySerial(db::Transaction& transaction, PersonId person,
                                   const std::string& serial) {
  return ReadOne(transaction, transaction.RunForOne(kLoadBySerial, person, serial));
}

std::vector<Bottle> LoadBottles(db::Transaction& transaction, PersonId person, Day from_day) {
  return ReadBottles(transaction.Run(kLoadOfPerson, person, from_day));
}

std::vector<Bottle> LoadAtHome(db::Transaction& transaction, PersonId person, Day from_day) {
  return ReadBottles(transaction.Run(kLoadAtHome, person, from_day));
}

int32_t CountToFill(db::Transaction& transaction, PersonId person, Day today) {
  return std::get<0>(transaction.RunForOne(kCountToFill, person, today)->As<int32_t>());
}

std::vector<ListedBottle> ListOpen(db::Transaction& transaction, const std::string& site_code,
                                   Day today) {
  std::vector<ListedBottle> listed;
  for (Bottle& bottle : ReadBottles(transaction.Run(kListOpen, site_code, today))) {
    LoadLines(transaction, &bottle);
    std::string number = identity::NumberOf(transaction, bottle.person);
    listed.push_back({std::move(bottle), std::move(number)});
  }
  return listed;
}

std::optional<Bottle> LookUp(db::Transaction& transaction, const std::string& serial) {
  const auto row = transaction.RunForOne(kLookUp, serial);
  if (!row) return std::nullopt;
  Bottle bottle{.serial = serial};
  std::tie(bottle.id, bottle.drug_form, bottle.micrograms, bottle.state, bottle.clinical_day,
           bottle.site_code) =
      row->As<Uuid, std::string, Micrograms, std::string, Day, std::string>();
  LoadLines(transaction, &bottle);
  return bottle;
}

std::vector<Bottle> RecallFrom(db::Transaction& transaction, PersonId person, Day from_day,
                               const Recall& recall, absl::Time now) {
  std::vector<Bottle> recalled = LoadAtHome(transaction, person, from_day);
  for (const Bottle& bottle : recalled) {
    RecordEvent(transaction, bottle.id,
                {.state = "recalled",
                 .detail = recall.detail,
                 .bring_back_until = recall.bring_back_until,
                 .staff = recall.staff,
                 .request = recall.request},
                now);
  }
  return recalled;
}

}  // namespace oat::bottles
