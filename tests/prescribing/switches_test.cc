// Changes from one drug to the other, through the real oatd.
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

class Switches : public UnderPacks {
 protected:
  static std::string Measured() {
    return TextOf("measured", absl::StrCat("switches { from: DRUG_METHADONE to: DRUG_BUPRENORPHINE "
                                           "minimum_hours ",
                                           Says(24), " minimum_withdrawal_score ", Says(8), " }"));
  }
  static v1::SignOrderRequest Assessed(v1::SignOrderRequest order, int hours, int score) {
    order.mutable_switch_assessment()->set_hours_since_full_agonist(hours);
    order.mutable_switch_assessment()->set_withdrawal_score(score);
    return order;
  }
  // Somebody who took 80 mg of methadone on the 21st at nine.
  static std::string OnMethadone() {
    At(21, 9, 0);
    const std::string number = Admit();
    Give(number);
    return number;
  }
};

TEST_F(Switches, AreNotAskedWhereNoPackSpeaksOfThem) {
  const std::string number = OnMethadone();
  At(22, 9, 0);
  EXPECT_EQ(Sign(Order(number, 22, {8}, kSublingual)), "accepted");
}

// SWITCH-NSW: assessed, and the range is left to the prescriber.
TEST_F(Switches, AreAssessedWhereTheSourceGivesARange) {
  Under("au-nsw-2018");
  const std::string number = OnMethadone();
  At(22, 9, 0);
  const auto order = Order(number, 22, {8}, kSublingual);
  EXPECT_EQ(Sign(order), "switch_unassessed");
  EXPECT_EQ(Sign(Assessed(order, 24, 9)), "accepted");
  EXPECT_EQ(clinic().Sql(
                "SELECT hours_since_full_agonist || ' ' || withdrawal_score FROM "
                "medication_order JOIN patient_number USING (person_id) WHERE patient_number = '" +
                number + "' ORDER BY version DESC LIMIT 1"),
            "24 9");
}

TEST_F(Switches, WantHoursAndAWithdrawalScore) {
  UnderText("measured", Measured());
  const std::string number = OnMethadone();
  At(23, 9, 0);
  const auto order = Order(number, 23, {8}, kSublingual);
  EXPECT_EQ(Sign(Assessed(order, 23, 8)), "switch_too_soon 24 measured/1");
  EXPECT_EQ(Sign(Assessed(order, 24, 7)), "switch_withdrawal 8 measured/1");
  EXPECT_EQ(Sign(Assessed(order, 24, 8)), "accepted");
}

// What was taken here is known, whatever was said.
TEST_F(Switches, AreHeldAgainstTheRecord) {
  UnderText("measured", Measured());
  const std::string number = OnMethadone();
  At(22, 8, 59);
  const auto order = Order(number, 22, {8}, kSublingual);
  EXPECT_EQ(Sign(Assessed(order, 48, 12)), "switch_too_soon 24 measured/1");
  At(22, 9, 0);
  EXPECT_EQ(Sign(Assessed(order, 48, 12)), "accepted");
}

TEST_F(Switches, AreAskedOfADrugThatIsOrderedAndWasNeverTaken) {
  Under("au-nsw-2018");
  At(21, 9, 0);
  const std::string number = Admit();
  EXPECT_EQ(Sign(Order(number, 21, {8}, kSublingual)), "switch_unassessed");
}

TEST_F(Switches, AreAskedOfADrugThatWasTakenLastThoughAnotherIsOrdered) {
  UnderText("measured", Measured());
  const std::string number = OnMethadone();
  At(22, 10, 0);
  ASSERT_EQ(Sign(Assessed(Order(number, 22, {8}, kSublingual), 25, 9)), "accepted");
  EXPECT_EQ(Sign(Order(number, 22, {4}, kSublingual)), "switch_unassessed")
      << "no buprenorphine was taken yet";
  Give(number);
  EXPECT_EQ(Sign(Order(number, 23, {8}, kSublingual)), "accepted");
}

TEST_F(Switches, TheOtherWayAndOfOneDrugAreNone) {
  Under("au-nsw-2018");
  At(21, 9, 0);
  const std::string number = Admit("ALA1", 8, kSublingual);
  Give(number);
  At(22, 9, 0);
  EXPECT_EQ(Sign(Order(number, 22, {20})), "accepted") << "no pack speaks of it";
  const std::string methadone = OnMethadone();
  At(22, 9, 0);
  EXPECT_EQ(Sign(Order(methadone, 22, {80}, v1::DRUG_FORM_METHADONE_TABLET)), "accepted");
}

}  // namespace
}  // namespace oat::test
