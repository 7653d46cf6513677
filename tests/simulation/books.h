// What the tables must say at the end of a simulation, whatever happened in it: asked of the
// database itself, past the server.
#pragma once

#include "absl/time/time.h"
#include "tests/support/clinic.h"

namespace oat::test {

// 24 hours on. Nobody signs in again for each simulated day: the sessions are kept alive.
inline void NextDay(Clinic& clinic) {
  clinic.Advance(absl::Hours(24));
  clinic.Sql("UPDATE session SET last_used_at = '" +
             absl::FormatTime(absl::RFC3339_full, clinic.now(), absl::UTCTimeZone()) + "'");
}

// Person-days on which more was swallowed, stands authorised or is at home in bottles than the
// order in force on the day and its supplements allow.
inline constexpr char kDaysOverOrder[] = R"(
  WITH used AS (
    SELECT person_id, clinical_day, sum(micrograms) AS micrograms
      FROM (SELECT person_id, clinical_day, micrograms FROM taken
            UNION ALL
            SELECT person_id, clinical_day, micrograms FROM dose_now
             WHERE state IN ('open', 'unresolved') AND bottle_id IS NULL
            UNION ALL
            SELECT person_id, clinical_day, micrograms FROM bottle_now
             WHERE state IN ('at_home', 'recalled', 'lost', 'returned_opened')
               AND NOT was_replaced) x
     GROUP BY 1, 2)
  SELECT count(*) FROM used u
   WHERE u.micrograms >
     coalesce((SELECT CASE WHEN c.from_day <= u.clinical_day THEN 0 ELSE
                 (SELECT sum(p) FROM order_step s, unnest(s.portion_micrograms) p
                   WHERE s.order_id = o.order_id
                     AND u.clinical_day BETWEEN s.from_day AND s.until_day) END
                 FROM medication_order o LEFT JOIN order_cancellation c USING (order_id)
                WHERE o.person_id = u.person_id AND o.from_day <= u.clinical_day
                ORDER BY o.version DESC LIMIT 1), 0) +
     coalesce((SELECT sum(micrograms) FROM supplement s
                WHERE s.person_id = u.person_id AND s.clinical_day = u.clinical_day), 0))";

// Portions with more than one dose that was not taken back, or with more than one fact.
inline constexpr char kDoubledPortions[] = R"(
  SELECT count(*) FROM (
    SELECT FROM dose_now WHERE state NOT IN ('refused', 'withheld', 'voided')
     GROUP BY person_id, clinical_day, portion HAVING count(*) > 1
    UNION ALL
    SELECT FROM taken JOIN dose USING (dose_id)
     GROUP BY dose.person_id, dose.clinical_day, portion HAVING count(*) > 1) doubled)";

// Entries and lots that do not sum to zero, and balances that are not the sum of their postings.
inline constexpr char kUnbalanced[] = R"(
  SELECT (SELECT count(*) FROM (SELECT FROM posting GROUP BY entry_id, product_code, lot_number
                                HAVING sum(quantity) <> 0) entries)
       + (SELECT count(*) FROM (SELECT FROM balance GROUP BY site_code, product_code, lot_number
                                HAVING sum(quantity) <> 0) lots)
       + (SELECT count(*) FROM balance b WHERE quantity <>
            (SELECT coalesce(sum(p.quantity), 0) FROM posting p JOIN stock_entry e USING (entry_id)
              WHERE e.site_code = b.site_code AND p.account = b.account AND p.station = b.station
                AND p.product_code = b.product_code AND p.lot_number = b.lot_number)))";

// Stations whose given or reserved stock is not that of their given or open doses. Of a dose given
// in part the ledger knows the quantity and the dose only the micrograms: both are compared in
// those.
inline constexpr char kStockWithoutDose[] = R"(
  SELECT count(*) FROM (
    (SELECT site_code, station, account, sum(quantity * micrograms_per_unit /
            CASE unit WHEN 'microlitre' THEN 1000 ELSE 1 END) AS micrograms
       FROM balance JOIN product USING (product_code)
      WHERE account IN ('given', 'reserved') AND quantity <> 0 GROUP BY 1, 2, 3)
    EXCEPT
    (SELECT coalesce(b.site_code, d.site_code), coalesce(b.station, d.station), 'given',
            sum(t.micrograms)
       FROM taken t JOIN dose d USING (dose_id) LEFT JOIN bottle b USING (bottle_id)
      GROUP BY 1, 2
     UNION ALL
     SELECT site_code, station, 'reserved', sum(micrograms)
       FROM (SELECT site_code, station, micrograms FROM dose_now
              WHERE state = 'open' AND bottle_id IS NULL
             UNION ALL
             SELECT site_code, station, micrograms FROM bottle_now WHERE state = 'prepared') r
      GROUP BY 1, 2)) x)";

// Doses that wait to be settled and are not listed so, and the other way round.
inline constexpr char kUnsettledUnlisted[] = R"(
  SELECT count(*) FROM unsettled_dose u
    FULL JOIN (SELECT dose_id, person_id, site_code FROM dose_now
                WHERE state IN ('open', 'unresolved')) d USING (dose_id, person_id, site_code)
   WHERE u.dose_id IS NULL OR d.dose_id IS NULL)";

// Sites in whose book more or less is taken home than stands in bottles that were handed out and
// not brought back there.
inline constexpr char kBottlesAdrift[] = R"(
  SELECT count(*) FROM (
    (SELECT site_code, sum(quantity * micrograms_per_unit /
            CASE unit WHEN 'microlitre' THEN 1000 ELSE 1 END) AS micrograms
       FROM balance JOIN product USING (product_code)
      WHERE account = 'taken_home' AND quantity <> 0 GROUP BY 1)
    EXCEPT
    (SELECT b.site_code, sum(b.micrograms - coalesce(back.micrograms, 0))
       FROM bottle b
       JOIN bottle_event out ON out.bottle_id = b.bottle_id AND out.state = 'at_home'
       LEFT JOIN LATERAL (
         SELECT coalesce(e.micrograms_left, b.micrograms) AS micrograms FROM bottle_event e
          WHERE e.bottle_id = b.bottle_id AND e.site_code = b.site_code
            AND e.state IN ('drunk_here', 'returned', 'returned_opened') LIMIT 1) back ON true
      GROUP BY 1 HAVING sum(b.micrograms - coalesce(back.micrograms, 0)) <> 0)) x)";

inline void ExpectBooksInOrder(const Clinic& clinic) {
  EXPECT_EQ(clinic.Sql(kDaysOverOrder), "0") << "person-days over the order";
  EXPECT_EQ(clinic.Sql(kDoubledPortions), "0") << "portions doubled";
  EXPECT_EQ(clinic.Sql(kUnsettledUnlisted), "0") << "open doses lost from sight";
  EXPECT_EQ(clinic.Sql(kBottlesAdrift), "0") << "bottles not conserved";
  EXPECT_EQ(clinic.Sql(kUnbalanced), "0") << "ledger out of balance";
  EXPECT_EQ(clinic.Sql(kStockWithoutDose), "0") << "stock gone without a dose";
}

}  // namespace oat::test
