// Doses to take home at the desk: handed out, taken back, drunk here.
#include <gmock/gmock.h>

#include "oat/v1/dosing.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {
namespace {

using test::Must;
using test::NewId;
using testing::HasSubstr;
using testing::SizeIs;

class BottlesAtTheDesk : public AtTheWindow {
 protected:
  static void SetUpTestSuite() {
    AtTheWindow::SetUpTestSuite();
    clinic().PutInForce("ua-normal");
  }

  // Of somebody who comes on the 22nd: the 22nd and 23rd, filled on the 21st; the serial of the
  // first.
  static std::string Filled(const std::string& number, bool is_handed_out) {
    At(21, 8, 30);
    v1::AuthoriseTakeHomeRequest authorise;
    authorise.set_request_id(NewId());
    authorise.set_patient_number(number);
    for (const char* day : {"2026-11-22", "2026-11-23"}) {
      authorise.add_doses()->set_clinical_day(day);
    }
    authorise.set_storage_explained(true);
    link::Link& prescriber = Desk("prescriber");
    Must(prescriber.Call(&v1::TakeHomeService::Stub::AuthoriseTakeHome, authorise));
    v1::PrepareBottlesRequest fill;
    fill.set_request_id(NewId());
    fill.set_patient_number(number);
    fill.set_authorisation_id(authorise.request_id());
    fill.set_station("W1");
    link::Link& nurse = Desk();
    const auto filled = Must(nurse.Call(&v1::TakeHomeService::Stub::PrepareBottles, fill));
    if (is_handed_out) {
      v1::SupplyBottlesRequest hand_out;
      hand_out.set_request_id(NewId());
      hand_out.set_patient_number(number);
      hand_out.set_authorisation_id(authorise.request_id());
      hand_out.set_collector(v1::COLLECTOR_PATIENT);
      hand_out.set_identity_check(v1::IDENTITY_CHECK_PHOTO);
      hand_out.set_assessment(v1::ASSESSMENT_WELL);
      Must(nurse.Call(&v1::TakeHomeService::Stub::SupplyBottles, hand_out));
    }
    return filled.bottles(0).serial();
  }
  static std::string BottleState(const std::string& serial) {
    return clinic().Sql("SELECT state FROM bottle_now WHERE serial = '" + serial + "'");
  }
};

TEST_F(BottlesAtTheDesk, AreHandedOutByOneKeyOnceThePersonIsSeen) {
  const std::string number = Ordinary();
  const std::string serial = Filled(number, /*is_handed_out=*/false);
  const Performance desk = Play({"h", number, "2", "q"});
  EXPECT_TRUE(desk.Shows(serial));
  EXPECT_TRUE(desk.Shows("filled, here"));
  EXPECT_TRUE(desk.Shows("Handed out: 2. Each is for its own day."));
  EXPECT_EQ(BottleState(serial), "at_home");
}

TEST_F(BottlesAtTheDesk, AreTakenBackAndSaidToBe) {
  const std::string number = Ordinary();
  const std::string serial = Filled(number, /*is_handed_out=*/true);
  At(22, 9, 0);
  const Performance desk = Play({"h", number, "r", serial, "y", "q"});
  EXPECT_TRUE(desk.Shows("Taken back, and held for waste."));
  EXPECT_EQ(BottleState(serial), "returned");
}

TEST_F(BottlesAtTheDesk, OnesOwnIsDrunkAtTheWindow) {
  const std::string number = Ordinary();
  const std::string serial = Filled(number, /*is_handed_out=*/true);
  At(22, 9, 0);
  // By hand, in small letters and without the hyphen.
  std::string typed = "b" + serial.substr(2);
  const Performance desk = Play({number, "1", "f", typed, "g"});
  EXPECT_TRUE(desk.Shows("A bottle for today is at home: " + serial));
  EXPECT_TRUE(desk.Shows("only a bottle that nobody has opened is drunk here"));
  EXPECT_TRUE(desk.Shows("From the person's own bottle: pour nothing."));
  EXPECT_FALSE(desk.Shows("mL of methadone"));
  EXPECT_TRUE(desk.Shows(number + ": given, 80 mg."));
  EXPECT_EQ(BottleState(serial), "drunk_here");
}

TEST_F(BottlesAtTheDesk, SaysInTheWorklistWhoHasOne) {
  const std::string number = Ordinary();
  Filled(number, /*is_handed_out=*/true);
  At(22, 9, 0);
  const Performance desk = Play({"w", "q"});
  EXPECT_TRUE(desk.Shows("bottle at home"));
}

TEST_F(BottlesAtTheDesk, ShowsBesideTheDoseWhatWaits) {
  const std::string number = Ordinary();
  At(21, 8, 30);
  v1::AuthoriseTakeHomeRequest authorise;
  authorise.set_request_id(NewId());
  authorise.set_patient_number(number);
  authorise.add_doses()->set_clinical_day("2026-11-24");
  authorise.set_storage_explained(true);
  link::Link& prescriber = Desk("prescriber");
  Must(prescriber.Call(&v1::TakeHomeService::Stub::AuthoriseTakeHome, authorise));
  At(22, 9, 0);
  const Performance desk = Play({number, "1", "g"});
  EXPECT_TRUE(desk.Shows("Bottles: 0 at home, 0 to hand out, 1 to fill"));
}

}  // namespace
}  // namespace oat::desk
