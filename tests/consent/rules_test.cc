// What may be told outside: every recipient, every basis, every element.
#include "services/consent/rules.h"

#include <gmock/gmock.h>

#include <map>

#include "oat/v1/consent.pb.h"
#include "services/contract/code.h"

namespace oat::consent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Day kToday(2026, 11, 21);

template <class Enum>
std::vector<std::string> CodesOf() {
  const auto& type = *google::protobuf::GetEnumDescriptor<Enum>();
  std::vector<std::string> codes;
  for (int i = 1; i < type.value_count(); ++i) {
    codes.push_back(contract::CodeText(type, type.value(i)->number()));
  }
  return codes;
}
const std::vector<std::string> kRecipients = CodesOf<v1::RecipientKind>();
const std::vector<std::string> kBases = CodesOf<v1::LegalBasis>();
const Elements kEverything(std::begin(kElements), std::end(kElements));

TEST(Elements, AreThoseOfTheContractInItsOrder) {
  EXPECT_THAT(kElements, testing::ElementsAreArray(CodesOf<v1::DisclosureElement>()));
}

// The table as the clinic agreed on it, written down a second time.
const std::map<std::pair<std::string, std::string>, Elements> kAgreed = {
    {{"police", "court_order"}, {"identity", "in_treatment", "episodes"}},
    {{"court", "court_order"}, kEverything},
    {{"court", "consent"}, {"identity", "in_treatment", "episodes"}},
    {{"employer", "consent"}, {"identity", "in_treatment"}},
    {{"registry", "consent"}, {"identity", "in_treatment", "episodes", "demographics"}},
    {{"research", "consent"},
     {"in_treatment", "episodes", "order", "last_dose", "doses", "demographics"}},
    {{"care_provider", "consent"}, kEverything},
    {{"care_provider", "medical_emergency"}, {"identity", "in_treatment", "order", "last_dose"}},
    {{"duty_to_report", "statute"}, {"identity", "in_treatment", "demographics"}},
    {{"family", "consent"}, {"in_treatment", "last_dose"}},
};
Elements Agreed(const std::string& recipient, const std::string& basis) {
  auto found = kAgreed.find({recipient, basis});
  return found == kAgreed.end() ? Elements() : found->second;
}

TEST(Whitelist, IsWhatWasAgreedForEveryRecipientOnEveryBasis) {
  ASSERT_EQ(kRecipients.size() * kBases.size(), 40u);
  for (const std::string& recipient : kRecipients) {
    for (const std::string& basis : kBases) {
      EXPECT_EQ(MayBeTold(recipient, basis), Agreed(recipient, basis)) << recipient << " " << basis;
    }
  }
}

TEST(Whitelist, TellsNothingToAnybodyUnknownOrWithoutABasis) {
  for (const std::string& recipient : kRecipients) {
    EXPECT_THAT(MayBeTold(recipient, "none"), IsEmpty()) << recipient;
    EXPECT_THAT(MayBeTold(recipient, "unspecified"), IsEmpty()) << recipient;
  }
  for (const std::string& basis : kBases) {
    EXPECT_THAT(MayBeTold("unspecified", basis), IsEmpty()) << basis;
  }
}

TEST(Whitelist, KeepsDosesFromPoliceEmployersRegistriesAndReports) {
  for (const std::string& basis : kBases) {
    for (const char* recipient : {"police", "employer", "registry", "duty_to_report"}) {
      for (const char* element : {"order", "last_dose", "doses"}) {
        EXPECT_FALSE(MayBeTold(recipient, basis).contains(element)) << recipient << " " << basis;
      }
    }
    EXPECT_EQ(MayBeTold("police", basis).empty(), basis != "court_order") << basis;
    EXPECT_FALSE(MayBeTold("research", basis).contains("identity")) << basis;
  }
}

