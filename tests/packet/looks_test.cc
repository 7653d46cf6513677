// Where a packet opens, and that the home site is told of every look from elsewhere.
#include "tests/packet/packet_test.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// What a person agrees to: that a recipient be told some of it.
v1::RecordConsentRequest Consent(const std::string& number, const std::string& recipient) {
  v1::RecordConsentRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_recipient_kind(v1::RECIPIENT_KIND_CARE_PROVIDER);
  request.set_recipient(recipient);
  request.set_purpose("a week at work there");
  for (const auto element : {v1::DISCLOSURE_ELEMENT_ORDER, v1::DISCLOSURE_ELEMENT_LAST_DOSE,
                             v1::DISCLOSURE_ELEMENT_DOSES}) {
    request.add_elements(element);
  }
  request.set_until_day("2026-11-25");
  request.set_manner(v1::CONSENT_MANNER_SIGNED);
  return request;
}

TEST_F(PacketTest, WaysAreClosedToASiteThatHasNothingToDoWithThePerson) {
  const std::string number = Admit();
  const auto refused = Opened(Desk("nurse", "SEM1"), number);
  EXPECT_EQ(refused.status().code(), Code::kPermissionDenied);
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("site ALA1 treats this person: call it"));
  EXPECT_THAT(LooksAt(number), IsEmpty()) << "who was shown nothing has not looked";
  EXPECT_EQ(clinic().Sql(absl::StrCat(
                "SELECT string_agg(outcome, ' ') FROM audit JOIN patient_number USING (person_id) "
                "WHERE method = 'GetPacket' AND patient_number = '",
                number, "'")),
            "permission_denied");
}

TEST_F(PacketTest, WaysOpenWhereThePersonIsComing) {
  const std::string number = Admit();
  Give(number);
  Move(number, "2026-11-24", "SEM1");
  const v1::Packet packet = Must(Opened(Desk("nurse", "SEM1"), number));
  EXPECT_EQ(packet.way(), v1::PACKET_WAY_TREATMENT);
  EXPECT_EQ(packet.home_site(), "ALA1");
  EXPECT_EQ(packet.last_dose().clinical_day(), "2026-11-21");
  EXPECT_EQ(packet.looks_from_elsewhere(), 0) << "whom else it was shown to is the home site's";
  EXPECT_THAT(LooksAt(number), ElementsAre("SEM1 nurse.SEM1 go_on treatment"));
}

TEST_F(PacketTest, WaysOpenToAPrescriberOfNoSiteAndTellTheHomeSite) {
  const std::string number = Admit();
  const std::string login = "far-" + NewId();
  NewStaff(clinic(), login, {"prescriber"}, "");
  auto device = clinic().NewDevice("", "");
  clinic().SignIn(*device, login);
  EXPECT_TRUE(Opened(*device, number, v1::PACKET_PURPOSE_EMERGENCY).ok());
  EXPECT_THAT(LooksAt(number), ElementsAre(absl::StrCat(" ", login, " emergency treatment")));
}

TEST_F(PacketTest, WaysOpenInAnEmergencyThatAlarms) {
  const std::string number = Admit();
  v1::OpenEmergencyAccessRequest emergency;
  emergency.set_request_id(NewId());
  emergency.set_patient_number(number);
  emergency.set_reason(v1::EMERGENCY_REASON_HOSPITAL);
  emergency.set_note("found unconscious");
  Must(Desk("nurse", "SEM1").Call(&v1::OversightService::Stub::OpenEmergencyAccess, emergency));
  const v1::Packet packet =
      Must(Opened(Desk("nurse", "SEM1"), number, v1::PACKET_PURPOSE_EMERGENCY));
  EXPECT_EQ(packet.way(), v1::PACKET_WAY_EMERGENCY);
  EXPECT_THAT(LooksAt(number), ElementsAre("SEM1 nurse.SEM1 emergency emergency"));
  EXPECT_EQ(
      clinic().Sql(absl::StrCat("SELECT purpose FROM audit JOIN patient_number USING (person_id) "
                                "WHERE method = 'GetPacket' AND patient_number = '",
                                number, "'")),
      "break_glass");
}

