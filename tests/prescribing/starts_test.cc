// First doses, first days and first weeks, through the real oatd.
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

class Starts : public UnderPacks {
 protected:
  static std::string SignPortion(const std::string& number, const std::string& dose,
                                 int64_t milligrams) {
    v1::SignSupplementRequest request;
    request.set_patient_number(number);
    request.set_reason(v1::SUPPLEMENT_REASON_CONDITIONAL_PORTION);
    request.set_dose_id(dose);
    request.set_micrograms(milligrams * 1000);
    return InWords(Must(Prescribe(&Prescribing::SignSupplement, request)).outcome());
  }
  // A dose of a day that an import told of.
  static void Imported(const std::string& number, const std::string& day, int64_t milligrams) {
    clinic().Sql(absl::StrCat(
        "INSERT INTO administration (administration_id, person_id, clinical_day, cause, drug_form, "
        "micrograms, site_code, staff_id, recorded_at) SELECT gen_random_uuid(), person_id, '",
        day, "', 'imported', 'methadone_oral_solution', ", milligrams * 1000,
        ", 'ALA1', (SELECT min(staff_id) FROM staff), now() FROM patient_number WHERE "
        "patient_number = '",
        number, "'"));
  }
};

TEST_F(Starts, AreJudgedByNoPackThatDoesNotSpeakOfThem) {
  EXPECT_EQ(Sign(Order(Admitted(), 21, {100})), "accepted");
}

TEST_F(Starts, StayWithinTheFirstDoseAndCallForCaution) {
  Under("who-2009");
  const std::string number = Admitted();
  EXPECT_EQ(Sign(Order(number, 21, {31})), "start_first_dose 30 mg who-2009/1");
  EXPECT_EQ(Sign(Order(number, 21, {30})), "yes, start_caution 20 mg who-2009/1");
  EXPECT_EQ(Sign(Order(number, 21, {20})), "accepted");
  EXPECT_EQ(Sign(Order(number, 21, {8}, kSublingual)), "accepted") << "no pack speaks of it";
}

TEST_F(Starts, GoAboveTheFirstDayWithADocumentedReasonThatIsKept) {
  Under("us-fed-2024");
  const std::string number = Admitted();
  EXPECT_EQ(Sign(Order(number, 21, {30, 21})), "start_first_day 50 mg us-fed-2024/2");
  EXPECT_EQ(Sign(Order(number, 21, {30, 20})), "accepted");
  v1::SignOrderRequest documented = Order(number, 21, {30, 21});
  documented.set_rationale(v1::START_RATIONALE_DOCUMENTED);
  EXPECT_EQ(Sign(documented), "accepted");
  EXPECT_EQ(clinic().Sql("SELECT string_agg(coalesce(start_rationale, '-'), ' ' ORDER BY version) "
                         "FROM medication_order JOIN patient_number USING (person_id) WHERE "
                         "patient_number = '" +
                         number + "'"),
            "- documented");
}

TEST_F(Starts, GoAboveFortyInGeorgiaOnlyWhereFortyFailed) {
  Under("us-ga");
  v1::SignOrderRequest order = Order(Admitted(), 21, {30, 11});
  order.set_rationale(v1::START_RATIONALE_DOCUMENTED);
  EXPECT_EQ(Sign(order), "start_first_day 40 mg us-ga/1");
  order.set_rationale(v1::START_RATIONALE_LIMIT_FAILED);
  EXPECT_EQ(Sign(order), "accepted");
}

TEST_F(Starts, AreNoMoreOnceTheDrugWasTaken) {
  Under("who-2009");
  const std::string number = Admitted();
  ASSERT_EQ(Sign(Order(number, 21, {20})), "accepted");
  Give(number);
  At(22, 9, 0);
  EXPECT_EQ(Sign(Order(number, 22, {80})), "accepted");
  EXPECT_EQ(Sign(Order(number, 22, {80}, v1::DRUG_FORM_METHADONE_TABLET)), "accepted")
      << "the same drug in another form";
}

