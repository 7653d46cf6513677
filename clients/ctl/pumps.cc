// Dispensing pumps at the windows of this device's site.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/pump.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::PumpService::Stub;

std::string Volume(int64_t microlitres) {
  return FormatQuantity(microlitres, v1::STOCK_UNIT_MICROLITRE);
}

// Nothing is written as 0 alone.
absl::StatusOr<int64_t> ReadVolume(const std::string& text) {
  if (text == "0") return 0;
  return ReadQuantity(text, v1::STOCK_UNIT_MICROLITRE);
}

// ASKED=MEASURED.
absl::Status ReadTestPour(const std::string& text, v1::TestPour* pour) {
  const std::vector<std::string> halves = absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (halves.size() != 2) return Invalid("pour", text, "ASKED=MEASURED, such as 5mL=4.95mL");
  OAT_ASSIGN_OR_RETURN(const int64_t asked, ReadQuantity(halves[0], v1::STOCK_UNIT_MICROLITRE));
  OAT_ASSIGN_OR_RETURN(const int64_t measured, ReadVolume(halves[1]));
  pour->set_asked(asked);
  pour->set_measured(measured);
  return absl::OkStatus();
}

absl::Status ListPumps(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListPumps, v1::ListPumpsRequest()));
  return Show(t, response, [&] {
    Listing pumps({"pump", "model", "station", "product", "standing", "verified at", ">off by"});
    for (const v1::Pump& pump : response.pumps()) {
      const bool is_known = pump.has_verified_at();
      pumps.Add({pump.pump_id(), pump.model(), pump.station(), pump.product_code(),
                 Word(pump.standing()), is_known ? FormatTime(pump.verified_at()) : "",
                 is_known ? Volume(pump.largest_error()) : ""});
    }
    pumps.Print(t.out);
    if (response.unresolved().empty()) return;
    t.out << "\nNobody knows how far these came:\n";
    Listing pours({"pour", "pump", "station", "lot", "begun at", "by", ">asked"});
    for (const v1::Pour& pour : response.unresolved()) {
      pours.Add({pour.pour_id(), pour.pump_id(), pour.station(), pour.lot_number(),
                 FormatTime(pour.begun_at()), pour.begun_by(), Volume(pour.quantity())});
    }
    pours.Print(t.out);
  });
}

absl::Status Place(Terminal& t, const Arguments& a) {
  v1::PlacePumpRequest request;
  request.set_request_id(NewId());
  request.set_pump_id(a.Text("pump"));
  request.set_model(a.Text("model"));
  request.set_station(a.Text("--station"));
  request.set_product_code(a.Text("--product"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::PlacePump, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << request.pump_id()
          << (request.station().empty()
                  ? " is out of use"
                  : absl::StrCat(" stands at ", request.station(), " with ", request.product_code(),
                                 "; verify it before it pours"))
          << "\n";
  });
}

absl::Status Verify(Terminal& t, const Arguments& a) {
  v1::VerifyPumpRequest request;
  request.set_request_id(NewId());
  request.set_pump_id(a.Text("pump"));
  request.set_lot_number(a.Text("lot"));
  request.set_kind(a.Has("--calibration") ? v1::VERIFICATION_KIND_CALIBRATION
                                          : v1::VERIFICATION_KIND_DAILY);
  for (const std::string& pour : a.All("pour")) {
    OAT_RETURN_IF_ERROR(ReadTestPour(pour, request.add_pours()));
  }
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.PumpService.VerifyPump", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::VerifyPump, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << request.pump_id()
          << (response.passed() ? " may pour today: " : " MAY NOT POUR, calibrate it: ")
          << "off by " << Volume(response.largest_error()) << " where "
          << Volume(response.tolerance()) << " is allowed\n";
  });
}

absl::Status RecordCycle(Terminal& t, const Arguments& a) {
  v1::RecordPumpCycleRequest request;
  request.set_request_id(NewId());
  request.set_pump_id(a.Text("pump"));
  request.set_lot_number(a.Text("lot"));
  OAT_ASSIGN_OR_RETURN(const v1::PumpCycle cycle,
                       ReadWord<v1::PumpCycle>("cycle", a.Text("cycle")));
  request.set_cycle(cycle);
  if (a.Has("--wasted")) {
    OAT_ASSIGN_OR_RETURN(const int64_t wasted, ReadVolume(a.Text("--wasted")));
    request.set_wasted(wasted);
  }
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordPumpCycle, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << Volume(request.wasted()) << " of lot " << request.lot_number()
          << " are held for waste\n";
  });
}

absl::Status Resolve(Terminal& t, const Arguments& a) {
  v1::ResolvePourRequest request;
  request.set_request_id(NewId());
  request.set_pour_id(a.Text("pour"));
  OAT_ASSIGN_OR_RETURN(const int64_t measured, ReadVolume(a.Text("measured")));
  request.set_measured(measured);
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.PumpService.ResolvePour", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ResolvePour, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << Volume(measured) << " were in the cup; it may pour again\n"; });
}

}  // namespace

Command PumpsCommand() {
  const Parameter pump = {"pump", "PUMP", "The serial number on its plate"};
  const Parameter second = SecondParameter();
  const Command list = {"list",
                        "Lists the pumps of this device's site, whether each may pour today, and "
                        "pours of which nobody knows how far they came.",
                        "oat.v1.PumpService.ListPumps",
                        "oatctl pumps list",
                        {},
                        ListPumps};
  return {.name = "pumps",
          .what = "The dispensing pumps of this device's site; alone it lists them.",
          .method = list.method,
          .example = "oatctl pumps",
          .run = ListPumps,
          .commands = {
              list,
              {"place",
               "Puts a pump at a window with what runs in its tubes; without a window it is out of "
               "use.",
               "oat.v1.PumpService.PlacePump",
               "oatctl pumps place SN-1042 \"New Era NE-9000\" --station W1 --product "
               "METHADONE-5MG-ML",
               {pump,
                {"model", "TEXT", "Maker and model"},
                {"--station", "STATION", "The window, for example W1"},
                {"--product", "PRODUCT", "A solution that 'oatctl stock products' lists"}},
               Place},
              {"verify",
               "Records test pours that two people measured, before the day's first dose. What was "
               "poured is held for waste.",
               "oat.v1.PumpService.VerifyPump",
               "oatctl pumps verify SN-1042 LOT-7 5mL=4.95mL 1mL=1.01mL --second nurse.serik",
               {pump,
                LotParameter(),
                {"pour", "ASKED=MEASURED", "What it was told, and what came", false, true},
                {"--calibration", "", "After it was set anew"},
                second},
               Verify},
              {"cycle",
               "Records that a pump's tubes were filled or run dry.",
               "oat.v1.PumpService.RecordPumpCycle",
               "oatctl pumps cycle SN-1042 prime LOT-7 --wasted 2.5mL",
               {pump,
                {"cycle", Words<v1::PumpCycle>(), "What was done"},
                LotParameter(),
                {"--wasted", "QUANTITY", "What did not go back into the bottle"}},
               RecordCycle},
              {"resolve",
               "Says what two people measured of a pour of which nobody knows how far it came.",
               "oat.v1.PumpService.ResolvePour",
               "oatctl pumps resolve 01916f4e-0000-7000-8000-000000000000 2.5mL --second "
               "nurse.serik",
               {{"pour", "ID", "The pour's id, as 'oatctl pumps' shows it"},
                {"measured", "QUANTITY", "What is in the cup; 0 where it is empty"},
                second},
               Resolve}}};
}

}  // namespace oat::ctl
