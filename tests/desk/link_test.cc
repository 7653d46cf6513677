// What a link makes of the answers to several tries of one request.
#include "clients/link/link.h"

#include <gmock/gmock.h>

#include <deque>

#include "clients/link/away.h"
#include "oat/v1/dosing.pb.h"

namespace oat::link {
namespace {

using grpc::StatusCode;

// Answers with one status after the other.
struct Answers {
  grpc::Status Next(grpc::ClientContext*, const v1::VoidDoseRequest&, v1::VoidDoseResponse*) {
    const StatusCode code = codes.empty() ? StatusCode::OK : codes.front();
    if (!codes.empty()) codes.pop_front();
    ++asked;
    return {code, "as told"};
  }
  std::deque<StatusCode> codes;
  int asked = 0;
};

absl::StatusCode Call(std::deque<StatusCode> codes, int tries, int* asked = nullptr) {
  Link link("unix:/nowhere", {.token = "token"});
  link.set_patience({.tries = tries, .pause = absl::ZeroDuration()});
  Answers answers{std::move(codes)};
  const auto code = link.Call(answers, &Answers::Next, v1::VoidDoseRequest()).status().code();
  if (asked != nullptr) *asked = answers.asked;
  return code;
}

TEST(ALink, SaysThatTheOutcomeIsUnknownWhateverALaterTryDidNotDo) {
  for (StatusCode later : {StatusCode::ABORTED, StatusCode::RESOURCE_EXHAUSTED,
                           StatusCode::UNAUTHENTICATED, StatusCode::PERMISSION_DENIED}) {
    EXPECT_EQ(Call({StatusCode::UNAVAILABLE, later}, 2), absl::StatusCode::kUnavailable) << later;
    EXPECT_EQ(Call({StatusCode::DEADLINE_EXCEEDED, later}, 2), absl::StatusCode::kDeadlineExceeded);
    EXPECT_EQ(Call({later}, 1), static_cast<absl::StatusCode>(later)) << "alone it is what it says";
  }
}

TEST(ALink, BelievesALaterTryThatSaysWhatBecameOfTheRequest) {
  EXPECT_EQ(Call({StatusCode::UNAVAILABLE, StatusCode::OK}, 2), absl::StatusCode::kOk);
  EXPECT_EQ(Call({StatusCode::UNAVAILABLE, StatusCode::NOT_FOUND}, 2), absl::StatusCode::kNotFound);
}

TEST(ALink, TriesAgainWhatAServerCancelledAsItShutDown) {
  int asked = 0;
  for (StatusCode broken : {StatusCode::CANCELLED, StatusCode::UNKNOWN, StatusCode::UNAVAILABLE,
                            StatusCode::ABORTED, StatusCode::RESOURCE_EXHAUSTED}) {
    EXPECT_EQ(Call({broken}, 2, &asked), absl::StatusCode::kOk) << broken;
    EXPECT_EQ(asked, 2) << broken;
  }
  EXPECT_EQ(Call({StatusCode::CANCELLED}, 1), absl::StatusCode::kUnavailable);
}

TEST(ALink, TriesNothingAgainThatWasAnswered) {
  int asked = 0;
  EXPECT_EQ(Call({StatusCode::INVALID_ARGUMENT}, 5, &asked), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(asked, 1);
}

TEST(AStatus, SaysThatTheServerIsAwayWhereNoAnswerCame) {
  for (int code = 0; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "as told");
    const bool no_answer = status.code() == absl::StatusCode::kUnavailable ||
                           status.code() == absl::StatusCode::kDeadlineExceeded;
    EXPECT_EQ(IsAway(status), no_answer) << status;
  }
}

}  // namespace
}  // namespace oat::link
