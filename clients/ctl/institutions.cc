// Hospitals, wards and cells without a desk: what they told, whom one visits there, what they ask.
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "oat/v1/institution.grpc.pb.h"
#include "services/base/quantity.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::InstitutionService::Stub;

std::string DoseInWords(int64_t micrograms, v1::DrugForm form) {
  if (micrograms == 0) return "nothing";
  return absl::StrCat(FormatDose(Micrograms(micrograms)), " ", Word(form));
}

absl::Status Report(Terminal& t, const Arguments& a) {
  v1::ReportDoseRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_institution(a.Text("institution"));
  OAT_ASSIGN_OR_RETURN(const v1::DrugForm form, ReadWord<v1::DrugForm>("form", a.Text("form")));
  request.set_drug_form(form);
  OAT_ASSIGN_OR_RETURN(const int64_t micrograms, ReadMilligrams("mg", a.Text("mg")));
  request.set_micrograms(micrograms);
  absl::Time taken_at;
  if (!absl::ParseTime(absl::RFC3339_full, a.Text("taken-at"), &taken_at, nullptr)) {
    return Invalid("taken-at", a.Text("taken-at"), "a time, for example 2026-11-21T09:30:00+05:00");
  }
  request.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(taken_at));
  request.set_reporter(a.Text("reporter"));
  OAT_ASSIGN_OR_RETURN(const v1::ReporterRole role,
                       ReadWord<v1::ReporterRole>("role", a.Text("role")));
  request.set_role(role);
  request.set_callback_number(a.Text("telephone"));
  OAT_ASSIGN_OR_RETURN(const v1::ReportConfidence confidence,
                       ReadWord<v1::ReportConfidence>("confidence", a.Text("confidence")));
  request.set_confidence(confidence);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReportDose, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "recorded as told by " << request.reporter() << "\n";
    if (response.incidents() > 0) {
      t.out << "it breaks a rule: a prescriber looks at it before the next dose (oatctl "
               "incidents)\n";
    }
  });
}

absl::Status Round(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetWardRound, v1::GetWardRoundRequest()));
  return Show(t, response, [&] {
    Listing listing(
        {"institution", "patient", "since", "ordered today", "last dose", "at", "known"});
    for (const v1::WardRoundRow& one : response.rows()) {
      listing.Add({one.institution(), one.patient_number(), one.from_day(),
                   DoseInWords(one.micrograms(), one.drug_form()),
                   DoseInWords(one.last_micrograms(), one.drug_form()),
                   one.has_last_dose_at() ? FormatTime(one.last_dose_at()) : "",
                   one.confidence() == v1::REPORT_CONFIDENCE_UNSPECIFIED ? "here"
                                                                         : Word(one.confidence())});
    }
    listing.Print(t.out);
  });
}

absl::Status Enquiries(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListEnquiries, v1::ListEnquiriesRequest()));
  return Show(t, response, [&] {
    Listing listing({"enquiry", "patient", "asked", "by", "gave the number"});
    for (const v1::Enquiry& one : response.enquiries()) {
      listing.Add({one.enquiry_id(), one.patient_number(), FormatTime(one.asked_at()), one.asker(),
                   one.callback_number()});
    }
    listing.Print(t.out);
  });
}

absl::Status Enquire(Terminal& t, const Arguments& a) {
  v1::OpenEnquiryRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_asker(a.Text("asker"));
  OAT_ASSIGN_OR_RETURN(const v1::ReporterRole role,
                       ReadWord<v1::ReporterRole>("role", a.Text("role")));
  request.set_role(role);
  request.set_callback_number(a.Text("telephone"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::OpenEnquiry, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "tell nothing yet: look the number up, call back, then\n"
          << "oatctl institutions answer " << request.patient_number() << " "
          << request.request_id() << " NUMBER-CALLED\n";
  });
}

absl::Status AnswerIt(Terminal& t, const Arguments& a) {
  v1::AnswerEnquiryRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_enquiry_id(a.Text("enquiry"));
  request.set_called_number(a.Text("telephone"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::AnswerEnquiry, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "last dose: " << DoseInWords(response.micrograms(), response.drug_form());
    if (response.has_taken_at()) t.out << " at " << FormatTime(response.taken_at());
    t.out << "\nbottles out: " << response.bottles_out() << "\nwith site: " << response.site_code()
          << "\n";
  });
}

Parameter NumberParameter() { return {"number", "NUMBER", "The patient number"}; }
Parameter RoleParameter() {
  return {"role", Words<v1::ReporterRole>(), "Who that is, of the institution's staff"};
}

Command ReportCommandOfDose() {
  return {"report",
          "Records a dose that an institution gave and told of.",
          "oat.v1.InstitutionService.ReportDose",
          "oatctl institutions report 7K3M9QX2AB PVLD methadone_oral_solution 80 "
          "2026-11-21T09:30:00+05:00 \"the medical post\" nurse \"+7 718 200 00 00\" called_back",
          {NumberParameter(),
           {"institution", "SITE", "The institution"},
           {"form", Words<v1::DrugForm>(), "What was given"},
           {"mg", "MG", "How much, in milligrams"},
           {"taken-at", "TIME", "When, with the zone"},
           {"reporter", "TEXT", "Who says it; no patient's name"},
           RoleParameter(),
           {"telephone", "NUMBER", "Where to call back"},
           {"confidence", Words<v1::ReportConfidence>(), "How sure it is"}},
          Report};
}

}  // namespace

Command InstitutionsCommand() {
  const Command round = {
      "round",
      "The sheet for the round: own people in institutions, what is ordered, the "
      "last dose and how it is known.",
      "oat.v1.InstitutionService.GetWardRound",
      "oatctl institutions round",
      {},
      Round};
  return {.name = "institutions",
          .what = "People in hospitals, wards and cells without a desk; alone it shows the round.",
          .method = round.method,
          .example = "oatctl institutions",
          .run = Round,
          .commands = {round,
                       ReportCommandOfDose(),
                       {"enquiries",
                        "Lists who asked for a last dose and waits for the call back.",
                        "oat.v1.InstitutionService.ListEnquiries",
                        "oatctl institutions enquiries",
                        {},
                        Enquiries},
                       {"enquire",
                        "Records that an institution asks for somebody's last dose.",
                        "oat.v1.InstitutionService.OpenEnquiry",
                        "oatctl institutions enquire 7K3M9QX2AB \"regional hospital, ward 3\" "
                        "physician \"+7 700 000 00 02\"",
                        {NumberParameter(),
                         {"asker", "TEXT", "Hospital and ward"},
                         RoleParameter(),
                         {"telephone", "NUMBER", "The number that was given"}},
                        Enquire},
                       {"answer",
                        "What to say, once the institution was called back.",
                        "oat.v1.InstitutionService.AnswerEnquiry",
                        "oatctl institutions answer 7K3M9QX2AB "
                        "01916f4e-0000-7000-8000-000000000000 \"+7 7182 00 00 01\"",
                        {NumberParameter(),
                         {"enquiry", "ID", "As 'oatctl institutions enquiries' shows it"},
                         {"telephone", "NUMBER", "The number called, from a directory"}},
                        AnswerIt}}};
}

}  // namespace oat::ctl
