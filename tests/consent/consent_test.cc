// Consents: what they hold, how they are given, and that a withdrawal works at once.
#include "tests/consent/consent_test.h"

namespace oat::test {
namespace {

using testing::ElementsAre;

v1::RecordConsentRequest ReadAloud(v1::RecordConsentRequest request) {
  request.set_manner(v1::CONSENT_MANNER_READ_ALOUD);
  return request;
}

TEST_F(ConsentTest, KeepsWhomWhatWhatForHowAndUntilWhen) {
  const std::string number = clinic().Admit();
  auto request = ReadAloud(
      Consent(number, {v1::DISCLOSURE_ELEMENT_LAST_DOSE, v1::DISCLOSURE_ELEMENT_IN_TREATMENT}));
  request.set_interpreted_into("uz");
  request.set_approval_id(clinic().ApprovalFor(clinic().As("nurse"), "ALA1",
                                               "oat.v1.ConsentService.RecordConsent", request));
  EXPECT_EQ(Record(request), "accepted");
  const auto consents = Consents(number);
  ASSERT_EQ(consents.size(), 1u);
  const v1::Consent& consent = consents[0];
  EXPECT_EQ(consent.consent_id(), request.request_id());
  EXPECT_EQ(consent.recipient_kind(), v1::RECIPIENT_KIND_CARE_PROVIDER);
  EXPECT_EQ(consent.recipient(), "Hospital 7");
  EXPECT_EQ(consent.purpose(), "an operation");
  EXPECT_THAT(consent.elements(),
              ElementsAre(v1::DISCLOSURE_ELEMENT_IN_TREATMENT, v1::DISCLOSURE_ELEMENT_LAST_DOSE));
  EXPECT_EQ(consent.given_on(), DayFromNow(0));
  EXPECT_EQ(consent.until_day(), DayFromNow(30));
  EXPECT_EQ(consent.manner(), v1::CONSENT_MANNER_READ_ALOUD);
  EXPECT_EQ(consent.interpreted_into(), "uz");
  EXPECT_EQ(consent.witness(), Clinic::LoginOf("nurse", "ALA1") + "-2");
  EXPECT_TRUE(consent.in_force());
  EXPECT_FALSE(consent.has_withdrawn_at());
}

TEST_F(ConsentTest, WantsAWitnessOfWhatIsReadAloud) {
  const std::string number = clinic().Admit();
  EXPECT_EQ(Record(ReadAloud(Consent(number))), "witness_required");
  EXPECT_TRUE(Consents(number).empty());
}

TEST_F(ConsentTest, TakesNoConsentToWhatWouldNotBeTold) {
  const std::string number = clinic().Admit();
  auto request = Consent(number, {v1::DISCLOSURE_ELEMENT_IN_TREATMENT});
  request.set_recipient_kind(v1::RECIPIENT_KIND_POLICE);
  EXPECT_EQ(Record(request), "never_told");
  EXPECT_TRUE(Consents(number).empty());
}

TEST_F(ConsentTest, LastsAYearAtMost) {
  const std::string number = clinic().Admit();
  auto until = [&](int days) {
    auto request = Consent(number);
    request.set_until_day(DayFromNow(days));
    return Call("nurse", &Stub::RecordConsent, request).status();
  };
  EXPECT_TRUE(until(0).ok());
  EXPECT_TRUE(until(366).ok());
  for (int days : {-1, 367}) {
    EXPECT_EQ(until(days).code(), Code::kInvalidArgument);
    EXPECT_EQ(until(days).message(), absl::StrCat("until_day: got ", DayFromNow(days), ", wanted ",
                                                  DayFromNow(0), " to ", DayFromNow(366)));
  }
}

TEST_F(ConsentTest, NamesALanguageByItsCode) {
  auto request = Consent(clinic().Admit());
  request.set_interpreted_into("Uz");
  EXPECT_EQ(Call("nurse", &Stub::RecordConsent, request).status().message(),
            "interpreted_into: got Uz, wanted a code of ISO 639, such as kk");
}

TEST_F(ConsentTest, EndsWithItsDayAndByWithdrawal) {
  const std::string number = clinic().Admit();
  auto today = Consent(number);
  today.set_until_day(DayFromNow(0));
  const auto later = Consent(number);
  EXPECT_EQ(Record(today), "accepted");
  clinic().Advance(absl::Seconds(1));
  EXPECT_EQ(Record(later), "accepted");
  LetDaysPass(1);
  auto consents = Consents(number);
  ASSERT_EQ(consents.size(), 2u);
  EXPECT_EQ(consents[0].consent_id(), later.request_id()) << "the latest first";
  EXPECT_TRUE(consents[0].in_force());
  EXPECT_FALSE(consents[1].in_force());
  Withdraw(number, later.request_id());
  Withdraw(number, later.request_id());  // a second no is a no
  consents = Consents(number);
  EXPECT_FALSE(consents[0].in_force());
  EXPECT_TRUE(consents[0].has_withdrawn_at());
}

TEST_F(ConsentTest, IsTakenBackAtAnySiteButOnlyByItsPerson) {
  const std::string number = clinic().Admit();
  const auto consent = Consent(number);
  EXPECT_EQ(Record(consent), "accepted");
  v1::WithdrawConsentRequest other;
  other.set_request_id(NewId());
  other.set_patient_number(clinic().Admit());
  other.set_consent_id(consent.request_id());
  EXPECT_EQ(Call("nurse", &Stub::WithdrawConsent, other).status().code(), Code::kNotFound);
  EXPECT_TRUE(Consents(number)[0].in_force());
  Withdraw(number, consent.request_id(), "SEM1");
  EXPECT_FALSE(Consents(number)[0].in_force());
}

TEST_F(ConsentTest, IsRecordedAndReadWhereThePersonIsTreated) {
  const std::string number = clinic().Admit();
  v1::ListConsentsRequest list;
  list.set_patient_number(number);
  EXPECT_EQ(Call("nurse", &Stub::RecordConsent, Consent(number), "SEM1").status().code(),
            Code::kPermissionDenied);
  EXPECT_EQ(Call("nurse", &Stub::ListConsents, list, "SEM1").status().code(),
            Code::kPermissionDenied);
  // A guest's day at the other site makes her known there.
  clinic().Sql(
      "INSERT INTO custody_start (person_id, from_day, revision, site_code, kind, recorded_by, "
      "recorded_at) SELECT person_id, '" +
      DayFromNow(0) +
      "', 7, 'SEM1', 'guest', (SELECT min(staff_id) FROM staff), now() FROM patient_number "
      "WHERE patient_number = '" +
      number + "' RETURNING 1");
  EXPECT_TRUE(Call("nurse", &Stub::RecordConsent, Consent(number), "SEM1").ok());
  EXPECT_TRUE(Call("nurse", &Stub::ListConsents, list, "SEM1").ok());
  EXPECT_TRUE(Call("nurse", &Stub::ListConsents, list, "ALA1").ok()) << "her own site's still";
}

}  // namespace
}  // namespace oat::test
