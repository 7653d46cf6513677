#include "clients/fhir/ips.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/fhir/doses.h"
#include "clients/fhir/terms.h"

namespace oat::fhir {
namespace {

std::string UrnOf(const std::string& uuid) { return "urn:uuid:" + uuid; }

// Plain paragraphs, as FHIR's XHTML.
Json Narrative(const std::vector<std::string>& paragraphs) {
  std::string div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
  for (const std::string& text : paragraphs) {
    absl::StrAppend(&div, "<p>",
                    absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}}),
                    "</p>");
  }
  return {{"status", "generated"}, {"div", div + "</div>"}};
}

v1::PacketConfidence LabelOf(const v1::Packet& packet, v1::PacketPart part) {
  for (const v1::PacketLabel& label : packet.labels()) {
    if (label.part() == part) return label.confidence();
  }
  return v1::PACKET_CONFIDENCE_UNKNOWN;
}

// One document as it grows.
class Document {
 public:
  explicit Document(const v1::Packet& packet)
      : packet_(packet),
        base_(absl::StrCat(packet.patient_number(), "/", packet.made_at().seconds())),
        patient_(UuidOf(base_ + "/patient")),
        author_(UuidOf(base_ + "/author")) {}

  std::string Write(const std::optional<Name>& name) {
    Json sections = Json::array();
    sections.push_back(Medications());
    sections.push_back(NothingKept(
        "48765-2", "Allergies and adverse reactions", "AllergyIntolerance", "no-allergy-info",
        "No information about allergies",
        "Substances that the person does not tolerate are not kept in this record: ask."));
    sections.push_back(NothingKept("11450-4", "Problem list", "Condition", "no-problem-info",
                                   "No information about problems",
                                   "Diagnoses are not part of this summary."));
    sections.push_back(Doses());
    const Json composition = Composition(std::move(sections));
    Json bundle = {
        {"resourceType", "Bundle"},
        {"id", UuidOf(base_ + "/bundle")},
        {"identifier",
         {{"system", "urn:ietf:rfc:3986"}, {"value", UrnOf(UuidOf(base_ + "/document"))}}},
        {"type", "document"},
        {"timestamp", Instant(packet_.made_at())},
        {"entry", Json::array()}};
    Json& all = bundle["entry"];
    all.push_back(EntryOf(UuidOf(base_ + "/composition"), composition));
    all.push_back(EntryOf(patient_, Patient(name)));
    all.push_back(EntryOf(author_, Author()));
    for (Json& entry : entries_) all.push_back(std::move(entry));
    return bundle.dump(2) + "\n";
  }

 private:
  static Json EntryOf(const std::string& uuid, Json resource) {
    Json with_id = {{"resourceType", resource["resourceType"]}, {"id", uuid}};
    resource.erase("resourceType");
    with_id.update(resource);
    return {{"fullUrl", UrnOf(uuid)}, {"resource", std::move(with_id)}};
  }

  // Adds a resource; the section's reference to it.
  Json Add(const std::string& uuid, Json resource) {
    entries_.push_back(EntryOf(uuid, std::move(resource)));
    return {{"reference", UrnOf(uuid)}};
  }

  Json SectionOf(const std::string& loinc, const std::string& title,
                 const std::vector<std::string>& paragraphs, Json entries) {
    Json section = {
        {"title", title}, {"code", Concept(kLoinc, loinc, title)}, {"text", Narrative(paragraphs)}};
    if (!entries.empty()) section["entry"] = std::move(entries);
    return section;
  }

  void AddRequest(const v1::PacketOrder& order, v1::PacketConfidence confidence, Json* entries) {
    entries->push_back(Add(order.order_id(), RequestOf(order, confidence, UrnOf(patient_))));
  }

  Json Medications() {
    Json entries = Json::array();
    std::vector<std::string> words;
    if (packet_.has_order()) {
      AddRequest(packet_.order(), LabelOf(packet_, v1::PACKET_PART_ORDER), &entries);
      words.push_back(absl::StrCat("In force until ", packet_.order().until_day(), "."));
    } else {
      words.push_back("No order is in force.");
    }
    if (packet_.has_next_order()) {
      AddRequest(packet_.next_order(), v1::PACKET_CONFIDENCE_OBSERVED, &entries);
      words.push_back(absl::StrCat("Signed ahead, from ", packet_.next_order().from_day(), "."));
    }
    if (entries.empty()) {
      entries.push_back(Add(UuidOf(base_ + "/medication"), NoMedicationKnown(UrnOf(patient_))));
    }
    words.push_back("Other medicines are not part of this summary: ask.");
    return SectionOf("10160-0", "Medication summary", words, std::move(entries));
  }

