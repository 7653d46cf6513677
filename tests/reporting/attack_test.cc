// What a reader with a solver can work out of twelve months of releases.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "oat/v1/report.pb.h"
#include "tests/reporting/attacker.h"
#include "tests/reporting/network.h"

namespace oat::reporting {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr int64_t kThreshold = 5;

Day MonthAfter(Day first, int months) { return Day(absl::CivilMonth(first) + months); }

TEST(Attack, FixesNoWithheldCellOfTwelveMonths) {
  Network network(20261122);
  Attacker attacker(Network::regions());
  std::vector<Release> releases;
  size_t cells = 0;
  for (int month = 0; month < 12; ++month) {
    Findings findings = network.Live(MonthAfter(Day(2025, 11, 1), month));
    const absl::Status kept = Protect(releases, Network::regions(), kThreshold, &findings.release);
    ASSERT_TRUE(kept.ok()) << month << ": " << kept;
    const v1::Release release = Word(findings);
    for (const auto& table : release.tables()) {
      for (const auto& cell : table.cells()) {
        ++cells;
        if (!cell.count().has_value()) continue;
        EXPECT_FALSE(0 < cell.count().value() && cell.count().value() < kThreshold)
            << table.ShortDebugString();
      }
    }
    attacker.Read(release);
    releases.push_back(findings.release);
  }
  EXPECT_THAT(attacker.Worked(), IsEmpty());
  // Nobody is kept from everything: most of what was counted is there to be read.
  EXPECT_LT(attacker.withheld(), cells / 2);
  RecordProperty("cells", absl::StrCat(cells));
  RecordProperty("withheld", absl::StrCat(attacker.withheld()));
  std::cout << attacker.withheld() << " of " << cells << " cells withheld, none worked out\n";
}

// The attacker bites: where small numbers alone are withheld, it finds them.
TEST(Attack, WorksOutWhatIsWithheldWithoutComplements) {
  Network network(7);
  Attacker attacker(Network::regions());
  Findings findings = network.Live(Day(2026, 1, 1));
  for (auto& [key, cell] : findings.release.cells) {
    const bool small = cell.value > 0 && cell.value < kThreshold;
    if (cell.disclosure == Disclosure::kShown && small) cell.disclosure = Disclosure::kWithheld;
  }
  attacker.Read(Word(findings));
  EXPECT_THAT(attacker.Worked(), Not(IsEmpty()));
}

// And where each month is protected by itself, it finds what the next one gives away.
TEST(Attack, WorksOutWhatTheNextMonthGivesAway) {
  Network network(7);
  Attacker attacker(Network::regions());
  for (int month = 0; month < 4; ++month) {
    Findings findings = network.Live(MonthAfter(Day(2026, 1, 1), month));
    ASSERT_TRUE(Protect({}, Network::regions(), kThreshold, &findings.release).ok());
    attacker.Read(Word(findings));
  }
  EXPECT_THAT(attacker.Worked(), Not(IsEmpty()));
}

TEST(Attack, SeesWhatCannotBeTrue) {
  Network network(7);
  Attacker attacker(Network::regions());
  Findings findings = network.Live(Day(2026, 1, 1));
  ++findings.release.cells.at({"enrolled", "sex", "male", "", ""}).value;
  attacker.Read(Word(findings));
  EXPECT_THAT(attacker.Worked(), Contains(HasSubstr("cannot be true")));
}

}  // namespace
}  // namespace oat::reporting
