// What may be told outside: to whom at most, on which basis in law, and what two people may grant
// of what was asked. Nothing is told by default.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"
#include "services/base/reason.h"
#include "services/base/secret.h"

namespace oat::consent {

// Codes of oat.v1.DisclosureElement.
using Elements = std::set<std::string>;
// All there are, in the order in which a packet has them.
inline constexpr const char* kElements[] = {"identity",  "in_treatment", "episodes",    "order",
                                            "last_dose", "doses",        "demographics"};

// The most that such a recipient may ever be told on such a basis, whoever grants it. Empty:
// nothing.
Elements MayBeTold(const std::string& recipient_kind, const std::string& basis);

// Recipient, purpose and reference are words of people, in which a name may stand against advice.
struct Consent {
  Uuid id;
  std::string recipient_kind;
  Secret recipient;
  Secret purpose;
  Elements elements;
  Day given_on;
  Day until_day;       // the last on which it counts
  std::string manner;  // signed, read_aloud
  std::string interpreted_into;
  std::string witness;  // login; empty where there was none
  std::optional<absl::Time> withdrawn_at;

  bool IsInForce(Day today) const { return !withdrawn_at && today <= until_day; }
};

// The longest a consent may be given for, in days.
inline constexpr int kLongestConsent = 366;
// INVALID_ARGUMENT for a last day that is over or further ahead than that.
absl::Status CheckUntilDay(Day until_day, Day today);
// Why such a consent cannot be taken: read aloud without a witness, or to something that would not
// be told all the same.
std::vector<Reason> QuestionConsent(const Consent& consent, bool witnessed);

struct Decision {
  Elements granted;  // empty: refused for good
  std::optional<Day> secret_until;
  absl::Time at;
};

// What somebody outside asked.
struct Disclosure {
  Uuid id;
  std::optional<PersonId> person;  // absent: nobody known here
  std::string patient_number;      // in lists
  std::string recipient_kind;
  Secret recipient;
  std::string basis;  // a code of oat.v1.LegalBasis
  Secret reference;
  std::optional<Uuid> consent;  // as it was named: it may be nobody's
  Elements asked;
  absl::Time asked_at;
  std::optional<Decision> decision;

  bool IsGranted() const { return decision && !decision->granted.empty(); }
};

// INVALID_ARGUMENT for more than was asked, and for a secrecy that no court has ordered, that is
// over or that goes with a refusal.
absl::Status CheckDecision(const Disclosure& asked, const Decision& decision, Day today);

// Why the decision to tell cannot be taken; none for a refusal. `consent` is the one that the
// request names, where it is this person's.
std::vector<Reason> QuestionDecision(const Disclosure& asked, const Elements& granted,
                                     const std::optional<Consent>& consent, bool by_two, Day today);

// The consent carries telling all of this to this recipient today.
bool Covers(const std::optional<Consent>& consent, const Disclosure& asked, const Elements& told,
            Day today);

// A grant tells of the time at which it was made: who wants to know more later asks again.
inline constexpr absl::Duration kGrantLife = absl::Hours(14 * 24);

// A court's secrecy holds through its last day; until then the person is not told of the
// disclosure.
bool MayPersonKnow(const Decision& decision, Day today);

}  // namespace oat::consent
