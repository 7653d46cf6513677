// What is asked from outside: refused by default, granted by two people only, told to the person.
#include <thread>

#include "oat/v1/consent.pb.h"
#include "services/base/patient_number.h"
#include "services/consent/store.h"
#include "services/db/transaction.h"
#include "services/identity/store.h"
#include "tests/consent/consent_test.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DisclosureTest : public ConsentTest {
 protected:
  static std::string PersonOf(const std::string& number) {
    return clinic().Sql("SELECT person_id FROM patient_number WHERE patient_number = '" + number +
                        "'");
  }
  // What a person may read of it on a day, as "recipient: told" of each.
  static std::vector<std::string> Account(const std::string& number, const std::string& day) {
    const auto vault = Must(identity::Vault::Open(clinic().folder() + "/keys"));
    db::Connection connection(DatabaseUrl(clinic(), "oat_service"));
    std::vector<std::string> lines;
    Must(connection.Run([&](db::Transaction& transaction) {
      const PersonId person = Must(identity::FindPerson(transaction, number));
      for (const auto& one :
           Must(consent::LoadAccount(transaction, vault, person, Must(ParseDay(day))))) {
        lines.push_back(absl::StrCat(one.site_code, " ", one.login, " ", one.recipient_kind, " ",
                                     one.recipient.Reveal(), " ", one.told.size()));
      }
      return absl::OkStatus();
    }));
    return lines;
  }
};

TEST_F(DisclosureTest, IsRefusedUntilSomebodyGrantsIt) {
  const auto asked = Asked(clinic().Admit());
  EXPECT_EQ(Ask(asked), "accepted");
  const v1::Disclosure listed = Listed(asked.request_id());
  EXPECT_EQ(listed.state(), v1::DISCLOSURE_STATE_ASKED);
  EXPECT_EQ(listed.recipient(), "City court");
  EXPECT_EQ(listed.reference(), "2-1437/2026");
  EXPECT_EQ(listed.basis(), v1::LEGAL_BASIS_COURT_ORDER);
  EXPECT_EQ(listed.patient_number(), asked.patient_number());
  EXPECT_THAT(listed.asked(), testing::ElementsAreArray(kEverything));
  EXPECT_THAT(listed.granted(), IsEmpty());
  EXPECT_EQ(Packet(asked.request_id()).status().code(), Code::kFailedPrecondition);
}

TEST_F(DisclosureTest, IsRecordedWhateverItRestsOn) {
  const std::string number = clinic().Admit();
  for (int kind = 1; kind <= v1::RecipientKind_MAX; ++kind) {
    for (int basis = 1; basis <= v1::LegalBasis_MAX; ++basis) {
      auto asked = Asked(number);
      asked.set_recipient_kind(static_cast<v1::RecipientKind>(kind));
      asked.set_basis(static_cast<v1::LegalBasis>(basis));
      EXPECT_EQ(Ask(asked), "accepted");
      EXPECT_EQ(Packet(asked.request_id()).status().code(), Code::kFailedPrecondition);
    }
  }
}

TEST_F(DisclosureTest, IsNotGrantedByOnePerson) {
  const auto asked = Asked(clinic().Admit());
  Ask(asked);
  const auto decision = Decision(asked.request_id(), kEverything);
  EXPECT_EQ(Reasons(Must(Decide(decision)).outcome()), "same_person");
  // She cannot be the second herself, nor can somebody who may not.
  link::Link& manager = clinic().As("site_manager");
  clinic().As("nurse");
  for (const char* role : {"site_manager", "nurse"}) {
    EXPECT_EQ(clinic()
                  .Approve(manager, Clinic::LoginOf(role, "ALA1"),
                           "oat.v1.ConsentService.DecideDisclosure", decision)
                  .status()
                  .code(),
              Code::kPermissionDenied);
  }
  EXPECT_EQ(Packet(asked.request_id()).status().code(), Code::kFailedPrecondition);
  EXPECT_EQ(Grant(asked.request_id(), kEverything), "accepted") << "what failed decided nothing";
}

