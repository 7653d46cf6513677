// A nurse at a window of a real clinic, her keys played and every page seen.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/base/uuid.h"
#include "tests/desk/performance.h"
#include "tests/support/window.h"

namespace oat::desk {

class AtTheWindow : public test::WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    At(21, 8, 0);
    Desk();
    clock_.Set(clinic().now());
  }
  void TearDown() override {
    // Nothing that a test leaves open may meet the next one.
    window_.reset();
    Desk();
    const auto open =
        test::Must(Dosing(&v1::DosingService::Stub::ListOpenDoses, v1::ListOpenDosesRequest()));
    for (const v1::OpenDose& dose : open.doses()) {
      Confirm(Confirmation(dose.patient_number(), dose.dose_id(), v1::DOSE_OUTCOME_REFUSED));
    }
    WindowTest::TearDown();
  }

  // Somebody who took 80 mg yesterday and comes for the same today, the 22nd at 9:00.
  static std::string Ordinary(const v1::NameAndBirthDate* name = nullptr, int64_t milligrams = 80,
                              v1::DrugForm form = v1::DRUG_FORM_METHADONE_ORAL_SOLUTION,
                              int days = 30) {
    At(21, 8, 0);
    Desk("prescriber");
    const std::string number = clinic().AdmitWithoutOrder("ALA1", name);
    EXPECT_EQ(
        test::Reasons(test::Must(clinic().SignOrder(number, {milligrams}, "2026-11-21", days, form))
                          .outcome()),
        "accepted");
    Give(number);
    At(22, 9, 0);
    return number;
  }
  static v1::NameAndBirthDate Named(const std::string& family, const std::string& given,
                                    const std::string& birth_date) {
    v1::NameAndBirthDate name;
    name.set_family_name(family);
    name.set_given_name(given);
    name.set_birth_date(birth_date);
    return name;
  }
  static std::string StateOf(const std::string& number) {
    return clinic().Sql(absl::StrCat(
        "SELECT coalesce(string_agg(state, ' ' ORDER BY recorded_at), 'none') FROM dose_now JOIN "
        "patient_number USING (person_id) WHERE clinical_day > '2026-11-21' AND patient_number = '",
        number, "'"));
  }

  Window& window(const std::string& station = "W1") {
    if (window_ == nullptr) {
      Desk();
      if (journal_path_.empty()) {
        journal_path_ = absl::StrCat(clinic().folder(), "/journal-", test::NewId());
      }
      window_ = std::make_unique<Window>(std::move(*clinic().NewDevice("ALA1", station)),
                                         test::Must(Journal::Open(journal_path_)), &clock_);
    }
    return *window_;
  }
  // Unlocks, then does so and so; the clock of the desk is the clinic's.
  Performance Play(std::vector<Step> steps, Language language = Language::kEnglish,
                   Pouring* pouring = nullptr) {
    window();
    clock_.Set(clinic().now());
    steps.insert(steps.begin(), {test::Clinic::LoginOf("nurse", "ALA1"), test::Clinic::kPassword});
    return Performance(window(), clock_, std::move(steps), language, pouring);
  }
  // The clinic's clock follows the desk's.
  Step ClinicFollows() {
    return Deed([this] { clinic().SetTime(clock_.Now()); });
  }

  DeskTime clock_{test::Clinic::Wall(21, 8, 0)};
  std::string journal_path_;

 private:
  std::unique_ptr<Window> window_;
};

}  // namespace oat::desk
