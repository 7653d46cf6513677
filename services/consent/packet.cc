#include "services/consent/packet.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/base/quantity.h"
#include "services/base/status.h"
#include "services/contract/code.h"
#include "services/enrolment/store.h"
#include "services/identity/store.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"
#include "services/slots/store.h"

namespace oat::consent {
namespace {

using access::Call;

// How many days back the element "doses" reaches, today included.
constexpr int kDaysOfDoses = 30;

// English, Russian, Kazakh. That such a notice goes with every packet: 42 CFR 2.32 (verified). The
// words are ours.
constexpr const char* kNotice[] = {
    "This page is about a person's health and treatment, and the law protects it. It was "
    "given to you for the request named on it and for nothing else. Do not pass it on, put it "
    "into another file or use it against the person, unless the person has agreed to that in "
    "writing or a law or a court plainly allows it.",
    "Эти сведения касаются здоровья и лечения человека и охраняются законом. Они переданы вам "
    "только по указанному здесь запросу. Их нельзя передавать другим, вносить в другие дела "
    "или использовать против этого человека, если он сам не согласился на это письменно и "
    "этого прямо не разрешает закон или суд.",
    "Бұл мәліметтер адамның денсаулығы мен еміне қатысты және заңмен қорғалады. Олар сізге "
    "осында көрсетілген сұрау бойынша ғана берілді. Адам жазбаша келіспесе, заң немесе сот "
    "тікелей рұқсат етпесе, оларды басқаларға беруге, басқа іске тіркеуге немесе сол адамға "
    "қарсы пайдалануға болмайды."};

std::string Milligrams(Micrograms dose) {
  return std::string(absl::StripSuffix(FormatDose(dose), " mg"));
}

// Puts down one element after another.
class Writer {
 public:
  Writer(Call& call, const identity::Vault& vault, PersonId person, v1::DisclosurePacket* packet)
      : call_(call), vault_(vault), person_(person), packet_(packet) {}

  absl::Status Write(const std::string& element) {
    element_ = contract::FromCode<v1::DisclosureElement>(element);
    switch (element_) {
      case v1::DISCLOSURE_ELEMENT_IDENTITY:
        return WriteIdentity();
      case v1::DISCLOSURE_ELEMENT_IN_TREATMENT:
        return WriteInTreatment();
      case v1::DISCLOSURE_ELEMENT_EPISODES:
        return WriteEpisodes();
      case v1::DISCLOSURE_ELEMENT_ORDER:
        return WriteOrder();
      case v1::DISCLOSURE_ELEMENT_LAST_DOSE:
        return WriteLastDose();
      case v1::DISCLOSURE_ELEMENT_DOSES:
        return WriteDoses();
      case v1::DISCLOSURE_ELEMENT_DEMOGRAPHICS:
        return WriteDemographics();
      default:
        return absl::InternalError("an element without fields");
    }
  }

 private:
  void Add(const std::string& field, const std::string& value) {
    v1::DisclosedField* out = packet_->add_fields();
    out->set_element(element_);
    out->set_field(field);
    out->set_value(value);
  }

  absl::Status WriteIdentity() {
    OAT_ASSIGN_OR_RETURN(auto who, identity::LoadParticulars(call_.transaction, vault_, person_));
    if (!who || who->family_name.empty()) {
      Add("family_name", "none");
      return absl::OkStatus();
    }
    Add("family_name", who->family_name.Reveal());
    Add("given_name", who->given_name.Reveal());
    Add("birth_date", who->birth_date.Reveal());
    return absl::OkStatus();
  }

  absl::Status WriteInTreatment() {
    const auto episode = enrolment::LatestEpisode(call_.transaction, person_);
    Add("in_treatment", episode && !episode->ended ? "yes" : "no");
    return absl::OkStatus();
  }

  absl::Status WriteEpisodes() {
    const auto spans = enrolment::LoadSpans(call_.transaction, person_);
    if (spans.empty()) Add("first_day", "none");
    for (const enrolment::Span& span : spans) {
      Add("first_day", FormatDay(span.first));
      Add("last_day", span.last ? FormatDay(*span.last) : "none");
    }
    return absl::OkStatus();
  }

  absl::Status WriteOrder() {
    const Day today = call_.today();
    const auto order = prescribing::LoadCurrent(call_.transaction, person_, today);
    if (prescribing::WhyNotInForce(order, today)) {
      Add("drug_form", "none");
      return absl::OkStatus();
    }
    Add("drug_form", order->drug_form);
    Add("milligrams", Milligrams(order->StepOn(today)->DayTotal()));
    return absl::OkStatus();
  }

  void AddDose(const slots::Fact& fact) {
    Add("taken_on", FormatDay(fact.clinical_day));
    Add("drug_form", fact.drug_form);
    Add("milligrams", Milligrams(fact.micrograms));
  }

  absl::Status WriteLastDose() {
    const auto fact = slots::LastTaken(call_.transaction, person_);
    if (!fact) {
      Add("taken_on", "none");
      return absl::OkStatus();
    }
    AddDose(*fact);
    const auto site = sites::Load(call_.transaction, fact->site_code);
    Add("taken_at", fact->taken_at ? FormatWallTime(*fact->taken_at, site->reckoning()) : "none");
    return absl::OkStatus();
  }

  absl::Status WriteDoses() {
    const Day first = call_.today() - (kDaysOfDoses - 1);
    const auto facts = slots::LoadFacts(call_.transaction, person_, first);
    if (facts.empty()) Add("taken_on", "none");
    for (const slots::Fact& fact : facts) AddDose(fact);
    return absl::OkStatus();
  }

  absl::Status WriteDemographics() {
    const auto who = identity::LoadDemographics(call_.transaction, person_);
    Add("sex", who ? who->sex : "none");
    Add("birth_year", who ? absl::StrCat(who->birth_year) : "none");
    return absl::OkStatus();
  }

  Call& call_;
  const identity::Vault& vault_;
  const PersonId person_;
  v1::DisclosurePacket* const packet_;
  v1::DisclosureElement element_ = v1::DISCLOSURE_ELEMENT_UNSPECIFIED;
};

}  // namespace

absl::Status FillPacket(Call& call, const identity::Vault& vault, PersonId person,
                        const Elements& elements, v1::DisclosurePacket* packet) {
  Writer writer(call, vault, person, packet);
  for (const char* element : kElements) {
    if (elements.contains(element)) OAT_RETURN_IF_ERROR(writer.Write(element));
  }
  for (const char* notice : kNotice) packet->add_notice(notice);
  return absl::OkStatus();
}

}  // namespace oat::consent
