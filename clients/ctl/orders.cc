// Orders: shown, signed, held and cancelled by prescribers, from any device of the network.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/command.h"
#include "clients/ctl/form_number.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/base/quantity.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::PrescribingService::Stub;

const Parameter kNumber = {"number", "NUMBER", "The patient number"};
const Parameter kBottles = {"--bottles", Words<v1::BottlesDecision>(),
                            "What becomes of bottles that are at home; needed where there are any"};

// A request about one person: its ids filled.
template <class Request>
Request For(const Arguments& a) {
  Request request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  return request;
}

template <class Request, class Response>
absl::StatusOr<Response> Send(Terminal& t,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                              const Request& request) {
  return Ask(t, method, request);
}

absl::StatusOr<int32_t> ReadNumber(const char* field, const std::string& text) {
  int32_t number = 0;
  if (absl::SimpleAtoi(text, &number)) return number;
  return Invalid(field, text, "a whole number");
}

std::string Portions(const v1::OrderStep& step) {
  std::string portions =
      absl::StrJoin(step.portion_micrograms(), " + ", [](std::string* out, int64_t portion) {
        absl::StrAppend(out, FormatDose(Micrograms(portion)));
      });
  if (step.interval_days() == 0) return portions;
  return absl::StrCat(portions, " every ", step.interval_days(), " days");
}

absl::Status ShowOrders(Terminal& t, const Arguments& a) {
  v1::GetOrdersRequest request;
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(auto response, Send(t, &Stub::GetOrders, request));
  return Show(t, response, [&] {
    Listing listing({">version", "kind", "drug and form", "from", "until", ">dose", "at the window",
                     "signed by", ""});
    for (const v1::Order& order : response.orders()) {
      for (const v1::OrderStep& step : order.steps()) {
        listing.Add({absl::StrCat(order.version()), Word(order.kind()), Word(order.drug_form()),
                     step.from_day(), step.until_day(), Portions(step),
                     absl::StrJoin(order.supervised_weekdays(), ""), order.signed_by(),
                     order.cancelled_from().empty() ? "" : "cancelled " + order.cancelled_from()});
      }
    }
    listing.Print(t.out);
  });
}

absl::Status ListExpiring(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response,
                       Send(t, &Stub::ListExpiringOrders, v1::ListExpiringOrdersRequest()));
  return Show(t, response, [&] {
    Listing listing({"number", "until", ">days ahead", "kind"});
    for (const v1::ExpiringOrder& order : response.orders()) {
      listing.Add({order.patient_number(), order.until_day(),
                   order.notice_days() == 0 ? "ended" : absl::StrCat(order.notice_days()),
                   Word(order.kind())});
    }
    listing.Print(t.out);
  });
}

// FROM/UNTIL=MG, with portions of a day joined by '+': 2026-11-22/2026-12-21=40+20.
absl::Status ReadStep(const std::string& text, v1::OrderStep* step) {
  const std::vector<std::string> halves = absl::StrSplit(text, '=');
  const std::vector<std::string> days = absl::StrSplit(halves.front(), '/');
  if (halves.size() != 2 || days.size() != 2) {
    return Invalid("step", text, "FROM/UNTIL=MG, such as 2026-11-22/2026-12-21=80");
  }
  step->set_from_day(days[0]);
  step->set_until_day(days[1]);
  for (absl::string_view portion : absl::StrSplit(halves[1], '+')) {
    OAT_ASSIGN_OR_RETURN(int64_t micrograms, ReadMilligrams("step", std::string(portion)));
    step->add_portion_micrograms(micrograms);
  }
  return absl::OkStatus();
}

// What becomes of bottles at home; left out where there are none.
template <class Request>
absl::Status ReadBottles(const Arguments& a, Request* request) {
  if (!a.Has("--bottles")) return absl::OkStatus();
  OAT_ASSIGN_OR_RETURN(const auto decision,
                       ReadWord<v1::BottlesDecision>("bottles", a.Text("--bottles")));
  request->set_bottles(decision);
  return absl::OkStatus();
}

// What a start above a limit, or a change of drug, takes.
absl::Status ReadGrounds(const Arguments& a, v1::SignOrderRequest* request) {
  if (a.Has("--rationale")) {
    OAT_ASSIGN_OR_RETURN(v1::StartRationale rationale,
                         ReadWord<v1::StartRationale>("rationale", a.Text("--rationale")));
    request->set_rationale(rationale);
  }
  if (a.Has("--agonist-hours") != a.Has("--withdrawal-score")) {
    return absl::InvalidArgumentError(
        "agonist-hours and withdrawal-score: got one of them, wanted both or none");
  }
  if (!a.Has("--agonist-hours")) return absl::OkStatus();
  OAT_ASSIGN_OR_RETURN(int32_t hours, ReadNumber("agonist-hours", a.Text("--agonist-hours")));
  OAT_ASSIGN_OR_RETURN(int32_t score, ReadNumber("withdrawal-score", a.Text("--withdrawal-score")));
  request->mutable_switch_assessment()->set_hours_since_full_agonist(hours);
  request->mutable_switch_assessment()->set_withdrawal_score(score);
  return absl::OkStatus();
}

