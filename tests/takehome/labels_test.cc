// What the server has on a bottle's label: what the packs in force demand, in the language asked
// for.
#include "oat/v1/medication.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "tests/takehome/at_home.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class BottleLabels : public TakeHomeTest {
 protected:
  static absl::StatusOr<v1::GetBottleLabelsResponse> Labels(
      const std::string& number, const std::vector<std::string>& serials,
      v1::LabelLanguage language = v1::LABEL_LANGUAGE_ENGLISH) {
    v1::GetBottleLabelsRequest request;
    request.set_patient_number(number);
    for (const std::string& serial : serials) request.add_serials(serial);
    request.set_language(language);
    return AtHome(&v1::TakeHomeService::Stub::GetBottleLabels, request);
  }
  static v1::BottleLabel Label(const std::string& number, const std::string& serial,
                               v1::LabelLanguage language = v1::LABEL_LANGUAGE_ENGLISH) {
    const auto labels = Must(Labels(number, {serial}, language));
    EXPECT_THAT(labels.labels(), SizeIs(1));
    return labels.labels(0);
  }
  static void RecordContact() {
    v1::SetSiteContactRequest request;
    request.set_request_id(NewId());
    request.set_site_code("ALA1");
    request.mutable_contact()->set_name("Pharmacy 7");
    request.mutable_contact()->set_address("Abay 12");
    request.mutable_contact()->set_telephone("+7 727 000 00 01");
    request.mutable_contact()->set_emergency_telephone("+7 727 000 00 00");
    Must(clinic().admin().Call(&v1::SiteService::Stub::SetSiteContact, request));
  }
};

// First, before anybody has said how the site is reached.
TEST_F(BottleLabels, AreNotPrintedWithoutTheNumberThatIsAnsweredDayAndNight) {
  const std::string number = Admit();
  const auto serials = TakesHome(number, {22});
  const auto refused = Labels(number, serials).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("how site ALA1 is reached"));
}

TEST_F(BottleLabels, SayWhatIsInTheBottleForWhenAndWhatItDoes) {
  RecordContact();
  const std::string number = Admit("ALA1", 65);
  const auto serials = TakesHome(number, {22});
  const v1::BottleLabel label = Label(number, serials[0]);
  EXPECT_EQ(label.serial(), serials[0]);
  EXPECT_EQ(label.medication(), "Methadone, oral solution");
  EXPECT_EQ(label.dose(), "65 mg");
  EXPECT_EQ(label.content(), "6.5 mL, 10 mg/mL");
  EXPECT_EQ(label.take_on(), "2026-11-22");
  EXPECT_EQ(label.lot(), "LOT-1");
  EXPECT_EQ(label.dispensed_on(), "2026-11-21");
  EXPECT_EQ(label.emergency_telephone(), "+7 727 000 00 00");
  EXPECT_EQ(label.patient_number(), number);
  EXPECT_FALSE(label.warning().empty());
  EXPECT_FALSE(label.with_name());
  // What no pack demands does not stand on it.
  EXPECT_EQ(label.prescriber(), "");
  EXPECT_EQ(label.site(), "");
}

TEST_F(BottleLabels, AreInThePatientsLanguage) {
  RecordContact();
  const std::string number = Admit("ALA1", 65);
  const auto serials = TakesHome(number, {22});
  const v1::BottleLabel russian = Label(number, serials[0], v1::LABEL_LANGUAGE_RUSSIAN);
  EXPECT_EQ(russian.medication(), "Метадон, раствор для приёма внутрь");
  EXPECT_EQ(russian.dose(), "65 мг");
  EXPECT_EQ(russian.content(), "6,5 мл, 10 мг/мл");
  const v1::BottleLabel kazakh = Label(number, serials[0], v1::LABEL_LANGUAGE_KAZAKH);
  EXPECT_EQ(kazakh.medication(), "Метадон, ішуге арналған ерітінді");
  EXPECT_NE(kazakh.warning(), russian.warning());
}

TEST_F(BottleLabels, ShowWhatEveryPackDemands) {
  RecordContact();
  const std::string number = Admit();
  const auto serials = TakesHome(number, {22});
  ASSERT_EQ(InForce(SignedOff(Put(PackText("us-ca")))), "accepted");
  const v1::BottleLabel label = Label(number, serials[0]);
  EXPECT_EQ(label.site(), "Pharmacy 7, Abay 12");
  EXPECT_EQ(label.telephone(), "+7 727 000 00 01");
  EXPECT_EQ(label.prescriber(), Clinic::LoginOf("prescriber", "ALA1"));
  EXPECT_TRUE(label.with_name());
  EXPECT_EQ(label.patient_number(), number);  // the other pack's demand
  ASSERT_EQ(Withdrawn("us-ca"), "accepted");
}

TEST_F(BottleLabels, OfASplitDoseSayWhichPortion) {
  RecordContact();
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  Must(clinic().SignOrder(number, {60, 40}, "2026-11-21", 10,
                          v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  const auto serials = TakesHome(number, {22});
  ASSERT_THAT(serials, SizeIs(2));
  EXPECT_EQ(Label(number, serials[0]).take_on(), "2026-11-22, portion 1");
  EXPECT_EQ(Label(number, serials[1]).take_on(), "2026-11-22, portion 2");
}

TEST_F(BottleLabels, AreOfThisPersonsBottlesAlone) {
  RecordContact();
  const std::string number = Admit();
  const auto serials = TakesHome(number, {22});
  EXPECT_EQ(Labels(Admit(), serials).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace oat::test
