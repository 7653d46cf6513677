#include "services/downtime/list.h"

#include "services/base/status.h"
#include "services/contract/advice.h"
#include "services/dosing/service.h"
#include "services/dosing/situation.h"
#include "services/dosing/spacing.h"
#include "services/dosing/steps.h"
#include "services/downtime/rules.h"
#include "services/identity/store.h"
#include "services/identity/token_store.h"
#include "services/prescribing/clinical.h"

namespace oat::downtime {
namespace {

// A well person who said her birth date: the one who is met in an outage.
dosing::Encounter Met() {
  return {.identity_check = contract::Code(v1::IDENTITY_CHECK_SECOND_IDENTIFIER),
          .assessment = contract::Code(v1::ASSESSMENT_WELL)};
}

bool IsOnlyTooSoon(const dosing::Decision& decision) {
  return decision.reasons.size() == 1 && decision.reasons[0].code == reason::kTooSoon;
}

}  // namespace

absl::StatusOr<v1::DowntimePerson> ListMaker::PersonOf(const std::string& patient_number) {
  OAT_ASSIGN_OR_RETURN(PersonId person, identity::FindPerson(call_.transaction, patient_number));
  v1::DowntimePerson out;
  out.set_patient_number(patient_number);
  OAT_RETURN_IF_ERROR(FillIdentity(person, &out));
  FillDose(person, &out);
  return out;
}

absl::Status ListMaker::FillIdentity(PersonId person, v1::DowntimePerson* out) const {
  out->set_look_alike(identity::HasLookAlikeHere(call_.transaction, person, call_.today()));
  OAT_ASSIGN_OR_RETURN(auto particulars,
                       identity::LoadParticulars(call_.transaction, vault_, person));
  if (!particulars) return absl::OkStatus();
  out->set_given_name(particulars->given_name.Reveal());
  out->set_family_initial(FirstLetter(particulars->family_name.Reveal()));
  out->set_birth_date(particulars->birth_date.Reveal());
  return absl::OkStatus();
}

void ListMaker::FillDose(PersonId person, v1::DowntimePerson* out) {
  dosing::Situation situation = dosing::LoadSituation(call_, person);
  v1::AuthoriseDoseResponse* dose = out->mutable_dose();
  dosing::FillContext(situation, dose->mutable_context());
  dose->mutable_context()->set_review(prescribing::HasUnreviewedFact(call_.transaction, person));
  dose->set_clinical_day(FormatDay(situation.today));
  FillPortions(situation, out);
  if (rules_ == nullptr) {
    return contract::Refuse(dose->mutable_outcome(), v1::REASON_CODE_NO_RULES);
  }
  dosing::FillMissed(situation, Met(), *rules_, dose->mutable_context());
  dosing::Decision decision = dosing::Decide(situation, Met(), *rules_);
  // Too soon now is no more too soon when the person comes: the list says from when on.
  const auto earliest = dosing::EarliestAfterInterval(situation, *rules_);
  if (IsOnlyTooSoon(decision) && earliest) {
    *out->mutable_not_before() = contract::ToTimestamp(*earliest);
    situation.now = *earliest;
    decision = dosing::Decide(situation, Met(), *rules_);
  }
  if (!decision.authorised) return contract::Refuse(dose->mutable_outcome(), decision.reasons);
  const std::string& drug_form = situation.order->drug_form;
  const OnHand& on_hand = OnHandOf(drug_form);
  const auto composition = stock::Compose(decision.authorised->micrograms, on_hand.strengths,
                                          on_hand.lots, situation.today);
  dose->set_portion(decision.authorised->portion);
  dose->set_micrograms(decision.authorised->micrograms.count());
  dose->set_micrograms_ordered(decision.authorised->ordered.count());
  dose->set_drug_form(contract::FromCode<v1::DrugForm>(drug_form));
  dose->set_watch_minutes(rules_->WatchMinutes(drug_form));
  if (composition.verdict != stock::Composition::Verdict::kMade) {
    return contract::Refuse(dose->mutable_outcome(), v1::REASON_CODE_STOCK_SHORT);
  }
  dosing::FillLines(composition.lines, dose->mutable_lines());
  contract::Accept(dose->mutable_outcome());
  contract::Advise(dose->mutable_outcome(), decision.beside);
}

// As ordered, or of the step below which today's waits: what a desk gives from its list it gives as
// a window would.
void ListMaker::FillPortions(const dosing::Situation& situation, v1::DowntimePerson* out) const {
  const auto* step = situation.order ? situation.order->StepOn(situation.today) : nullptr;
  if (rules_ != nullptr) step = dosing::StepGiven(situation, *rules_);
  if (step == nullptr) return;
  for (Micrograms portion : step->portions) out->add_portion_micrograms(portion.count());
}

const ListMaker::OnHand& ListMaker::OnHandOf(const std::string& drug_form) {
  auto [found, is_new] = on_hand_.try_emplace(drug_form);
  if (is_new) {
    const std::string& site = call_.site().code;
    found->second = {stock::LoadStrengths(call_.transaction, site, drug_form),
                     stock::LoadOnHand(call_.transaction, site, call_.caller.station, drug_form)};
  }
  return found->second;
}

}  // namespace oat::downtime
