#include "services/packet/fill.h"

#include <algorithm>

#include "services/contract/answer.h"
#include "services/contract/code.h"

namespace oat::packet {
namespace {

// The numbers of the rules are the contract's.
static_assert(static_cast<int>(Confidence::kUnknown) == v1::PACKET_CONFIDENCE_UNKNOWN);
static_assert(static_cast<int>(Confidence::kAssumed) == v1::PACKET_CONFIDENCE_ASSUMED);
static_assert(static_cast<int>(Knowledge::kPersonSays) == v1::PACKET_KNOWLEDGE_PERSON_SAYS);
static_assert(static_cast<int>(Knowledge::kBottleUnknown) == v1::PACKET_KNOWLEDGE_BOTTLE_UNKNOWN);
static_assert(static_cast<int>(Gap::kNoSite) == v1::PACKET_GAP_NO_SITE);
static_assert(static_cast<int>(Gap::kNotKnown) == v1::PACKET_GAP_NOT_KNOWN);
static_assert(static_cast<int>(Part::kBottles) == v1::PACKET_PART_BOTTLES);
static_assert(static_cast<int>(Part::kConsents) == v1::PACKET_PART_CONSENTS);

void FillDose(const Dose& dose, v1::PacketDose* out) {
  out->set_id(dose.id.text());
  out->set_clinical_day(FormatDay(dose.clinical_day));
  out->set_drug_form(contract::FromCode<v1::DrugForm>(dose.drug_form));
  out->set_micrograms(dose.micrograms.count());
  if (dose.at) *out->mutable_at() = contract::ToTimestamp(*dose.at);
  out->set_site_code(dose.site_code);
  out->set_knowledge(static_cast<v1::PacketKnowledge>(dose.knowledge));
  out->set_confidence(static_cast<v1::PacketConfidence>(ConfidenceOf(dose.knowledge)));
  out->set_is_replacement(dose.is_replacement);
  if (dose.covers_until > dose.clinical_day) out->set_covers_until(FormatDay(dose.covers_until));
}

void FillOrder(const prescribing::Order& order, Day today, v1::PacketOrder* out) {
  const Day day = std::max(today, order.from_day);
  out->set_order_id(order.id.text());
  out->set_version(order.version);
  out->set_kind(contract::FromCode<v1::OrderKind>(order.kind));
  out->set_drug_form(contract::FromCode<v1::DrugForm>(order.drug_form));
  if (const auto* step = order.StepOn(day)) out->set_day_micrograms(step->DayTotal().count());
  for (const prescribing::Step& step : order.steps) {
    if (step.until_day < today) continue;
    v1::OrderStep* out_step = out->add_steps();
    out_step->set_from_day(FormatDay(step.from_day));
    out_step->set_until_day(FormatDay(step.until_day));
    for (Micrograms portion : step.portions) out_step->add_portion_micrograms(portion.count());
    if (step.interval_days > 1) out_step->set_interval_days(step.interval_days);
  }
  out->set_from_day(FormatDay(order.from_day));
  out->set_until_day(FormatDay(order.until_day));
  for (int32_t weekday : order.supervised_weekdays) out->add_supervised_weekdays(weekday);
  out->set_signed_by(order.signed_by_login);
}

void FillBottle(const bottles::Bottle& bottle, v1::PacketBottle* out) {
  out->set_serial(bottle.serial);
  out->set_clinical_day(FormatDay(bottle.clinical_day));
  out->set_drug_form(contract::FromCode<v1::DrugForm>(bottle.drug_form));
  out->set_micrograms(bottle.micrograms.count());
  out->set_site_code(bottle.site_code);
  if (bottle.supplied_at) {
    *out->mutable_handed_out_at() = contract::ToTimestamp(*bottle.supplied_at);
  }
  if (bottle.bring_back_until) out->set_bring_back_until(FormatDay(*bottle.bring_back_until));
}

void FillFlags(const Record& record, v1::PacketFlags* out) {
  if (record.hold) {
    out->set_hold_code(contract::FromCode<v1::HoldCode>(record.hold->code));
    *out->mutable_hold_until() = contract::ToTimestamp(record.hold->until);
  }
  for (const Incident& incident : record.incidents) {
    v1::PacketIncident* one = out->add_incidents();
    one->set_kind(contract::FromCode<v1::IncidentKind>(incident.kind));
    *one->mutable_opened_at() = contract::ToTimestamp(incident.opened_at);
    one->set_reviewed(incident.reviewed);
  }
  out->set_review_waits(record.review_waits);
  out->set_cautions_withheld(!record.cautions);
  if (!record.cautions) return;
  for (const prescribing::ClinicalFact& fact : *record.cautions) {
    v1::ClinicalFact* one = out->add_cautions();
    one->set_kind(contract::FromCode<v1::ClinicalFactKind>(fact.kind));
    one->set_from_day(fact.from_day);
    one->set_until_day(fact.until_day);
    *one->mutable_recorded_at() = contract::ToTimestamp(fact.recorded_at);
    one->set_reviewed(fact.reviewed);
    one->set_qtc_ms(fact.qtc_ms);
  }
}

void FillLabels(const Record& record, v1::Packet* out) {
  const Known known{.doses = record.doses,
                    .last = record.last ? &*record.last : nullptr,
                    .order = record.order ? &*record.order : nullptr,
                    .bottles = record.bottles,
                    .gaps = record.gaps,
                    .today = record.today,
                    .shows_cautions = record.cautions && !record.cautions->empty()};
  for (const auto& [part, confidence] : LabelsOf(known)) {
    v1::PacketLabel* label = out->add_labels();
    label->set_part(static_cast<v1::PacketPart>(part));
    label->set_confidence(static_cast<v1::PacketConfidence>(confidence));
  }
}

}  // namespace

void Fill(const Record& record, v1::Packet* out) {
  out->set_patient_number(record.patient_number);
  out->set_today(FormatDay(record.today));
  out->set_home_site(record.home_site.value_or(""));
  out->set_site_today(record.site_today.value_or(""));
  out->set_in_treatment(record.treatment_from.has_value());
  if (record.treatment_from) out->set_treatment_from(FormatDay(*record.treatment_from));
  if (record.last) FillDose(*record.last, out->mutable_last_dose());
  if (record.order) FillOrder(*record.order, record.today, out->mutable_order());
  if (record.next_order) FillOrder(*record.next_order, record.today, out->mutable_next_order());
  for (const bottles::Bottle& bottle : BottlesOut(record.bottles, record.today)) {
    FillBottle(bottle, out->add_bottles_out());
  }
  for (const Dose& dose : record.doses) FillDose(dose, out->add_doses());
  for (const auto& [day, why] : record.gaps) {
    v1::PacketDayWithoutDose* one = out->add_days_without_dose();
    one->set_clinical_day(FormatDay(day));
    one->set_why(static_cast<v1::PacketGap>(why));
  }
  FillFlags(record, out->mutable_flags());
  for (const consent::Consent& consent : record.consents) {
    v1::PacketConsent* one = out->add_consents();
    one->set_recipient_kind(contract::FromCode<v1::RecipientKind>(consent.recipient_kind));
    for (const char* element : consent::kElements) {
      if (!consent.elements.contains(element)) continue;
      one->add_elements(contract::FromCode<v1::DisclosureElement>(element));
    }
    one->set_until_day(FormatDay(consent.until_day));
  }
  FillLabels(record, out);
}

}  // namespace oat::packet
