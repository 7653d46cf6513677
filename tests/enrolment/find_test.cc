// Finding a person by an exact key, and what the look leaves behind.
#include "oat/v1/enrolment.pb.h"
#include "tests/enrolment/enrolment_test.h"

namespace oat::test {
namespace {

TEST_F(EnrolmentTest, FindsAPersonByEachExactKey) {
  auto open = WithDocument("KZ 55-12 34");
  *open.mutable_name() = Name("Сәтбаева", "Айгүл");
  open.set_uic("sa-ai-07-85");
  const std::string number = Admit(open);
  auto expect_found = [&](const v1::FindPatientRequest& request) {
    auto found = Find(request);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found->patient_number(), number);
    EXPECT_EQ(found->identity().family_name(), "Сәтбаева");
    EXPECT_EQ(found->identity().given_name(), "Айгүл");
    EXPECT_EQ(found->identity().birth_date(), "1985-03-07");
  };
  expect_found(ByNumber(number));
  v1::FindPatientRequest request;
  *request.mutable_document() = open.document();
  request.mutable_document()->set_number("kz551234");  // blanks, hyphens and case do not matter
  expect_found(request);
  request.set_uic("SAAI0785");
  expect_found(request);
  for (const auto& [family, given] : std::vector<std::pair<std::string, std::string>>{
           {"Сәтбаева", "Айгүл"}, {"САТБАЕВА", "АЙГУЛЬ"}, {"Satbayeva", "Aigul"}}) {
    SCOPED_TRACE(family);
    expect_found(ByName(Name(family, given)));
  }
  EXPECT_EQ(Find(ByName(Name("Сәтбаева", "Айгүл", "1985-03-08"))).status().code(), Code::kNotFound);
  request.mutable_document()->set_kind(v1::DOCUMENT_KIND_NATIONAL_ID);
  request.mutable_document()->set_number("KZ551234");
  EXPECT_EQ(Find(request).status().code(), Code::kNotFound);
}

TEST_F(EnrolmentTest, TellsAMistypedNumberFromAnUnknownOne) {
  std::string number = clinic().AdmitWithoutOrder("ALA1");
  number[0] = number[0] == '7' ? '8' : '7';
  EXPECT_EQ(Find(ByNumber(number)).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(Find(ByNumber(PatientNumber::Make().text())).status().code(), Code::kNotFound);
}

TEST_F(EnrolmentTest, ShowsAnotherSitesPatientByNumberAlone) {
  auto open = WithDocument("OTHER-1");
  *open.mutable_name() = Name("Ермекова", "Жанар");
  const std::string number = Admit(open, "SEM1");
  v1::FindPatientRequest by_document;
  *by_document.mutable_document() = open.document();
  auto found = Must(Find(by_document));
  EXPECT_EQ(found.patient_number(), number);
  EXPECT_FALSE(found.has_identity());
  EXPECT_FALSE(Must(Find(ByNumber(number))).has_identity());
  EXPECT_EQ(Find(ByName(open.name())).status().code(), Code::kNotFound);
  EXPECT_TRUE(Must(Find(ByName(open.name()), "SEM1")).has_identity());
}

TEST_F(EnrolmentTest, FindsNobodyWhoWasNeverAdmitted) {
  const auto open = WithDocument("NEVER-1");
  ASSERT_EQ(Open(open), "accepted");
  v1::FindPatientRequest request;
  *request.mutable_document() = open.document();
  EXPECT_EQ(Find(request).status().code(), Code::kNotFound);
}

TEST_F(EnrolmentTest, RaisesAnAlertWhereNamesLookAlike) {
  auto one = Application();
  *one.mutable_name() = Name("Ибраев", "Данияр", "1985-01-01");
  auto two = Application();
  *two.mutable_name() = Name("Ibrayev", "Daniyar", "1985-06-06");
  const std::string number = Admit(one);
  EXPECT_FALSE(Must(Find(ByNumber(number))).look_alike());
  Admit(two);
  EXPECT_TRUE(Must(Find(ByNumber(number))).look_alike());
}

TEST_F(EnrolmentTest, WritesEveryLookIntoTheTrailWithThePerson) {
  auto open = WithDocument("TRAIL-1");
  *open.mutable_name() = Name("Трейлов", "Пётр");
  open.set_uic("TRAIL-UIC");
  const std::string number = Admit(open);
  v1::FindPatientRequest by_document;
  *by_document.mutable_document() = open.document();
  v1::FindPatientRequest by_uic;
  by_uic.set_uic(open.uic());
  for (const auto& request : {ByNumber(number), by_document, by_uic, ByName(open.name())}) {
    Must(Find(request));
  }
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM audit JOIN patient_number USING (person_id) JOIN "
                         "staff USING (staff_id) WHERE method = 'FindPatient' AND outcome = 'read' "
                         "AND site_code = 'ALA1' AND login = 'nurse.ALA1' AND patient_number = '" +
                         number + "'"),
            "4");
}

}  // namespace
}  // namespace oat::test