  // Says of a section that IPS asks for that the record keeps nothing of it.
  Json NothingKept(const std::string& loinc, const std::string& title, const std::string& type,
                   const std::string& code, const std::string& display, const std::string& words) {
    const bool is_allergy = type == "AllergyIntolerance";
    Json resource = {{"resourceType", type}};
    resource["clinicalStatus"] =
        Concept(is_allergy ? "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
                           : "http://terminology.hl7.org/CodeSystem/condition-clinical",
                "active", "Active");
    resource["code"] = Concept(kAbsentUnknown, code, display);
    resource[is_allergy ? "patient" : "subject"] = {{"reference", UrnOf(patient_)}};
    Json entries = Json::array({Add(UuidOf(base_ + "/" + type), resource)});
    return SectionOf(loinc, title, {words}, std::move(entries));
  }

  Json Doses() {
    Json entries = Json::array();
    for (const v1::PacketDose& dose : packet_.doses()) {
      entries.push_back(Add(dose.id(), DoseOf(dose, UrnOf(patient_))));
    }
    for (const v1::PacketBottle& bottle : packet_.bottles_out()) {
      entries.push_back(Add(UuidOf(bottle.serial()), DispenseOf(bottle, UrnOf(patient_))));
    }
    std::vector<std::string> words = {
        absl::StrCat(packet_.doses_size(),
                     " doses of the last thirty days, each with how it is "
                     "known; ",
                     packet_.bottles_out_size(), " bottles at home.")};
    AddDaysWithout(&words);
    return SectionOf("18610-6", "Medication administered", words, std::move(entries));
  }

  // Where nothing is known there is no word of a missed dose.
  void AddDaysWithout(std::vector<std::string>* words) const {
    std::vector<std::string> known, not_known;
    for (const v1::PacketDayWithoutDose& day : packet_.days_without_dose()) {
      auto& days = day.why() == v1::PACKET_GAP_NOT_KNOWN ? not_known : known;
      days.push_back(day.clinical_day());
    }
    if (!known.empty()) {
      words->push_back(absl::StrCat("Days without a dose: ", absl::StrJoin(known, ", "), "."));
    }
    if (!not_known.empty()) {
      words->push_back(absl::StrCat(
          "Days of which nothing is known here: ", absl::StrJoin(not_known, ", "), "."));
    }
  }

  Json Composition(Json sections) const {
    const std::string title =
        absl::StrCat("Opioid agonist therapy: summary of ", packet_.patient_number());
    return {{"resourceType", "Composition"},
            {"text", Narrative({title,
                                "What staff saw, recorded afterwards, were told, assume and "
                                "do not know is told apart in every entry."})},
            {"status", "final"},
            {"type", Concept(kLoinc, "60591-5", "Patient summary Document")},
            {"subject", {{"reference", UrnOf(patient_)}}},
            {"date", Instant(packet_.made_at())},
            {"author", Json::array({{{"reference", UrnOf(author_)}}})},
            {"title", title},
            {"confidentiality", "R"},
            {"section", std::move(sections)}};
  }

  Json Patient(const std::optional<Name>& name) const {
    Json patient = {
        {"resourceType", "Patient"},
        {"identifier", Json::array({{{"system", absl::StrCat(kOwn, "sid/patient-number")},
                                     {"value", packet_.patient_number()}}})}};
    if (name) {
      patient["name"] =
          Json::array({{{"family", name->family}, {"given", Json::array({name->given})}}});
      patient["birthDate"] = name->birth_date;
    } else {
      patient["name"] = Json::array({{{"_text", AbsentBecause("masked")}}});
      patient["_birthDate"] = AbsentBecause("masked");
    }
    return patient;
  }

  // The home site answers for what stands here; without one, the site of the last dose.
  Json Author() const {
    const std::string& code =
        packet_.home_site().empty() ? packet_.last_dose().site_code() : packet_.home_site();
    Json organization = {{"resourceType", "Organization"}};
    if (code.empty()) {
      organization["_name"] = AbsentBecause("unknown");
    } else {
      organization["identifier"] =
          Json::array({{{"system", absl::StrCat(kOwn, "sid/site")}, {"value", code}}});
      organization["name"] = code;
    }
    return organization;
  }

  const v1::Packet& packet_;
  const std::string base_;
  const std::string patient_;
  const std::string author_;
  std::vector<Json> entries_;
};

}  // namespace

std::string PatientSummary(const v1::Packet& packet, const std::optional<Name>& name) {
  return Document(packet).Write(name);
}

}  // namespace oat::fhir
