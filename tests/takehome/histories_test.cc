// Random histories of people with bottles: whatever happens, in whatever order, nobody has more for
// a day than is ordered, every bottle is somewhere, and no change of the rules makes a second
// claim.
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/takehome.pb.h"
#include "tests/simulation/books.h"
#include "tests/simulation/dice.h"
#include "tests/takehome/at_home.h"

namespace oat::test {
namespace {

class Histories : public TakeHomeTest {
 protected:
  struct Person {
    std::string number;
    std::vector<std::string> authorisations;
    std::vector<std::string> serials;
  };

  static void Wander(Dice& dice, int day, Person* person) {
    switch (dice.Below(9)) {
      case 0:
        return Authorise(dice, day, person);
      case 1:
        return Fill(dice, person);
      case 2:
        if (!person->authorisations.empty()) {
          HandOut(Collection(person->number, Any(dice, person->authorisations)));
        }
        return;
      case 3:
        return ComeToTheWindow(dice, person);
      default:
        return HappenToABottle(dice, day, person);
    }
  }

 private:
  static const std::string& Any(Dice& dice, const std::vector<std::string>& some) {
    return some[static_cast<size_t>(dice.Below(static_cast<int>(some.size())))];
  }
  static void Authorise(Dice& dice, int day, Person* person) {
    std::vector<int> days;
    for (int ahead = 0; ahead < 4; ++ahead) {
      if (dice.Below(2) == 0) days.push_back(day + ahead);
    }
    if (days.empty()) return;
    const auto request = Authorisation(person->number, days);
    if (Authorised(request) == "accepted") person->authorisations.push_back(request.request_id());
  }
  static void Fill(Dice& dice, Person* person) {
    if (person->authorisations.empty()) return;
    const auto filled = Prepare(person->number, Any(dice, person->authorisations));
    for (const v1::Bottle& bottle : filled.bottles()) person->serials.push_back(bottle.serial());
  }
  static void ComeToTheWindow(Dice& dice, Person* person) {
    auto request = Clinic::AuthoriseRequest(person->number);
    if (!person->serials.empty() && dice.Below(2) == 0) {
      request.set_own_bottle(Any(dice, person->serials));
    }
    const auto answer = Dosing(&v1::DosingService::Stub::AuthoriseDose, request);
    if (!answer.ok() || !answer->outcome().accepted()) return;
    const bool is_part = dice.Below(4) == 0;
    const auto outcome = is_part              ? v1::DOSE_OUTCOME_PARTLY_GIVEN
                         : dice.Below(3) == 0 ? v1::DOSE_OUTCOME_REFUSED
                                              : v1::DOSE_OUTCOME_GIVEN;
    Confirm(Confirmation(person->number, request.request_id(), outcome,
                         is_part ? answer->micrograms() / 2 : 0, dice.Below(2) == 0));
  }
  static void HappenToABottle(Dice& dice, int day, Person* person) {
    if (person->serials.empty()) return;
    const std::string& serial = Any(dice, person->serials);
    switch (dice.Below(5)) {
      case 0:
        Lost(person->number, serial);
        return;
      case 1:
        Returned(Return(person->number, serial), dice.Below(3) == 0 ? "SEM1" : "ALA1");
        return;
      case 2:
        Returned(
            Return(person->number, serial, v1::BOTTLE_CONDITION_OPENED, 1000 * dice.Below(81)));
        return;
      case 3:
        Recalled(person->number, {serial}, FormatDay(Day(2026, 11, day)));
        return;
      default:
        Replaced(person->number, serial);
    }
  }
};

TEST_F(Histories, NeverExceedTheDaysOrderAndConserveEveryBottle) {
  Dice dice;
  SCOPED_TRACE(dice.name());
  std::vector<Person> people;
  for (int i = 0; i < 4; ++i) people.push_back({.number = Admit()});
  bool is_closed = false;
  for (int day = 21; day <= 27; ++day) {
    At(day, 9, 0);
    for (int step = 0; step < 24; ++step) Wander(dice, day, &people[dice.Below(4)]);
    // Rules that let nobody take anything home come and go.
    if (day % 2 == 0) {
      const std::string from_day = FormatDay(Day(2026, 11, day));
      const std::string changed =
          is_closed ? Withdrawn("ge-from-2024-01-24", from_day)
                    : InForce(SignedOff(Put(PackText("ge-from-2024-01-24"), from_day)));
      ASSERT_EQ(changed, "accepted");
      is_closed = !is_closed;
    }
    ExpectBooksInOrder(clinic());
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace oat::test
