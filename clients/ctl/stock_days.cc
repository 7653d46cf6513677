// The open bottle of a window, what goes back to its sender, the evening's signature, and what the
// counts say together.
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "clients/ctl/units.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::StockService::Stub;

absl::StatusOr<int64_t> Millilitres(const std::string& text) {
  return ReadQuantity(text, v1::STOCK_UNIT_MICROLITRE);
}

std::string Millilitres(int64_t microlitres) {
  return FormatQuantity(microlitres, v1::STOCK_UNIT_MICROLITRE);
}

absl::Status ChangeBottle(Terminal& t, const Arguments& a, v1::ChangeBottleRequest request) {
  request.set_request_id(NewId());
  request.set_station(a.Text("station"));
  request.set_product_code(a.Text("product"));
  if (a.Has("--left")) {
    OAT_ASSIGN_OR_RETURN(const int64_t left, Millilitres(a.Text("--left")));
    request.set_residue(left);
  }
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.ChangeBottle", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ChangeBottle, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    if (response.has_closed()) {
      const v1::CountLine& closed = response.closed();
      t.out << "lot " << closed.lot_number() << " is closed: " << Millilitres(closed.counted())
            << " were left where the book had " << Millilitres(closed.expected())
            << ", and wait to be destroyed\n";
    }
    if (request.quantity() > 0) {
      t.out << Millilitres(request.quantity()) << " of " << request.product_code() << ", lot "
            << request.lot_number() << ", stand open at " << request.station() << "\n";
    }
  });
}

absl::Status OpenBottle(Terminal& t, const Arguments& a) {
  v1::ChangeBottleRequest request;
  request.set_lot_number(a.Text("lot"));
  OAT_ASSIGN_OR_RETURN(const int64_t quantity, Millilitres(a.Text("quantity")));
  request.set_quantity(quantity);
  return ChangeBottle(t, a, request);
}

absl::Status CloseBottle(Terminal& t, const Arguments& a) { return ChangeBottle(t, a, {}); }

absl::Status Return(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::ReturnStockRequest request;
  request.set_request_id(NewId());
  request.set_product_code(a.Text("product"));
  request.set_lot_number(a.Text("lot"));
  OAT_ASSIGN_OR_RETURN(const v1::StockUnit unit, UnitOf(units, request.product_code()));
  OAT_ASSIGN_OR_RETURN(const int64_t quantity, ReadQuantity(a.Text("quantity"), unit));
  request.set_quantity(quantity);
  request.set_recipient(a.Text("recipient"));
  request.set_reason(a.Text("reason"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.ReturnStock", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReturnStock, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << FormatQuantity(quantity, unit) << " of " << request.product_code() << ", lot "
          << request.lot_number() << ", left the safe for " << request.recipient() << "\n";
  });
}

absl::Status Close(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::CloseStockDayRequest request;
  request.set_request_id(NewId());
  request.set_day(a.Text("day"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.CloseStockDay", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::CloseStockDay, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    Listing listing({"product", "lot", "place", ">quantity"});
    for (const v1::StockAccount& one : response.on_hand()) {
      listing.Add(
          {one.product_code(), one.lot_number(),
           absl::StrCat(Word(one.account()), one.station().empty() ? "" : " ", one.station()),
           FormatQuantity(one.quantity(), units[one.product_code()])});
    }
    listing.Print(t.out);
    t.out << request.day() << " is closed over " << response.entries() << " entries; "
          << response.unexplained() << " differences wait for their cause\n";
  });
}

absl::Status ShowPatterns(Terminal& t, const Arguments& a) {
  v1::GetStockPatternsRequest request;
  request.set_from_day(a.Text("from"));
  request.set_until_day(a.Text("until"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetStockPatterns, request));
  return Show(t, response, [&] {
    Listing losses(
        {"station", "product", ">counts", ">pours", ">poured", ">missing", ">in a pour"});
    for (const v1::HandlingLoss& loss : response.losses()) {
      losses.Add({loss.station(), loss.product_code(), absl::StrCat(loss.counts()),
                  absl::StrCat(loss.pours()), Millilitres(loss.poured()),
                  Millilitres(loss.missing()), Millilitres(loss.missing_per_pour())});
    }
    losses.Print(t.out);
    Listing people(
        {"who poured", ">counts", ">short", ">others' counts", ">short", ">missing", ""});
    for (const v1::PersonPattern& person : response.people()) {
      people.Add({person.login(), absl::StrCat(person.counts()),
                  absl::StrCat(person.short_counts()), absl::StrCat(person.other_counts()),
                  absl::StrCat(person.other_short_counts()), Millilitres(person.missing()),
                  person.stands_out() ? "look at it together" : ""});
    }
    people.Print(t.out);
  });
}

}  // namespace

std::vector<Command> StockDayCommands() {
  const Parameter second = SecondParameter();
  const Parameter product = ProductParameter();
  const Parameter lot = LotParameter();
  const Parameter station = {"station", "STATION", "The window, for example W1"};
  const Parameter left = {"--left", "QUANTITY", "What two people measured in the open bottle"};
  return {
      {"open-bottle",
       "Opens the next bottle of a solution at a window; where one is open two people measure what "
       "is left in it.",
       "oat.v1.StockService.ChangeBottle",
       "oatctl stock open-bottle W1 METHADONE-5MG-ML LOT-7 1000mL --left 12mL --second nurse.serik",
       {station, product, lot, {"quantity", "QUANTITY", "By its label: \"1000 mL\""}, left, second},
       OpenBottle},
      {"close-bottle",
       "Closes the open bottle of a solution; two people measure what is left in it.",
       "oat.v1.StockService.ChangeBottle",
       "oatctl stock close-bottle W1 METHADONE-5MG-ML --left 12mL --second nurse.serik",
       {station, product, left, second},
       CloseBottle},
      {"return",
       "Sends a lot out of the safe back to whom it came from, or away to be destroyed; two people "
       "sign.",
       "oat.v1.StockService.ReturnStock",
       "oatctl stock return METHADONE-5MG-ML LOT-7 \"250 mL\" \"Pharma, Abai 1, Almaty\" "
       "\"expired, paper 17\" --second nurse.serik",
       {product,
        lot,
        {"quantity", "QUANTITY", "With its unit: \"250 mL\" or \"40 tablets\""},
        {"recipient", "TEXT", "Name and address of who takes it"},
        {"reason", "TEXT", "Why, and the number of its papers"},
        second},
       Return},
      {"close",
       "Closes a day of the stock: everything counted, nothing open, nothing held for waste. Two "
       "people sign what is there.",
       "oat.v1.StockService.CloseStockDay",
       "oatctl stock close 2026-11-21 --second nurse.serik",
       {{"day", "DAY", "The clinical day, today or before"}, second},
       Close},
      {"patterns",
       "Shows what each window loses in a pour, and whose counts are short more often than chance "
       "explains.",
       "oat.v1.StockService.GetStockPatterns",
       "oatctl stock patterns 2026-10-01 2026-11-21",
       {{"from", "DAY", "The first clinical day"}, {"until", "DAY", "The last"}},
       ShowPatterns}};
}

}  // namespace oat::ctl
