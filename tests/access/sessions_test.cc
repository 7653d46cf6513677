// The caller's own sessions.
#include "oat/v1/access.pb.h"
#include "tests/access/sign_in_test.h"

namespace oat::test {
namespace {

class SessionsTest : public SignInTest {
 protected:
  static std::vector<v1::Session> List(link::Link& desk) {
    auto listed = Must(Call(desk, &Stub::ListSessions, v1::ListSessionsRequest()));
    return {listed.sessions().begin(), listed.sessions().end()};
  }
  static absl::Status End(link::Link& desk, int64_t number) {
    v1::EndSessionRequest request;
    request.set_request_id(NewId());
    request.set_session_number(number);
    return Call(desk, &Stub::EndSession, request).status();
  }
};

TEST_F(SessionsTest, AreListedToTheirOwnerTheLatestFirst) {
  const std::string nurse = NewPerson("nurse");
  auto first = DeskOf(nurse);
  clinic().Advance(absl::Minutes(1));
  auto second = DeskOf(nurse, "SEM1");
  DeskOf(NewPerson("nurse"));
  const auto sessions = List(*first);
  ASSERT_EQ(sessions.size(), 2U) << "nobody else's";
  EXPECT_EQ(sessions[0].site_code(), "SEM1");
  EXPECT_FALSE(sessions[0].current());
  EXPECT_EQ(sessions[1].site_code(), "ALA1");
  EXPECT_TRUE(sessions[1].current());
  EXPECT_EQ(sessions[0].opened_at().seconds() - sessions[1].opened_at().seconds(), 60);
  EXPECT_NE(sessions[0].device_name(), sessions[1].device_name());
}

TEST_F(SessionsTest, EndAtTheNextCall) {
  const std::string nurse = NewPerson("nurse");
  auto lost = DeskOf(nurse);
  auto here = DeskOf(nurse);
  const int64_t number = List(*lost)[1].session_number();
  ASSERT_FALSE(List(*here)[1].current());
  Must(End(*here, number));
  EXPECT_EQ(Ping(*lost).code(), Code::kUnauthenticated);
  EXPECT_TRUE(Ping(*here).ok());
  EXPECT_EQ(End(*here, number).code(), Code::kNotFound);
}

TEST_F(SessionsTest, AreEndedByNobodyElse) {
  auto hers = DeskOf(NewPerson("nurse"));
  const int64_t number = List(*hers)[0].session_number();
  EXPECT_EQ(End(*DeskOf(NewPerson("nurse")), number).code(), Code::kNotFound);
  EXPECT_EQ(End(clinic().admin(), number).code(), Code::kNotFound);
  EXPECT_TRUE(Ping(*hers).ok());
}

TEST_F(SessionsTest, LeaveOutTheDeviceThatWasRevokedAndTheOneThatFellAsleep) {
  const std::string nurse = NewPerson("nurse");
  auto asleep = DeskOf(nurse);
  clinic().Advance(absl::Minutes(31));
  clinic().SignInAdmin();
  auto awake = DeskOf(nurse);
  EXPECT_EQ(List(*awake).size(), 1U);
}

}  // namespace
}  // namespace oat::test
