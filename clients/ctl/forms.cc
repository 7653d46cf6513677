// The numbered forms of this device's site.
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/form_number.h"
#include "clients/ctl/print.h"
#include "oat/v1/form.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::FormService::Stub;

std::string HolderOf(const std::string& login) { return login.empty() ? "safe" : login; }

std::string DaysLeft(const v1::FormForecast& forecast) {
  return forecast.days_left() < 0 ? "none was used" : absl::StrCat(forecast.days_left());
}

absl::Status ShowForms(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListForms, v1::ListFormsRequest()));
  return Show(t, response, [&] {
    Listing held({"forms", ">unused", "with"});
    for (const v1::HeldForms& one : response.held()) {
      held.Add({FormatFormRange(one.range()),
                absl::StrCat(one.range().last() - one.range().first() + 1), HolderOf(one.login())});
    }
    held.Print(t.out);
    Listing forecasts({"series", ">unused", ">used in 28 days", ">days left", "until"});
    for (const v1::FormForecast& one : response.forecasts()) {
      forecasts.Add({one.series(), absl::StrCat(one.unused()),
                     absl::StrCat(one.used_last_28_days()), DaysLeft(one), one.lasts_until()});
    }
    forecasts.Print(t.out);
  });
}

absl::Status Receive(Terminal& t, const Arguments& a) {
  v1::ReceiveFormsRequest request;
  request.set_request_id(NewId());
  OAT_ASSIGN_OR_RETURN(*request.mutable_range(), ReadFormRange(a.Text("range")));
  request.set_note(a.Text("note"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReceiveForms, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << FormatFormRange(request.range()) << " are in the safe\n"; });
}

absl::Status Move(Terminal& t, const Arguments& a) {
  v1::MoveFormsRequest request;
  request.set_request_id(NewId());
  OAT_ASSIGN_OR_RETURN(*request.mutable_range(), ReadFormRange(a.Text("range")));
  request.set_to_login(a.Text("--to"));
  request.set_to_site(a.Text("--to-site"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::MoveForms, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << FormatFormRange(request.range()) << " are ";
    if (!request.to_site().empty()) {
      t.out << "in the safe of " << request.to_site() << "\n";
    } else if (!request.to_login().empty()) {
      t.out << "with " << request.to_login() << "\n";
    } else {
      t.out << "in the safe\n";
    }
  });
}

absl::Status End(Terminal& t, const Arguments& a) {
  v1::EndFormRequest request;
  request.set_request_id(NewId());
  OAT_ASSIGN_OR_RETURN(const FormNumber form, ReadFormNumber("form", a.Text("form")));
  request.set_series(form.series);
  request.set_number(form.number);
  OAT_ASSIGN_OR_RETURN(v1::FormEnd end, ReadWord<v1::FormEnd>("end", a.Text("end")));
  request.set_end(end);
  request.set_note(a.Text("note"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::EndForm, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << a.Text("form") << " is " << Word(end) << "; it is never used again\n";
  });
}

absl::Status LookUp(Terminal& t, const Arguments& a) {
  v1::LookUpFormRequest request;
  OAT_ASSIGN_OR_RETURN(const FormNumber form, ReadFormNumber("form", a.Text("form")));
  request.set_series(form.series);
  request.set_number(form.number);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::LookUpForm, request));
  return Show(t, response, [&] {
    Listing listing({"form", "", "site", "by or with", "at"});
    listing.Add({a.Text("form"), Word(response.state()), response.site_code(),
                 HolderOf(response.login()), response.has_at() ? FormatTime(response.at()) : ""});
    listing.Print(t.out);
  });
}

}  // namespace

Command FormsCommand() {
  const Parameter range = {"range", "FORMS", "SERIES-FIRST/LAST, or SERIES-NUMBER for one"};
  const Parameter form = {"form", "FORM", "SERIES-NUMBER, as it is printed"};
  const Command show = {"show",
                        "Shows who holds which unused forms of this device's site, and how long "
                        "they last at the pace of the last 28 days.",
                        "oat.v1.FormService.ListForms",
                        "oatctl forms show",
                        {},
                        ShowForms};
  return {.name = "forms",
          .what = "Numbered prescription forms of this device's site; alone it shows them.",
          .method = show.method,
          .example = "oatctl forms",
          .run = ShowForms,
          .commands = {show,
                       {"receive",
                        "Receives numbered forms into the safe; a number comes once in the "
                        "network.",
                        "oat.v1.FormService.ReceiveForms",
                        "oatctl forms receive RX-1001/1100 \"ministry, waybill 17\"",
                        {range, {"note", "TEXT", "Where they came from"}},
                        Receive},
                       {"move",
                        "Hands unused forms to a prescriber of the site or to another site; with "
                        "neither, back into the safe.",
                        "oat.v1.FormService.MoveForms",
                        "oatctl forms move RX-1001/1050 --to doctor.ala1",
                        {range,
                         {"--to", "LOGIN", "A prescriber of the site"},
                         {"--to-site", "SITE", "Another site, into its safe"}},
                        Move},
                       {"end",
                        "Says that a form is spoilt or gone. It is never used again.",
                        "oat.v1.FormService.EndForm",
                        "oatctl forms end RX-1003 spoilt \"torn while writing\"",
                        {form,
                         {"end", Words<v1::FormEnd>(), "What became of it"},
                         {"note", "TEXT", "What happened, in a sentence; no names of patients"}},
                        End},
                       {"look-up",
                        "Tells what became of one form.",
                        "oat.v1.FormService.LookUpForm",
                        "oatctl forms look-up RX-1003",
                        {form},
                        LookUp}}};
}

}  // namespace oat::ctl