Consent ConsentFor(const std::string& recipient, const Elements& elements) {
  return {.id = Uuid("c"),
          .recipient_kind = recipient,
          .recipient = Secret("Hospital 7"),
          .elements = elements,
          .given_on = kToday,
          .until_day = kToday,
          .manner = "signed"};
}
// A request with everything in order.
Disclosure Asked(const std::string& recipient, const std::string& basis) {
  return {.person = PersonId(1),
          .recipient_kind = recipient,
          .recipient = Secret("Hospital 7"),
          .basis = basis,
          .reference = Secret("2-1437/2026"),
          .consent = Uuid("c"),
          .asked = kEverything};
}
std::vector<std::string> Question(const Disclosure& asked, const Elements& granted,
                                  const std::optional<Consent>& consent, bool by_two = true) {
  std::vector<std::string> codes;
  for (const Reason& one : QuestionDecision(asked, granted, consent, by_two, kToday)) {
    codes.push_back(one.code);
  }
  return codes;
}

TEST(Grant, OfEachElementToEachRecipientOnEachBasisIsJudged) {
  for (const std::string& recipient : kRecipients) {
    for (const std::string& basis : kBases) {
      const Elements most = Agreed(recipient, basis);
      for (const std::string& element : kEverything) {
        const auto reasons =
            Question(Asked(recipient, basis), {element}, ConsentFor(recipient, kEverything));
        SCOPED_TRACE(recipient + " " + basis + " " + element);
        if (most.empty()) {
          EXPECT_THAT(reasons, ElementsAre(reason::kNoLegalBasis));
        } else if (most.contains(element)) {
          EXPECT_THAT(reasons, IsEmpty());
        } else {
          EXPECT_THAT(reasons, ElementsAre(reason::kNeverTold));
        }
      }
    }
  }
}

TEST(Grant, TakesTwoPeopleWhateverTheRecipient) {
  for (const auto& [key, elements] : kAgreed) {
    EXPECT_THAT(Question(Asked(key.first, key.second), elements, ConsentFor(key.first, kEverything),
                         /*by_two=*/false),
                ElementsAre(reason::kSamePerson));
  }
}

TEST(Refusal, TakesNothingAtAll) {
  for (const std::string& recipient : kRecipients) {
    Disclosure asked = Asked(recipient, "none");
    asked.person = std::nullopt;
    EXPECT_THAT(Question(asked, {}, std::nullopt, /*by_two=*/false), IsEmpty());
  }
}

TEST(Grant, OfNobodyIsNone) {
  for (const auto& [key, elements] : kAgreed) {
    Disclosure asked = Asked(key.first, key.second);
    asked.person = std::nullopt;
    EXPECT_THAT(Question(asked, elements, std::nullopt), ElementsAre(reason::kNobodyNamed));
  }
}

TEST(Grant, OnAnOrderOrALawNeedsOneThatCanBeLookedUp) {
  for (const auto& [key, elements] : kAgreed) {
    Disclosure asked = Asked(key.first, key.second);
    asked.reference = Secret();
    const auto reasons = Question(asked, elements, ConsentFor(key.first, kEverything));
    if (key.second == "court_order" || key.second == "statute") {
      EXPECT_THAT(reasons, ElementsAre(reason::kNoLegalBasis)) << key.first;
    } else {
      EXPECT_THAT(reasons, IsEmpty()) << key.first << " " << key.second;
    }
  }
}

TEST(Grant, OnAConsentIsWithinIt) {
  const Disclosure asked = Asked("care_provider", "consent");
  const Consent consent = ConsentFor("care_provider", {"order", "last_dose"});
  EXPECT_THAT(Question(asked, {"order"}, consent), IsEmpty());
  EXPECT_THAT(Question(asked, {"order", "doses"}, consent), ElementsAre(reason::kNotInConsent));
  EXPECT_THAT(Question(asked, {"order"}, std::nullopt), ElementsAre(reason::kNotInConsent));

  std::map<std::string, Consent> faults = {
      {"withdrawn", consent}, {"over", consent}, {"to a court", consent}, {"to another", consent}};
  faults["withdrawn"].withdrawn_at = absl::UnixEpoch();
  faults["over"].until_day = kToday - 1;
  faults["to a court"].recipient_kind = "court";
  faults["to another"].recipient = Secret("Hospital 3");
  for (const auto& [fault, one] : faults) {
    EXPECT_THAT(Question(asked, {"order"}, one), ElementsAre(reason::kNotInConsent)) << fault;
  }
  // Every other basis asks for no consent.
  EXPECT_THAT(Question(Asked("court", "court_order"), {"order"}, std::nullopt), IsEmpty());
}

