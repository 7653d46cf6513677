#include "services/stock/book_store.h"

#include <tuple>

namespace oat::stock {
namespace {

#define OAT_ENTRY                                                                                 \
  "SELECT e.entry_id, e.recorded_at, e.kind, a.login, coalesce(b.login, ''), e.corrects, "        \
  "coalesce(e.reason, ''), coalesce(r.delivery_note, ''), p.account, p.station, p.product_code, " \
  "p.lot_number, p.quantity, 0::bigint "                                                          \
  "FROM stock_entry e JOIN posting p USING (entry_id) JOIN staff a ON a.staff_id = e.staff_id "   \
  "LEFT JOIN staff b ON b.staff_id = e.second_id LEFT JOIN stock_receipt r USING (entry_id) "
// An account's balance after a line is its balance now without what was posted since.
constexpr db::Statement kLoadBook{"stock_load_book", R"(
    WITH later AS (
      SELECT p.account, p.station, p.product_code, p.lot_number, sum(p.quantity) AS quantity
        FROM stock_entry e JOIN posting p USING (entry_id)
       WHERE e.site_code = $1 AND e.recorded_at >= $3 GROUP BY 1, 2, 3, 4)
    SELECT e.entry_id, e.recorded_at, e.kind, a.login, coalesce(b.login, ''), e.corrects,
           coalesce(e.reason, ''), coalesce(r.delivery_note, ''), p.account, p.station,
           p.product_code, p.lot_number, p.quantity,
           (n.quantity - coalesce(l.quantity, 0)
             - coalesce(sum(p.quantity) OVER (
                 PARTITION BY p.account, p.station, p.product_code, p.lot_number
                 ORDER BY e.recorded_at DESC, e.entry_id DESC, p.line DESC
                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint
      FROM stock_entry e JOIN posting p USING (entry_id) JOIN staff a ON a.staff_id = e.staff_id
      LEFT JOIN staff b ON b.staff_id = e.second_id
      LEFT JOIN stock_receipt r USING (entry_id)
      JOIN balance n ON (n.site_code, n.station, n.account, n.product_code, n.lot_number) =
                        (e.site_code, p.station, p.account, p.product_code, p.lot_number)
      LEFT JOIN later l ON (l.account, l.station, l.product_code, l.lot_number) =
                           (p.account, p.station, p.product_code, p.lot_number)
     WHERE e.site_code = $1 AND e.recorded_at >= $2 AND e.recorded_at < $3
     ORDER BY e.recorded_at, e.entry_id, p.line)"};
constexpr db::Statement kLoadEntry{"stock_load_entry", OAT_ENTRY R"(
     WHERE e.site_code = $1 AND e.entry_id = $2 ORDER BY p.line)"};
constexpr db::Statement kIsCorrected{"stock_is_corrected",
                                     "SELECT EXISTS (SELECT FROM stock_entry WHERE corrects = $1)"};

std::vector<BookEntry> ReadEntries(const std::vector<db::Row>& rows) {
  std::vector<BookEntry> entries;
  for (const db::Row& row : rows) {
    BookEntry entry;
    BookLine line;
    std::tie(entry.id, entry.at, entry.kind, entry.login, entry.second_login, entry.corrects,
             entry.reason, entry.delivery_note, line.account, line.station, line.product_code,
             line.lot_number, line.quantity, line.balance) =
        row.As<Uuid, absl::Time, std::string, std::string, std::string, std::optional<Uuid>,
               std::string, std::string, std::string, std::string, std::string, std::string,
               StockQuantity, StockQuantity>();
    if (entries.empty() || entries.back().id != entry.id) entries.push_back(std::move(entry));
    entries.back().lines.push_back(std::move(line));
  }
  return entries;
}

}  // namespace

std::vector<BookEntry> LoadBook(db::Transaction& transaction, const std::string& site_code,
                                absl::Time from, absl::Time until) {
  return ReadEntries(transaction.Run(kLoadBook, site_code, from, until));
}

std::optional<BookEntry> LoadEntry(db::Transaction& transaction, const std::string& site_code,
                                   const Uuid& id) {
  std::vector<BookEntry> entries = ReadEntries(transaction.Run(kLoadEntry, site_code, id));
  if (entries.empty()) return std::nullopt;
  return std::move(entries.front());
}

bool IsCorrected(db::Transaction& transaction, const Uuid& entry) {
  return std::get<0>(transaction.RunForOne(kIsCorrected, entry)->As<bool>());
}

}  // namespace oat::stock
