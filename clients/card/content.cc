#include "clients/card/content.h"

#include "oat/v1/medication.pb.h"
#include "oat/v1/reason.pb.h"

namespace oat::card {
namespace {

void SetTime(absl::Time time, google::protobuf::Timestamp* out) {
  out->set_seconds(absl::ToUnixSeconds(time));
}

}  // namespace

std::vector<OpeningKey> KeysOf(const v1::GetCardKeysResponse& response) {
  std::vector<OpeningKey> keys;
  for (const v1::CardKey& key : response.keys()) {
    keys.push_back({key.key_id(), key.public_key(), Secret(key.opening_key())});
  }
  return keys;
}

v1::CardContent ForContract(const Content& content) {
  v1::CardContent out;
  out.set_patient_number(content.patient_number);
  out.set_issue(content.issue);
  out.set_site_code(content.site_code);
  SetTime(content.issued_at, out.mutable_issued_at());
  out.set_issued_on(FormatDay(content.issued_on));
  SetTime(content.valid_until, out.mutable_valid_until());
  out.set_drug_form(static_cast<v1::DrugForm>(content.drug_form));
  for (Micrograms portion : content.portions) out.add_portion_micrograms(portion.count());
  out.set_dose_until_day(FormatDay(content.dose_until));
  if (const auto& last = content.last_dose) {
    out.mutable_last_dose()->set_drug_form(static_cast<v1::DrugForm>(last->drug_form));
    out.mutable_last_dose()->set_micrograms(last->micrograms.count());
    SetTime(last->taken_at, out.mutable_last_dose()->mutable_taken_at());
    out.mutable_last_dose()->set_source(static_cast<v1::CardDoseSource>(last->source));
  }
  out.set_bottles(content.bottles);
  for (const Day day : content.bottle_days) out.add_bottle_days(FormatDay(day));
  return out;
}

v1::ReasonCode ReasonOf(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return v1::REASON_CODE_UNSPECIFIED;
    case Fault::kNoCard:
      return v1::REASON_CODE_CARD_UNREADABLE;
    case Fault::kUnknownKey:
      return v1::REASON_CODE_CARD_KEY_UNKNOWN;
    case Fault::kAltered:
      return v1::REASON_CODE_CARD_ALTERED;
    case Fault::kForged:
      return v1::REASON_CODE_CARD_FORGED;
  }
  return v1::REASON_CODE_UNSPECIFIED;
}

}  // namespace oat::card
