// Packets: exactly what was granted, as the record stands, with the notice that goes with it.
#include "oat/v1/consent.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/consent/rules.h"
#include "tests/consent/consent_test.h"

namespace oat::test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PacketTest : public ConsentTest {
 protected:
  using Lines = std::vector<std::string>;

  // The fields of a packet as "element field value".
  static Lines LinesOf(const v1::DisclosurePacket& packet) {
    Lines lines;
    for (const v1::DisclosedField& field : packet.fields()) {
      lines.push_back(
          absl::StrCat(contract::Code(field.element()), " ", field.field(), " ", field.value()));
    }
    return lines;
  }

  // What a court is told of a person, all of it.
  static Lines AllOf(const std::string& number, const Elements& elements = kEverything) {
    const auto asked = Asked(number, elements);
    Ask(asked);
    EXPECT_EQ(Grant(asked.request_id(), elements), "accepted");
    return LinesOf(Must(Packet(asked.request_id())));
  }

  // Somebody called Айгүл with 80 mg a day, dosed today and a day ago at eight. No two of a family.
  static std::string Known(const std::string& family) {
    v1::NameAndBirthDate name;
    name.set_family_name(family);
    name.set_given_name("Айгүл");
    name.set_birth_date("1985-03-07");
    const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
    Must(clinic().SignOrder(number, {50, 30}, DayFromNow(0), 30,
                            v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
    clinic().Give(number);
    LetDaysPass(1);
    clinic().Give(number);
    return number;
  }
  // Everything there is to tell of her, by element.
  static std::map<std::string, Lines> RecordOf(const std::string& family) {
    const std::string today = DayFromNow(0), before = DayFromNow(-1);
    return {{"identity",
             {"identity family_name " + family, "identity given_name Айгүл",
              "identity birth_date 1985-03-07"}},
            {"in_treatment", {"in_treatment in_treatment yes"}},
            {"episodes", {"episodes first_day " + before, "episodes last_day none"}},
            {"order", {"order drug_form methadone_oral_solution", "order milligrams 80"}},
            {"last_dose",
             {"last_dose taken_on " + today, "last_dose drug_form methadone_oral_solution",
              "last_dose milligrams 50", "last_dose taken_at 08:00"}},
            {"doses",
             {"doses taken_on " + today, "doses drug_form methadone_oral_solution",
              "doses milligrams 50", "doses taken_on " + before,
              "doses drug_form methadone_oral_solution", "doses milligrams 50"}},
            {"demographics", {"demographics sex female", "demographics birth_year 1985"}}};
  }

  static Elements ToElements(const consent::Elements& codes) {
    Elements elements;
    for (const char* code : consent::kElements) {
      if (codes.contains(code)) {
        elements.push_back(contract::FromCode<v1::DisclosureElement>(code));
      }
    }
    return elements;
  }
};

TEST_F(PacketTest, HoldsTheWhitelistOfEachRecipientOnEachBasisAndNothingElse) {
  const std::string number = Known("Серікова");
  const std::map<std::string, Lines> record = RecordOf("Серікова");
  int packets = 0;
  for (int kind = 1; kind <= v1::RecipientKind_MAX; ++kind) {
    for (int basis = 1; basis <= v1::LegalBasis_MAX; ++basis) {
      auto asked = Asked(number);
      asked.set_recipient_kind(static_cast<v1::RecipientKind>(kind));
      asked.set_basis(static_cast<v1::LegalBasis>(basis));
      const std::string recipient = contract::Code(asked.recipient_kind());
      SCOPED_TRACE(absl::StrCat(recipient, " ", contract::Code(asked.basis())));
      const auto may = consent::MayBeTold(recipient, contract::Code(asked.basis()));
      if (asked.basis() == v1::LEGAL_BASIS_CONSENT && !may.empty()) {
        auto consent = Consent(number, ToElements(may));
        consent.set_recipient_kind(asked.recipient_kind());
        consent.set_recipient(asked.recipient());
        EXPECT_EQ(Record(consent), "accepted");
        asked.set_consent_id(consent.request_id());
      }
      Ask(asked);
      if (may.empty()) {
        EXPECT_EQ(Grant(asked.request_id(), kEverything), "no_legal_basis");
        EXPECT_EQ(Packet(asked.request_id()).status().code(), Code::kFailedPrecondition);
        continue;
      }
      EXPECT_EQ(Grant(asked.request_id(), ToElements(may)), "accepted");
      Lines expected;
      for (const char* element : consent::kElements) {
        if (!may.contains(element)) continue;
        expected.insert(expected.end(), record.at(element).begin(), record.at(element).end());
      }
      EXPECT_EQ(LinesOf(Must(Packet(asked.request_id()))), expected);
      ++packets;
    }
  }
  EXPECT_EQ(packets, 10);
}

TEST_F(PacketTest, HoldsEachElementAloneWhereItAloneWasGranted) {
  const std::string number = Known("Оспанова");
  for (const auto& [element, lines] : RecordOf("Оспанова")) {
    EXPECT_EQ(AllOf(number, {contract::FromCode<v1::DisclosureElement>(element)}), lines);
  }
}

TEST_F(PacketTest, NamesNobodyWhereNoNameWasGranted) {
  const auto asked = Asked(Known("Жұмабаева"));
  Ask(asked);
  Elements but_identity = kEverything;
  but_identity.erase(but_identity.begin());
  EXPECT_EQ(Grant(asked.request_id(), but_identity), "accepted");
  const std::string whole = Must(Packet(asked.request_id())).SerializeAsString();
  for (const std::string& secret : {std::string("Жұмабаева"), std::string("Айгүл"),
                                    std::string("1985-03-07"), asked.patient_number()}) {
    EXPECT_THAT(whole, Not(HasSubstr(secret)));
  }
}

TEST_F(PacketTest, SaysForWhomItIsAndThatItMayNotBePassedOn) {
  const auto asked = Asked(clinic().Admit());
  Ask(asked);
  Grant(asked.request_id(), {v1::DISCLOSURE_ELEMENT_EPISODES});
  const auto packet = Must(Packet(asked.request_id()));
  EXPECT_EQ(packet.disclosure_id(), asked.request_id());
  EXPECT_EQ(packet.recipient_kind(), v1::RECIPIENT_KIND_COURT);
  EXPECT_EQ(packet.recipient(), "City court");
  EXPECT_EQ(packet.reference(), "2-1437/2026");
  EXPECT_EQ(packet.made_at().seconds(), absl::ToUnixSeconds(clinic().now()));
  EXPECT_THAT(packet.notice(),
              ElementsAre(HasSubstr("Do not pass it on"), HasSubstr("нельзя передавать другим"),
                          HasSubstr("басқаларға беруге")));
}

TEST_F(PacketTest, SaysOfWhatThereIsNotThatThereIsNone) {
  EXPECT_EQ(AllOf(clinic().AdmitWithoutOrder("ALA1")),
            (Lines{"identity family_name none", "in_treatment in_treatment yes",
                   "episodes first_day " + DayFromNow(0), "episodes last_day none",
                   "order drug_form none", "last_dose taken_on none", "doses taken_on none",
                   "demographics sex female", "demographics birth_year 1990"}));
}

TEST_F(PacketTest, TellsOfAnEpisodeThatHasEnded) {
  const std::string number = clinic().Admit();
  v1::EndEpisodeRequest end;
  end.set_request_id(NewId());
  end.set_patient_number(number);
  end.set_reason(v1::END_REASON_LOST);
  end.set_day(DayFromNow(0));
  link::Link& prescriber = clinic().As("prescriber");
  Must(prescriber.Call(&v1::EnrolmentService::Stub::EndEpisode, end));
  EXPECT_EQ(AllOf(number, {v1::DISCLOSURE_ELEMENT_IN_TREATMENT, v1::DISCLOSURE_ELEMENT_EPISODES}),
            (Lines{"in_treatment in_treatment no", "episodes first_day " + DayFromNow(0),
                   "episodes last_day " + DayFromNow(0)}));
}

TEST_F(PacketTest, ReachesThirtyDaysBackAndNoFurther) {
  const std::string number = clinic().Admit();
  clinic().Give(number);
  const Elements doses = {v1::DISCLOSURE_ELEMENT_DOSES};
  LetDaysPass(29);
  EXPECT_THAT(AllOf(number, doses),
              ElementsAre("doses taken_on " + DayFromNow(-29),
                          "doses drug_form methadone_oral_solution", "doses milligrams 80"));
  LetDaysPass(1);
  EXPECT_THAT(AllOf(number, doses), ElementsAre("doses taken_on none"));
}

TEST_F(PacketTest, IsMadeAnewFromTheRecordEachTime) {
  const std::string number = clinic().Admit();
  const auto asked = Asked(number);
  Ask(asked);
  const Elements last = {v1::DISCLOSURE_ELEMENT_LAST_DOSE};
  EXPECT_EQ(Grant(asked.request_id(), last), "accepted");
  EXPECT_THAT(LinesOf(Must(Packet(asked.request_id()))), ElementsAre("last_dose taken_on none"));
  clinic().Give(number);
  EXPECT_THAT(LinesOf(Must(Packet(asked.request_id()))), Each(HasSubstr("last_dose ")));
  EXPECT_EQ(LinesOf(Must(Packet(asked.request_id()))).size(), 4u);
}

}  // namespace
}  // namespace oat::test
