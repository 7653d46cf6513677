// What stands in a packet, and how sure it is said to be.
#include "tests/packet/packet_test.h"

namespace oat::test {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::SizeIs;

v1::RecordAdministrationRequest OnPaper(const std::string& number, absl::Time taken_at,
                                        int64_t micrograms = 80'000) {
  v1::RecordAdministrationRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  request.set_micrograms(micrograms);
  *request.mutable_taken_at() = contract::ToTimestamp(taken_at);
  return request;
}

TEST_F(PacketTest, OfAnOrdinaryMonthIsObservedThroughout) {
  const std::string number = Admit();
  GiveOn(number, 21, 50);  // to 20 December, the last day of the order
  const v1::Packet packet = PacketOf(number);
  EXPECT_THAT(Doses(packet), SizeIs(30));
  EXPECT_THAT(Doses(packet), Each(EndsWith(" observed")));
  EXPECT_THAT(Gaps(packet), IsEmpty());
  EXPECT_EQ(packet.today(), "2026-12-20");
  EXPECT_EQ(packet.home_site(), "ALA1");
  EXPECT_EQ(packet.site_today(), "ALA1");
  EXPECT_EQ(packet.treatment_from(), "2026-11-21");
  EXPECT_EQ(packet.last_dose().clinical_day(), "2026-12-20");
  EXPECT_EQ(packet.last_dose().micrograms(), 80'000);
  EXPECT_EQ(packet.order().day_micrograms(), 80'000);
  EXPECT_EQ(packet.order().until_day(), "2026-12-20");
  EXPECT_EQ(packet.order().signed_by(), Clinic::LoginOf("prescriber", "ALA1"));
  EXPECT_FALSE(packet.has_next_order());
  EXPECT_THAT(packet.labels(), SizeIs(7));
  for (const v1::PacketLabel& label : packet.labels()) {
    EXPECT_EQ(label.confidence(), v1::PACKET_CONFIDENCE_OBSERVED) << label.part();
  }
  At(51, 8, 0);
  const v1::Packet later = PacketOf(number);
  EXPECT_THAT(Doses(later), SizeIs(29)) << "thirty days, today included";
  EXPECT_FALSE(later.has_order());
  EXPECT_EQ(LabelOf(later, v1::PACKET_PART_ORDER), "unknown");
}

TEST_F(PacketTest, SaysWhyADayHasNoDose) {
  const std::string number = Admit();
  const std::string semey = Admit("SEM1");
  Give(number);
  At(22, 9, 0);
  std::string dose = Open(number);
  Must(Dosing(&v1::DosingService::Stub::ConfirmDose,
              Confirmation(number, dose, v1::DOSE_OUTCOME_REFUSED)));
  At(23, 9, 0);
  auto impaired = Clinic::AuthoriseRequest(number);
  impaired.set_assessment(v1::ASSESSMENT_SEDATED);
  EXPECT_EQ(Reasons(Authorise(impaired).outcome()), "impaired");
  // Nobody comes on the 24th, and on the 25th no site answers for the person.
  clinic().Sql(absl::StrCat(
      "INSERT INTO custody_start SELECT person_id, d, 7, s, k, (SELECT min(staff_id) FROM staff), "
      "now() FROM patient_number, (VALUES ('2026-11-25'::date, NULL, 'ended'), ('2026-11-26', "
      "'ALA1', 'home')) AS v (d, s, k) WHERE patient_number = '",
      number, "'"));
  At(26, 8, 0);
  EXPECT_THAT(Gaps(PacketOf(number)),
              ElementsAre("11-25 no_site", "11-24 not_come", "11-23 withheld", "11-22 refused"));
  v1::CancelOrderRequest cancel;
  cancel.set_patient_number(number);
  EXPECT_EQ(Reasons(Must(Prescribe(&v1::PrescribingService::Stub::CancelOrder, cancel)).outcome()),
            "accepted");
  At(27, 8, 0);
  EXPECT_EQ(Gaps(PacketOf(number)).front(), "11-26 no_order");
  // SEM1 is closed on Sundays.
  EXPECT_THAT(Gaps(Must(Opened(Desk("nurse", "SEM1"), semey))),
              ElementsAre("11-26 not_come", "11-25 not_come", "11-24 not_come", "11-23 not_come",
                          "11-22 site_closed", "11-21 not_come"));
}

TEST_F(PacketTest, OfSomebodyWithBottlesTellsWhatNobodySaw) {
  const std::string number = Admit();
  Give(number);
  const auto serials = TakesHome(number, {22, 23, 24});
  At(22, 9, 0);
  v1::Packet packet = PacketOf(number);
  EXPECT_THAT(Doses(packet), ElementsAre("11-22 taken_home", "11-21 observed"));
  EXPECT_EQ(packet.last_dose().clinical_day(), "2026-11-21") << "the last that was seen";
  ASSERT_THAT(packet.bottles_out(), SizeIs(3));
  EXPECT_EQ(packet.bottles_out(0).serial(), serials[0]);
  EXPECT_EQ(packet.bottles_out(0).micrograms(), 80'000);
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_BOTTLES), "assumed");
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_DOSES), "assumed");
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_LAST_DOSE), "observed");
  At(23, 9, 0);
  EXPECT_EQ(Lost(number, serials[1]), "accepted");
  packet = PacketOf(number);
  EXPECT_THAT(Doses(packet),
              ElementsAre("11-23 bottle_unknown", "11-22 taken_home", "11-21 observed"));
  EXPECT_THAT(packet.bottles_out(), SizeIs(1));
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_BOTTLES), "unknown");
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_DOSES), "unknown");
  EXPECT_EQ(Replaced(number, serials[1]), "accepted");
  Give(number);
  packet = PacketOf(number);
  EXPECT_THAT(Doses(packet), ElementsAre("11-23 observed", "11-23 bottle_unknown",
                                         "11-22 taken_home", "11-21 observed"));
  EXPECT_TRUE(packet.doses(0).is_replacement());
  EXPECT_FALSE(packet.doses(3).is_replacement());
  EXPECT_EQ(Recalled(number, {serials[2]}, "2026-11-26"), "accepted");
  At(25, 9, 0);
  packet = PacketOf(number);
  ASSERT_THAT(packet.bottles_out(), SizeIs(1)) << "asked back, it is out when its day is over";
  EXPECT_EQ(packet.bottles_out(0).bring_back_until(), "2026-11-26");
}

