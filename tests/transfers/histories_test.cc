// Random months of people who move: asked, prepared, accepted, declined, cancelled, amended, taken
// back, in any order and at any hour, with a server that is killed now and then. After every step
// each day to come has exactly one site, and no day has two doses.
#include <gmock/gmock.h>

#include "tests/simulation/dice.h"
#include "tests/transfers/moving.h"

namespace oat::test {
namespace {

using testing::AnyOf;
using testing::StartsWith;

class MovingAbout : public Moving {
 protected:
  static constexpr int kPeople = 6;
  static constexpr int kSteps = 240;

  // Days ahead without a site, people of whom two transfers wait, and days with two doses.
  static constexpr char kFaultsOfPlace[] = R"(
    SELECT coalesce(string_agg(fault, '; '), '') FROM (
      SELECT concat_ws(' ', 'no site', c.person_id, d::date)
        FROM (SELECT DISTINCT person_id FROM custody_start) c,
             generate_series('2026-11-21'::date, '2026-12-20', '1 day') AS s(d)
       WHERE (SELECT x.site_code FROM custody_start x
               WHERE x.person_id = c.person_id AND x.from_day <= d
               ORDER BY x.from_day DESC, x.revision DESC LIMIT 1) IS NULL
      UNION ALL
      SELECT concat_ws(' ', 'two transfers', person_id) FROM transfer t
       WHERE NOT EXISTS (SELECT FROM transfer_end e WHERE e.transfer_id = t.transfer_id)
       GROUP BY person_id HAVING count(*) > 1
      UNION ALL
      SELECT concat_ws(' ', 'two doses', person_id, clinical_day) FROM taken
       GROUP BY person_id, clinical_day HAVING count(*) > 1) f (fault))";

  static std::string Site(Dice& dice) { return dice.Below(2) == 0 ? "ALA1" : "SEM1"; }
  static std::string DayFrom(int day) { return FormatDay(absl::CivilDay(2026, 11, 21) + day); }

  // One thing that happens to a person on a day (0 is the 21st); what the site is told.
  static std::string Happen(Dice& dice, int today, const std::string& number) {
    const std::string site = Site(dice);
    switch (dice.Below(9)) {
      case 0:
      case 1: {
        const int from = today + dice.Below(3);
        const std::string until = dice.Below(2) == 0 ? "" : DayFrom(from + dice.Below(4));
        auto request = Asking(number, Site(dice), DayFrom(from), until);
        request.set_patient_asks(true);
        if (dice.Below(4) == 0) request.set_kind(v1::TRANSFER_KIND_INSTITUTION);
        return Request(request, site);
      }
      case 2:
        return Prepare(number, site);
      case 3:
      case 4:
        return AcceptIt(number, site);
      case 5:
        return dice.Below(2) == 0 ? Decline(number, site) : Cancel(number, site);
      case 6:
        return TakeBack(number, site);
      case 7:
        return Dose(number, site);
      default: {
        auto request = StepFor<v1::AmendTransferRequest>(number);
        request.set_until_day(DayFrom(today + dice.Below(5)));
        link::Link& desk = Desk("site_manager", site);
        const auto answer = desk.Call(&Transfers::AmendTransfer, request);
        if (answer.status().code() == absl::StatusCode::kInvalidArgument) return "wrong days";
        return InWords(Must(answer).outcome());
      }
    }
  }
  static std::string Dose(const std::string& number, const std::string& site) {
    const auto request = Clinic::AuthoriseRequest(number);
    const auto answer = Authorise(request, site);
    if (!answer.outcome().accepted()) return InWords(answer.outcome());
    return Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_GIVEN), site);
  }
  // Today, at either site: whoever has the person gives the dose, and nobody else does.
  static void ExpectOneSiteToDose(const std::string& number) {
    int may = 0;
    for (const char* site : {"ALA1", "SEM1"}) {
      const std::string told = Dose(number, site);
      if (told == "accepted") ++may;
      ASSERT_THAT(told, AnyOf("accepted", StartsWith("other_site"), StartsWith("already_dosed"),
                              StartsWith("missed"), StartsWith("site_closed")));
    }
    ASSERT_LE(may, 1) << number;
  }
};

TEST_F(MovingAbout, NeverHasTwoSitesNorNone) {
  Dice dice;
  SCOPED_TRACE(dice.name());
  std::vector<std::string> people;
  for (int i = 0; i < kPeople; ++i) people.push_back(Admit(Site(dice)));
  std::map<std::string, int> told;
  int today = 0;
  for (int step = 0; step < kSteps; ++step) {
    if (dice.Below(24) == 0) {
      for (const std::string& number : people) {
        ExpectOneSiteToDose(number);
        if (HasFatalFailure()) return;
      }
      At(21 + ++today % 9, 8, 0);
      if (today == 9) break;
    }
    if (dice.Below(100) == 0) {
      clinic().KillServer();
      clinic().StartServer();
    }
    const std::string answer =
        Happen(dice, today, people[static_cast<size_t>(dice.Below(kPeople))]);
    ++told[answer.substr(0, answer.find(' '))];
    ASSERT_EQ(clinic().Sql(kFaultsOfPlace), "") << answer;
  }
  EXPECT_GT(told["accepted"], kPeople) << "a month in which nothing happened proves nothing";
  EXPECT_GT(told["wrong_state"], 0);
}

}  // namespace
}  // namespace oat::test
