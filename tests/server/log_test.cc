// What a log line can hold. That a name cannot be put into one is said at compile time.
#include "services/server/log.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <type_traits>

#include "absl/strings/string_view.h"
#include "services/base/secret.h"

namespace oat::server {
namespace {

template <class T>
constexpr bool kMayBeLogged =
    std::is_convertible_v<T, Loggable> || std::is_constructible_v<Loggable, T>;

static_assert(!kMayBeLogged<Secret>);
static_assert(!kMayBeLogged<std::string>);
static_assert(!kMayBeLogged<const std::string&>);
static_assert(!kMayBeLogged<const char*>);
static_assert(!kMayBeLogged<char*>);
static_assert(!kMayBeLogged<absl::string_view>);
static_assert(!kMayBeLogged<absl::Status>, "a status repeats what was sent");
static_assert(!std::is_constructible_v<Word, const char*>);
static_assert(!std::is_constructible_v<Word, std::string>);
static_assert(!std::is_constructible_v<Word, absl::string_view>);

static_assert(kMayBeLogged<int64_t>);
static_assert(kMayBeLogged<absl::StatusCode>);
static_assert(kMayBeLogged<PatientNumber>);

std::string Logged(const Fields& fields) {
  testing::internal::CaptureStderr();
  Log(Severity::kWarning, "something happened", fields);
  return testing::internal::GetCapturedStderr();
}

TEST(LogTest, WritesOneLineOfJsonAnEvent) {
  const std::string text = Logged({{"calls", Loggable(int64_t{7})},
                                   {"took", absl::Milliseconds(250)},
                                   {"status", absl::StatusCode::kNotFound},
                                   {"method", Loggable::OwnName("SignIn")}});
  ASSERT_FALSE(text.empty());
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto line = nlohmann::json::parse(text);
  EXPECT_EQ(line["event"], "something happened");
  EXPECT_EQ(line["severity"], "warning");
  EXPECT_EQ(line["calls"], 7);
  EXPECT_EQ(line["took"], 250.0);
  EXPECT_EQ(line["status"], "NOT_FOUND");
  EXPECT_EQ(line["method"], "SignIn");
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, line["time"].get<std::string>(), &time, &error))
      << error;
}

TEST(LogTest, CannotBeBrokenIntoTwoLines) {
  const std::string text = Logged({{"method", Loggable::OwnName("a\"b\n{\"event\":\"forged\"}")}});
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_EQ(nlohmann::json::parse(text)["event"], "something happened");
}

}  // namespace
}  // namespace oat::server
