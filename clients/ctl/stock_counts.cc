// Counts of the stock, what their differences came from, and the book of a day.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "clients/ctl/units.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "oat/v1/stock_register.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::StockService::Stub;

constexpr char kSafe[] = "safe";

std::string PlaceOf(const std::string& station) { return station.empty() ? kSafe : station; }

std::string DifferenceInWords(const v1::CountLine& line, v1::StockUnit unit) {
  const int64_t difference = line.counted() - line.expected();
  if (difference == 0) return "as the book says";
  const bool is_within = std::abs(difference) <= line.tolerance();
  std::string words =
      absl::StrCat(FormatQuantity(std::abs(difference), unit), difference < 0 ? " less" : " more",
                   is_within ? ", within the rules" : "");
  if (line.cause() != v1::VARIANCE_CAUSE_UNSPECIFIED) {
    absl::StrAppend(&words, ": ", Word(line.cause()), ", ", line.note());
  }
  return words;
}

absl::Status Count(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::CountStockRequest request;
  request.set_request_id(NewId());
  if (a.Text("place") != kSafe) request.set_station(a.Text("place"));
  for (const std::string& lot : a.All("lot")) {
    OAT_RETURN_IF_ERROR(ReadLot(units, lot, request.add_lots()));
  }
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.CountStock", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::CountStock, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    Listing listing({"product", "lot", ">counted", ">by the book", ""});
    for (const v1::CountLine& line : response.lines()) {
      const v1::StockUnit unit = units[line.product_code()];
      listing.Add({line.product_code(), line.lot_number(), FormatQuantity(line.counted(), unit),
                   FormatQuantity(line.expected(), unit), DifferenceInWords(line, unit)});
    }
    listing.Print(t.out);
    t.out << "count " << request.request_id() << "\n";
  });
}

absl::Status ListCounts(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::ListCountsRequest request;
  int32_t limit = 30;
  if (a.Has("--limit") && !absl::SimpleAtoi(a.Text("--limit"), &limit)) {
    return Invalid("limit", a.Text("--limit"), "a number from 1 to 400");
  }
  request.set_limit(limit);
  request.set_unexplained_only(a.Has("--unexplained"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListCounts, request));
  return Show(t, response, [&] {
    Listing listing({"count", "at", "place", "counted by", "product", "lot", ">counted", ""});
    for (const v1::StockCount& count : response.counts()) {
      for (const v1::CountLine& line : count.lines()) {
        const v1::StockUnit unit = units[line.product_code()];
        listing.Add({count.count_id(), FormatTime(count.at()), PlaceOf(count.station()),
                     absl::StrCat(count.counted_by(), " and ", count.second()), line.product_code(),
                     line.lot_number(), FormatQuantity(line.counted(), unit),
                     DifferenceInWords(line, unit)});
      }
    }
    listing.Print(t.out);
  });
}

absl::Status Explain(Terminal& t, const Arguments& a) {
  v1::ExplainVarianceRequest request;
  request.set_request_id(NewId());
  request.set_count_id(a.Text("count"));
  request.set_product_code(a.Text("product"));
  request.set_lot_number(a.Text("lot"));
  OAT_ASSIGN_OR_RETURN(v1::VarianceCause cause,
                       ReadWord<v1::VarianceCause>("cause", a.Text("cause")));
  request.set_cause(cause);
  request.set_note(a.Text("note"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.ExplainVariance", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ExplainVariance, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "the difference of " << request.product_code() << ", lot " << request.lot_number()
          << ", is explained: " << Word(cause) << "\n";
  });
}

absl::Status ShowBook(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::GetStockBookRequest request;
  request.set_day(a.Text("day"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetStockBook, request));
  return Show(t, response, [&] {
    Listing listing(
        {"entry", "at", "kind", "by", "account", "product", "lot", ">quantity", ">balance", ""});
    for (const v1::StockEntry& entry : response.entries()) {
      const std::string by = entry.second().empty()
                                 ? entry.staff()
                                 : absl::StrCat(entry.staff(), " and ", entry.second());
      const std::string about =
          entry.corrects().empty()
              ? entry.delivery_note()
              : absl::StrCat("takes back ", entry.corrects(), ": ", entry.reason());
      for (const v1::StockLine& line : entry.lines()) {
        const v1::StockUnit unit = units[line.product_code()];
        const std::string account =
            absl::StrCat(Word(line.account()), line.station().empty() ? "" : " ", line.station());
        listing.Add({entry.entry_id(), FormatTime(entry.at()), entry.kind(), by, account,
                     line.product_code(), line.lot_number(), FormatQuantity(line.quantity(), unit),
                     FormatQuantity(line.balance(), unit), about});
      }
    }
    listing.Print(t.out);
  });
}

absl::Status Correct(Terminal& t, const Arguments& a) {
  v1::CorrectStockEntryRequest request;
  request.set_request_id(NewId());
  request.set_entry_id(a.Text("entry"));
  request.set_reason(a.Text("reason"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.CorrectStockEntry", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::CorrectStockEntry, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << request.entry_id() << " is taken back\n"; });
}

}  // namespace

std::vector<Command> CountCommands() {
  const Parameter second = SecondParameter();
  const Parameter product = ProductParameter();
  const Parameter lot = LotParameter();
  return {
      {"count",
       "Counts the safe or a window: every lot measured by two people who are not told what the "
       "book says. The book follows the count, and shows what differed.",
       "oat.v1.StockService.CountStock",
       "oatctl stock count W1 METHADONE-5MG-ML/LOT-7=250mL --second nurse.serik",
       {{"place", "STATION", "The window, for example W1, or safe"},
        {"lot", "PRODUCT/LOT=QUANTITY", "What was measured; 0 where there is none", false, true},
        second},
       Count},
      {"counts",
       "Lists the counts of this device's site, the newest first.",
       "oat.v1.StockService.ListCounts",
       "oatctl stock counts --unexplained",
       {{"--unexplained", "", "Only those with a difference that nobody has explained"},
        {"--limit", "COUNT", "So many of the newest, up to 400; left out: 30"}},
       ListCounts},
      {"explain",
       "Says what a difference of a count came from; two people sign.",
       "oat.v1.StockService.ExplainVariance",
       "oatctl stock explain 01916f4e-0000-7000-8000-000000000000 METHADONE-5MG-ML LOT-7 "
       "handling_loss \"three cups a day\" --second manager.ala1",
       {{"count", "ID", "The count's id, as 'oatctl stock counts' shows it"},
        product,
        lot,
        {"cause", Words<v1::VarianceCause>(), "What it came from"},
        {"note", "TEXT", "What was found, in a sentence; no names"},
        second},
       Explain},
      {"book",
       "Shows the book of a clinical day: every entry, who signed it, and each account's balance "
       "after it.",
       "oat.v1.StockService.GetStockBook",
       "oatctl stock book 2026-11-21",
       {{"day", "DAY", "The clinical day"}},
       ShowBook},
      {"correct",
       "Takes back an entry that was written in error; it stays in the book, and two people sign.",
       "oat.v1.StockService.CorrectStockEntry",
       "oatctl stock correct 01916f4e-0000-7000-8000-000000000000 \"the other lot was meant\" "
       "--second nurse.serik",
       {{"entry", "ID", "The entry's id, as 'oatctl stock book' shows it"},
        {"reason", "TEXT", "Why, in a sentence; no names"},
        second},
       Correct}};
}

}  // namespace oat::ctl
