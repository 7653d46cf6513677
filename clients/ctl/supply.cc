// How long everything lasts that this device's site needs, and what was ordered against it.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "clients/ctl/units.h"
#include "oat/v1/form.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/supply.grpc.pb.h"
#include "services/base/quantity.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::SupplyService::Stub;

constexpr int32_t kUsualDays = 30;

// Of a warning only what has to be done.
std::string WarningInWords(v1::SupplyWarning warning) {
  return warning == v1::SUPPLY_WARNING_NONE ? "" : Word(warning);
}

std::string Dose(int64_t micrograms) { return FormatDose(Micrograms(micrograms)); }

std::string LastsUntil(const v1::DrugForecast& drug) {
  return drug.lasts_until().empty() ? "longer" : drug.lasts_until();
}

void PrintDrugs(Terminal& t, const v1::ForecastSupplyResponse& response) {
  Listing drugs({"drug and form", ">people", ">on hand", ">expires before", ">ordered", ">a day",
                 ">days", "until", "", ">order now"});
  for (const v1::DrugForecast& one : response.drugs()) {
    drugs.Add({Word(one.drug_form()), absl::StrCat(one.patients()), Dose(one.on_hand_micrograms()),
               Dose(one.expiring_micrograms()), Dose(one.ordered_micrograms()),
               Dose(one.daily_micrograms()), absl::StrCat(one.days_of_supply()), LastsUntil(one),
               WarningInWords(one.warning()), Dose(one.order_micrograms())});
  }
  drugs.Print(t.out);
}

void PrintRest(Terminal& t, const v1::ForecastSupplyResponse& response) {
  for (const v1::FormForecast& one : response.forms()) {
    t.out << "forms " << one.series() << ": " << one.unused() << " unused";
    if (!one.lasts_until().empty()) t.out << ", until " << one.lasts_until();
    t.out << "\n";
  }
  const std::string forms = WarningInWords(response.forms_warning());
  if (!forms.empty()) t.out << "forms are " << forms << "\n";
  const std::string licence = WarningInWords(response.licence_warning());
  t.out << "licence until " << response.licence_until() << ", " << response.licence_days()
        << " days" << (licence.empty() ? "" : ": " + licence) << "\n"
        << response.patients() << " people today, places for " << response.capacity() << "\n";
}

absl::Status Forecast(Terminal& t, const Arguments& a) {
  v1::ForecastSupplyRequest request;
  int32_t days = kUsualDays;
  if (a.Has("--days") && !absl::SimpleAtoi(a.Text("--days"), &days)) {
    return Invalid("days", a.Text("--days"), "a number from 1 to 180");
  }
  request.set_days(days);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ForecastSupply, request));
  return Show(t, response, [&] {
    PrintDrugs(t, response);
    PrintRest(t, response);
  });
}

absl::Status Place(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::PlaceSupplyOrderRequest request;
  request.set_request_id(NewId());
  request.set_product_code(a.Text("product"));
  OAT_ASSIGN_OR_RETURN(const v1::StockUnit unit, UnitOf(units, request.product_code()));
  OAT_ASSIGN_OR_RETURN(const int64_t quantity, ReadQuantity(a.Text("quantity"), unit));
  request.set_quantity(quantity);
  request.set_supplier(a.Text("supplier"));
  request.set_expected_on(a.Text("expected"));
  request.set_reference(a.Text("reference"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::PlaceSupplyOrder, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << FormatQuantity(quantity, unit) << " of " << request.product_code()
          << " are ordered\norder " << request.request_id() << "\n";
  });
}

absl::Status ListOrders(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::ListSupplyOrdersRequest request;
  request.set_open_only(a.Has("--open"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListSupplyOrders, request));
  return Show(t, response, [&] {
    Listing listing({"order", "product", ">ordered", ">received", "supplier", "expected",
                     "reference", "by", "at", ""});
    for (const v1::SupplyOrder& order : response.orders()) {
      const v1::StockUnit unit = units[order.product_code()];
      listing.Add({order.supply_order_id(), order.product_code(),
                   FormatQuantity(order.quantity(), unit), FormatQuantity(order.received(), unit),
                   order.supplier(), order.expected_on(), order.reference(), order.ordered_by(),
                   FormatTime(order.ordered_at()),
                   order.is_late() ? "late" : (order.is_open() ? "open" : "closed")});
    }
    listing.Print(t.out);
  });
}

absl::Status End(Terminal& t, const Arguments& a) {
  v1::EndSupplyOrderRequest request;
  request.set_request_id(NewId());
  request.set_supply_order_id(a.Text("order"));
  request.set_reason(a.Text("reason"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::EndSupplyOrder, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "nothing more comes of " << request.supply_order_id() << "\n";
  });
}

std::vector<Command> OrderCommands() {
  return {{"order",
           "Writes down what was ordered from a supplier; what arrives names it ('oatctl stock "
           "receive --order').",
           "oat.v1.SupplyService.PlaceSupplyOrder",
           "oatctl supply order METHADONE-5MG-ML \"20000 mL\" \"Pharma depot, Almaty\" 2026-12-10 "
           "\"PO 17\"",
           {ProductParameter(),
            {"quantity", "QUANTITY", "With its unit: \"250 mL\" or \"40 tablets\""},
            {"supplier", "TEXT", "Name and address"},
            {"expected", "DAY", "When it should be here"},
            {"reference", "TEXT", "The number of its papers"}},
           Place},
          {"orders",
           "Lists what this device's site ordered, the newest first, with what came of each.",
           "oat.v1.SupplyService.ListSupplyOrders",
           "oatctl supply orders --open",
           {{"--open", "", "Only those of which something is still to come"}},
           ListOrders},
          {"end",
           "Says that nothing more will come of an order.",
           "oat.v1.SupplyService.EndSupplyOrder",
           "oatctl supply end 01916f4e-0000-7000-8000-000000000000 \"the supplier has none\"",
           {{"order", "ID", "The order's id, as 'oatctl supply orders' shows it"},
            {"reason", "TEXT", "Why, in a sentence"}},
           End}};
}

}  // namespace

Command SupplyCommand() {
  const std::vector<Parameter> days = {
      {"--days", "COUNT", "How far it looks, up to 180; left out: 30"}};
  const Command forecast = {"forecast",
                            "Forecasts, from the orders in force and the people who come or go, "
                            "how long each drug lasts and what to order; and the same of forms, "
                            "licence and places.",
                            "oat.v1.SupplyService.ForecastSupply",
                            "oatctl supply forecast --days 60",
                            days,
                            Forecast};
  Command supply = {.name = "supply",
                    .what =
                        "How long everything lasts that this device's site needs; alone it "
                        "forecasts 30 days.",
                    .method = forecast.method,
                    .example = "oatctl supply",
                    .run = Forecast,
                    .commands = {forecast}};
  for (Command& command : OrderCommands()) supply.commands.push_back(std::move(command));
  return supply;
}

}  // namespace oat::ctl
