#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/transfers/displaced.h"

namespace oat::transfers {
namespace {

void FillEvidence(const Evidence& evidence, v1::DisplacedEvidence* out) {
  const Told& told = evidence.told;
  out->set_kind(contract::FromCode<v1::EvidenceKind>(told.kind));
  out->set_says(evidence.says);
  if (told.drug_form) out->set_drug_form(contract::FromCode<v1::DrugForm>(*told.drug_form));
  if (told.micrograms) out->set_micrograms(told.micrograms->count());
  if (told.last_day) out->set_last_dose_day(FormatDay(*told.last_day));
}

void FillCase(const Case& one, v1::ReceptionCase* out) {
  out->set_incident_id(one.incident.text());
  out->set_kind(contract::FromCode<v1::IncidentKind>(one.kind));
  out->set_site_code(one.site_code);
  *out->mutable_opened_at() = contract::ToTimestamp(one.opened_at);
  if (one.reviewed_at) *out->mutable_reviewed_at() = contract::ToTimestamp(*one.reviewed_at);
  if (one.clinical_day) out->set_day(FormatDay(*one.clinical_day));
  if (one.drug_form) out->set_drug_form(contract::FromCode<v1::DrugForm>(*one.drug_form));
  if (one.micrograms) out->set_micrograms(one.micrograms->count());
}

}  // namespace

void FillProposal(const Advice& advice, v1::DisplacedProposal* out) {
  const Proposed& proposed = advice.proposed;
  if (proposed.drug_form) {
    out->set_drug_form(contract::FromCode<v1::DrugForm>(*proposed.drug_form));
  }
  out->set_micrograms(proposed.micrograms.count());
  out->set_rests_on(proposed.rests_on);
  out->set_confidence(static_cast<v1::PacketConfidence>(proposed.confidence));
  for (const Doubt& doubt : proposed.doubts) {
    v1::DisplacedQuestion* question = out->add_questions();
    question->set_doubt(contract::FromCode<v1::DisplacedDoubt>(doubt.code));
    question->set_piece(doubt.piece);
    question->set_told(doubt.told);
    question->set_known(doubt.known);
  }
  out->set_pack(proposed.pack);
  if (advice.incident) out->set_incident_id(advice.incident->text());
}

void FillReception(const Reception& reception, v1::Reception* out) {
  out->set_patient_number(reception.patient_number);
  out->set_site_code(reception.site_code);
  out->set_home_site(reception.home_site);
  out->set_until_day(FormatDay(reception.until_day));
  out->set_tried(reception.tried);
  *out->mutable_received_at() = contract::ToTimestamp(reception.received_at);
  for (const Evidence& one : reception.evidence) FillEvidence(one, out->add_evidence());
  if (reception.advice) FillProposal(*reception.advice, out->mutable_proposal());
  for (const Case& one : reception.cases) FillCase(one, out->add_cases());
}

}  // namespace oat::transfers
