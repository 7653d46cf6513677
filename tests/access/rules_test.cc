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

TEST(RolesThatCount, LeavesOutWhatWantsACodeInASessionWithoutOne) {
  const std::set<std::string> held = {"nurse", "prescriber"};
  const std::set<std::string> wanting = {"prescriber", "auditor"};
  EXPECT_EQ(RolesThatCount(held, wanting, true), held);
  EXPECT_EQ(RolesThatCount(held, wanting, false), std::set<std::string>{"nurse"});
  EXPECT_TRUE(RolesThatCount({"auditor"}, wanting, false).empty());
}

TEST(Pin, IsSixToTwelveDigitsThatAreNoRow) {
  for (const char* pin : {"104729", "112233", "123457", "135791", "987655", "104729104729"}) {
    EXPECT_TRUE(IsPin(pin)) << pin;
  }
  for (const char* no : {"", "10472", "1047291047291", "10472a", " 104729", "-104729", "000000",
                         "777777777777", "123456", "234567890", "654321", "09876543"}) {
    EXPECT_FALSE(IsPin(no)) << no;
  }
}

TEST(Reset, GivesTwoPeopleOfASiteNoMoreThanTheSite) {
  struct Case {
    ResetCase reset;
    bool may;
  };
  const Case kCases[] = {
      {{.holds_role_here = false}, false},
      {{.holds_role_here = false, .has_one_time_code = true}, false},
      {{.holds_role_here = true}, true},
      {{.holds_role_here = true, .has_one_time_code = true, .ends_one_time_code = true}, true},
      {{.holds_role_here = true, .holds_role_beyond = true}, false},
      {{.holds_role_here = true, .holds_role_beyond = true, .has_one_time_code = true}, true},
      {{.holds_role_here = true,
        .holds_role_beyond = true,
        .has_one_time_code = true,
        .ends_one_time_code = true},
       false},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(MayReset(c.reset), c.may) << c.reset.holds_role_here << c.reset.holds_role_beyond
                                        << c.reset.has_one_time_code << c.reset.ends_one_time_code;
  }
}

}  // namespace
}  // namespace oat::access
