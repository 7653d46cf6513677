// Who a person is: revealed for a purpose, corrected by two, with a photo where she agrees.
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/identity.grpc.pb.h"
#include "tests/enrolment/enrolment_test.h"

namespace oat::test {
namespace {

using testing::HasSubstr;

class IdentityServiceTest : public EnrolmentTest {
 protected:
  using Identity = v1::IdentityService::Stub;

  template <class Request, class Response>
  static absl::StatusOr<Response> Ask(const std::string& role,
                                      grpc::Status (Identity::*method)(grpc::ClientContext*,
                                                                       const Request&, Response*),
                                      const Request& request, const std::string& site = "ALA1") {
    link::Link& link = clinic().As(role, site);
    return link.Call(method, request);
  }

  // Admitted with a name and a passport.
  static std::string AdmitNamed(const std::string& family, const std::string& passport) {
    v1::OpenApplicationRequest open = WithDocument(passport);
    *open.mutable_name() = Name(family, "Aru");
    return Admit(open);
  }
  static v1::RevealForCorrectionResponse Recorded(const std::string& number) {
    v1::RevealForCorrectionRequest request;
    request.set_patient_number(number);
    return Must(Ask("site_manager", &Identity::RevealForCorrection, request));
  }
  // What is recorded, as a correction that changes nothing yet.
  static v1::CorrectIdentityRequest Correction(const std::string& number,
                                               v1::CorrectionReason reason) {
    const auto recorded = Recorded(number);
    v1::CorrectIdentityRequest correct;
    correct.set_request_id(NewId());
    correct.set_patient_number(number);
    correct.set_revision(recorded.revision());
    correct.set_reason(reason);
    *correct.mutable_name() = recorded.name();
    *correct.mutable_document() = recorded.document();
    return correct;
  }
  static absl::StatusOr<v1::CorrectIdentityResponse> Correct(v1::CorrectIdentityRequest request) {
    request.set_approval_id(clinic().ApprovalFor(
        clinic().As("site_manager"), "ALA1", "oat.v1.IdentityService.CorrectIdentity", request));
    return Ask("site_manager", &Identity::CorrectIdentity, request);
  }
  static std::string Corrected(const v1::CorrectIdentityRequest& request) {
    return Reasons(Must(Correct(request)).outcome());
  }
  // The number that a passport leads to, or why none.
  static std::string WhoHas(const std::string& passport) {
    v1::FindPatientRequest find;
    find.mutable_document()->set_kind(v1::DOCUMENT_KIND_PASSPORT);
    find.mutable_document()->set_number(passport);
    const auto found = Find(find);
    return found.ok() ? found->patient_number() : std::string(found.status().message());
  }
  static v1::StorePhotoRequest Photo(const std::string& number, const std::string& jpeg) {
    v1::StorePhotoRequest store;
    store.set_request_id(NewId());
    store.set_patient_number(number);
    store.set_jpeg(jpeg);
    store.set_person_agrees(true);
    return store;
  }
  static std::string Jpeg(const std::string& inside) {
    return "\xff\xd8\xff" + inside + std::string(200, 'x') + "\xff\xd9";
  }
  static absl::StatusOr<v1::GetPhotoResponse> PhotoOf(const std::string& number,
                                                      const std::string& site = "ALA1") {
    v1::GetPhotoRequest get;
    get.set_patient_number(number);
    return Ask("nurse", &Identity::GetPhoto, get, site);
  }
  static std::string PurposeOfLastLook(const std::string& method) {
    return clinic().Sql("SELECT purpose || ' ' || outcome FROM audit WHERE method LIKE '%" +
                        method + "' ORDER BY audit_id DESC LIMIT 1");
  }
};

TEST_F(IdentityServiceTest, RevealsANameForALabelWhereThePersonIsTreatedAndNowhereElse) {
  const std::string number = AdmitNamed("Labelova", "N9900001");
  v1::RevealForLabelRequest request;
  request.set_patient_number(number);
  const auto shown = Must(Ask("nurse", &Identity::RevealForLabel, request));
  EXPECT_EQ(shown.family_name() + " " + shown.given_name(), "Labelova Aru");
  EXPECT_EQ(PurposeOfLastLook("RevealForLabel"), "treatment read");
  EXPECT_EQ(Ask("nurse", &Identity::RevealForLabel, request, "SEM1").status().code(),
            Code::kPermissionDenied);
  EXPECT_THAT(PurposeOfLastLook("RevealForLabel"), HasSubstr("treatment "))
      << "also a refused look stands in the trail";
}

TEST_F(IdentityServiceTest, FindsByWhatChangedAndNoMoreByWhatWasRecordedInError) {
  const std::string number = AdmitNamed("Errova", "N9900010");
  v1::CorrectIdentityRequest wrong = Correction(number, v1::CORRECTION_REASON_RECORDED_IN_ERROR);
  wrong.mutable_document()->set_number("N9900011");
  EXPECT_EQ(Corrected(wrong), "accepted");
  EXPECT_EQ(WhoHas("N9900011"), number);
  EXPECT_EQ(WhoHas("N9900010"), "key: nobody is found by it");

  v1::CorrectIdentityRequest changed = Correction(number, v1::CORRECTION_REASON_CHANGED);
  EXPECT_EQ(changed.revision(), 2);
  changed.mutable_document()->set_number("N9900012");
  changed.mutable_name()->set_family_name("Married");
  EXPECT_EQ(Corrected(changed), "accepted");
  EXPECT_EQ(WhoHas("N9900012"), number);
  EXPECT_EQ(WhoHas("N9900011"), number) << "she may come with the old passport";
  EXPECT_EQ(WhoHas("N9900010"), "key: nobody is found by it");
  EXPECT_EQ(Must(Find(ByName(Name("Errova", "Aru")))).patient_number(), number);
  EXPECT_EQ(Must(Find(ByNumber(number))).identity().family_name(), "Married");
  EXPECT_EQ(Recorded(number).revision(), 3);
}

TEST_F(IdentityServiceTest, FindsNobodyByAnErrorThatOutlivedAnEarlierChange) {
  const std::string number = AdmitNamed("Chainova", "N9900015");
  v1::CorrectIdentityRequest changed = Correction(number, v1::CORRECTION_REASON_CHANGED);
  changed.mutable_name()->set_family_name("Weddova");
  EXPECT_EQ(Corrected(changed), "accepted");
  v1::CorrectIdentityRequest wrong = Correction(number, v1::CORRECTION_REASON_RECORDED_IN_ERROR);
  wrong.mutable_document()->set_number("N9900016");
  EXPECT_EQ(Corrected(wrong), "accepted");
  EXPECT_EQ(WhoHas("N9900015"), "key: nobody is found by it") << "it was wrong from the first";
  EXPECT_EQ(WhoHas("N9900016"), number);
  EXPECT_EQ(Must(Find(ByName(Name("Chainova", "Aru")))).patient_number(), number)
      << "the name before was right";
  EXPECT_EQ(Must(Find(ByName(Name("Weddova", "Aru")))).patient_number(), number);

  // What was taken for an error, and was none, is recorded again.
  v1::CorrectIdentityRequest again = Correction(number, v1::CORRECTION_REASON_RECORDED_IN_ERROR);
  again.mutable_document()->set_number("N9900015");
  EXPECT_EQ(Corrected(again), "accepted");
  EXPECT_EQ(WhoHas("N9900015"), number);
}

TEST_F(IdentityServiceTest, RecordsInWhichLanguageSheIsSpokenToWhereSheIsTreated) {
  const std::string number = AdmitNamed("Tilova", "N9900017");
  EXPECT_EQ(Recorded(number).language(), "");
  v1::RecordLanguageRequest request;
  request.set_patient_number(number);
  const auto say = [&](const std::string& language, const std::string& site) {
    request.set_request_id(NewId());
    request.set_language(language);
    return Ask("nurse", &Identity::RecordLanguage, request, site).status();
  };
  EXPECT_TRUE(say("ru", "ALA1").ok());
  EXPECT_TRUE(say("kk", "ALA1").ok());
  EXPECT_EQ(PurposeOfLastLook("RecordLanguage"), "patient_administration accepted");
  EXPECT_EQ(std::string(say("Kk", "ALA1").message()),
            "language: got Kk, wanted two letters of ISO 639-1, such as kk");
  EXPECT_EQ(say("uz", "SEM1").code(), Code::kPermissionDenied);
  EXPECT_EQ(Recorded(number).language(), "kk") << "the latest";
}

TEST_F(IdentityServiceTest, CorrectsTheYearOfBirthForEverythingThatCounts) {
  const std::string number = AdmitNamed("Yearova", "N9900020");
  v1::CorrectIdentityRequest correct = Correction(number, v1::CORRECTION_REASON_RECORDED_IN_ERROR);
  correct.mutable_name()->set_birth_date("1958-03-07");
  EXPECT_EQ(Corrected(correct), "accepted");
  EXPECT_EQ(clinic().Sql("SELECT birth_year FROM person_now JOIN patient_number USING (person_id) "
                         "WHERE patient_number = '" +
                         number + "'"),
            "1958");
}

TEST_F(IdentityServiceTest, TakesTwoPeopleAndTheRevisionThatWasSeen) {
  const std::string number = AdmitNamed("Twova", "N9900030");
  v1::CorrectIdentityRequest alone = Correction(number, v1::CORRECTION_REASON_CHANGED);
  alone.mutable_document()->set_number("N9900031");
  EXPECT_EQ(Reasons(Must(Ask("site_manager", &Identity::CorrectIdentity, alone)).outcome()),
            "same_person");
  EXPECT_EQ(WhoHas("N9900030"), number);

  v1::CorrectIdentityRequest first = Correction(number, v1::CORRECTION_REASON_CHANGED);
  v1::CorrectIdentityRequest late = first;
  late.set_request_id(NewId());
  EXPECT_EQ(Corrected(first), "accepted");
  const auto refused = Correct(late).status();
  EXPECT_EQ(refused.code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("revision: got 1, wanted 2"));

  v1::CorrectIdentityRequest nothing = Correction(number, v1::CORRECTION_REASON_CHANGED);
  nothing.clear_name();
  nothing.clear_document();
  EXPECT_THAT(std::string(Correct(nothing).status().message()),
              HasSubstr("name: got nothing, wanted name, document or uic"));
}

TEST_F(IdentityServiceTest, GivesNobodyTheParticularsOfSomebodyElse) {
  const std::string other = AdmitNamed("Otherova", "N9900040");
  const std::string number = AdmitNamed("Mineova", "N9900041");
  v1::CorrectIdentityRequest correct = Correction(number, v1::CORRECTION_REASON_RECORDED_IN_ERROR);
  correct.mutable_document()->set_number("N9900040");
  EXPECT_EQ(Corrected(correct), "known_as_another");
  EXPECT_EQ(clinic().Sql("SELECT patient_number FROM audit JOIN patient_number USING (person_id) "
                         "WHERE method = 'CorrectIdentity' ORDER BY audit_id DESC LIMIT 1"),
            other)
      << "it was her of whom the answer told something: her log shows it";
  EXPECT_EQ(WhoHas("N9900040"), other);
  EXPECT_EQ(WhoHas("N9900041"), number);
}

TEST_F(IdentityServiceTest, KeepsNoNameInAnAnswerOrARequestThatItStores) {
  const std::string number = AdmitNamed("Storova", "N9900050");
  v1::CorrectIdentityRequest correct = Correction(number, v1::CORRECTION_REASON_CHANGED);
  correct.mutable_name()->set_family_name("Verborgenova");
  EXPECT_EQ(Corrected(correct), "accepted");
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM request WHERE position(convert_to('Verborgenova', "
                         "'UTF8') IN answer) > 0"),
            "0");
}

TEST_F(IdentityServiceTest, KeepsAPhotoUntilItIsReplacedOrTakenAway) {
  const std::string number = AdmitNamed("Photova", "N9900060");
  EXPECT_EQ(Must(PhotoOf(number)).jpeg(), "");
  for (const std::string& picture : {Jpeg("first"), Jpeg("second")}) {
    EXPECT_EQ(Reasons(Must(Ask("nurse", &Identity::StorePhoto, Photo(number, picture))).outcome()),
              "accepted");
    EXPECT_EQ(Must(PhotoOf(number)).jpeg(), picture);
    EXPECT_EQ(PurposeOfLastLook("GetPhoto"), "identity_check read");
  }
  EXPECT_EQ(PhotoOf(number, "SEM1").status().code(), Code::kPermissionDenied);
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM photo WHERE position('\\xffd8ff'::bytea IN "
                         "ciphertext) > 0"),
            "0")
      << "it is sealed";

