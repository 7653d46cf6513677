// Cards that patients carry: printed, read at the server, called back.
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/card/drawing.h"
#include "clients/ctl/command.h"
#include "clients/ctl/files.h"
#include "clients/ctl/print.h"
#include "clients/label/output.h"
#include "oat/v1/card.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/base/quantity.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::CardService::Stub;

constexpr char kPdf[] = ".pdf";

// "60 mg + 20 mg of methadone_oral_solution a day until 2026-12-20".
std::string OrderInWords(const v1::CardContent& content) {
  if (content.portion_micrograms().empty()) return "nothing may be given";
  std::vector<std::string> portions;
  for (int64_t portion : content.portion_micrograms()) {
    portions.push_back(FormatDose(Micrograms(portion)));
  }
  return absl::StrCat(absl::StrJoin(portions, " + "), " of ", Word(content.drug_form()),
                      " a day until ", content.dose_until_day());
}

std::string LastDoseInWords(const v1::CardContent& content) {
  if (!content.has_last_dose()) return "none";
  const v1::CardDose& dose = content.last_dose();
  return absl::StrCat(FormatDose(Micrograms(dose.micrograms())), " of ", Word(dose.drug_form()),
                      ", ", FormatTime(dose.taken_at()), ", ", Word(dose.source()));
}

std::string BottlesInWords(const v1::CardContent& content) {
  if (content.bottles() == 0) return "none";
  return absl::StrCat(content.bottles(), " for ", absl::StrJoin(content.bottle_days(), ", "));
}

void Print(std::ostream& out, const v1::CardContent& content) {
  out << "order      " << OrderInWords(content) << "\nlast dose  " << LastDoseInWords(content)
      << "\nbottles    " << BottlesInWords(content) << "\n";
}

absl::Status Issue(Terminal& t, const Arguments& a) {
  if (!absl::EndsWith(a.Text("--output"), kPdf)) {
    return Invalid("--output", a.Text("--output"), "a file's name that ends in .pdf");
  }
  v1::IssueCardRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("--patient"));
  int32_t days = 0;
  if (!absl::SimpleAtoi(a.Text("--days"), &days)) {
    return Invalid("--days", a.Text("--days"), "how many days, as 7");
  }
  request.set_days(days);
  OAT_ASSIGN_OR_RETURN(const auto response, Ask(t, &Stub::IssueCard, request));
  if (response.outcome().accepted()) {
    OAT_ASSIGN_OR_RETURN(const label::Drawing drawing, card::DrawCard(response.card()));
    OAT_RETURN_IF_ERROR(WriteSecretFile(a.Text("--output"), label::Pdf({drawing})));
  }
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "card " << response.content().issue() << " in " << a.Text("--output")
          << "; delete it when it is printed\ngood until "
          << FormatTime(response.content().valid_until()) << "\n";
  });
}

absl::Status Read(Terminal& t, const Arguments& a) {
  v1::ReadCardRequest request;
  request.set_request_id(NewId());
  request.set_card(a.Text("card"));
  OAT_ASSIGN_OR_RETURN(const auto response, Ask(t, &Stub::ReadCard, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    const v1::CardContent& content = response.content();
    t.out << "patient    " << content.patient_number() << "\nissued     "
          << FormatTime(content.issued_at()) << " by " << content.site_code() << ", good until "
          << FormatTime(content.valid_until()) << "\n";
    Print(t.out, content);
    for (int change : response.changes()) {
      t.out << "changed    " << Word(static_cast<v1::CardChange>(change)) << "\n";
    }
    if (!response.has_now()) return;
    t.out << "now, at " << response.now().site_code() << ":\n";
    Print(t.out, response.now());
  });
}

absl::Status Revoke(Terminal& t, const Arguments& a) {
  v1::RevokeCardRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("--patient"));
  OAT_ASSIGN_OR_RETURN(const auto reason,
                       ReadWord<v1::CardRevocationReason>("reason", a.Text("reason")));
  request.set_reason(reason);
  OAT_ASSIGN_OR_RETURN(const auto response, Ask(t, &Stub::RevokeCard, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "the card is worth nothing any more\n"; });
}

Parameter PatientParameter() { return {"--patient", "NUMBER", "The patient number"}; }

}  // namespace

Command CardCommand() {
  return {
      .name = "card",
      .what =
          "Cards that patients carry, who want one: any desk of the network reads them, "
          "without a network too, and nobody else.",
      .commands = {
          {"issue",
           "Prints a card of what is so now: a code, and a line for whoever finds it. It "
           "supersedes the person's earlier cards.",
           "oat.v1.CardService.IssueCard",
           "oatctl card issue --patient 7K3MPZ4Q8X --days 7 --output card.pdf",
           {PatientParameter(),
            {"--days", "DAYS", "For how many days it is good, today counted"},
            {"--output", "FILE", "A PDF that you alone can read"}},
           Issue},
          {"read",
           "Reads a card at the server, and says what has changed since. Where this site does not "
           "treat the person, the home site and the auditor are told.",
           "oat.v1.CardService.ReadCard",
           "oatctl card read 04AH...",
           {{"card", "TEXT", "The text of its code, as a scanner types it"}},
           Read},
          {"revoke",
           "Makes the person's newest card worth nothing.",
           "oat.v1.CardService.RevokeCard",
           "oatctl card revoke lost --patient 7K3MPZ4Q8X",
           {{"reason", Words<v1::CardRevocationReason>(), "Why"}, PatientParameter()},
           Revoke}}};
}

}  // namespace oat::ctl
