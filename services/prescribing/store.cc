#include "services/prescribing/store.h"

#include <tuple>

namespace oat::prescribing {
namespace {

#define OAT_ORDER_COLUMNS                                                                    \
  "SELECT o.order_id, o.version, o.kind, o.drug_form, o.from_day, o.until_day, "             \
  "o.supervised_weekdays, o.signed_by, o.second_id, coalesce(f.login, ''), o.recorded_at, "  \
  "c.from_day, o.rule_pack, o.start_rationale FROM medication_order o LEFT JOIN staff f ON " \
  "f.staff_id = o.signed_by "                                                                \
  "LEFT JOIN order_cancellation c USING (order_id) WHERE o.person_id = $1 "
constexpr db::Statement kLoadCurrent{"prescribing_load_current", OAT_ORDER_COLUMNS
                                     "AND o.from_day <= $2 ORDER BY o.version DESC LIMIT 1"};
constexpr db::Statement kLoadAll{"prescribing_load_all",
                                 OAT_ORDER_COLUMNS "ORDER BY o.version DESC"};
constexpr db::Statement kLoadSteps{"prescribing_load_steps", R"(
    SELECT from_day, until_day, portion_micrograms, coalesce(interval_days, 1)::int FROM order_step
     WHERE order_id = $1 ORDER BY step)"};
constexpr db::Statement kRecordOrder{"prescribing_record_order", R"(
    INSERT INTO medication_order (order_id, person_id, version, kind, drug_form, from_day,
                                  until_day, supervised_weekdays, signed_by, second_id,
                                  recorded_at, rule_pack, start_rationale,
                                  hours_since_full_agonist, withdrawal_score)
    SELECT $1::uuid, $2::bigint, coalesce(max(version), 0) + 1, $3, $4, $5::date, $6::date,
           $7::smallint[], $8::bigint, $9::bigint, $10::timestamptz, $11, $12, $13::int, $14::int
      FROM medication_order WHERE person_id = $2)"};
constexpr db::Statement kRecordStep{"prescribing_record_step", R"(
    INSERT INTO order_step (order_id, step, from_day, until_day, portion_micrograms, interval_days)
    VALUES ($1, $2, $3, $4, $5, nullif($6::smallint, 1)))"};
constexpr db::Statement kRecordCarriedOver{"prescribing_record_carried_over", R"(
    INSERT INTO medication_order (order_id, person_id, version, kind, drug_form, from_day,
                                  until_day, supervised_weekdays, recorded_at)
    SELECT n.order_id, n.person_id, 1, 'carried_over', n.drug_form, n.from_day, n.until_day,
           '{1,2,3,4,5,6,7}', $6
      FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::date[], $5::date[])
           AS n (order_id, person_id, drug_form, from_day, until_day))"};
constexpr db::Statement kRecordOnlySteps{"prescribing_record_only_steps", R"(
    INSERT INTO order_step (order_id, step, from_day, until_day, portion_micrograms)
    SELECT n.order_id, 1, n.from_day, n.until_day, ARRAY[n.dose]
      FROM unnest($1::uuid[], $2::date[], $3::date[], $4::bigint[])
           AS n (order_id, from_day, until_day, dose))"};
constexpr db::Statement kCancel{"prescribing_cancel", R"(
    INSERT INTO order_cancellation (order_id, from_day, cancelled_by, recorded_at)
    VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kLoadSupplements{"prescribing_load_supplements", R"(
    SELECT supplement_id, portion, micrograms, reason, fact_id, not_before FROM supplement
     WHERE person_id = $1 AND clinical_day = $2 ORDER BY portion)"};
constexpr db::Statement kRecordSupplement{"prescribing_record_supplement", R"(
    INSERT INTO supplement (supplement_id, person_id, clinical_day, portion, micrograms, reason,
                            fact_id, not_before, signed_by, recorded_at)
    SELECT $1::uuid, $2::bigint, $3::date, coalesce(max(portion) + 1, $4::smallint), $5::bigint,
           $6, $7::uuid, $8::timestamptz, $9::bigint, $10::timestamptz
      FROM supplement WHERE person_id = $2 AND clinical_day = $3
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kLoadHold{"prescribing_load_hold", R"(
    SELECT h.hold_id, h.code, h.alternative, h.until FROM hold h
     WHERE h.person_id = ANY ((SELECT one_person($1))::bigint[]) AND h.until > $2
       AND NOT EXISTS (SELECT FROM hold_release r WHERE r.hold_id = h.hold_id)
     ORDER BY h.until DESC LIMIT 1)"};
constexpr db::Statement kHoldEndAt{"prescribing_hold_end_at", R"(
    SELECT h.until FROM hold h
     WHERE h.person_id = ANY ((SELECT one_person($1))::bigint[])
       AND h.recorded_at <= $2 AND h.until > $2
       AND NOT EXISTS (SELECT FROM hold_release r
                        WHERE r.hold_id = h.hold_id AND r.recorded_at <= $2)
     ORDER BY h.until DESC LIMIT 1)"};
constexpr db::Statement kRecordHold{"prescribing_record_hold", R"(
    INSERT INTO hold (hold_id, person_id, code, alternative, until, authored_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
constexpr db::Statement kReleaseHolds{"prescribing_release_holds", R"(
    INSERT INTO hold_release (hold_id, released_by, recorded_at)
    SELECT hold_id, $2::bigint, $3::timestamptz FROM hold WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
      AND until > $3
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kLoadOverrides{"prescribing_load_overrides", R"(
    SELECT rule FROM rule_override WHERE person_id = $1 AND clinical_day = $2)"};
constexpr db::Statement kRecordOverride{"prescribing_record_override", R"(
    INSERT INTO rule_override (person_id, clinical_day, rule, signed_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)"};
// People whose standing custody today is the site's and whose last version nobody has signed.
constexpr db::Statement kListCarriedOver{"prescribing_list_carried_over", R"(
    SELECT c.person_id
      FROM (SELECT DISTINCT ON (person_id) person_id, site_code FROM custody_start
             WHERE from_day <= $2
               AND person_id IN (SELECT person_id FROM custody_start WHERE site_code = $1)
             ORDER BY person_id, from_day DESC, revision DESC) c
     CROSS JOIN LATERAL (SELECT kind, order_id FROM medication_order m
                          WHERE m.person_id = c.person_id ORDER BY version DESC LIMIT 1) o
     WHERE c.site_code = $1 AND o.kind = 'carried_over'
       AND NOT EXISTS (SELECT FROM order_cancellation x WHERE x.order_id = o.order_id)
     ORDER BY c.person_id)"};
constexpr db::Statement kListExpiring{
    "prescribing_list_expiring",
    "SELECT patient_number, until_day, kind FROM expiring_here($1, $2)"};

// As a column has them.
constexpr char kDocumented[] = "documented";
constexpr char kLimitFailed[] = "limit_failed";

std::optional<std::string> CodeOf(policy::Rationale rationale) {
  switch (rationale) {
    case rules::v1::RATIONALE_DOCUMENTED:
      return kDocumented;
    case rules::v1::RATIONALE_LIMIT_FAILED:
      return kLimitFailed;
    default:
      return std::nullopt;
  }
}

policy::Rationale RationaleOf(const std::optional<std::string>& code) {
  if (code == kDocumented) return rules::v1::RATIONALE_DOCUMENTED;
  return code == kLimitFailed ? rules::v1::RATIONALE_LIMIT_FAILED
                              : rules::v1::RATIONALE_UNSPECIFIED;
}

void LoadSteps(db::Transaction& transaction, Order* order) {
  for (const db::Row& row : transaction.Run(kLoadSteps, order->id)) {
    auto [from_day, until_day, portions, interval_days] =
        row.As<Day, Day, std::vector<int64_t>, int32_t>();
    Step& step = order->steps.emplace_back(Step{from_day, until_day, {}, interval_days});
    for (int64_t portion : portions) step.portions.emplace_back(portion);
  }
}

Order ReadOrder(db::Transaction& transaction, const db::Row& row) {
  Order order;
  std::optional<std::string> rationale;
  std::tie(order.id, order.version, order.kind, order.drug_form, order.from_day, order.until_day,
           order.supervised_weekdays, order.signed_by, order.second, order.signed_by_login,
           order.recorded_at, order.cancelled_from, order.rule_packs, rationale) =
      row.As<Uuid, int32_t, std::string, std::string, Day, Day, std::vector<int32_t>,
             std::optional<StaffId>, std::optional<StaffId>, std::string, absl::Time,
             std::optional<Day>, std::optional<std::string>, std::optional<std::string>>();
  order.rationale = RationaleOf(rationale);
  LoadSteps(transaction, &order);
  return order;
}

}  // namespace

std::optional<Order> LoadCurrent(db::Transaction& transaction, PersonId person, Day day) {
  auto row = transaction.RunForOne(kLoadCurrent, person, day);
  if (!row) return std::nullopt;
  return ReadOrder(transaction, *row);
}

std::vector<Order> LoadAll(db::Transaction& transaction, PersonId person) {
  std::vector<Order> orders;
  for (const db::Row& row : transaction.Run(kLoadAll, person)) {
    orders.push_back(ReadOrder(transaction, row));
  }
  return orders;
}

void RecordOrder(db::Transaction& transaction, PersonId person, const Order& order,
                 absl::Time now) {
  std::optional<int32_t> hours, score;
  if (order.switch_assessment) {
    hours = order.switch_assessment->hours_since_full_agonist;
    score = order.switch_assessment->withdrawal_score;
  }
  transaction.Run(kRecordOrder, order.id, person, order.kind, order.drug_form, order.from_day,
                  order.until_day, order.supervised_weekdays, order.signed_by, order.second, now,
                  order.rule_packs, CodeOf(order.rationale), hours, score);
  int32_t number = 0;
  for (const Step& step : order.steps) {
    std::vector<int64_t> portions;
    for (Micrograms portion : step.portions) portions.push_back(portion.count());
    transaction.Run(kRecordStep, order.id, ++number, step.from_day, step.until_day, portions,
                    step.interval_days);
  }
}

void RecordCarriedOver(db::Transaction& transaction, const std::vector<CarriedOver>& orders,
                       absl::Time now) {
  std::vector<Uuid> ids;
  std::vector<PersonId> people;
  std::vector<std::string> drug_forms;
  std::vector<Micrograms> doses;
  std::vector<Day> from_days, until_days;
  for (const CarriedOver& order : orders) {
    ids.push_back(order.id);
    people.push_back(order.person);
    drug_forms.push_back(order.drug_form);
    doses.push_back(order.dose);
    from_days.push_back(order.from_day);
    until_days.push_back(order.until_day);
  }
  transaction.Run(kRecordCarriedOver, ids, people, drug_forms, from_days, until_days, now);
  transaction.Run(kRecordOnlySteps, ids, from_days, until_days, doses);
}

bool RecordCancellation(db::Transaction& transaction, const Uuid& order, Day from_day, StaffId by,
                        absl::Time now) {
  return transaction.RunForOne(kCancel, order, from_day, by, now).has_value();
}

std::vector<Supplement> LoadSupplements(db::Transaction& transaction, PersonId person, Day day) {
  std::vector<Supplement> supplements;
  for (const db::Row& row : transaction.Run(kLoadSupplements, person, day)) {
    Supplement& one = supplements.emplace_back();
    std::tie(one.id, one.portion, one.micrograms, one.reason, one.fact, one.not_before) =
        row.As<Uuid, int32_t, Micrograms, std::string, Uuid, absl::Time>();
  }
  return supplements;
}

bool RecordSupplement(db::Transaction& transaction, PersonId person, Day day,
                      const Supplement& supplement, StaffId signed_by, absl::Time now) {
  return transaction
      .RunForOne(kRecordSupplement, supplement.id, person, day, kFirstSupplementPortion,
                 supplement.micrograms, supplement.reason, supplement.fact, supplement.not_before,
                 signed_by, now)
      .has_value();
}

std::optional<Hold> LoadHold(db::Transaction& transaction, PersonId person, absl::Time now) {
  auto row = transaction.RunForOne(kLoadHold, person, now);
  if (!row) return std::nullopt;
  Hold hold;
  std::tie(hold.id, hold.code, hold.alternative, hold.until) =
      row->As<Uuid, std::string, std::string, absl::Time>();
  return hold;
}

std::optional<absl::Time> LoadHoldEndAt(db::Transaction& transaction, PersonId person,
                                        absl::Time moment) {
  auto row = transaction.RunForOne(kHoldEndAt, person, moment);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<absl::Time>());
}

void RecordHold(db::Transaction& transaction, PersonId person, const Hold& hold, StaffId author,
                absl::Time now) {
  transaction.Run(kRecordHold, hold.id, person, hold.code, hold.alternative, hold.until, author,
                  now);
}

int32_t ReleaseHolds(db::Transaction& transaction, PersonId person, StaffId by, absl::Time now) {
  return static_cast<int32_t>(transaction.Run(kReleaseHolds, person, by, now).size());
}

std::set<std::string> LoadOverrides(db::Transaction& transaction, PersonId person, Day day) {
  std::set<std::string> rules;
  for (const db::Row& row : transaction.Run(kLoadOverrides, person, day)) {
    rules.insert(std::get<0>(row.As<std::string>()));
  }
  return rules;
}

void RecordOverride(db::Transaction& transaction, PersonId person, Day day, const std::string& rule,
                    StaffId signed_by, absl::Time now) {
  transaction.Run(kRecordOverride, person, day, rule, signed_by, now);
}

std::vector<PersonId> ListCarriedOver(db::Transaction& transaction, const std::string& site_code,
                                      Day today) {
  std::vector<PersonId> people;
  for (const db::Row& row : transaction.Run(kListCarriedOver, site_code, today)) {
    people.push_back(std::get<0>(row.As<PersonId>()));
  }
  return people;
}

std::vector<Expiring> ListExpiring(db::Transaction& transaction, Day today, Day until) {
  std::vector<Expiring> expiring;
  for (const db::Row& row : transaction.Run(kListExpiring, today, until)) {
    Expiring& one = expiring.emplace_back();
    std::tie(one.patient_number, one.until_day, one.kind) = row.As<std::string, Day, std::string>();
  }
  return expiring;
}

}  // namespace oat::prescribing
