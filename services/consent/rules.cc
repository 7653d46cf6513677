#include "services/consent/rules.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/status.h"

namespace oat::consent {
namespace {

using Key = std::pair<std::string, std::string>;  // recipient kind, basis

// Who may be told what, at most. What is not here is told nobody: no law was found that commands
// it, and nobody is harmed by being asked for an order or a consent instead. No row is wider than
// the law it names, and a lawyer of the country has to read them before they serve there.
const std::map<Key, Elements>& Whitelist() {
  static const auto* const whitelist = new std::map<Key, Elements>{
      // A person's own consent, of the extent that it names: 42 CFR 2.31 (verified). How far one
      // may go at most is ours.
      {{"care_provider", "consent"},
       {"identity", "in_treatment", "episodes", "order", "last_dose", "doses", "demographics"}},
      {{"court", "consent"}, {"identity", "in_treatment", "episodes"}},
      // A job hangs on it, a register is for ever, and neither needs a dose. To the police a
      // consent opens nothing: nobody can say how it was come by in a cell.
      {{"employer", "consent"}, {"identity", "in_treatment"}},
      {{"registry", "consent"}, {"identity", "in_treatment", "episodes", "demographics"}},
      // Research sees a course of treatment and nobody's name: 42 CFR 2.52 (recalled).
      {{"research", "consent"},
       {"in_treatment", "episodes", "order", "last_dose", "doses", "demographics"}},
      {{"family", "consent"}, {"in_treatment", "last_dose"}},
      // A court may order all there is: its order says what, and two people grant no more. To the
      // police it opens that somebody is treated, and when: 42 CFR 2.61 to 2.67 (recalled).
      {{"court", "court_order"},
       {"identity", "in_treatment", "episodes", "order", "last_dose", "doses", "demographics"}},
      {{"police", "court_order"}, {"identity", "in_treatment", "episodes"}},
      // What a law names for such an office differs from country to country (recalled). Here: who,
      // and that there is a treatment.
      {{"duty_to_report", "statute"}, {"identity", "in_treatment", "demographics"}},
      // Those who treat a danger to life, and nobody else: 42 CFR 2.51 (to whom and how much:
      // recalled; that the recipient is recorded: verified).
      {{"care_provider", "medical_emergency"}, {"identity", "in_treatment", "order", "last_dose"}},
  };
  return *whitelist;
}

bool IsWithin(const Elements& part, const Elements& whole) {
  return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

// An order or a law that nobody can look up is none.
bool NeedsReference(const std::string& basis) {
  return basis == "court_order" || basis == "statute";
}

}  // namespace

Elements MayBeTold(const std::string& recipient_kind, const std::string& basis) {
  auto row = Whitelist().find({recipient_kind, basis});
  return row == Whitelist().end() ? Elements() : row->second;
}

absl::Status CheckUntilDay(Day until_day, Day today) {
  if (today <= until_day && until_day <= today + kLongestConsent) return absl::OkStatus();
  return Invalid("until_day", FormatDay(until_day),
                 absl::StrCat(FormatDay(today), " to ", FormatDay(today + kLongestConsent)));
}

std::vector<Reason> QuestionConsent(const Consent& consent, bool witnessed) {
  std::vector<Reason> reasons;
  if (!IsWithin(consent.elements, MayBeTold(consent.recipient_kind, "consent"))) {
    reasons.push_back({reason::kNeverTold, {}});
  }
  if (consent.manner == "read_aloud" && !witnessed) {
    reasons.push_back({reason::kWitnessRequired, {}});
  }
  return reasons;
}

absl::Status CheckDecision(const Disclosure& asked, const Decision& decision, Day today) {
  if (!IsWithin(decision.granted, asked.asked)) {
    return Invalid("elements", absl::StrJoin(decision.granted, ", "),
                   absl::StrCat("no more than was asked: ", absl::StrJoin(asked.asked, ", ")));
  }
  if (!decision.secret_until) return absl::OkStatus();
  const std::string got = FormatDay(*decision.secret_until);
  if (asked.basis != "court_order" || decision.granted.empty()) {
    return Invalid("secret_until_day", got, "none: only a court that is told can forbid it");
  }
  if (*decision.secret_until < today) {
    return Invalid("secret_until_day", got,
                   absl::StrCat("today, ", FormatDay(today), ", or a day to come"));
  }
  return absl::OkStatus();
}

bool Covers(const std::optional<Consent>& consent, const Disclosure& asked, const Elements& told,
            Day today) {
  return consent && consent->IsInForce(today) && consent->recipient_kind == asked.recipient_kind &&
         consent->recipient == asked.recipient && IsWithin(told, consent->elements);
}

std::vector<Reason> QuestionDecision(const Disclosure& asked, const Elements& granted,
                                     const std::optional<Consent>& consent, bool by_two,
                                     Day today) {
  if (granted.empty()) return {};
  if (!asked.person) return {{reason::kNobodyNamed, {}}};
  const Elements most = MayBeTold(asked.recipient_kind, asked.basis);
  if (most.empty() || (NeedsReference(asked.basis) && asked.reference.empty())) {
    return {{reason::kNoLegalBasis, {}}};
  }
  std::vector<Reason> reasons;
  if (!IsWithin(granted, most)) reasons.push_back({reason::kNeverTold, {}});
  if (asked.basis == "consent" && !Covers(consent, asked, granted, today)) {
    reasons.push_back({reason::kNotInConsent, {}});
  }
  if (!by_two) reasons.push_back({reason::kSamePerson, {}});
  return reasons;
}

bool MayPersonKnow(const Decision& decision, Day today) {
  return !decision.secret_until || *decision.secret_until < today;
}

}  // namespace oat::consent