TEST(Grant, SaysEverythingThatStandsAgainstIt) {
  EXPECT_THAT(Question(Asked("employer", "consent"), {"doses"}, std::nullopt, /*by_two=*/false),
              ElementsAre(reason::kNeverTold, reason::kNotInConsent, reason::kSamePerson));
}

absl::Status Check(const std::string& basis, const Elements& granted,
                   const std::optional<Day>& secret_until = std::nullopt) {
  Disclosure asked = Asked("court", basis);
  asked.asked = {"identity", "order"};
  return CheckDecision(asked, {granted, secret_until, absl::UnixEpoch()}, kToday);
}

TEST(Decision, GrantsNoMoreThanWasAsked) {
  EXPECT_TRUE(Check("court_order", {}).ok());
  EXPECT_TRUE(Check("court_order", {"order"}).ok());
  EXPECT_TRUE(Check("court_order", {"identity", "order"}).ok());
  EXPECT_EQ(Check("court_order", {"doses", "order"}).message(),
            "elements: got doses, order, wanted no more than was asked: identity, order");
}

TEST(Decision, IsKeptFromThePersonByACourtAlone) {
  EXPECT_TRUE(Check("court_order", {"order"}, kToday).ok());
  EXPECT_TRUE(Check("court_order", {"order"}, kToday + 400).ok());
  EXPECT_EQ(Check("court_order", {"order"}, kToday - 1).message(),
            "secret_until_day: got 2026-11-20, wanted today, 2026-11-21, or a day to come");
  for (const std::string& basis : kBases) {
    EXPECT_EQ(Check(basis, {"order"}, kToday).ok(), basis == "court_order") << basis;
  }
  EXPECT_FALSE(Check("court_order", {}, kToday).ok()) << "nothing was told that could be a secret";
}

TEST(Secrecy, EndsWithItsLastDay) {
  EXPECT_TRUE(MayPersonKnow({{"order"}, std::nullopt, absl::UnixEpoch()}, kToday));
  const Decision secret = {{"order"}, kToday, absl::UnixEpoch()};
  EXPECT_FALSE(MayPersonKnow(secret, kToday));
  EXPECT_TRUE(MayPersonKnow(secret, kToday + 1));
}

TEST(Consent, CountsThroughItsLastDay) {
  Consent consent = ConsentFor("court", {"identity"});
  EXPECT_TRUE(consent.IsInForce(kToday));
  EXPECT_FALSE(consent.IsInForce(kToday + 1));
  consent.withdrawn_at = absl::UnixEpoch();
  EXPECT_FALSE(consent.IsInForce(kToday));
}

TEST(Consent, IsGivenForAYearAtMost) {
  EXPECT_TRUE(CheckUntilDay(kToday, kToday).ok());
  EXPECT_TRUE(CheckUntilDay(kToday + 366, kToday).ok());
  for (Day day : {kToday - 1, kToday + 367}) {
    EXPECT_EQ(CheckUntilDay(day, kToday).message(),
              "until_day: got " + FormatDay(day) + ", wanted 2026-11-21 to 2027-11-22");
  }
}

TEST(Consent, ReadAloudNeedsAWitness) {
  Consent consent = ConsentFor("court", {"identity"});
  EXPECT_THAT(QuestionConsent(consent, false), IsEmpty());
  consent.manner = "read_aloud";
  EXPECT_THAT(QuestionConsent(consent, true), IsEmpty());
  EXPECT_THAT(QuestionConsent(consent, false), ElementsAre(Reason{reason::kWitnessRequired, {}}));
}

TEST(Consent, IsNotTakenForWhatWouldNotBeTold) {
  for (const std::string& recipient : kRecipients) {
    for (const std::string& element : kEverything) {
      const bool may = Agreed(recipient, "consent").contains(element);
      EXPECT_EQ(QuestionConsent(ConsentFor(recipient, {element}), false).empty(), may)
          << recipient << " " << element;
    }
  }
}

}  // namespace
}  // namespace oat::consent