  v1::RemovePhotoRequest remove;
  remove.set_request_id(NewId());
  remove.set_patient_number(number);
  // As a consent is withdrawn, so at any site where she asks for it.
  EXPECT_EQ(Reasons(Must(Ask("nurse", &Identity::RemovePhoto, remove, "SEM1")).outcome()),
            "accepted");
  EXPECT_EQ(Must(PhotoOf(number)).jpeg(), "");
  remove.set_request_id(NewId());
  EXPECT_EQ(Reasons(Must(Ask("nurse", &Identity::RemovePhoto, remove)).outcome()), "wrong_state");
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM photo JOIN patient_number USING (person_id) WHERE "
                         "patient_number = '" +
                         number + "'"),
            "0")
      << "the picture is nowhere any more";
  EXPECT_EQ(clinic().Sql("SELECT string_agg(event, ' ' ORDER BY recorded_at, event DESC) FROM "
                         "photo_event JOIN patient_number USING (person_id) WHERE "
                         "patient_number = '" +
                         number + "'"),
            "stored stored removed");
}

TEST_F(IdentityServiceTest, RefusesWhatIsNoPhotoOrIsNotAgreedTo) {
  const std::string number = AdmitNamed("Nophotova", "N9900070");
  for (const std::string& bytes :
       {std::string(300, 'x'), "\xff\xd8\xff" + std::string(300, 'x'), "\x89PNG" + Jpeg("")}) {
    EXPECT_THAT(
        std::string(Ask("nurse", &Identity::StorePhoto, Photo(number, bytes)).status().message()),
        HasSubstr("jpeg: got something else, wanted a whole JPEG"));
  }
  v1::StorePhotoRequest not_agreed = Photo(number, Jpeg(""));
  not_agreed.set_person_agrees(false);
  EXPECT_EQ(Ask("nurse", &Identity::StorePhoto, not_agreed).status().code(),
            Code::kInvalidArgument);
  v1::StorePhotoRequest large = Photo(number, Jpeg(std::string(40'960, 'x')));
  EXPECT_THAT(std::string(Ask("nurse", &Identity::StorePhoto, large).status().message()),
              HasSubstr("jpeg"));
  EXPECT_EQ(Must(PhotoOf(number)).jpeg(), "");
}

}  // namespace
}  // namespace oat::test
