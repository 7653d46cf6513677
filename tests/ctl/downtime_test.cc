// The list for the time without a server, at the command line.
#include "clients/link/lists.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using testing::HasSubstr;

TEST(Downtime, EndsTheListOfAWindowThatWillNotComeBack) {
  EXPECT_THAT(AtSite("site_manager", {"downtime", "end", "W2"}).err, HasSubstr("station"));
  test::Must(link::ReadDowntimeList(TheClinic().As("nurse", "ALA1", "W2")).status());
  const std::string held =
      "SELECT count(*) FROM downtime_lease WHERE site_code = 'ALA1' AND released_at IS NULL";
  EXPECT_EQ(TheClinic().Sql(held), "1");
  EXPECT_EQ(AtSite("nurse", {"downtime", "end", "W2"}).exit_code, 4) << "a manager's to do";
  EXPECT_THAT(AtSite("site_manager", {"downtime", "end", "W2"}).out,
              HasSubstr("the list of W2 is given up"));
  EXPECT_EQ(TheClinic().Sql(held), "0");
}

}  // namespace
}  // namespace oat::ctl
