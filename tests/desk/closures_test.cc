// The board of a site that closes, at a desk of that site and at one that takes its people.
#include <gmock/gmock.h>

#include "oat/v1/closure.grpc.pb.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using test::NewId;
using Closures = v1::ClosureService::Stub;

class AClosingSite : public AtTheWindow {
 protected:
  // A site closes from the 23rd on; the closure's id.
  static std::string Declare(const std::string& site) {
    v1::DeclareSiteClosureRequest request;
    request.set_request_id(NewId());
    request.set_kind(v1::CLOSURE_KIND_SUSPENDED);
    request.set_from_day("2026-11-23");
    request.set_reason("the licence was suspended");
    Desk("prescriber", site);
    link::Link& manager = Desk("site_manager", site);
    request.set_approval_id(
        Must(clinic().Approve(manager, Clinic::LoginOf("prescriber", site),
                              "oat.v1.ClosureService.DeclareSiteClosure", request)));
    EXPECT_TRUE(Must(manager.Call(&Closures::DeclareSiteClosure, request)).outcome().accepted());
    return request.request_id();
  }
  static void Move(const std::string& closure, const std::string& number, const std::string& site) {
    v1::MovePatientRequest request;
    request.set_request_id(NewId());
    request.set_closure_id(closure);
    request.set_patient_number(number);
    EXPECT_TRUE(Must(Desk("site_manager", site).Call(&Closures::MovePatient, request))
                    .outcome()
                    .accepted());
  }
};

TEST_F(AClosingSite, ShowsWhoWaitsForADoseAndHowLong) {
  EXPECT_TRUE(Play({"m"}).Shows("No site of the network closes."));
  const std::string here = Ordinary();
  const std::string there = Admit("SEM1");
  const std::string closure = Declare("SEM1");
  Move(closure, there, "SEM1");
  const Performance desk = Play({"m", "\n"});
  EXPECT_TRUE(desk.Shows("SEM1 closes from 2026-11-23: 1 of 1 not dosed yet"));
  EXPECT_TRUE(desk.Shows("to move 0, moved 1, told 0, dosed 0, accounted for 0; no place 0"));
  EXPECT_TRUE(desk.Shows(there + "    ALA1    moved"));
  EXPECT_FALSE(desk.Shows(here)) << "who is of another site";

  const std::string own = Declare("ALA1");
  // Two close: one is chosen.
  const Performance both = Play({"m", "2", "\n"});
  EXPECT_TRUE(both.Shows("Sites that close"));
  EXPECT_TRUE(both.Shows(here + "    no place yet    not moved yet    25 h since the last dose"))
      << "the only other site closes too";
  EXPECT_TRUE(Play({"m", "q"}, Language::kKazakh).Shows("Жабылатын пункттер"));
}

}  // namespace
}  // namespace oat::desk
