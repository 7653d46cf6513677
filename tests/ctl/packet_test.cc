// The packet at the command line: a screen, a document that checkers read, and who looked.
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/packet_screen.h"
#include "clients/ctl/print.h"
#include "clients/fhir/ips.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/packet.grpc.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/contract/answer.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

Strings LinesOf(const std::string& text) { return absl::StrSplit(text, '\n', absl::SkipEmpty()); }

// Everything that can stand in a packet, and more of it than a screen holds.
v1::Packet FullPacket() {
  v1::Packet packet;
  packet.set_patient_number("7K3MPZ4Q8X");
  *packet.mutable_made_at() = contract::ToTimestamp(Clinic::Wall(21, 8, 0));
  packet.set_today("2026-11-21");
  packet.set_home_site("SIXTEEN-LETTERS1");
  packet.set_site_today("SIXTEEN-LETTERS2");
  packet.set_in_treatment(true);
  packet.set_treatment_from("2026-01-01");
  for (int part = 1; part <= 7; ++part) {
    v1::PacketLabel* label = packet.add_labels();
    label->set_part(static_cast<v1::PacketPart>(part));
    label->set_confidence(v1::PACKET_CONFIDENCE_AFTERWARDS);
  }
  for (int i = 0; i < 45; ++i) {
    v1::PacketDose* dose = packet.add_doses();
    dose->set_id(absl::StrCat("019d7a52-4c1e-7a31-9c55-0d4e6b2f8a", 10 + i));
    dose->set_clinical_day(absl::StrCat("2026-11-", 10 + i % 12));
    dose->set_drug_form(v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL);
    dose->set_micrograms(2'500 + i * 1000);
    dose->set_site_code(packet.home_site());
    dose->set_knowledge(static_cast<v1::PacketKnowledge>(1 + i % 9));
    dose->set_confidence(static_cast<v1::PacketConfidence>(1 + i % 5));
    dose->set_is_replacement(i % 4 == 0);
    if (i % 9 != 4) *dose->mutable_at() = packet.made_at();
  }
  *packet.mutable_last_dose() = packet.doses(0);
  packet.mutable_last_dose()->set_covers_until("2026-12-20");
  v1::PacketOrder* order = packet.mutable_order();
  order->set_order_id("019d7a52-4c1e-7a31-9c55-0d4e6b2f8b00");
  order->set_version(2);
  order->set_kind(v1::ORDER_KIND_BESIDE_DEPOT);
  order->set_drug_form(v1::DRUG_FORM_BUPRENORPHINE_DEPOT_IN_SITU_MONTHLY);
  order->set_day_micrograms(16'000);
  for (int i = 0; i < 12; ++i) {
    v1::OrderStep* step = order->add_steps();
    step->set_from_day(absl::StrCat("2026-12-", 10 + i));
    step->set_until_day(absl::StrCat("2026-12-", 10 + i));
    step->add_portion_micrograms(16'000);
    step->add_portion_micrograms(8'000);
    step->set_interval_days(2);
  }
  order->set_from_day("2026-12-10");
  order->set_until_day("2026-12-21");
  order->set_signed_by("a.prescriber.with.a.long.login");
  *packet.mutable_next_order() = *order;
  packet.mutable_next_order()->set_order_id("019d7a52-4c1e-7a31-9c55-0d4e6b2f8b01");
  for (int i = 0; i < 20; ++i) {
    v1::PacketBottle* bottle = packet.add_bottles_out();
    bottle->set_serial(absl::StrCat("B-7K3MPZ4Q", 10 + i));
    bottle->set_clinical_day(absl::StrCat("2026-12-", 10 + i));
    bottle->set_drug_form(v1::DRUG_FORM_METHADONE_TABLET);
    bottle->set_micrograms(80'000);
    bottle->set_site_code(packet.home_site());
    *bottle->mutable_handed_out_at() = packet.made_at();
    bottle->set_bring_back_until("2026-12-30");
    v1::PacketDayWithoutDose* day = packet.add_days_without_dose();
    day->set_clinical_day(absl::StrCat("2026-11-", 10 + i));
    day->set_why(v1::PACKET_GAP_SITE_CLOSED);
    v1::PacketIncident* incident = packet.mutable_flags()->add_incidents();
    incident->set_kind(v1::INCIDENT_KIND_DOUBLE_DOSE);
    *incident->mutable_opened_at() = packet.made_at();
    packet.add_consents()->set_recipient_kind(v1::RECIPIENT_KIND_CARE_PROVIDER);
  }
  packet.mutable_flags()->set_hold_code(v1::HOLD_CODE_OVERDOSE_REVIEW);
  *packet.mutable_flags()->mutable_hold_until() = packet.made_at();
  packet.mutable_flags()->set_review_waits(true);
  packet.mutable_flags()->set_cautions_withheld(true);
  packet.set_looks_from_elsewhere(1000);
  return packet;
}

std::string ScreenOf(const v1::Packet& packet) {
  std::ostringstream out;
  PrintScreen(packet, out);
  return out.str();
}

TEST(PacketScreen, FitsWhateverStandsInIt) {
  for (const v1::Packet& packet : {FullPacket(), v1::Packet()}) {
    const Strings lines = LinesOf(ScreenOf(packet));
    EXPECT_LE(lines.size(), kScreenLines);
    for (const std::string& line : lines) EXPECT_LE(DisplayWidth(line), kScreenColumns) << line;
  }
  const std::string full = ScreenOf(FullPacket());
  EXPECT_EQ(LinesOf(full).size(), kScreenLines) << "the sample is the fullest there is";
  EXPECT_THAT(full, AllOf(HasSubstr("HELD for overdose review"), HasSubstr(" more"),
                          HasSubstr("LAST DOSE  afterwards  2.5 mg")));
}

TEST(PacketScreen, BeginsWithWhatIsNeededFirst) {
  Strings parts;
  for (const std::string& line : LinesOf(ScreenOf(FullPacket()))) {
    if (line.size() > 1 && absl::ascii_isupper(line[0]) && absl::ascii_isupper(line[1])) {
      parts.emplace_back(line.substr(0, line.find("  ")));
    }
  }
  EXPECT_THAT(parts, ElementsAre("LAST DOSE", "ORDER", "NEXT ORDER", "BOTTLES", "NOT KNOWN",
                                 "NO DOSE", "DOSES", "FLAGS", "CONSENTS"));
}

TEST(PacketScreen, SaysWhereNothingIsKnown) {
  const std::string screen = ScreenOf(v1::Packet());
  EXPECT_THAT(screen, AllOf(HasSubstr("none is known"), HasSubstr("none is in force"),
                            HasSubstr("not in treatment"), HasSubstr("no site")));
}

// Of a roster's people: days of which nobody can say stand with what is not known, and are no
// missed days.
v1::Packet ImportedPacket() {
  v1::Packet packet;
  for (const auto& [day, why] : std::map<std::string, v1::PacketGap, std::greater<>>{
           {"2026-11-22", v1::PACKET_GAP_NOT_COME},
           {"2026-11-20", v1::PACKET_GAP_NOT_KNOWN},
           {"2026-11-18", v1::PACKET_GAP_NOT_KNOWN}}) {
    v1::PacketDayWithoutDose* one = packet.add_days_without_dose();
    one->set_clinical_day(day);
    one->set_why(why);
  }
  return packet;
}

// The lines that begin with a part's name.
Strings PartOf(const v1::Packet& packet, const std::string& name) {
  Strings found;
  for (const std::string& line : LinesOf(ScreenOf(packet))) {
    if (line.starts_with(name)) found.push_back(line);
  }
  return found;
}

TEST(PacketScreen, TellsDaysOfWhichNobodyCanSayFromDaysWithoutADose) {
  v1::Packet packet = ImportedPacket();
  EXPECT_THAT(PartOf(packet, "NO DOSE"),
              ElementsAre(AllOf(HasSubstr("2026-11-22 not come"), Not(HasSubstr("2026-11-20")))));
  EXPECT_THAT(PartOf(packet, "NOT KNOWN"),
              ElementsAre(HasSubstr("of 2 days up to 2026-11-20 nothing")));
  packet.mutable_days_without_dose()->DeleteSubrange(0, 1);
  EXPECT_THAT(PartOf(packet, "NO DOSE"), ElementsAre(HasSubstr("none of those that are known")));
}

TEST(PacketSummary, TellsDaysOfWhichNobodyCanSayFromDaysWithoutADose) {
  const std::string summary = fhir::PatientSummary(ImportedPacket(), std::nullopt);
  EXPECT_THAT(summary,
              AllOf(HasSubstr("Days without a dose: 2026-11-22."),
                    HasSubstr("Days of which nothing is known here: 2026-11-20, 2026-11-18.")));
}

class PacketCommand : public testing::Test {
 protected:
  static void SetUpTestSuite() { TheClinic().PutInForce("ua-normal"); }

  // Somebody with a dose seen, one poured of which nobody can say, and two bottles at home.
  static std::string Somebody(const v1::NameAndBirthDate* name = nullptr) {
    TheClinic().As("prescriber");
    std::string number;
    if (name == nullptr) {
      number = TheClinic().Admit();
    } else {
      number = TheClinic().AdmitWithoutOrder("ALA1", name);
      Must(TheClinic().SignOrder(number, {80}, "2026-11-21", 30,
                                 v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
    }
    TheClinic().Give(number);
    TakeHome(number);
    return number;
  }

  static void TakeHome(const std::string& number) {
    using Stub = v1::TakeHomeService::Stub;
    v1::AuthoriseTakeHomeRequest authorise;
    authorise.set_request_id(test::NewId());
    authorise.set_patient_number(number);
    for (const char* day : {"2026-11-22", "2026-11-23"}) {
      authorise.add_doses()->set_clinical_day(day);
    }
    authorise.set_storage_explained(true);
    Must(TheClinic().As("prescriber").Call(&Stub::AuthoriseTakeHome, authorise));
    v1::PrepareBottlesRequest fill;
    fill.set_request_id(test::NewId());
    fill.set_patient_number(number);
    fill.set_authorisation_id(authorise.request_id());
    fill.set_station("W1");
    Must(TheClinic().As("nurse").Call(&Stub::PrepareBottles, fill));
    v1::SupplyBottlesRequest supply;
    supply.set_request_id(test::NewId());
    supply.set_patient_number(number);
    supply.set_authorisation_id(authorise.request_id());
    supply.set_collector(v1::COLLECTOR_PATIENT);
    supply.set_identity_check(v1::IDENTITY_CHECK_PHOTO);
    supply.set_assessment(v1::ASSESSMENT_WELL);
    EXPECT_EQ(
        test::Reasons(Must(TheClinic().As("nurse").Call(&Stub::SupplyBottles, supply)).outcome()),
        "accepted");
  }

  static nlohmann::json Read(const std::string& path) {
    std::ifstream file(path);
    return nlohmann::json::parse(file);
  }
  static std::string TextOf(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  // What the checkers said; a failure of theirs fails the test.
  static std::string Checked(const std::string& arguments) {
    return test::Run(absl::StrCat(OAT_SOURCE_DIR, "/ops/fhir/check ", arguments));
  }
  static nlohmann::json ResourcesOf(const nlohmann::json& bundle, const std::string& type) {
    nlohmann::json found = nlohmann::json::array();
    for (const auto& entry : bundle["entry"]) {
      if (entry["resource"]["resourceType"] == type) found.push_back(entry["resource"]);
    }
    return found;
  }
};

TEST_F(PacketCommand, PrintsOneScreen) {
  const std::string number = Somebody();
  const Said said = AtSite("nurse", {"packet", number});
  EXPECT_EQ(said.exit_code, kDone) << said.err;
  EXPECT_LE(LinesOf(said.out).size(), kScreenLines);
  EXPECT_THAT(said.lines(),
              AllOf(Contains(StartsWith("LAST DOSE observed 80 mg methadone oral solution;")),
                    Contains(StartsWith("ORDER observed 80 mg a day, methadone oral solution")),
                    Contains(StartsWith("BOTTLES assumed 2 out; 2026-11-22 80 mg B-")),
                    Contains(StartsWith("DOSES observed 1 seen at a window; each 80 mg")),
                    Contains("FLAGS observed none"), Contains("CONSENTS observed none in force")));
  EXPECT_THAT(AtSite("nurse", {"packet", number, "--json"}).out,
              HasSubstr("\"knowledge\": \"PACKET_KNOWLEDGE_OBSERVED\""));
  EXPECT_THAT(AtSite("nurse", {"packet", number, "--purpose", "curiosity"}).err,
              HasSubstr("purpose: got curiosity, wanted go_on, institution, emergency or review"));
  EXPECT_THAT(AtSite("nurse", {"packet", number, "--name"}).err, HasSubstr("--fhir"));
}

TEST_F(PacketCommand, WritesASummaryThatTheCheckersPass) {
  const std::string number = Somebody();
  const std::string file = NewFolder() + ".json";
  const Said said = AtSite("nurse", {"packet", number, "--fhir", file});
  ASSERT_EQ(said.exit_code, kDone) << said.err;
  EXPECT_THAT(said.out, AllOf(StartsWith("written to " + file), Not(HasSubstr("80 mg"))));
  EXPECT_EQ(ModeOf(file), 0600u);
  const nlohmann::json bundle = Read(file);
  EXPECT_THAT(ResourcesOf(bundle, "MedicationRequest"), SizeIs(1));
  EXPECT_THAT(ResourcesOf(bundle, "MedicationDispense"), SizeIs(2));
  const nlohmann::json given = ResourcesOf(bundle, "MedicationAdministration");
  ASSERT_THAT(given, SizeIs(1));
  EXPECT_EQ(given[0]["medicationCodeableConcept"]["coding"][0]["code"], "N07BC02");
  EXPECT_EQ(given[0]["dosage"]["dose"]["value"], 80);
  const nlohmann::json patient = ResourcesOf(bundle, "Patient")[0];
  EXPECT_EQ(patient["identifier"][0]["value"], number);
  EXPECT_FALSE(patient["name"][0].contains("family"));
  // All kinds of doses, orders and bottles too, which one record seldom has.
  const std::string full = NewFolder() + ".json";
  std::ofstream(full) << fhir::PatientSummary(FullPacket(), std::nullopt);
  EXPECT_THAT(LinesOf(Checked(absl::StrCat(file, " ", full))),
              ElementsAre(HasSubstr(": nothing found by "), HasSubstr(": nothing found by ")));
}

TEST_F(PacketCommand, SaysNothingSurerThanItIs) {
  const nlohmann::json bundle =
      nlohmann::json::parse(fhir::PatientSummary(FullPacket(), std::nullopt));
  std::map<std::string, std::set<std::string>> statuses;  // by how it is known
  for (const char* type : {"MedicationAdministration", "MedicationStatement"}) {
    for (const auto& resource : ResourcesOf(bundle, type)) {
      statuses[resource["extension"][0]["valueCoding"]["code"]].insert(
          absl::StrCat(type, " ", resource["status"].get<std::string>()));
    }
  }
  using Said = std::set<std::string>;
  EXPECT_EQ(statuses["observed"], Said{"MedicationAdministration completed"});
  EXPECT_EQ(statuses["recorded_afterwards"], Said{"MedicationAdministration completed"});
  EXPECT_EQ(statuses["person_says"], Said{"MedicationStatement completed"});
  EXPECT_EQ(statuses["reported"], Said{"MedicationStatement completed"});
  EXPECT_EQ(statuses["taken_home"], Said{"MedicationStatement intended"});
  EXPECT_EQ(statuses["open"], Said{"MedicationAdministration in-progress"});
  EXPECT_EQ(statuses["unresolved"], Said{"MedicationAdministration unknown"});
  EXPECT_EQ(statuses["bottle_unknown"], Said{"MedicationStatement unknown"});
}

TEST_F(PacketCommand, IsWrittenTheSameForTheSameRecordAndMoment) {
  const std::string number = Somebody();
  const std::string first = NewFolder() + ".json";
  const std::string second = NewFolder() + ".json";
  for (const std::string& file : {first, second}) {
    EXPECT_EQ(AtSite("nurse", {"packet", number, "--fhir", file}).exit_code, kDone);
  }
  EXPECT_EQ(TextOf(first), TextOf(second));
}

TEST_F(PacketCommand, TellsANameOnlyWhereItIsAsked) {
  v1::NameAndBirthDate name;
  name.set_family_name("Сағындықова");
  name.set_given_name("Айгүл");
  name.set_birth_date("1984-02-29");
  const std::string number = Somebody(&name);
  const std::string without = NewFolder() + ".json";
  const std::string with = NewFolder() + ".json";
  AtSite("nurse", {"packet", number, "--fhir", without});
  const Said said = AtSite("nurse", {"packet", number, "--fhir", with, "--name"});
  EXPECT_EQ(said.exit_code, kDone) << said.err;
  EXPECT_THAT(TextOf(without), Not(HasSubstr("Сағындықова")));
  const nlohmann::json patient = ResourcesOf(Read(with), "Patient")[0];
  EXPECT_EQ(patient["name"][0]["family"], "Сағындықова");
  EXPECT_EQ(patient["birthDate"], "1984-02-29");
  EXPECT_THAT(LinesOf(Checked(with)), ElementsAre(HasSubstr(": nothing found by ")));
  // Somebody treated under a code has none.
  const Said nobody = AtSite("nurse", {"packet", Somebody(), "--fhir", with, "--name"});
  EXPECT_EQ(nobody.exit_code, kNotAllowed);
}

TEST_F(PacketCommand, OfWhichAPlantedFaultIsFound) {
  const std::string file = NewFolder() + ".json";
  AtSite("nurse", {"packet", Somebody(), "--fhir", file});
  const Strings lines = LinesOf(Checked("--faults " + file));
  ASSERT_THAT(lines, SizeIs(testing::Gt(15u)));
  EXPECT_EQ(lines.back(), "19 of 19 planted faults found");
}

TEST(PacketLooks, AreListedAtTheHomeSite) {
  TheClinic().As("prescriber");
  const std::string number = TheClinic().Admit();
  TheClinic().Sql(absl::StrCat(
      "INSERT INTO custody_start SELECT person_id, '2026-11-24', 7, 'SEM1', 'guest', (SELECT "
      "min(staff_id) FROM staff), now() FROM patient_number WHERE patient_number = '",
      number, "'"));
  v1::GetPacketRequest request;
  request.set_patient_number(number);
  request.set_purpose(v1::PACKET_PURPOSE_INSTITUTION);
  Must(TheClinic().As("nurse", "SEM1").Call(&v1::PacketService::Stub::GetPacket, request));
  EXPECT_THAT(AtSite("site_manager", {"packet-looks"}).lines(),
              AllOf(Contains(HasSubstr(number + " SEM1 nurse.SEM1 institution treatment")),
                    Contains(StartsWith("SEM1: "))));
  EXPECT_THAT(AtSite("nurse", {"packet", number}).out,
              HasSubstr("Opened by other sites in thirty days: 1 (oatctl packet-looks)"));
  EXPECT_EQ(AtSite("nurse", {"packet-looks"}).exit_code, kNotAllowed);
  EXPECT_THAT(AtSite("site_manager", {"packet-looks", "--days", "soon"}).err,
              HasSubstr("days: got soon, wanted a number from 1 to 366"));
}

// The runbook's own lines, with a number and a file of the clinic's.
TEST(PacketRunbook, SaysWhatCanBeTyped) {
  TheClinic().As("prescriber");
  const std::string number = TheClinic().Admit();
  std::ifstream runbook(OAT_SOURCE_DIR "/ops/runbooks/packet.md");
  int typed = 0;
  for (std::string line; std::getline(runbook, line);) {
    if (!absl::StartsWith(line, "    oatctl ")) continue;
    // Between quotation marks is one word.
    Strings words;
    const Strings pieces = absl::StrSplit(line.substr(11), '"');
    for (size_t i = 0; i < pieces.size(); ++i) {
      if (i % 2 == 1) words.push_back(pieces[i]);
      if (i % 2 == 0) {
        for (const std::string& word : WordsIn(pieces[i])) words.push_back(word);
      }
    }
    for (std::string& word : words) {
      if (word == "NUMBER") word = number;
      if (word == "FILE") word = NewFolder() + ".json";
    }
    ++typed;
    const Said said = AtSite(words[0] == "packet-looks" ? "site_manager" : "nurse", words);
    // At the home site there is no emergency, which is what it says.
    if (words[0] == "emergency") {
      EXPECT_THAT(said.err, HasSubstr("no emergency is needed")) << line;
    } else {
      EXPECT_EQ(said.exit_code, kDone) << line << "\n" << said.err;
    }
  }
  EXPECT_EQ(typed, 6);
}

}  // namespace
}  // namespace oat::ctl
