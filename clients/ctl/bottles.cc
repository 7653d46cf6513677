// Bottles: filled, handed out, brought back, lost, asked back, replaced.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/take_home.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/takehome.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

const Parameter kSerial = {"serial", "SERIAL", "As it stands on the bottle"};

template <class Request>
Request AboutBottle(const Arguments& a) {
  auto request = AboutPatient<Request>(a);
  request.set_serial(a.Text("serial"));
  return request;
}

absl::Status Fill(Terminal& t, const Arguments& a) {
  auto request = AboutPatient<v1::PrepareBottlesRequest>(a);
  request.set_authorisation_id(a.Text("authorisation"));
  request.set_station(a.Text("station"));
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::PrepareBottles, request));
  return ShowOutcome(t, response, response.outcome(), [&] { PrintBottles(t, response.bottles()); });
}

absl::Status HandOut(Terminal& t, const Arguments& a) {
  auto request = AboutPatient<v1::SupplyBottlesRequest>(a);
  request.set_authorisation_id(a.Text("authorisation"));
  OAT_ASSIGN_OR_RETURN(const auto check,
                       ReadWord<v1::IdentityCheck>("identity", a.Text("identity")));
  OAT_ASSIGN_OR_RETURN(const auto assessment,
                       ReadWord<v1::Assessment>("assessment", a.Text("assessment")));
  request.set_identity_check(check);
  request.set_assessment(assessment);
  request.set_collector(a.Has("--to-delegate") ? v1::COLLECTOR_DELEGATE : v1::COLLECTOR_PATIENT);
  if (a.Has("--to-delegate")) {
    OAT_ASSIGN_OR_RETURN(const std::string name, t.AskLine("Name, as in the document shown: "));
    OAT_ASSIGN_OR_RETURN(const std::string document, t.AskLine("Number of the document: "));
    request.set_delegate_name(name);
    request.set_delegate_document(document);
  }
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::SupplyBottles, request));
  return ShowOutcome(t, response, response.outcome(), [&] { PrintBottles(t, response.bottles()); });
}

absl::Status Return(Terminal& t, const Arguments& a) {
  auto request = AboutBottle<v1::ReturnBottleRequest>(a);
  request.set_station(a.Text("station"));
  OAT_ASSIGN_OR_RETURN(const auto condition,
                       ReadWord<v1::BottleCondition>("condition", a.Text("condition")));
  request.set_condition(condition);
  if (a.Has("--left")) {
    OAT_ASSIGN_OR_RETURN(const int64_t left, ReadMilligrams("left", a.Text("--left")));
    request.set_micrograms_left(left);
  }
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::ReturnBottle, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << request.serial() << " is back and held for waste at " << request.station() << "\n";
  });
}

absl::Status Lost(Terminal& t, const Arguments& a) {
  auto request = AboutBottle<v1::ReportBottleLostRequest>(a);
  OAT_ASSIGN_OR_RETURN(const auto cause, ReadWord<v1::LossCause>("cause", a.Text("cause")));
  request.set_cause(cause);
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::ReportBottleLost, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << request.serial()
          << " is lost; a prescriber may replace it, and the day it covers is unknown\n";
  });
}

absl::Status Recall(Terminal& t, const Arguments& a) {
  auto request = AboutPatient<v1::RecallBottlesRequest>(a);
  request.set_bring_back_until_day(a.Text("until"));
  for (const std::string& serial : a.All("--serial")) request.add_serials(serial);
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::RecallBottles, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "asked back until " << request.bring_back_until_day() << ": "
          << (response.serials_size() == 0 ? "none is at home"
                                           : absl::StrJoin(response.serials(), ", "))
          << "\n";
  });
}

absl::Status Replace(Terminal& t, const Arguments& a) {
  const auto request = AboutBottle<v1::ReplaceBottleRequest>(a);
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::ReplaceBottle, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "the portion of " << request.serial() << " can be given at the window\n";
  });
}

absl::Status ListOut(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response,
                       SendTakeHome(t, &TakeHomeStub::ListBottles, v1::ListBottlesRequest()));
  return Show(t, response, [&] { PrintBottles(t, response.bottles()); });
}

