// Lots: read off their packs, kept back, and traced.
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "clients/ctl/units.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "services/base/pack_code.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::StockService::Stub;

absl::Status Link(Terminal& t, const Arguments& a) {
  v1::LinkPackCodeRequest request;
  request.set_request_id(NewId());
  request.set_gtin(a.Text("gtin"));
  request.set_product_code(a.Text("product"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.LinkPackCode", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::LinkPackCode, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "packs of " << request.gtin() << " are " << request.product_code() << "\n";
  });
}

// The unit of a pack's content is known only once its product is: it is written like any other.
absl::StatusOr<int64_t> ReadAnyQuantity(const std::string& text) {
  absl::StatusOr<int64_t> quantity = absl::InvalidArgumentError("");
  for (v1::StockUnit unit :
       {v1::STOCK_UNIT_MICROLITRE, v1::STOCK_UNIT_TABLET, v1::STOCK_UNIT_SYRINGE}) {
    quantity = ReadQuantity(text, unit);
    if (quantity.ok()) return quantity;
  }
  return Invalid("quantity", text,
                 "a quantity with its unit, such as \"250 mL\" or \"40 tablets\"");
}

absl::Status ReceivePack(Terminal& t, const Arguments& a) {
  // As a scanner gives it, separators and all; the contract takes what is printed.
  OAT_ASSIGN_OR_RETURN(const PackCode pack, ReadPackCode(a.Text("code")));
  v1::ReceiveStockRequest request;
  request.set_request_id(NewId());
  request.set_pack_code(pack.text());
  OAT_ASSIGN_OR_RETURN(int64_t quantity, ReadAnyQuantity(a.Text("quantity")));
  request.set_quantity(quantity);
  request.set_delivery_note(a.Text("--note"));
  request.set_supply_order_id(a.Text("--order"));
  if (a.Has("--noted")) {
    OAT_ASSIGN_OR_RETURN(int64_t noted, ReadAnyQuantity(a.Text("--noted")));
    request.set_noted_quantity(noted);
  }
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.ReceiveStock", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReceiveStock, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << a.Text("quantity") << " of " << response.product_code() << ", lot "
          << response.lot_number() << ", good until " << response.expires_on()
          << ", are in the safe\n";
  });
}

absl::Status Hold(Terminal& t, const Arguments& a) {
  v1::SetLotStandingRequest request;
  request.set_request_id(NewId());
  request.set_product_code(a.Text("product"));
  request.set_lot_number(a.Text("lot"));
  OAT_ASSIGN_OR_RETURN(v1::LotStanding standing,
                       ReadWord<v1::LotStanding>("standing", a.Text("standing")));
  request.set_standing(standing);
  request.set_reason(a.Text("reason"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.StockService.SetLotStanding", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::SetLotStanding, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << request.product_code() << ", lot " << request.lot_number() << ", is " << Word(standing)
          << " at every window of the network\n";
  });
}

absl::Status Trace(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::TraceLotRequest request;
  request.set_product_code(a.Text("product"));
  request.set_lot_number(a.Text("lot"));
  OAT_ASSIGN_OR_RETURN(const v1::StockUnit unit, UnitOf(units, request.product_code()));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::TraceLot, request));
  return Show(t, response, [&] {
    t.out << Word(response.standing()) << ", good until " << response.expires_on() << "\n";
    Listing sites({"site", ">on hand", ">given", ">taken home", ">patients"});
    for (const v1::LotAtSite& site : response.sites()) {
      sites.Add({site.site_code(), FormatQuantity(site.on_hand(), unit),
                 FormatQuantity(site.given(), unit), FormatQuantity(site.taken_home(), unit),
                 absl::StrCat(site.patients())});
    }
    sites.Print(t.out);
    Listing given({"number", "day", "bottle", ">quantity"});
    for (const v1::LotGiven& one : response.given()) {
      given.Add({one.patient_number(), one.clinical_day(), one.serial(),
                 FormatQuantity(one.quantity(), unit)});
    }
    given.Print(t.out);
  });
}

}  // namespace

std::vector<Command> LotCommands() {
  const Parameter second = SecondParameter();
  const Parameter product = ProductParameter();
  const Parameter lot = LotParameter();
  return {
      {"link",
       "Says of which product a GTIN is, so that the code on a pack can be read; two people sign.",
       "oat.v1.StockService.LinkPackCode",
       "oatctl stock link 04012345678901 METHADONE-5MG-ML --second manager.ala1",
       {{"gtin", "GTIN", "Fourteen digits, as the code on the pack has them"}, product, second},
       Link},
      {"receive-pack",
       "Receives a pack into the safe by the code on it: product, lot, expiry and serial.",
       "oat.v1.StockService.ReceiveStock",
       "oatctl stock receive-pack \"(01)04012345678901(17)271231(10)LOT-7(21)A1\" 1000mL",
       {{"code", "CODE", "As it is scanned, or printed under the code"},
        {"quantity", "QUANTITY", "As counted, with its unit: \"250 mL\" or \"40 tablets\""},
        {"--note", "TEXT", "The number of the delivery note"},
        {"--noted", "QUANTITY", "What the note says, where that is not what was counted"},
        SupplyOrderParameter(),
        second},
       ReceivePack},
      {"hold",
       "Keeps a lot from every window of the network, or lets it back; two people sign to let it "
       "back.",
       "oat.v1.StockService.SetLotStanding",
       "oatctl stock hold METHADONE-5MG-ML LOT-7 quarantined \"cloudy, seen at W1\"",
       {product,
        lot,
        {"standing", Words<v1::LotStanding>(), "What it is from now on"},
        {"reason", "TEXT", "Who says so and where it stands; no names of patients"},
        second},
       Hold},
      {"trace",
       "Shows where a lot went: what each site has and gave of it, and to whom of this site.",
       "oat.v1.StockService.TraceLot",
       "oatctl stock trace METHADONE-5MG-ML LOT-7",
       {product, lot},
       Trace}};
}

}  // namespace oat::ctl