TEST_F(PacketTest, TellsWhatWasWrittenDownAfterwardsFromWhatWasSeen) {
  const std::string number = Admit();
  Give(number);
  At(22, 15, 0);
  EXPECT_EQ(Reasons(Must(Dosing(&v1::DosingService::Stub::RecordAdministration,
                                ByTwo("DosingService.RecordAdministration",
                                      OnPaper(number, Clinic::Wall(22, 9, 0)))))
                        .outcome()),
            "accepted");
  const v1::Packet packet = PacketOf(number);
  EXPECT_THAT(Doses(packet), ElementsAre("11-22 recorded_afterwards", "11-21 observed"));
  EXPECT_EQ(contract::FromTimestamp(packet.last_dose().at()), Clinic::Wall(22, 9, 0));
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_LAST_DOSE), "afterwards");
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_DOSES), "afterwards");
}

TEST_F(PacketTest, TellsOfADoseOfWhichNobodyCanSay) {
  const std::string number = Admit();
  Give(number);
  At(22, 9, 0);
  const std::string dose = Open(number);
  EXPECT_THAT(Doses(PacketOf(number)), ElementsAre("11-22 open", "11-21 observed"));
  v1::ResolveDoseRequest resolve;
  resolve.set_patient_number(number);
  resolve.set_dose_id(dose);
  auto resolved = [&](v1::Resolution resolution, v1::Evidence evidence) {
    resolve.set_request_id(NewId());
    resolve.set_resolution(resolution);
    resolve.set_evidence(evidence);
    return Reasons(Must(Dosing(&v1::DosingService::Stub::ResolveDose,
                               ByTwo("DosingService.ResolveDose", resolve)))
                       .outcome());
  };
  EXPECT_EQ(resolved(v1::RESOLUTION_UNKNOWN, v1::EVIDENCE_NONE), "accepted");
  v1::Packet packet = PacketOf(number);
  EXPECT_THAT(Doses(packet), ElementsAre("11-22 unresolved", "11-21 observed"));
  EXPECT_EQ(packet.last_dose().clinical_day(), "2026-11-21");
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_DAYS_WITHOUT_DOSE), "unknown");
  At(23, 8, 0);
  EXPECT_THAT(Gaps(PacketOf(number)), IsEmpty()) << "nobody says that it was missed";
  EXPECT_EQ(resolved(v1::RESOLUTION_SWALLOWED, v1::EVIDENCE_PERSON_SAYS), "accepted");
  packet = PacketOf(number);
  EXPECT_THAT(Doses(packet), ElementsAre("11-22 person_says", "11-21 observed"));
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_LAST_DOSE), "reported");
}

