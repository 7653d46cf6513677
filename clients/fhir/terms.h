// The words that FHIR documents share: systems, codes, and how the record's own values stand in
// them. Those of LOINC and of the International Patient Summary are recalled from its release 1.1
// for R4; ATC and UCUM are those of the contract.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "oat/v1/medication.pb.h"
#include "oat/v1/packet.pb.h"

namespace oat::fhir {

// Members stand in the order in which they are written, so a document is the same byte for byte.
using Json = nlohmann::ordered_json;

inline constexpr char kLoinc[] = "http://loinc.org";
inline constexpr char kAtc[] = "http://www.whocc.no/atc";
inline constexpr char kUcum[] = "http://unitsofmeasure.org";
inline constexpr char kAbsentUnknown[] =
    "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";
// Of our own: a reserved name, until the project has one.
inline constexpr char kOwn[] = "https://jalgas.example/fhir/";

// A name-based UUID of version 8 (RFC 9562): the same for the same words.
std::string UuidOf(const std::string& words);

Json Coding(const std::string& system, const std::string& code, const std::string& display);
Json Concept(const std::string& system, const std::string& code, const std::string& display);
// Why something that FHIR asks for is not there: `masked`, `unknown`.
Json AbsentBecause(const std::string& reason);

// The ATC code of what an order or a dose names.
Json Medication(v1::DrugForm form);
// How it is taken, in words.
std::string RouteOf(v1::DrugForm form);
// Milligrams: whole where they are.
Json Milligrams(int64_t micrograms);
// How a dose is known, and how far it can be relied on.
Json HowKnown(const v1::PacketDose& dose);
Json ConfidenceOf(v1::PacketConfidence confidence);
// An instant in UTC.
std::string Instant(const google::protobuf::Timestamp& time);

}  // namespace oat::fhir
