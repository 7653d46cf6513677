#include "clients/ctl/displaced.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "oat/v1/transfer.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "services/base/quantity.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::TransferService::Stub;

// A word behind the kind of a piece: a day, milligrams, or a drug form.
absl::Status ReadTold(const std::string& word, v1::DisplacedEvidence* out) {
  if (ParseDay(word).ok()) {
    out->set_last_dose_day(word);
    return absl::OkStatus();
  }
  if (absl::ascii_isdigit(static_cast<unsigned char>(word.front()))) {
    OAT_ASSIGN_OR_RETURN(const int64_t micrograms, ReadMilligrams("evidence", word));
    out->set_micrograms(micrograms);
    return absl::OkStatus();
  }
  OAT_ASSIGN_OR_RETURN(const v1::DrugForm form, ReadWord<v1::DrugForm>("evidence", word));
  out->set_drug_form(form);
  return absl::OkStatus();
}

// "bottle methadone_oral_solution 80 2026-11-20: the label, in her hands".
absl::Status ReadEvidence(const std::string& text, v1::DisplacedEvidence* out) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(": ", 1));
  const std::vector<std::string> words = absl::StrSplit(parts.first, ' ', absl::SkipEmpty());
  OAT_ASSIGN_OR_RETURN(const v1::EvidenceKind kind,
                       ReadWord<v1::EvidenceKind>("evidence", words.empty() ? "" : words.front()));
  out->set_kind(kind);
  out->set_says(parts.second);
  for (size_t i = 1; i < words.size(); ++i) OAT_RETURN_IF_ERROR(ReadTold(words[i], out));
  return absl::OkStatus();
}

std::string DoseInWords(int64_t micrograms, v1::DrugForm form) {
  if (micrograms == 0) return "no amount";
  return absl::StrCat(FormatDose(Micrograms(micrograms)), " ", Word(form));
}

void PrintProposal(const v1::DisplacedProposal& proposal, std::ostream& out) {
  out << "  proposed: " << DoseInWords(proposal.micrograms(), proposal.drug_form());
  if (proposal.micrograms() != 0) {
    out << ", by "
        << (proposal.rests_on() == 0 ? "the record" : absl::StrCat("piece ", proposal.rests_on()))
        << ", " << Word(proposal.confidence());
  }
  if (!proposal.pack().empty()) out << ", not more by " << proposal.pack();
  out << "\n";
  for (const v1::DisplacedQuestion& question : proposal.questions()) {
    out << "  ASK: " << Word(question.doubt());
    if (question.piece() != 0) out << ", piece " << question.piece();
    if (!question.told().empty()) out << ", told " << question.told();
    if (!question.known().empty()) out << ", known " << question.known();
    out << "\n";
  }
}

void PrintCase(const v1::ReceptionCase& one, std::ostream& out) {
  out << "  " << (one.has_reviewed_at() ? "settled" : "OPEN") << ": " << Word(one.kind()) << " at "
      << one.site_code() << " on " << FormatTime(one.opened_at());
  if (!one.day().empty()) {
    out << ", " << DoseInWords(one.micrograms(), one.drug_form()) << " of " << one.day();
  }
  out << ", incident " << one.incident_id() << "\n";
}

absl::Status Receive(Terminal& t, const Arguments& a) {
  v1::ReceiveDisplacedRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_until_day(a.Text("until"));
  request.set_tried(a.Text("tried"));
  for (const std::string& text : a.All("evidence")) {
    OAT_RETURN_IF_ERROR(ReadEvidence(text, request.add_evidence()));
  }
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.TransferService.ReceiveDisplaced", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReceiveDisplaced, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "a guest of this site until " << request.until_day() << "; " << response.home_site()
          << " sees it in its list\n";
    PrintProposal(response.proposal(), t.out);
    const std::string& incident = response.proposal().incident_id();
    if (incident.empty()) {
      t.out << "ask at the window as for anybody\n";
    } else {
      t.out << "NO DOSE until a prescriber has looked: oatctl incidents review "
            << request.patient_number() << " " << incident << "\n";
    }
  });
}

}  // namespace

void PrintReception(const v1::Reception& one, std::ostream& out) {
  out << "DISPLACED: " << one.patient_number() << " of " << one.home_site() << " was received at "
      << one.site_code() << " on " << FormatTime(one.received_at()) << ", until " << one.until_day()
      << "; tried: " << one.tried() << "\n";
  for (const v1::DisplacedEvidence& evidence : one.evidence()) {
    out << "  by " << Word(evidence.kind());
    if (evidence.drug_form() != v1::DRUG_FORM_UNSPECIFIED) out << " " << Word(evidence.drug_form());
    if (evidence.micrograms() != 0) out << " " << FormatDose(Micrograms(evidence.micrograms()));
    if (!evidence.last_dose_day().empty()) out << " " << evidence.last_dose_day();
    out << ": " << evidence.says() << "\n";
  }
  if (one.has_proposal()) PrintProposal(one.proposal(), out);
  for (const v1::ReceptionCase& found : one.cases()) PrintCase(found, out);
}

Command ReceiveCommand() {
  return {
      "receive",
      "Receives somebody displaced whose site cannot be reached, as a guest, and proposes a dose; "
      "a prescriber signs.",
      "oat.v1.TransferService.ReceiveDisplaced",
      "oatctl transfers receive 7K3M9QX2AB 2026-11-24 \"called KST1 at 9 and 10, no answer\" "
      "\"bottle methadone_oral_solution 80 2026-11-20: the label\" --second dr.omarova",
      {{"number", "NUMBER", "The patient number"},
       {"until", "DAY", "The last day as a guest, at most a week ahead"},
       {"tried", "TEXT", "Whom one tried to reach, and when"},
       {"evidence", "KIND: TEXT",
        absl::StrCat("What was relied on, the surest first: ", Words<v1::EvidenceKind>(),
                     "; behind the kind, as far as it says so, the drug form, the milligrams a day "
                     "and the day of the last dose"),
        false, true},
       SecondParameter()},
      Receive};
}

}  // namespace oat::ctl
