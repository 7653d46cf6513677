#include "clients/fhir/terms.h"

#include <sodium.h>

#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace oat::fhir {
namespace {

// PACKET_CONFIDENCE_OBSERVED of that prefix is "observed".
std::string CodeOf(const std::string& name, const char* prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(name, prefix));
}

std::string InWords(const std::string& code) { return absl::StrReplaceAll(code, {{"_", " "}}); }

Json OwnCode(const char* system, const std::string& code) {
  return Coding(absl::StrCat(kOwn, "CodeSystem/", system), code, InWords(code));
}

}  // namespace

std::string UuidOf(const std::string& words) {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                     reinterpret_cast<const unsigned char*>(words.data()), words.size());
  std::string hex = absl::BytesToHexString(hash.substr(0, 16));
  hex[12] = '8';
  hex[16] = "89ab"[hash[8] & 3];
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20, 12));
}

Json Coding(const std::string& system, const std::string& code, const std::string& display) {
  return {{"system", system}, {"code", code}, {"display", display}};
}

Json Concept(const std::string& system, const std::string& code, const std::string& display) {
  return {{"coding", Json::array({Coding(system, code, display)})}};
}

Json AbsentBecause(const std::string& reason) {
  return {{"extension",
           Json::array({{{"url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason"},
                         {"valueCode", reason}}})}};
}

Json Medication(v1::DrugForm form) {
  Json concept_of = [&] {
    switch (form) {
      case v1::DRUG_FORM_METHADONE_ORAL_SOLUTION:
      case v1::DRUG_FORM_METHADONE_TABLET:
        return Concept(kAtc, "N07BC02", "methadone");
      case v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL:
        return Concept(kAtc, "N07BC51", "buprenorphine, combinations");
      case v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL:
      case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY:
      case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_MONTHLY:
      case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_IN_SITU_MONTHLY:
        return Concept(kAtc, "N07BC01", "buprenorphine");
      default:
        throw std::logic_error("a drug form without an ATC code");
    }
  }();
  concept_of["text"] = InWords(CodeOf(v1::DrugForm_Name(form), "DRUG_FORM_"));
  return concept_of;
}

std::string RouteOf(v1::DrugForm form) {
  switch (form) {
    case v1::DRUG_FORM_METHADONE_ORAL_SOLUTION:
    case v1::DRUG_FORM_METHADONE_TABLET:
      return "by mouth";
    case v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL:
    case v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL:
      return "under the tongue";
    default:
      return "under the skin";
  }
}

Json Milligrams(int64_t micrograms) {
  Json quantity = {{"value", nullptr}, {"unit", "mg"}, {"system", kUcum}, {"code", "mg"}};
  if (micrograms % 1000 == 0) {
    quantity["value"] = micrograms / 1000;
  } else {
    quantity["value"] = static_cast<double>(micrograms) / 1000;
  }
  return quantity;
}

Json HowKnown(const v1::PacketDose& dose) {
  const std::string code = CodeOf(v1::PacketKnowledge_Name(dose.knowledge()), "PACKET_KNOWLEDGE_");
  return {{"url", absl::StrCat(kOwn, "StructureDefinition/how-known")},
          {"valueCoding", OwnCode("how-known", code)}};
}

Json ConfidenceOf(v1::PacketConfidence confidence) {
  const std::string code = CodeOf(v1::PacketConfidence_Name(confidence), "PACKET_CONFIDENCE_");
  return {{"url", absl::StrCat(kOwn, "StructureDefinition/confidence")},
          {"valueCoding", OwnCode("confidence", code)}};
}

std::string Instant(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

}  // namespace oat::fhir