absl::Status LookUp(Terminal& t, const Arguments& a) {
  v1::LookUpBottleRequest request;
  request.set_serial(a.Text("serial"));
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::LookUpBottle, request));
  return Show(t, response, [&] {
    Listing listing({"drug and form", ">dose", "for", "state", "filled at"});
    listing.Add({Word(response.drug_form()), FormatDose(Micrograms(response.micrograms())),
                 response.clinical_day(), Word(response.state()), response.site_code()});
    listing.Print(t.out);
  });
}

std::vector<Command> GoingOut() {
  return {{"fill",
           "Fills the bottles of an authorisation from a window's stock: all of them, or none.",
           "oat.v1.TakeHomeService.PrepareBottles",
           "oatctl take-home fill 7K3MPZ4Q8X 019ac000-0000-7000-8000-000000000001 W1",
           {kPatientNumber, kAuthorisation, {"station", "STATION", "The window"}},
           Fill},
          {"hand-out",
           "Hands the filled bottles to the person, or to whom he named, whose name and document "
           "are asked for.",
           "oat.v1.TakeHomeService.SupplyBottles",
           "oatctl take-home hand-out 7K3MPZ4Q8X 019ac000-0000-7000-8000-000000000001 photo well",
           {kPatientNumber,
            kAuthorisation,
            {"identity", Words<v1::IdentityCheck>(), "How you made sure who stands there"},
            {"assessment", Words<v1::Assessment>(), "What you saw"},
            {"--to-delegate", "", "Somebody else collects"}},
           HandOut},
          {"out",
           "Lists the bottles of this site of which something is still to come.",
           "oat.v1.TakeHomeService.ListBottles",
           "oatctl take-home out",
           {},
           ListOut},
          {"look-up",
           "Says what is in the bottle with a serial, for whoever answers the 24-hour number. It "
           "names nobody.",
           "oat.v1.TakeHomeService.LookUpBottle",
           "oatctl take-home look-up B-7K3MPZ4Q8X",
           {kSerial},
           LookUp}};
}

std::vector<Command> ComingBack() {
  return {{"return",
           "Takes a bottle back. Intact it frees its portion; what is in it becomes waste.",
           "oat.v1.TakeHomeService.ReturnBottle",
           "oatctl take-home return 7K3MPZ4Q8X B-7K3MPZ4Q8X W1 intact",
           {kPatientNumber,
            kSerial,
            {"station", "STATION", "The window that takes it"},
            {"condition", Words<v1::BottleCondition>(), "Whether its seal is whole"},
            {"--left", "MG", "Milligrams still in an opened one; left out: it is empty"}},
           Return},
          {"lost",
           "Reports a bottle of which nobody can say where its content went.",
           "oat.v1.TakeHomeService.ReportBottleLost",
           "oatctl take-home lost 7K3MPZ4Q8X B-7K3MPZ4Q8X stolen",
           {kPatientNumber, kSerial, {"cause", Words<v1::LossCause>(), "How"}},
           Lost},
          {"recall",
           "Asks bottles back by a day: all that are at home, or those named.",
           "oat.v1.TakeHomeService.RecallBottles",
           "oatctl take-home recall 7K3MPZ4Q8X 2026-12-02",
           {kPatientNumber,
            {"until", "DAY", "The last day to bring them back"},
            {"--serial", "SERIAL", "Of one; several after one another", false, true}},
           Recall},
          {"replace",
           "Frees the portion of a bottle that is lost, asked back or opened, so that it can be "
           "given again.",
           "oat.v1.TakeHomeService.ReplaceBottle",
           "oatctl take-home replace 7K3MPZ4Q8X B-7K3MPZ4Q8X",
           {kPatientNumber, kSerial},
           Replace}};
}

}  // namespace

std::vector<Command> BottleCommands() {
  std::vector<Command> commands = GoingOut();
  for (Command& one : ComingBack()) commands.push_back(std::move(one));
  return commands;
}

}  // namespace oat::ctl