// The numbered form on which the order is written; left out where none is asked for.
absl::Status ReadForm(const Arguments& a, v1::SignOrderRequest* request) {
  if (!a.Has("--form")) return absl::OkStatus();
  OAT_ASSIGN_OR_RETURN(const FormNumber form, ReadFormNumber("form", a.Text("--form")));
  request->set_form_series(form.series);
  request->set_form_number(form.number);
  return absl::OkStatus();
}

absl::Status SignOrder(Terminal& t, const Arguments& a) {
  auto request = For<v1::SignOrderRequest>(a);
  OAT_ASSIGN_OR_RETURN(v1::DrugForm form, ReadWord<v1::DrugForm>("form", a.Text("form")));
  request.set_drug_form(form);
  for (const std::string& step : a.All("step")) {
    OAT_RETURN_IF_ERROR(ReadStep(step, request.add_steps()));
  }
  if (a.Has("--every")) {
    OAT_ASSIGN_OR_RETURN(int32_t days, ReadNumber("every", a.Text("--every")));
    for (v1::OrderStep& step : *request.mutable_steps()) step.set_interval_days(days);
  }
  request.set_beside_depot(a.Has("--beside-depot"));
  const std::string weekdays = a.Has("--at-window") ? a.Text("--at-window") : "1234567";
  for (char weekday : weekdays) {
    if (weekday < '1' || weekday > '7') {
      return Invalid("at-window", weekdays, "weekdays from 1, Monday, to 7, such as 12345");
    }
    request.add_supervised_weekdays(weekday - '0');
  }
  request.set_patient_told(a.Has("--patient-told"));
  request.set_tenfold_checked(a.Has("--tenfold-checked"));
  OAT_RETURN_IF_ERROR(ReadGrounds(a, &request));
  OAT_RETURN_IF_ERROR(ReadBottles(a, &request));
  OAT_RETURN_IF_ERROR(ReadForm(a, &request));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.PrescribingService.SignOrder", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Send(t, &Stub::SignOrder, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "signed; in force from " << response.from_day() << "\n"; });
}

absl::Status SignCarriedOver(Terminal& t, const Arguments& a) {
  v1::SignCarriedOverOrdersRequest request;
  request.set_request_id(NewId());
  request.set_site_code(a.Text("site"));
  request.set_until_day(a.Text("until"));
  OAT_ASSIGN_OR_RETURN(auto response, Send(t, &Stub::SignCarriedOverOrders, request));
  return Show(t, response, [&] {
    t.out << response.signed_orders() << " orders of " << request.site_code() << " signed until "
          << request.until_day() << "\n";
  });
}

absl::Status Bridge(Terminal& t, const Arguments& a) {
  auto request = For<v1::SignBridgingOrderRequest>(a);
  OAT_ASSIGN_OR_RETURN(int32_t days, ReadNumber("days", a.Text("days")));
  request.set_days(days);
  OAT_ASSIGN_OR_RETURN(auto response, Send(t, &Stub::SignBridgingOrder, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "bridged until " << response.until_day() << "\n"; });
}

absl::Status Hold(Terminal& t, const Arguments& a) {
  auto request = For<v1::HoldOrderRequest>(a);
  OAT_ASSIGN_OR_RETURN(v1::HoldCode code, ReadWord<v1::HoldCode>("code", a.Text("code")));
  OAT_ASSIGN_OR_RETURN(v1::HoldAlternative alternative,
                       ReadWord<v1::HoldAlternative>("alternative", a.Text("alternative")));
  OAT_ASSIGN_OR_RETURN(int32_t hours, ReadNumber("hours", a.Text("hours")));
  request.set_code(code);
  request.set_alternative(alternative);
  request.set_hours(hours);
  request.set_patient_told(a.Has("--patient-told"));
  OAT_RETURN_IF_ERROR(ReadBottles(a, &request));
  OAT_ASSIGN_OR_RETURN(auto response, Send(t, &Stub::HoldOrder, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "held until " << FormatTime(response.until()) << "\n"; });
}

absl::Status Release(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto response, Send(t, &Stub::ReleaseHold, For<v1::ReleaseHoldRequest>(a)));
  return ShowOutcome(t, response, response.outcome(), [&] { t.out << "no longer held\n"; });
}

absl::Status Cancel(Terminal& t, const Arguments& a) {
  auto request = For<v1::CancelOrderRequest>(a);
  OAT_RETURN_IF_ERROR(ReadBottles(a, &request));
  OAT_ASSIGN_OR_RETURN(auto response, Send(t, &Stub::CancelOrder, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "cancelled from " << response.from_day() << "\n"; });
}

absl::Status Override(Terminal& t, const Arguments& a) {
  auto request = For<v1::OverrideRuleRequest>(a);
  OAT_ASSIGN_OR_RETURN(v1::ReasonCode rule, ReadWord<v1::ReasonCode>("rule", a.Text("rule")));
  request.set_overridden(rule);
  OAT_ASSIGN_OR_RETURN(auto response, Send(t, &Stub::OverrideRule, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << Word(rule) << " is set aside for " << request.patient_number() << " today\n";
  });
}

