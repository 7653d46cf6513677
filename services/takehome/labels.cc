#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/identity/store.h"
#include "services/policy/label.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"
#include "services/stock/store.h"
#include "services/takehome/label_words.h"
#include "services/takehome/service.h"

namespace oat::takehome {
namespace {

using access::Call;

policy::Language LanguageOf(v1::LabelLanguage language) {
  switch (language) {
    case v1::LABEL_LANGUAGE_KAZAKH:
      return policy::Language::kKazakh;
    case v1::LABEL_LANGUAGE_RUSSIAN:
      return policy::Language::kRussian;
    default:
      return policy::Language::kEnglish;
  }
}

// Writes the labels of one person's bottles: what every pack in force demands, and nothing more.
class Writer {
 public:
  Writer(Call& call, const policy::LabelRules& rules, policy::Language language)
      : call_(call), rules_(rules), language_(language) {}

  // FAILED_PRECONDITION: the label must show something that nobody has recorded.
  absl::Status Write(const bottles::Bottle& bottle, const std::string& patient_number,
                     v1::BottleLabel* label) {
    label->set_serial(bottle.serial);
    if (Wants(rules::v1::LABEL_FIELD_MEDICATION)) {
      label->set_medication(MedicationInWords(bottle.drug_form, language_));
    }
    if (Wants(rules::v1::LABEL_FIELD_DOSE)) {
      label->set_dose(DoseInWords(bottle.micrograms, language_));
    }
    if (Wants(rules::v1::LABEL_FIELD_PATIENT_NUMBER)) label->set_patient_number(patient_number);
    if (Wants(rules::v1::LABEL_FIELD_DISPENSED_ON)) {
      const Day day =
          bottle.supplied_at ? ClinicalDay(*bottle.supplied_at, call_.reckoning()) : call_.today();
      label->set_dispensed_on(FormatDay(day));
    }
    label->set_with_name(Wants(rules::v1::LABEL_FIELD_PATIENT_NAME));
    label->set_warning(rules_.Warning(language_));
    label->set_storage(rules_.Storage(language_));
    WriteContent(bottle, label);
    WriteOrder(bottle, label);
    return WriteSite(bottle.site_code, label);
  }

 private:
  bool Wants(policy::LabelField field) const { return rules_.Demands(field); }

  void WriteContent(const bottles::Bottle& bottle, v1::BottleLabel* label) {
    std::vector<ContentLine> lines;
    std::vector<std::string> lots;
    std::optional<Day> expires;
    for (const stock::DoseLine& line : bottle.lines) {
      lines.push_back({line, *stock::LoadProduct(call_.transaction, line.product_code)});
      lots.push_back(line.lot_number);
      const Day day = *stock::ExpiryOf(call_.transaction, line.product_code, line.lot_number);
      expires = std::min(expires.value_or(day), day);
    }
    if (Wants(rules::v1::LABEL_FIELD_CONTENT)) label->set_content(ContentInWords(lines, language_));
    if (Wants(rules::v1::LABEL_FIELD_LOT)) label->set_lot(absl::StrJoin(lots, ", "));
    if (Wants(rules::v1::LABEL_FIELD_EXPIRY)) label->set_expires(FormatDay(*expires));
  }

  void WriteOrder(const bottles::Bottle& bottle, v1::BottleLabel* label) {
    bool has_several = bottle.portion > 1;
    for (const auto& order : prescribing::LoadAll(call_.transaction, bottle.person)) {
      if (order.id != bottle.order) continue;
      const prescribing::Step* step = order.StepOn(bottle.clinical_day);
      has_several = has_several || (step != nullptr && step->portions.size() > 1);
      if (Wants(rules::v1::LABEL_FIELD_PRESCRIBER)) label->set_prescriber(order.signed_by_login);
    }
    if (Wants(rules::v1::LABEL_FIELD_DAY)) {
      label->set_take_on(DayInWords(bottle.clinical_day, bottle.portion, has_several, language_));
    }
  }

  absl::Status WriteSite(const std::string& site_code, v1::BottleLabel* label) {
    const bool wants_any = Wants(rules::v1::LABEL_FIELD_SITE) ||
                           Wants(rules::v1::LABEL_FIELD_TELEPHONE) ||
                           Wants(rules::v1::LABEL_FIELD_EMERGENCY_TELEPHONE);
    if (!wants_any) return absl::OkStatus();
    const auto contacts = sites::LoadContacts(call_.transaction);
    const auto contact = contacts.find(site_code);
    if (contact == contacts.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("the label must say how site ", site_code,
                       " is reached, and nobody has recorded it: the administrator does (oatctl "
                       "sites contact)"));
    }
    if (Wants(rules::v1::LABEL_FIELD_SITE)) {
      label->set_site(absl::StrCat(contact->second.name, ", ", contact->second.address));
    }
    if (Wants(rules::v1::LABEL_FIELD_TELEPHONE)) label->set_telephone(contact->second.telephone);
    if (Wants(rules::v1::LABEL_FIELD_EMERGENCY_TELEPHONE)) {
      label->set_emergency_telephone(contact->second.emergency_telephone);
    }
    return absl::OkStatus();
  }

  Call& call_;
  const policy::LabelRules& rules_;
  const policy::Language language_;
};

}  // namespace

absl::Status Service::GetBottleLabels(Call& call, const v1::GetBottleLabelsRequest& request,
                                      v1::GetBottleLabelsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  const policy::LabelRules wanted = policy::LabelOf(rules->stack);
  if (!wanted.is_said) {
    return absl::FailedPreconditionError(
        "no rules in force here say what stands on a label: put a pack in force that does");
  }
  Writer writer(call, wanted, LanguageOf(request.language()));
  for (const std::string& text : request.serials()) {
    OAT_ASSIGN_OR_RETURN(const std::string serial, bottles::ReadSerial(text));
    const auto bottle = bottles::LoadBySerial(call.transaction, person, serial);
    if (!bottle) return absl::NotFoundError("serials: this person has no such bottle");
    OAT_RETURN_IF_ERROR(writer.Write(*bottle, request.patient_number(), response->add_labels()));
  }
  return absl::OkStatus();
}

}  // namespace oat::takehome