// Five missed days are a new start in Australia, and never one under the software's own rules.
TEST_F(Starts, AreMadeAgainByMissedDaysThatDemandIt) {
  Under("who-2009");
  Under("au-2003");
  const std::string number = Admitted();
  ASSERT_EQ(Sign(Order(number, 21, {20})), "accepted");
  Give(number);
  At(26, 9, 0);
  EXPECT_EQ(Sign(Order(number, 26, {80})), "accepted") << "four days, the 22nd to the 25th";
  EXPECT_EQ(Sign(Order(number, 27, {80})), "accepted")
      << "the dose that is ordered for today may still be taken";
  At(27, 9, 0);
  EXPECT_EQ(Sign(Order(number, 27, {80})), "start_first_dose 30 mg who-2009/1");
}

TEST_F(Starts, KeepAConditionalPortionWithinTheFirstDay) {
  Under("us-fed-2024");
  const std::string number = Admitted();
  ASSERT_EQ(Sign(Order(number, 21, {40})), "accepted");
  const std::string dose = Give(number);
  EXPECT_EQ(SignPortion(number, dose, 11), "start_first_day 50 mg us-fed-2024/2");
  EXPECT_EQ(SignPortion(number, dose, 6), "accepted");
  EXPECT_EQ(SignPortion(number, dose, 5), "start_first_day 50 mg us-fed-2024/2")
      << "with the one signed before";
  EXPECT_EQ(SignPortion(number, dose, 4), "accepted");
  At(22, 9, 0);
  EXPECT_EQ(SignPortion(number, Give(number), 30), "accepted") << "no first day any more";
}

TEST_F(Starts, KeepAConditionalPortionToTheRationaleOfItsOrder) {
  Under("us-fed-2024");
  const std::string number = Admitted();
  v1::SignOrderRequest order = Order(number, 21, {40});
  order.set_rationale(v1::START_RATIONALE_DOCUMENTED);
  ASSERT_EQ(Sign(order), "accepted");
  EXPECT_EQ(SignPortion(number, Give(number), 20), "accepted");
}

// Portions of the order that are still to come count as well.
TEST_F(Starts, CountThePortionsToComeOfAFirstDay) {
  Under("us-fed-2024");
  const std::string number = Admitted();
  ASSERT_EQ(Sign(Order(number, 21, {20, 20})), "accepted");
  const std::string dose = Give(number);
  EXPECT_EQ(SignPortion(number, dose, 11), "start_first_day 50 mg us-fed-2024/2");
  EXPECT_EQ(SignPortion(number, dose, 10), "accepted");
}

TEST_F(Starts, RiseNoFasterInTheFirstWeeksThanTheRulesSay) {
  Under("uk-rcgp");
  const std::string number = Admitted();
  v1::SignOrderRequest steps = Order(number, 21, {30});
  steps.mutable_steps(0)->set_until_day("2026-11-21");
  AddStep(&steps, 22, 30, {61});
  EXPECT_EQ(Sign(steps), "weekly_rise 30 mg uk-rcgp/1");
  ASSERT_EQ(Sign(Order(number, 21, {30})), "accepted");
  EXPECT_EQ(Sign(Order(number, 22, {20})), "accepted") << "today is only ordered";
  EXPECT_EQ(Sign(Order(number, 21, {30})), "accepted");
  Give(number);
  EXPECT_EQ(Sign(Order(number, 22, {61})), "weekly_rise 30 mg uk-rcgp/1");
  EXPECT_EQ(Sign(Order(number, 22, {60})), "accepted");
}

TEST_F(Starts, RiseFromADoseThatIsOrderedAndNotYetTaken) {
  Under("uk-rcgp");
  const std::string number = Admitted();
  ASSERT_EQ(Sign(Order(number, 21, {20})), "accepted");
  Give(number);
  At(22, 9, 0);
  ASSERT_EQ(Sign(Order(number, 22, {10})), "accepted");
  EXPECT_EQ(Sign(Order(number, 23, {41})), "weekly_rise 30 mg uk-rcgp/1") << "from 10 mg of today";
  EXPECT_EQ(Sign(Order(number, 23, {40})), "accepted");
}

// What an import told of began elsewhere and earlier.
TEST_F(Starts, BeganElsewhereWhereAnImportTellsOfADose) {
  Under("uk-rcgp");
  Under("who-2009");
  const std::string number = Admitted();
  Imported(number, "2026-11-20", 80);
  EXPECT_EQ(Sign(Order(number, 21, {120})), "accepted");
}

}  // namespace
}  // namespace oat::test