std::vector<Command> Signing() {
  const Parameter told = {"--patient-told", "", "A large change was talked over with the patient"};
  return {
      {"sign",
       "Signs a new version of a person's order. A step is FROM/UNTIL=MG, the portions of a day "
       "joined by '+'; several steps are a taper or a titration.",
       "oat.v1.PrescribingService.SignOrder",
       "oatctl orders sign 7K3MPZ4Q8X methadone_oral_solution 2026-11-22/2026-12-21=80",
       {kNumber,
        {"form", Words<v1::DrugForm>(), "Drug and form, never a strength"},
        {"step", "STEP", "FROM/UNTIL=MG, in order of time, without holes", false, true},
        {"--at-window", "WEEKDAYS",
         "Days on which the dose is taken at the window, 1 to 7; left out: 1234567"},
        {"--every", "DAYS",
         "From one dose to the next, where the rules in force let it be: 2 for alternate days"},
        {"--beside-depot", "", "It is meant to be given although a depot still acts"},
        told,
        {"--tenfold-checked", "", "A dose that looks tenfold was checked and is meant"},
        {"--rationale", Words<v1::StartRationale>(),
         "What is written down for a first day above the limit of the rules"},
        {"--agonist-hours", "COUNT",
         "Before a change of drug: hours since the last full agonist, prescribed or not"},
        {"--withdrawal-score", "COUNT",
         "Before a change of drug: the Clinical Opiate Withdrawal Scale, 0 to 48"},
        kBottles,
        {"--form", "FORM",
         "SERIES-NUMBER of the numbered form, where the rules in force ask for one"},
        {"--second", "LOGIN", "A second prescriber, needed above the hard maximum"}},
       SignOrder},
      {"sign-carried-over",
       "Signs, in one batch, the orders of a site that an import carried over.",
       "oat.v1.PrescribingService.SignCarriedOverOrders",
       "oatctl orders sign-carried-over PVL1 2026-12-31",
       {{"site", "SITE", "Site code"}, {"until", "DAY", "Last day of the signed orders"}},
       SignCarriedOver},
      {"bridge",
       "Continues the last order for up to three days, from where it ends.",
       "oat.v1.PrescribingService.SignBridgingOrder",
       "oatctl orders bridge 7K3MPZ4Q8X 3",
       {kNumber, {"days", "COUNT", "1 to 3 clinical days"}},
       Bridge}};
}

std::vector<Command> Stopping() {
  return {
      {"hold",
       "Holds a person's doses for review, for at most 72 hours. A hold is no punishment: the "
       "person "
       "is told, and offered something.",
       "oat.v1.PrescribingService.HoldOrder",
       "oatctl orders hold 7K3MPZ4Q8X sedation return_later_today 6 --patient-told",
       {kNumber,
        {"code", Words<v1::HoldCode>(), "The clinical reason"},
        {"alternative", Words<v1::HoldAlternative>(), "What the person is offered meanwhile"},
        {"hours", "COUNT", "How long"},
        {"--patient-told", "", "The person was told; without it nothing is held"},
        kBottles},
       Hold},
      {"release",
       "Ends a hold before its time.",
       "oat.v1.PrescribingService.ReleaseHold",
       "oatctl orders release 7K3MPZ4Q8X",
       {kNumber},
       Release},
      {"override",
       "Sets one rule aside for one person and today, after the prescriber has seen or spoken with "
       "the person.",
       "oat.v1.PrescribingService.OverrideRule",
       "oatctl orders override 7K3MPZ4Q8X missed_days",
       {kNumber,
        {"rule",
         "too_soon|over_24_hours|missed_days|missed_reduced|rules_silent|unknown_days|step_waits|"
         "not_due",
         "The rule"}},
       Override},
      {"cancel",
       "Cancels the order in force from today, or from tomorrow if today is already claimed.",
       "oat.v1.PrescribingService.CancelOrder",
       "oatctl orders cancel 7K3MPZ4Q8X",
       {kNumber, kBottles},
       Cancel}};
}

}  // namespace

Command OrdersCommand() {
  Command orders = {
      .name = "orders",
      .what = "A prescriber's instructions: versioned and signed, never edited.",
      .commands = {{"show",
                    "Shows a person's orders, the newest version first.",
                    "oat.v1.PrescribingService.GetOrders",
                    "oatctl orders show 7K3MPZ4Q8X",
                    {kNumber},
                    ShowOrders},
                   {"expiring",
                    "Lists the orders of this device's site that end within 14 days, the soonest "
                    "first.",
                    "oat.v1.PrescribingService.ListExpiringOrders",
                    "oatctl orders expiring",
                    {},
                    ListExpiring}}};
  for (auto part : {Signing, Stopping}) {
    for (Command& command : part()) orders.commands.push_back(std::move(command));
  }
  return orders;
}

}  // namespace oat::ctl
