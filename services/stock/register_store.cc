#include "services/stock/register_store.h"

#include <tuple>

namespace oat::stock {
namespace {

// Accounts that are outside of the site's keeping. What moves between the others changes no
// register, and as an entry sums to zero, what these take is what the site has less.
#define OAT_OUTSIDE                                                                          \
  " IN ('supplier', 'given', 'taken_home', 'waste', 'variance', 'returned', 'transferred', " \
  "'lost') "
// What is kept as the period begins is what is kept now without what was posted since.
constexpr db::Statement kLoadOpening{"stock_load_register_opening", R"(
    WITH since AS (
      SELECT p.product_code, sum(p.quantity) AS quantity
        FROM stock_entry e JOIN posting p USING (entry_id)
       WHERE e.site_code = $1 AND e.recorded_at >= $2 AND p.account)" OAT_OUTSIDE R"(
       GROUP BY p.product_code)
    SELECT b.product_code, (coalesce(s.quantity, 0) - sum(b.quantity))::bigint
      FROM balance b LEFT JOIN since s USING (product_code)
     WHERE b.site_code = $1 AND b.account)" OAT_OUTSIDE R"( AND ($3 = '' OR b.product_code = $3)
     GROUP BY b.product_code, s.quantity ORDER BY b.product_code)"};
// Of a bottle that was drunk in part at the window some was at home and is held again: the account
// is the one that explains the sign.
constexpr db::Statement kLoadRegister{"stock_load_register", R"(
    WITH change AS (
      SELECT e.entry_id, p.product_code, p.lot_number, (-sum(p.quantity))::bigint AS quantity,
             CASE WHEN sum(p.quantity) > 0
                  THEN (array_agg(p.account ORDER BY p.quantity DESC))[1]
                  ELSE (array_agg(p.account ORDER BY p.quantity))[1] END AS account
        FROM stock_entry e JOIN posting p USING (entry_id)
       WHERE e.site_code = $1 AND e.recorded_at >= $2 AND e.recorded_at < $3
         AND ($4 = '' OR p.product_code = $4) AND p.account)" OAT_OUTSIDE R"(
       GROUP BY e.entry_id, p.product_code, p.lot_number HAVING sum(p.quantity) <> 0)
    SELECT e.recorded_at, coalesce(g.happened_at, e.recorded_at), e.kind, c.account,
           c.product_code, c.lot_number, c.quantity, coalesce(o.party, ''),
           coalesce(g.patient_number, ''), coalesce(g.prescriber, ''), a.login,
           coalesce(b.login, ''), coalesce(g.serial, ''), coalesce(g.collector, ''),
           coalesce(e.reason, v.note, o.note, ''), coalesce(g.identity_check, '')
      FROM change c JOIN stock_entry e USING (entry_id) JOIN staff a ON a.staff_id = e.staff_id
      LEFT JOIN staff b ON b.staff_id = e.second_id
      LEFT JOIN given_here($2, $3) g ON g.entry_id = e.entry_id
      LEFT JOIN stock_entry_party o ON o.entry_id = coalesce(e.corrects, e.entry_id)
      LEFT JOIN stock_variance v ON (v.count_id, v.product_code, v.lot_number) =
                                    (e.count_id, c.product_code, c.lot_number)
     ORDER BY c.product_code, e.recorded_at, e.entry_id, c.lot_number)"};

}  // namespace

std::vector<Kept> LoadOpening(db::Transaction& transaction, const RegisterPeriod& period) {
  std::vector<Kept> opening;
  for (const db::Row& row :
       transaction.Run(kLoadOpening, period.site_code, period.from, period.product_code)) {
    Kept& one = opening.emplace_back();
    std::tie(one.product_code, one.quantity) = row.As<std::string, StockQuantity>();
  }
  return opening;
}

std::vector<RegisterLine> LoadRegister(db::Transaction& transaction, const RegisterPeriod& period) {
  std::vector<RegisterLine> lines;
  for (const db::Row& row : transaction.Run(kLoadRegister, period.site_code, period.from,
                                            period.until, period.product_code)) {
    RegisterLine& line = lines.emplace_back();
    std::tie(line.recorded_at, line.happened_at, line.entry_kind, line.account, line.product_code,
             line.lot_number, line.quantity, line.party, line.patient_number, line.prescriber,
             line.staff, line.second, line.serial, line.collector, line.note, line.identity_check) =
        row.As<absl::Time, absl::Time, std::string, std::string, std::string, std::string,
               StockQuantity, std::string, std::string, std::string, std::string, std::string,
               std::string, std::string, std::string, std::string>();
  }
  return lines;
}

}  // namespace oat::stock