TEST_F(PacketTest, ShowsHoldsAndIncidents) {
  const std::string number = Admit();
  Give(number);
  EXPECT_THAT(PacketOf(number).flags().incidents(), IsEmpty());
  EXPECT_FALSE(PacketOf(number).flags().has_hold_until());
  At(21, 15, 0);
  Must(Dosing(
      &v1::DosingService::Stub::RecordAdministration,
      ByTwo("DosingService.RecordAdministration", OnPaper(number, Clinic::Wall(21, 14, 0)))));
  v1::HoldOrderRequest hold;
  hold.set_patient_number(number);
  hold.set_code(v1::HOLD_CODE_OVERDOSE_REVIEW);
  hold.set_alternative(v1::HOLD_ALTERNATIVE_REDUCED_DOSE);
  hold.set_hours(24);
  hold.set_patient_told(true);
  const auto held = Must(Prescribe(&v1::PrescribingService::Stub::HoldOrder, hold));
  EXPECT_EQ(Reasons(held.outcome()), "accepted");
  const v1::PacketFlags flags = PacketOf(number).flags();
  EXPECT_EQ(flags.hold_code(), v1::HOLD_CODE_OVERDOSE_REVIEW);
  EXPECT_EQ(contract::FromTimestamp(flags.hold_until()), contract::FromTimestamp(held.until()));
  ASSERT_THAT(flags.incidents(), testing::Not(IsEmpty()));
  EXPECT_FALSE(flags.incidents(0).reviewed());
  At(23, 15, 0);
  EXPECT_FALSE(PacketOf(number).flags().has_hold_until()) << "it is over";
}

TEST_F(PacketTest, ShowsCautionsToPrescribersAlone) {
  const std::string number = Admit();
  v1::RecordClinicalFactRequest fact;
  fact.set_patient_number(number);
  fact.set_from_day("2026-11-20");
  for (const int32_t qtc_ms : {440, 470}) {
    fact.set_kind(v1::CLINICAL_FACT_KIND_ECG);
    fact.set_qtc_ms(qtc_ms);
    Must(Prescribe(&v1::PrescribingService::Stub::RecordClinicalFact, fact));
    clinic().Advance(absl::Minutes(1));
  }
  fact.set_qtc_ms(0);
  fact.set_kind(v1::CLINICAL_FACT_KIND_RIFAMPICIN);
  Must(Prescribe(&v1::PrescribingService::Stub::RecordClinicalFact, fact));
  fact.set_kind(v1::CLINICAL_FACT_KIND_SEDATIVE);
  fact.set_until_day("2026-11-20");
  Must(Prescribe(&v1::PrescribingService::Stub::RecordClinicalFact, fact));
  const v1::PacketFlags at_window = PacketOf(number).flags();
  EXPECT_THAT(at_window.cautions(), IsEmpty());
  EXPECT_TRUE(at_window.cautions_withheld());
  EXPECT_TRUE(at_window.review_waits());
  const v1::Packet packet = PacketOf(number, "prescriber");
  EXPECT_FALSE(packet.flags().cautions_withheld());
  ASSERT_THAT(packet.flags().cautions(), SizeIs(2)) << "what is over, and the older, are left out";
  EXPECT_EQ(packet.flags().cautions(0).kind(), v1::CLINICAL_FACT_KIND_RIFAMPICIN);
  EXPECT_EQ(packet.flags().cautions(1).qtc_ms(), 470);
  EXPECT_EQ(LabelOf(packet, v1::PACKET_PART_FLAGS), "reported");
}

TEST_F(PacketTest, NamesAnOrderThatIsSignedAhead) {
  const std::string number = Admit();
  Give(number);
  Desk("prescriber");
  EXPECT_EQ(Reasons(Must(clinic().SignOrder(number, {75}, "2026-11-24", 10,
                                            v1::DRUG_FORM_METHADONE_ORAL_SOLUTION))
                        .outcome()),
            "accepted");
  const v1::Packet packet = PacketOf(number);
  EXPECT_EQ(packet.order().day_micrograms(), 80'000);
  EXPECT_EQ(packet.next_order().from_day(), "2026-11-24");
  EXPECT_EQ(packet.next_order().day_micrograms(), 75'000);
}

TEST_F(PacketTest, IsTheSameForTheSameRecordAndMoment) {
  const std::string number = Admit();
  Give(number);
  TakesHome(number, {22, 23});
  EXPECT_EQ(PacketOf(number).SerializeAsString(), PacketOf(number).SerializeAsString());
}

}  // namespace
}  // namespace oat::test
