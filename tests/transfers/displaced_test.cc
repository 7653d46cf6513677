// Somebody displaced, whose site cannot be reached: what is relied on, what dose is proposed, and
// what happens when her site is heard again.
#include <gmock/gmock.h>

#include "tests/transfers/moving.h"

namespace oat::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Displaced : public Moving {
 protected:
  static v1::DisplacedEvidence Piece(v1::EvidenceKind kind, int64_t milligrams = 0,
                                     const std::string& last_day = "") {
    v1::DisplacedEvidence piece;
    piece.set_kind(kind);
    piece.set_says("as it was told");
    if (milligrams != 0) {
      piece.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
      piece.set_micrograms(milligrams * 1000);
    }
    piece.set_last_dose_day(last_day);
    return piece;
  }
  static v1::ReceiveDisplacedRequest Receiving(const std::string& number,
                                               const std::vector<v1::DisplacedEvidence>& pieces,
                                               const std::string& until_day = "2026-11-26") {
    auto request = StepFor<v1::ReceiveDisplacedRequest>(number);
    request.set_until_day(until_day);
    request.set_tried("called SEM1 at 8 and at 9, no answer");
    for (const v1::DisplacedEvidence& piece : pieces) *request.add_evidence() = piece;
    return request;
  }
  // By a nurse of ALA1 and its prescriber.
  static absl::StatusOr<v1::ReceiveDisplacedResponse> ByPrescriber(
      v1::ReceiveDisplacedRequest request) {
    Desk("prescriber");
    request.set_request_id(NewId());
    link::Link& nurse = Desk("nurse");
    request.set_approval_id(
        Must(clinic().Approve(nurse, Clinic::LoginOf("prescriber", "ALA1"),
                              "oat.v1.TransferService.ReceiveDisplaced", request)));
    return nurse.Call(&Transfers::ReceiveDisplaced, request);
  }
  static v1::DisplacedProposal Receive(const std::string& number,
                                       const std::vector<v1::DisplacedEvidence>& pieces) {
    const auto response = Must(ByPrescriber(Receiving(number, pieces)));
    EXPECT_EQ(test::InWords(response.outcome()), "accepted");
    return response.proposal();
  }
  // "60000 by 1: other_amount".
  static std::string InWords(const v1::DisplacedProposal& proposal) {
    std::string words = absl::StrCat(proposal.micrograms(), " by ", proposal.rests_on(), ":");
    for (const v1::DisplacedQuestion& question : proposal.questions()) {
      absl::StrAppend(&words, " ", contract::Code(question.doubt()));
    }
    return words;
  }
  static v1::Reception Of(const std::string& number, const std::string& site) {
    const auto listed = List(site);
    for (const v1::Reception& one : listed.receptions()) {
      if (one.patient_number() == number) return one;
    }
    return {};
  }
  // "dose_in_doubt SEM1 2026-11-22 open": what stands with a reception.
  static std::vector<std::string> Cases(const std::string& number, const std::string& site) {
    std::vector<std::string> cases;
    const v1::Reception reception = Of(number, site);
    for (const v1::ReceptionCase& one : reception.cases()) {
      cases.push_back(absl::StrCat(contract::Code(one.kind()), " ", one.site_code(),
                                   one.day().empty() ? "" : " ", one.day(),
                                   one.has_reviewed_at() ? " settled" : " open"));
    }
    return cases;
  }
  static void ReviewAll(const std::string& number) {
    const v1::Reception reception = Of(number, "ALA1");
    for (const v1::ReceptionCase& one : reception.cases()) {
      v1::ReviewIncidentRequest request;
      request.set_request_id(NewId());
      request.set_patient_number(number);
      request.set_incident_id(one.incident_id());
      EXPECT_EQ(test::InWords(
                    Must(Dosing(&v1::DosingService::Stub::ReviewIncident, request, "prescriber"))
                        .outcome()),
                "accepted");
    }
  }
  // Her own site tells, by two nurses, of 80 mg that it gave from paper.
  static std::vector<std::string> HomeTells(const std::string& number, absl::Time taken_at) {
    v1::RecordAdministrationRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
    request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    request.set_micrograms(80'000);
    *request.mutable_taken_at() = contract::ToTimestamp(taken_at);
    const auto response =
        Must(Dosing(&v1::DosingService::Stub::RecordAdministration,
                    ByTwo("DosingService.RecordAdministration", request, "SEM1"), "nurse", "SEM1"));
    EXPECT_EQ(test::InWords(response.outcome()), "accepted");
    std::vector<std::string> incidents;
    for (int kind : response.incidents()) {
      incidents.push_back(contract::Code(static_cast<v1::IncidentKind>(kind)));
    }
    return incidents;
  }
};

TEST_F(Displaced, IsReceivedAndHerSiteSeesWhatWasReliedOn) {
  const std::string number = Admit("SEM1");
  Give(number, "SEM1");
  At(22, 9, 0);
  const auto request =
      Receiving(number, {Piece(v1::EVIDENCE_KIND_BOTTLE, 80, "2026-11-21")}, "2026-11-24");
  EXPECT_EQ(Do(&Transfers::ReceiveDisplaced, request, "ALA1"), "same_person");
  auto too_long = request;
  too_long.set_until_day("2026-11-30");
  EXPECT_THAT(std::string(ByPrescriber(too_long).status().message()), HasSubstr("until_day: "));
  const auto received = Must(ByPrescriber(request));
  ASSERT_EQ(test::InWords(received.outcome()), "accepted");
  EXPECT_EQ(SitesOf(number, 5), "SEM1 ALA1 ALA1 ALA1 SEM1");
  // A move from there that comes to nothing leaves the stay as it was.
  Move(Asking(number, "SEM1", "2026-11-23"), "ALA1");
  EXPECT_EQ(SitesOf(number, 5), "SEM1 ALA1 SEM1 SEM1 SEM1");
  ASSERT_EQ(Cancel(number), "accepted");
  EXPECT_EQ(SitesOf(number, 5), "SEM1 ALA1 ALA1 ALA1 SEM1");
  const v1::DisplacedProposal& proposal = received.proposal();
  EXPECT_EQ(InWords(proposal), "80000 by 0:");
  EXPECT_EQ(proposal.drug_form(), v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  EXPECT_EQ(proposal.confidence(), v1::PACKET_CONFIDENCE_OBSERVED);
  EXPECT_EQ(proposal.incident_id(), "");
  EXPECT_EQ(Ask(number), "accepted") << "all agree: the window asks as for anybody";
  const v1::Reception seen = Of(number, "SEM1");
  EXPECT_EQ(seen.site_code(), "ALA1");
  ASSERT_EQ(seen.evidence_size(), 1);
  EXPECT_EQ(seen.evidence(0).SerializeAsString(), request.evidence(0).SerializeAsString());
  EXPECT_EQ(seen.proposal().SerializeAsString(), proposal.SerializeAsString());
  EXPECT_THAT(Cases(number, "SEM1"), IsEmpty());
}

TEST_F(Displaced, IsNotWhoWasDosedToday) {
  const std::string dosed = Admit("SEM1");
  Give(dosed, "SEM1");
  EXPECT_EQ(
      test::InWords(
          Must(ByPrescriber(Receiving(dosed, {Piece(v1::EVIDENCE_KIND_STATEMENT)}))).outcome()),
      "other_site SEM1");
}

TEST_F(Displaced, WithLessThanTheOrderWaitsForAPrescriber) {
  const std::string number = Admit("SEM1");
  Give(number, "SEM1");
  At(22, 9, 0);
  const v1::DisplacedProposal proposal = Receive(
      number,
      {Piece(v1::EVIDENCE_KIND_RECORD), Piece(v1::EVIDENCE_KIND_STATEMENT, 60, "2026-11-21")});
  EXPECT_EQ(InWords(proposal), "60000 by 2: other_amount");
  ASSERT_EQ(proposal.questions_size(), 1);
  EXPECT_EQ(proposal.questions(0).piece(), 2);
  EXPECT_EQ(proposal.questions(0).told(), "60 mg");
  EXPECT_EQ(proposal.questions(0).known(), "80 mg");
  EXPECT_EQ(Ask(number), "incident_review");
  // A hold would be over by then.
  At(25, 10, 0);
  EXPECT_THAT(Ask(number), HasSubstr("incident_review"));
  EXPECT_THAT(Cases(number, "SEM1"), ElementsAre("dose_in_doubt ALA1 open"));
  EXPECT_EQ(Of(number, "SEM1").cases(0).incident_id(), proposal.incident_id());
  ReviewAll(number);
  EXPECT_THAT(Cases(number, "SEM1"), ElementsAre("dose_in_doubt ALA1 settled"));
  EXPECT_THAT(Ask(number), testing::Not(HasSubstr("incident_review")));
}

TEST_F(Displaced, IsProposedNoDoseWhereOneOfTodayIsToldOf) {
  const std::string number = Admit("SEM1");
  Give(number, "SEM1");
  At(22, 9, 0);
  EXPECT_EQ(InWords(Receive(number, {Piece(v1::EVIDENCE_KIND_TELEPHONE, 80, "2026-11-22")})),
            "0 by 0: told_of_today");
  EXPECT_EQ(Ask(number), "incident_review");
}

TEST_F(Displaced, ADayThatShePassedOverAndHerSiteTellsOfLaterIsACase) {
  const std::string number = Admit("SEM1");
  Give(number, "SEM1");
  At(23, 9, 0);
  EXPECT_EQ(InWords(Receive(number, {Piece(v1::EVIDENCE_KIND_STATEMENT, 80, "2026-11-21")})),
            "80000 by 0:");
  Give(number);
  At(23, 15, 0);
  EXPECT_THAT(HomeTells(number, Clinic::Wall(22, 9, 0)), ElementsAre("dose_in_doubt"));
  for (const char* site : {"ALA1", "SEM1"}) {
    EXPECT_THAT(Cases(number, site), ElementsAre("dose_in_doubt SEM1 2026-11-22 open")) << site;
  }
  EXPECT_EQ(Of(number, "SEM1").cases(0).micrograms(), 80'000);
  At(24, 9, 0);
  EXPECT_EQ(Ask(number), "incident_review");
  ReviewAll(number);
  EXPECT_THAT(Cases(number, "SEM1"), ElementsAre("dose_in_doubt SEM1 2026-11-22 settled"));
  Give(number);
  std::vector<std::string> days;
  for (const v1::DoseRecord& one : History(number)) days.push_back(one.clinical_day());
  EXPECT_THAT(days, ElementsAre("2026-11-24", "2026-11-23", "2026-11-22", "2026-11-21"))
      << "neither history is lost";
}

TEST_F(Displaced, ADayThatSomethingToldOfIsNoCaseWhenHerSiteTellsOfItToo) {
  const std::string number = Admit("SEM1");
  Give(number, "SEM1");
  At(23, 9, 0);
  EXPECT_EQ(InWords(Receive(number, {Piece(v1::EVIDENCE_KIND_BOTTLE, 80, "2026-11-22"),
                                     Piece(v1::EVIDENCE_KIND_STATEMENT, 80, "2026-11-21")})),
            "80000 by 0: other_last_day");
  EXPECT_THAT(HomeTells(number, Clinic::Wall(22, 9, 0)), IsEmpty());
  EXPECT_THAT(Cases(number, "SEM1"), ElementsAre("dose_in_doubt ALA1 open"))
      << "it was asked about when she was received";
}

TEST_F(Displaced, ASecondDoseOfADayIsACaseForBothSites) {
  const std::string number = Admit("SEM1");
  Give(number, "SEM1");
  At(22, 12, 0);
  Receive(number, {Piece(v1::EVIDENCE_KIND_STATEMENT, 80, "2026-11-21")});
  Give(number);
  At(22, 15, 0);
  EXPECT_THAT(HomeTells(number, Clinic::Wall(22, 8, 0)), Contains("double_dose"));
  for (const char* site : {"ALA1", "SEM1"}) {
    EXPECT_THAT(Cases(number, site), Contains("double_dose SEM1 2026-11-22 open")) << site;
  }
}

TEST_F(Displaced, SaysWhatIsWrongWithAPiece) {
  const std::string number = Admit("SEM1");
  const auto fails = [&](const v1::DisplacedEvidence& piece) {
    const auto fine = Piece(v1::EVIDENCE_KIND_STATEMENT);
    return std::string(ByPrescriber(Receiving(number, {fine, piece})).status().message());
  };
  auto bare = Piece(v1::EVIDENCE_KIND_CARD);
  bare.set_micrograms(80'000);
  EXPECT_THAT(fails(bare), HasSubstr("evidence[1].drug_form: got nothing, wanted "));
  auto depot = Piece(v1::EVIDENCE_KIND_CARD, 16);
  depot.set_drug_form(v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY);
  EXPECT_THAT(fails(depot), HasSubstr("evidence[1].micrograms: got 16000, wanted nothing"));
  EXPECT_THAT(fails(Piece(v1::EVIDENCE_KIND_CARD, 80, "2026-11-22")),
              HasSubstr("evidence[1].last_dose_day: got 2026-11-22, wanted today"));
  EXPECT_EQ(Of(number, "ALA1").patient_number(), "") << "nothing is kept of what was wrong";
}

// A clinic of its own: the limits of a start hold for every order that is signed after them.
class DisplacedUnderAStart : public Displaced {};

TEST_F(DisplacedUnderAStart, WhomNothingSupportsIsProposedNotMoreThanAStart) {
  const std::string silent = Admit("SEM1");
  const std::string capped = Admit("SEM1");
  const std::vector<v1::DisplacedEvidence> word = {Piece(v1::EVIDENCE_KIND_STATEMENT, 80)};
  EXPECT_EQ(InWords(Receive(silent, word)), "0 by 0: unsupported no_limit")
      << "no pack in force says how much";
  clinic().PutInForce("who-2009");
  const v1::DisplacedProposal proposal = Receive(capped, word);
  EXPECT_EQ(InWords(proposal), "30000 by 0: unsupported");
  EXPECT_EQ(proposal.pack(), "who-2009/1");
  EXPECT_EQ(proposal.confidence(), v1::PACKET_CONFIDENCE_UNKNOWN);
  EXPECT_EQ(Ask(capped), "incident_review");
}

}  // namespace
}  // namespace oat::test