TEST_F(PacketTest, ConsentsOpenItAtTheSiteThatTheyName) {
  const std::string number = Admit();
  const auto consent = Consent(number, "SEM1");
  EXPECT_EQ(Recorded(consent), "accepted");
  const v1::Packet packet = Must(Opened(Desk("nurse", "SEM1"), number));
  EXPECT_EQ(packet.way(), v1::PACKET_WAY_CONSENT);
  ASSERT_THAT(packet.consents(), SizeIs(1));
  EXPECT_EQ(packet.consents(0).until_day(), "2026-11-25");
  EXPECT_THAT(packet.consents(0).elements(), SizeIs(3));
  EXPECT_THAT(LooksAt(number), ElementsAre("SEM1 nurse.SEM1 go_on consent"));
  At(25, 9, 0);
  EXPECT_TRUE(OpensAtSemey(number));
  At(26, 9, 0);
  EXPECT_FALSE(OpensAtSemey(number)) << "it was until the day before";
  EXPECT_THAT(PacketOf(number).consents(), IsEmpty());
}

TEST_F(PacketTest, ConsentsOpenItNoMoreOnceTheyAreTakenBack) {
  const std::string number = Admit();
  const auto consent = Consent(number, "SEM1");
  EXPECT_EQ(Recorded(consent), "accepted");
  EXPECT_TRUE(OpensAtSemey(number));
  v1::WithdrawConsentRequest withdraw;
  withdraw.set_request_id(NewId());
  withdraw.set_patient_number(number);
  withdraw.set_consent_id(consent.request_id());
  Must(Desk("nurse").Call(&v1::ConsentService::Stub::WithdrawConsent, withdraw));
  EXPECT_FALSE(OpensAtSemey(number));
}

TEST_F(PacketTest, ConsentsForAnotherOrForLessDoNotOpenIt) {
  const std::string number = Admit();
  EXPECT_EQ(Recorded(Consent(number, "Hospital 7")), "accepted");
  auto less = Consent(number, "SEM1");
  less.mutable_elements()->RemoveLast();
  EXPECT_EQ(Recorded(less), "accepted");
  auto family = Consent(number, "SEM1");
  family.set_recipient_kind(v1::RECIPIENT_KIND_RESEARCH);
  EXPECT_EQ(Recorded(family), "accepted");
  EXPECT_FALSE(OpensAtSemey(number));
}

TEST_F(PacketTest, LooksOfTheHomeSiteAreNoNews) {
  const std::string number = Admit();
  EXPECT_TRUE(Opened(Desk("nurse"), number, v1::PACKET_PURPOSE_REVIEW).ok());
  EXPECT_THAT(LooksAt(number), IsEmpty());
}

TEST_F(PacketTest, LooksAreCountedWhereTheHomeSiteSeesThem) {
  const std::string number = Admit();
  const auto before = LooksOf("ALA1").looks_size();
  Move(number, "2026-11-24", "SEM1");
  for (int look = 0; look < 3; ++look) Must(Opened(Desk("nurse", "SEM1"), number));
  EXPECT_EQ(PacketOf(number).looks_from_elsewhere(), 3);
  const auto looks = LooksOf("ALA1");
  EXPECT_EQ(looks.looks_size(), before + 3);
  EXPECT_EQ(looks.sites(0).site_code(), "SEM1");
  EXPECT_GE(looks.sites(0).looks(), looks.sites(0).people());
  EXPECT_THAT(LooksAt(number, "SEM1"), IsEmpty()) << "another site hears nothing of it";
  At(22, 9, 0);
  EXPECT_THAT(LooksAt(number, "ALA1", 1), IsEmpty()) << "of the last day";
  EXPECT_THAT(LooksAt(number, "ALA1", 2), SizeIs(3));
  At(53, 9, 0);
  EXPECT_EQ(PacketOf(number).looks_from_elsewhere(), 0) << "after thirty days";
}

TEST_F(PacketTest, LooksAreTheManagersToRead) {
  for (const char* role : {"nurse", "prescriber", "stock_custodian"}) {
    EXPECT_EQ(
        Desk(role).Call(&Looks::ListPacketLooks, v1::ListPacketLooksRequest()).status().code(),
        Code::kPermissionDenied)
        << role;
  }
}

TEST_F(PacketTest, LooksStayAsTheyWereWritten) {
  const std::string number = Admit();
  Move(number, "2026-11-24", "SEM1");
  Must(Opened(Desk("nurse", "SEM1"), number));
  EXPECT_EQ(clinic().Sql("SELECT bool_or(has_table_privilege('oat_service', 'packet_look', p)) "
                         "FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) p"),
            "f");
  EXPECT_EQ(clinic().Sql("SELECT relrowsecurity FROM pg_class WHERE relname = 'packet_look'"), "t");
}

}  // namespace
}  // namespace oat::test
