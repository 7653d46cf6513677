#include "clients/fhir/doses.h"

#include "absl/strings/str_cat.h"
#include "services/base/quantity.h"

namespace oat::fhir {
namespace {

Json ReferenceTo(const std::string& target) { return {{"reference", target}}; }

// Of one portion of a step: the dose, how often, and between which days.
Json DosageOf(const v1::OrderStep& step, int64_t micrograms, v1::DrugForm form, int sequence) {
  const int period = step.interval_days() > 0 ? step.interval_days() : 1;
  return {{"sequence", sequence},
          {"text", absl::StrCat(FormatDose(Micrograms(micrograms)),
                                period == 1 ? " a day" : absl::StrCat(" every ", period, " days"),
                                ", from ", step.from_day(), " until ", step.until_day())},
          {"timing",
           {{"repeat",
             {{"boundsPeriod", {{"start", step.from_day()}, {"end", step.until_day()}}},
              {"frequency", 1},
              {"period", period},
              {"periodUnit", "d"}}}}},
          {"route", {{"text", RouteOf(form)}}},
          {"doseAndRate", Json::array({{{"doseQuantity", Milligrams(micrograms)}}})}};
}

bool IsGivenByStaff(v1::PacketKnowledge knowledge) {
  switch (knowledge) {
    case v1::PACKET_KNOWLEDGE_OBSERVED:
    case v1::PACKET_KNOWLEDGE_RECORDED_AFTERWARDS:
    case v1::PACKET_KNOWLEDGE_SETTLED_AFTERWARDS:
    case v1::PACKET_KNOWLEDGE_OPEN:
    case v1::PACKET_KNOWLEDGE_UNRESOLVED:
      return true;
    default:
      return false;
  }
}

// Nothing that nobody can say is called completed.
std::string StatusOf(v1::PacketKnowledge knowledge) {
  switch (knowledge) {
    case v1::PACKET_KNOWLEDGE_OPEN:
      return "in-progress";
    case v1::PACKET_KNOWLEDGE_UNRESOLVED:
    case v1::PACKET_KNOWLEDGE_BOTTLE_UNKNOWN:
      return "unknown";
    case v1::PACKET_KNOWLEDGE_TAKEN_HOME:
      return "intended";
    default:
      return "completed";
  }
}

}  // namespace

Json RequestOf(const v1::PacketOrder& order, v1::PacketConfidence confidence,
               const std::string& subject) {
  Json dosages = Json::array();
  for (const v1::OrderStep& step : order.steps()) {
    for (const int64_t portion : step.portion_micrograms()) {
      dosages.push_back(
          DosageOf(step, portion, order.drug_form(), static_cast<int>(dosages.size()) + 1));
    }
  }
  return {{"resourceType", "MedicationRequest"},
          {"extension", Json::array({ConfidenceOf(confidence)})},
          {"identifier",
           Json::array({{{"system", absl::StrCat(kOwn, "sid/order")},
                         {"value", absl::StrCat(order.order_id(), "/", order.version())}}})},
          {"status", "active"},
          {"intent", "order"},
          {"medicationCodeableConcept", Medication(order.drug_form())},
          {"subject", ReferenceTo(subject)},
          {"dosageInstruction", dosages},
          {"dispenseRequest",
           {{"validityPeriod", {{"start", order.from_day()}, {"end", order.until_day()}}}}}};
}

Json DoseOf(const v1::PacketDose& dose, const std::string& subject) {
  const bool given = IsGivenByStaff(dose.knowledge());
  Json resource = {{"resourceType", given ? "MedicationAdministration" : "MedicationStatement"},
                   {"extension", Json::array({HowKnown(dose), ConfidenceOf(dose.confidence())})},
                   {"status", StatusOf(dose.knowledge())},
                   {"medicationCodeableConcept", Medication(dose.drug_form())},
                   {"subject", ReferenceTo(subject)}};
  // Where only the day is known, the day stands there and no time is made up.
  resource["effectiveDateTime"] = dose.has_at() ? Instant(dose.at()) : dose.clinical_day();
  const std::string note = absl::StrCat(
      "clinical day ", dose.clinical_day(), ", site ", dose.site_code(),
      dose.is_replacement() ? ", in the place of a vomited dose or a bottle written off" : "",
      dose.covers_until().empty() ? "" : absl::StrCat(", covers until ", dose.covers_until()));
  resource["note"] = Json::array({{{"text", note}}});
  if (given) {
    resource["dosage"] = {{"route", {{"text", RouteOf(dose.drug_form())}}},
                          {"dose", Milligrams(dose.micrograms())}};
  } else {
    resource["dosage"] = Json::array(
        {{{"route", {{"text", RouteOf(dose.drug_form())}}},
          {"doseAndRate", Json::array({{{"doseQuantity", Milligrams(dose.micrograms())}}})}}});
  }
  return resource;
}

Json DispenseOf(const v1::PacketBottle& bottle, const std::string& subject) {
  Json resource = {
      {"resourceType", "MedicationDispense"},
      {"identifier",
       Json::array({{{"system", absl::StrCat(kOwn, "sid/bottle")}, {"value", bottle.serial()}}})},
      {"status", "completed"},
      {"medicationCodeableConcept", Medication(bottle.drug_form())},
      {"subject", ReferenceTo(subject)},
      {"quantity", Milligrams(bottle.micrograms())}};
  if (bottle.has_handed_out_at()) resource["whenHandedOver"] = Instant(bottle.handed_out_at());
  const std::string asked_back = bottle.bring_back_until().empty()
                                     ? ""
                                     : absl::StrCat(", asked back by ", bottle.bring_back_until());
  resource["note"] = Json::array(
      {{{"text", absl::StrCat("for ", bottle.clinical_day(), ", at home", asked_back)}}});
  return resource;
}

Json NoMedicationKnown(const std::string& subject) {
  Json resource = {{"resourceType", "MedicationStatement"}, {"status", "unknown"}};
  resource["medicationCodeableConcept"] =
      Concept(kAbsentUnknown, "no-medication-info", "No information about medications");
  resource["subject"] = ReferenceTo(subject);
  resource["_effectiveDateTime"] = AbsentBecause("unknown");
  return resource;
}

}  // namespace oat::fhir
