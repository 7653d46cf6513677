// The narcotic stock of this device's site.
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "clients/ctl/units.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::StockService::Stub;

absl::StatusOr<int64_t> QuantityOf(const Units& units, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(const v1::StockUnit unit, UnitOf(units, a.Text("product")));
  return ReadQuantity(a.Text("quantity"), unit);
}

absl::Status ListProducts(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, LoadProducts(t));
  return Show(t, response, [&] {
    Listing listing({"product", "drug and form", "strength", "counted in"});
    for (const v1::Product& product : response.products()) {
      listing.Add({product.product_code(), Word(product.drug_form()), product.strength(),
                   UnitInWords(product.unit())});
    }
    listing.Print(t.out);
  });
}

absl::Status ShowStock(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetBalances, v1::GetBalancesRequest()));
  return Show(t, response, [&] {
    Listing listing({"product", "lot", "account", "station", ">quantity"});
    for (const v1::StockAccount& account : response.accounts()) {
      listing.Add({account.product_code(), account.lot_number(), Word(account.account()),
                   account.station(),
                   FormatQuantity(account.quantity(), units[account.product_code()])});
    }
    listing.Print(t.out);
    t.out << (response.balanced() ? "balanced\n" : "NOT BALANCED\n");
  });
}

absl::Status Receive(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  OAT_ASSIGN_OR_RETURN(int64_t quantity, QuantityOf(units, a));
  v1::ReceiveStockRequest request;
  request.set_request_id(NewId());
  request.set_product_code(a.Text("product"));
  request.set_lot_number(a.Text("lot"));
  request.set_expires_on(a.Text("expires"));
  request.set_quantity(quantity);
  request.set_supply_order_id(a.Text("--order"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReceiveStock, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << FormatQuantity(quantity, units[request.product_code()]) << " of "
          << request.product_code() << ", lot " << request.lot_number() << ", are in the safe\n";
  });
}

absl::Status Move(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  OAT_ASSIGN_OR_RETURN(int64_t quantity, QuantityOf(units, a));
  v1::MoveStockRequest request;
  request.set_request_id(NewId());
  request.set_product_code(a.Text("product"));
  request.set_lot_number(a.Text("lot"));
  request.set_station(a.Text("station"));
  request.set_quantity(quantity);
  request.set_back_to_safe(a.Has("--back"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::MoveStock, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << FormatQuantity(quantity, units[request.product_code()]) << " moved from "
          << (request.back_to_safe() ? request.station() + " to the safe"
                                     : "the safe to " + request.station())
          << "\n";
  });
}

absl::Status RecordOverage(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  OAT_ASSIGN_OR_RETURN(int64_t quantity, QuantityOf(units, a));
  v1::RecordOverageRequest request;
  request.set_request_id(NewId());
  request.set_station(a.Text("station"));
  request.set_product_code(a.Text("product"));
  request.set_lot_number(a.Text("lot"));
  request.set_quantity(quantity);
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.RecordOverage", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordOverage, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << FormatQuantity(quantity, units[request.product_code()]) << " more stand at "
          << request.station() << " in the book, as they do in the bottle\n";
  });
}

absl::Status SignWaste(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::SignWasteRequest request;
  request.set_request_id(NewId());
  request.set_station(a.Text("station"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.SignWaste", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::SignWaste, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    Listing listing({"destroyed", "lot", ">quantity"});
    for (const v1::DoseLine& line : response.lines()) {
      listing.Add({line.product_code(), line.lot_number(),
                   FormatQuantity(line.quantity(), units[line.product_code()])});
    }
    listing.Print(t.out);
  });
}

std::vector<Command> Postings() {
  const Parameter product = ProductParameter();
  const Parameter lot = LotParameter();
  const Parameter station = {"station", "STATION", "The window, for example W1"};
  const Parameter quantity = {"quantity", "QUANTITY",
                              "With its unit: \"250 mL\" or \"40 tablets\""};
  const Parameter second = SecondParameter();
  return {{"receive",
           "Receives a lot into the safe.",
           "oat.v1.StockService.ReceiveStock",
           "oatctl stock receive METHADONE-5MG-ML LOT-7 2027-12-31 \"1000 mL\"",
           {product,
            lot,
            {"expires", "DAY", "Last day of use, as printed"},
            quantity,
            SupplyOrderParameter()},
           Receive},
          {"move",
           "Moves stock from the safe to a window, or back.",
           "oat.v1.StockService.MoveStock",
           "oatctl stock move METHADONE-5MG-ML LOT-7 W1 \"250 mL\"",
           {product, lot, station, quantity, {"--back", "", "From the window back into the safe"}},
           Move},
          {"overage",
           "Enters what two people measured in a window's bottle above the book, so that the book "
           "never "
           "blocks the bottle.",
           "oat.v1.StockService.RecordOverage",
           "oatctl stock overage W1 METHADONE-5MG-ML LOT-7 4.5mL --second nurse.serik",
           {station, product, lot, quantity, second},
           RecordOverage},
          {"waste",
           "Destroys what a window holds for waste; two people sign.",
           "oat.v1.StockService.SignWaste",
           "oatctl stock waste W1 --second nurse.serik",
           {station, second},
           SignWaste}};
}

}  // namespace

Command StockCommand() {
  const Command show = {"show",
                        "Shows every account of this device's site, lot by lot, and whether they "
                        "balance.",
                        "oat.v1.StockService.GetBalances",
                        "oatctl stock show",
                        {},
                        ShowStock};
  Command stock = {.name = "stock",
                   .what = "The narcotic stock of this device's site; alone it shows it.",
                   .method = show.method,
                   .example = "oatctl stock",
                   .run = ShowStock,
                   .commands = {show,
                                {"products",
                                 "Lists the strengths known to the network.",
                                 "oat.v1.StockService.ListProducts",
                                 "oatctl stock products",
                                 {},
                                 ListProducts}}};
  for (const auto& commands : {Postings(), CountCommands(), LotCommands(), StockDayCommands()}) {
    stock.commands.insert(stock.commands.end(), commands.begin(), commands.end());
  }
  stock.commands.push_back(RegisterCommand());
  return stock;
}

}  // namespace oat::ctl
