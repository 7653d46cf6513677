#include "services/access/rules.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace oat::access {

// So that a failure names the admission instead of its number.
void PrintTo(Admission admission, std::ostream* stream) {
  constexpr const char* kNames[] = {"admitted", "needs session", "needs site", "needs role"};
  *stream << kNames[static_cast<int>(admission)];
}

namespace {

using enum Admission;

Caller From(bool session, bool site, std::set<std::string> roles = {}) {
  Caller caller;
  caller.has_session = session;
  if (site) caller.site = sites::Site{.code = "ALM01"};
  caller.roles = std::move(roles);
  return caller;
}

// Each yes and no of what is asked against each of what is there.
TEST(Judge, AsksForSessionThenSiteThenRole) {
  struct Case {
    bool session, site, role;
    Admission lacking_all, with_session, with_site, with_role, with_all;
  };
  const Case cases[] = {
      {false, false, false, kAdmitted, kAdmitted, kAdmitted, kAdmitted, kAdmitted},
      {false, false, true, kNeedsRole, kNeedsRole, kNeedsRole, kAdmitted, kAdmitted},
      {false, true, false, kNeedsSite, kNeedsSite, kAdmitted, kNeedsSite, kAdmitted},
      {false, true, true, kNeedsSite, kNeedsSite, kNeedsRole, kNeedsSite, kAdmitted},
      {true, false, false, kNeedsSession, kAdmitted, kNeedsSession, kNeedsSession, kAdmitted},
      {true, false, true, kNeedsSession, kNeedsRole, kNeedsSession, kNeedsSession, kAdmitted},
      {true, true, false, kNeedsSession, kNeedsSite, kNeedsSession, kNeedsSession, kAdmitted},
      {true, true, true, kNeedsSession, kNeedsSite, kNeedsSession, kNeedsSession, kAdmitted},
  };
  for (const Case& c : cases) {
    Requirement asked{.session = c.session, .site = c.site};
    if (c.role) asked.roles = {"nurse"};
    SCOPED_TRACE(testing::Message()
                 << "session " << c.session << " site " << c.site << " role " << c.role);
    EXPECT_EQ(Judge(asked, From(false, false)), c.lacking_all);
    EXPECT_EQ(Judge(asked, From(true, false)), c.with_session);
    EXPECT_EQ(Judge(asked, From(false, true)), c.with_site);
    EXPECT_EQ(Judge(asked, From(false, false, {"nurse"})), c.with_role);
    EXPECT_EQ(Judge(asked, From(true, true, {"nurse"})), c.with_all);
  }
}

TEST(Judge, AdmitsAnyOneOfTheRoles) {
  const Requirement asked{.roles = {"nurse", "prescriber"}};
  EXPECT_EQ(Judge(asked, From(true, true, {"nurse"})), kAdmitted);
  EXPECT_EQ(Judge(asked, From(true, true, {"prescriber"})), kAdmitted);
  EXPECT_EQ(Judge(asked, From(true, true, {"auditor", "prescriber"})), kAdmitted);
  EXPECT_EQ(Judge(asked, From(true, true, {"nurse", "prescriber"})), kAdmitted);
}

TEST(Judge, AdmitsNoOtherRole) {
  const Requirement asked{.roles = {"nurse", "prescriber"}};
  for (const char* role : {"auditor", "administrator", "site_manager", "unspecified", "", "Nurse",
                           "nurse ", "nurs", "nurses"}) {
    EXPECT_EQ(Judge(asked, From(true, true, {role})), kNeedsRole) << role;
  }
  EXPECT_EQ(Judge(asked, From(true, true)), kNeedsRole);
}

TEST(Judge, AsksForSessionAndSiteUnlessToldOtherwise) {
  EXPECT_EQ(Judge(Requirement{}, From(false, true)), kNeedsSession);
  EXPECT_EQ(Judge(Requirement{}, From(true, false)), kNeedsSite);
  EXPECT_EQ(Judge(Requirement{}, From(true, true)), kAdmitted);
}

}  // namespace
}  // namespace oat::access