TEST_F(DisclosureTest, IsDecidedOnce) {
  const auto refused = Asked(clinic().Admit());
  Ask(refused);
  EXPECT_EQ(Reasons(Must(Decide(Decision(refused.request_id(), {}))).outcome()), "accepted")
      << "one person refuses";
  EXPECT_EQ(Listed(refused.request_id()).state(), v1::DISCLOSURE_STATE_REFUSED);
  EXPECT_EQ(Grant(refused.request_id(), kEverything), "wrong_state");
  EXPECT_EQ(Packet(refused.request_id()).status().code(), Code::kFailedPrecondition);

  const auto granted = Asked(clinic().Admit());
  Ask(granted);
  EXPECT_EQ(Grant(granted.request_id(), {v1::DISCLOSURE_ELEMENT_EPISODES}), "accepted");
  EXPECT_EQ(Grant(granted.request_id(), kEverything), "wrong_state");
  const v1::Disclosure listed = Listed(granted.request_id());
  EXPECT_EQ(listed.state(), v1::DISCLOSURE_STATE_GRANTED);
  EXPECT_THAT(listed.granted(), ElementsAre(v1::DISCLOSURE_ELEMENT_EPISODES));
}

TEST_F(DisclosureTest, IsDecidedOnceByFourAtOnce) {
  const auto asked = Asked(clinic().Admit());
  Ask(asked);
  constexpr int kThreads = 4;
  clinic().As("prescriber");
  std::vector<std::unique_ptr<link::Link>> desks;
  for (int i = 0; i < kThreads; ++i) desks.push_back(clinic().NewDesk("site_manager", "ALA1", ""));
  std::vector<std::string> answers(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      auto response = desks[i]->Call(&Stub::DecideDisclosure, Decision(asked.request_id(), {}));
      answers[i] = response.ok() ? Reasons(response->outcome()) : response.status().ToString();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(answers, testing::UnorderedElementsAre("accepted", "wrong_state", "wrong_state",
                                                     "wrong_state"));
}

TEST_F(DisclosureTest, GrantsNoMoreThanWasAsked) {
  const auto asked = Asked(clinic().Admit(), {v1::DISCLOSURE_ELEMENT_EPISODES});
  Ask(asked);
  EXPECT_EQ(
      DecideByTwo(Decision(asked.request_id(), {v1::DISCLOSURE_ELEMENT_ORDER})).status().message(),
      "elements: got order, wanted no more than was asked: episodes");
}

TEST_F(DisclosureTest, IsNotGrantedWithoutABasis) {
  const std::string number = clinic().Admit();
  auto asked = Asked(number);
  asked.set_reference("");
  Ask(asked);
  EXPECT_EQ(Grant(asked.request_id(), kEverything), "no_legal_basis")
      << "an order without a number";
  asked = Asked(number);
  asked.set_recipient_kind(v1::RECIPIENT_KIND_POLICE);
  asked.set_basis(v1::LEGAL_BASIS_NONE);
  Ask(asked);
  EXPECT_EQ(Grant(asked.request_id(), kEverything), "no_legal_basis");
  asked = Asked(number);
  asked.set_recipient_kind(v1::RECIPIENT_KIND_POLICE);
  Ask(asked);
  EXPECT_EQ(Grant(asked.request_id(), {v1::DISCLOSURE_ELEMENT_DOSES}), "never_told");
  EXPECT_EQ(Grant(asked.request_id(), {v1::DISCLOSURE_ELEMENT_IN_TREATMENT}), "accepted");
}

TEST_F(DisclosureTest, OfNobodyCanOnlyBeRefused) {
  auto asked = Asked("");
  Ask(asked);
  EXPECT_EQ(Listed(asked.request_id()).patient_number(), "");
  EXPECT_EQ(Grant(asked.request_id(), kEverything), "nobody_named");
  EXPECT_EQ(Reasons(Must(Decide(Decision(asked.request_id(), {}))).outcome()), "accepted");
  EXPECT_EQ(Packet(asked.request_id()).status().code(), Code::kFailedPrecondition);
}

TEST_F(DisclosureTest, SaysTheSameOfANumberThatNobodyHasAndOfAnotherSitesPatient) {
  const std::string nobody = PatientNumber::Make().text();
  const std::string elsewhere = clinic().Admit("SEM1");
  for (const std::string& number : {nobody, elsewhere}) {
    const auto asked = Asked(number);
    const auto answer = Must(Call("nurse", &Stub::RequestDisclosure, asked));
    const auto of_ours = Must(Call("nurse", &Stub::RequestDisclosure, Asked(clinic().Admit())));
    EXPECT_EQ(answer.SerializeAsString(), of_ours.SerializeAsString());
    EXPECT_EQ(Listed(asked.request_id()).patient_number(), "");
    EXPECT_EQ(Grant(asked.request_id(), kEverything), "nobody_named");
  }
}

TEST_F(DisclosureTest, IsOneSitesOwn) {
  const auto asked = Asked(clinic().Admit());
  Ask(asked);
  EXPECT_EQ(Call("site_manager", &Stub::DecideDisclosure, Decision(asked.request_id(), {}), "SEM1")
                .status()
                .code(),
            Code::kNotFound);
  Grant(asked.request_id(), kEverything);
  EXPECT_EQ(Packet(asked.request_id(), "SEM1").status().code(), Code::kNotFound);
  EXPECT_EQ(Must(Call("site_manager", &Stub::ListDisclosures, v1::ListDisclosuresRequest(), "SEM1"))
                .disclosures_size(),
            0);
  EXPECT_TRUE(Packet(asked.request_id()).ok());
}

TEST_F(DisclosureTest, OnAConsentStaysWithinIt) {
  const std::string number = clinic().Admit();
  const auto consent = Consent(number, {v1::DISCLOSURE_ELEMENT_ORDER});
  Record(consent);
  auto grant_on = [](const v1::RequestDisclosureRequest& asked) {
    Ask(asked);
    return Grant(asked.request_id(), {v1::DISCLOSURE_ELEMENT_ORDER});
  };
  EXPECT_EQ(grant_on(AskedOn(consent)), "accepted");
  auto other = AskedOn(consent);
  other.set_recipient("Hospital 3");
  EXPECT_EQ(grant_on(other), "not_in_consent");
  other = AskedOn(consent);
  other.set_patient_number(clinic().Admit());
  EXPECT_EQ(grant_on(other), "not_in_consent") << "somebody else's consent";
  other = AskedOn(consent);
  other.set_consent_id("");
  EXPECT_EQ(grant_on(other), "not_in_consent");
  other = AskedOn(consent);
  Ask(other);
  EXPECT_EQ(Grant(other.request_id(), {v1::DISCLOSURE_ELEMENT_DOSES}), "not_in_consent");
}

TEST_F(DisclosureTest, EndsWithTheConsentAtTheNextCall) {
  const std::string number = clinic().Admit();
  const auto consent = Consent(number);
  Record(consent);
  const auto granted = AskedOn(consent), waiting = AskedOn(consent);
  Ask(granted);
  Ask(waiting);
  EXPECT_EQ(Grant(granted.request_id(), kEverything), "accepted");
  EXPECT_TRUE(Packet(granted.request_id()).ok());
  Withdraw(number, consent.request_id());
  EXPECT_EQ(Packet(granted.request_id()).status().message(),
            "disclosure_id: the consent beneath it was withdrawn or is over");
  EXPECT_EQ(Grant(waiting.request_id(), kEverything), "not_in_consent");
}

TEST_F(DisclosureTest, EndsWithTheConsentsLastDay) {
  auto consent = Consent(clinic().Admit());
  consent.set_until_day(DayFromNow(1));
  Record(consent);
  const auto asked = AskedOn(consent);
  Ask(asked);
  EXPECT_EQ(Grant(asked.request_id(), kEverything), "accepted");
  LetDaysPass(1);
  EXPECT_TRUE(Packet(asked.request_id()).ok());
  LetDaysPass(1);
  EXPECT_EQ(Packet(asked.request_id()).status().code(), Code::kFailedPrecondition);
}

TEST_F(DisclosureTest, RunsOutAFortnightAfterItWasGranted) {
  const auto asked = Asked(clinic().Admit());
  Ask(asked);
  EXPECT_EQ(Grant(asked.request_id(), kEverything), "accepted");
  LetDaysPass(14);
  EXPECT_TRUE(Packet(asked.request_id()).ok());
  LetDaysPass(1);
  EXPECT_EQ(Packet(asked.request_id()).status().message(),
            "disclosure_id: what was granted has run out, wanted a new request");
}

TEST_F(DisclosureTest, StandsInThePersonsAccountButForWhatACourtKeepsSecret) {
  const std::string number = clinic().Admit();
  auto decided = [&](const std::string& recipient, const Elements& elements, int secret_days) {
    auto asked = Asked(number);
    asked.set_recipient(recipient);
    Ask(asked);
    auto decision = Decision(asked.request_id(), elements);
    if (secret_days > 0) decision.set_secret_until_day(DayFromNow(secret_days));
    EXPECT_EQ(Reasons(Must(DecideByTwo(decision)).outcome()), "accepted");
    clinic().Advance(absl::Seconds(1));
  };
  decided("First court", {v1::DISCLOSURE_ELEMENT_EPISODES}, 0);
  decided("Second court", kEverything, 3);
  decided("Third court", {}, 0);
  const std::string manager = Clinic::LoginOf("site_manager", "ALA1");
  const std::string first = absl::StrCat("ALA1 ", manager, " court First court 1");
  const std::string second = absl::StrCat("ALA1 ", manager, " court Second court 7");
  EXPECT_THAT(Account(number, DayFromNow(0)), ElementsAre(first)) << "a refusal told nothing";
  EXPECT_THAT(Account(number, DayFromNow(3)), ElementsAre(first));
  EXPECT_THAT(Account(number, DayFromNow(4)), ElementsAre(second, first));
  EXPECT_THAT(Account(clinic().Admit(), DayFromNow(4)), IsEmpty());
}

TEST_F(DisclosureTest, IsKeptFromThePersonByACourtAlone) {
  const auto consent = Consent(clinic().Admit());
  Record(consent);
  const auto asked = AskedOn(consent);
  Ask(asked);
  auto decision = Decision(asked.request_id(), kEverything);
  decision.set_secret_until_day(DayFromNow(3));
  EXPECT_EQ(DecideByTwo(decision).status().message(),
            absl::StrCat("secret_until_day: got ", DayFromNow(3),
                         ", wanted none: only a court that is told can forbid it"));
}

TEST_F(DisclosureTest, LeavesWhoLookedAtWhomInTheTrail) {
  const std::string number = clinic().Admit();
  const auto asked = Asked(number);
  Ask(asked);
  Grant(asked.request_id(), kEverything);
  Must(Packet(asked.request_id()));
  EXPECT_EQ(clinic().Sql("SELECT string_agg(method || ' ' || outcome || ' ' || purpose, ', ' "
                         "ORDER BY audit_id) FROM audit WHERE method LIKE '%Disclosure%' AND "
                         "person_id = " +
                         PersonOf(number)),
            "RequestDisclosure accepted disclosure, DecideDisclosure accepted disclosure, "
            "GetDisclosurePacket read disclosure");
}

}  // namespace
}  // namespace oat::test
