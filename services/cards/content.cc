#include "services/cards/content.h"

#include "oat/v1/medication.pb.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/custody/store.h"
#include "services/dosing/store.h"
#include "services/prescribing/store.h"
#include "services/slots/store.h"

namespace oat::cards {
namespace {

int NumberOf(const std::string& drug_form) {
  return static_cast<int>(contract::FromCode<v1::DrugForm>(drug_form));
}

card::Source SourceOf(const slots::Fact& fact) {
  if (fact.cause == "authorised") return card::Source::kWindow;
  return fact.cause == "imported" ? card::Source::kImported : card::Source::kDeclared;
}

absl::Time InWholeSeconds(absl::Time time) {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(time));
}

card::LastDose LastDoseOf(const slots::Fact& fact, const DayReckoning& reckoning) {
  const absl::Time taken_at = fact.taken_at.value_or(BeginningOf(fact.clinical_day, reckoning));
  return {.drug_form = NumberOf(fact.drug_form),
          .micrograms = fact.micrograms,
          .taken_at = InWholeSeconds(taken_at),
          .source = SourceOf(fact)};
}

void FillLastDose(const card::LastDose& dose, v1::CardDose* out) {
  out->set_drug_form(static_cast<v1::DrugForm>(dose.drug_form));
  out->set_micrograms(dose.micrograms.count());
  *out->mutable_taken_at() = contract::ToTimestamp(dose.taken_at);
  out->set_source(static_cast<v1::CardDoseSource>(dose.source));
}

}  // namespace

Situation LoadSituation(access::Call& call, PersonId person) {
  db::Transaction& transaction = call.transaction;
  Situation s{.now = call.now,
              .today = call.today(),
              .reckoning = call.reckoning(),
              .site_code = call.site().code};
  if (auto standing = custody::StandingOn(transaction, person, s.today)) {
    s.custody_site = standing->site_code;
  }
  s.order = prescribing::LoadCurrent(transaction, person, s.today);
  if (auto hold = prescribing::LoadHold(transaction, person, s.now)) s.hold_until = hold->until;
  s.incident_waits = dosing::HasOpenIncident(transaction, person);
  s.unsettled = dosing::LoadUnsettled(transaction, person);
  s.last_taken = slots::LastTaken(transaction, person);
  s.at_home = bottles::LoadAtHome(transaction, person, s.today);
  return s;
}

card::Content ContentOf(const Situation& s, const std::string& patient_number) {
  card::Content content{.patient_number = patient_number,
                        .site_code = s.custody_site.value_or(""),
                        .issued_at = InWholeSeconds(s.now),
                        .issued_on = s.today,
                        .valid_until = InWholeSeconds(s.now),
                        .dose_until = s.today};
  if (const prescribing::Step* step = StepInForce(s)) {
    content.drug_form = NumberOf(s.order->drug_form);
    content.portions = step->portions;
    content.dose_until = step->until_day;
  }
  if (s.last_taken) content.last_dose = LastDoseOf(*s.last_taken, s.reckoning);
  content.bottles = static_cast<int32_t>(s.at_home.size());
  content.bottle_days = BottleDays(s);
  return content;
}

void FillContent(const card::Content& content, v1::CardContent* out) {
  out->set_patient_number(content.patient_number);
  out->set_issue(content.issue);
  out->set_site_code(content.site_code);
  *out->mutable_issued_at() = contract::ToTimestamp(content.issued_at);
  out->set_issued_on(FormatDay(content.issued_on));
  *out->mutable_valid_until() = contract::ToTimestamp(content.valid_until);
  out->set_drug_form(static_cast<v1::DrugForm>(content.drug_form));
  for (Micrograms portion : content.portions) out->add_portion_micrograms(portion.count());
  out->set_dose_until_day(FormatDay(content.dose_until));
  if (content.last_dose) FillLastDose(*content.last_dose, out->mutable_last_dose());
  out->set_bottles(content.bottles);
  for (const Day day : content.bottle_days) out->add_bottle_days(FormatDay(day));
}

}  // namespace oat::cards
