// The driver of a Reglo ICC against a peer at the other end of a pseudo terminal.
#include "clients/pump/reglo_pump.h"

#include <gmock/gmock.h>
#include <termios.h>

#include <algorithm>

#include "tests/pump/reglo_peer.h"

namespace oat::pump {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Code = absl::StatusCode;

// A pump with its peer; what one call of it came to.
class Reglo : public testing::Test {
 protected:
  // Long enough for a busy machine; where silence is the point, no longer than must be.
  static RegloPump::Patience PatienceFor(const PeerManner& manner) {
    const bool is_silent =
        !manner.silent_to.empty() || manner.says.contains(":") || manner.says.contains("v");
    return {.answer = is_silent ? absl::Milliseconds(400) : absl::Seconds(20),
            .between = absl::Milliseconds(1),
            .pour = absl::Seconds(60)};
  }
  void With(const PeerManner& manner) { With(manner, PatienceFor(manner)); }
  void With(const PeerManner& manner, const RegloPump::Patience& patience) {
    pump_.reset();
    peer_ = std::make_unique<RegloPeer>(manner);
    auto line = SerialLine::Open(peer_->path());
    ASSERT_TRUE(line.ok()) << line.status();
    auto pump = RegloPump::Connect(*std::move(line), patience);
    ASSERT_TRUE(pump.ok()) << pump.status();
    pump_ = *std::move(pump);
  }
  absl::StatusOr<Dispensed> Pour(int64_t microlitres = 8'000) {
    return pump_->Dispense(microlitres);
  }
  // Ends the line, so that all of it was heard.
  std::vector<std::string> Heard() {
    pump_.reset();
    const std::vector<std::string> heard = peer_->heard();
    return heard;
  }

  std::unique_ptr<RegloPeer> peer_;
  std::unique_ptr<Pump> pump_;
};

TEST_F(Reglo, PoursWhatItIsTold) {
  With({});
  EXPECT_EQ(pump_->name(), "REGLO ICC 0208 306");
  const auto poured = Pour();
  ASSERT_TRUE(poured.ok()) << poured.status();
  EXPECT_EQ(poured->microlitres, 8'000);
  EXPECT_EQ(poured->fault, "");
  EXPECT_THAT(Heard(), ElementsAre("1#", "1E", "1J", "1O", "1v8000+0", "1W", "1v", "1:", "1H", "1E",
                                   "1E", "1E", "1:"));
}

TEST_F(Reglo, SetsTheLineAsTheManualSays) {
  With({});
  termios settings = {};
  ASSERT_EQ(tcgetattr(peer_->slave(), &settings), 0);
  EXPECT_EQ(cfgetispeed(&settings), speed_t{B9600});
  EXPECT_EQ(cfgetospeed(&settings), speed_t{B9600});
  EXPECT_EQ(settings.c_cflag & (CSIZE | PARENB | CSTOPB), tcflag_t{CS8});
  EXPECT_EQ(settings.c_lflag & (ICANON | ECHO | ISIG), tcflag_t{0});
  EXPECT_EQ(settings.c_iflag & (IXON | ICRNL), tcflag_t{0});
}

TEST_F(Reglo, FillsAndEmptiesItsTubes) {
  With({.total = "12.00 ml"});
  EXPECT_TRUE(pump_->Prime(12'000).ok());
  EXPECT_THAT(Heard(), Contains("1J"));
  With({.total = "12.00 ml"});
  EXPECT_TRUE(pump_->Empty(12'000).ok());
  const auto heard = Heard();
  EXPECT_THAT(heard, Contains("1K"));
  EXPECT_THAT(heard, Not(Contains("1J")));
}

TEST_F(Reglo, SaysHowFarItCameWhereItStoppedEarly) {
  With({.total = "3.250 ml"});
  const auto poured = Pour();
  ASSERT_TRUE(poured.ok()) << poured.status();
  EXPECT_EQ(poured->microlitres, 3'250);
  EXPECT_EQ(poured->fault, "the pump stopped by itself");
}

TEST_F(Reglo, StopsWhatTakesTooLongAndCounts) {
  auto patience = PatienceFor({});
  patience.pour = absl::ZeroDuration();
  With({.total = "100.0 ul"}, patience);
  const auto poured = Pour();
  ASSERT_TRUE(poured.ok()) << poured.status();
  EXPECT_EQ(poured->microlitres, 100);
  EXPECT_EQ(poured->fault, "the pump took too long");
  EXPECT_THAT(Heard(), Contains("1I"));
}

TEST_F(Reglo, TellsMoreThanWasAskedAsItIs) {
  With({.total = "8.003 ml"});
  EXPECT_EQ(Pour()->microlitres, 8'003);
}

TEST_F(Reglo, StartsNothingWhereTheVolumeCannotBeSaid) {
  With({});
  for (int64_t wrong : {int64_t{0}, int64_t{-5}, int64_t{12'345}}) {
    EXPECT_EQ(Pour(wrong).status().code(), Code::kInvalidArgument) << wrong;
  }
  EXPECT_THAT(Heard(), ElementsAre("1#"));
}

// Whatever goes wrong before the start: nothing was poured, and the error says so.
TEST_F(Reglo, KnowsThatNothingWasPouredBeforeTheStart) {
  const PeerManner manners[] = {{.says = {{"E", "+"}}},             // runs already
                                {.says = {{"E", "?"}}},             // no answer to the question
                                {.says = {{"J", "#"}}},             // overloaded
                                {.says = {{"O", "-"}}},             //
                                {.says = {{"W", "#"}}},             // cannot forget its count
                                {.says = {{"v", "*"}}},             // no volume when asked for it
                                {.says = {{"v", "*8000E-1\r\n"}}},  // understood another
                                {.says = {{"v", "*8000\r\n"}}},     //
                                {.says = {{":", "0.500 ml\r\n"}}},  // does not count from nothing
                                {.says = {{":", "0.000\r\n"}}},     // without its unit
                                {.says = {{":", "0.0"}}},           // half an answer
                                {.says = {{":", std::string(500, '7')}}},
                                {.silent_to = {{"E", 9}}},
                                {.silent_to = {{"J", 9}}},
                                {.silent_to = {{"O", 9}}},
                                {.silent_to = {{"v", 9}}},
                                {.silent_to = {{"W", 9}}},
                                {.silent_to = {{":", 9}}},
                                {.hangs_up_at = "E"},
                                {.hangs_up_at = "v"},
                                {.hangs_up_at = ":"}};
  for (size_t i = 0; i < std::size(manners); ++i) {
    SCOPED_TRACE(i);
    With(manners[i]);
    const absl::Status status = Pour().status();
    EXPECT_EQ(status.code(), Code::kFailedPrecondition) << status;
    EXPECT_TRUE(PouredNothing(status));
    EXPECT_THAT(std::string(status.message()), HasSubstr("nothing was poured: "));
    EXPECT_EQ(peer_->starts(), 0);
  }
}

TEST_F(Reglo, BelievesARefusalToStartWhereItStandsStill) {
  for (const char* no : {"-", "#"}) {
    With({.runs_for = 0, .says = {{"H", no}}});
    EXPECT_TRUE(PouredNothing(Pour().status())) << no;
    EXPECT_EQ(peer_->starts(), 1);
  }
  With({.runs_for = 1, .says = {{"H", "-"}}});
  const auto heard_wrong = Pour();
  ASSERT_TRUE(heard_wrong.ok()) << "it said no and ran: " << heard_wrong.status();
  EXPECT_EQ(heard_wrong->microlitres, 8'000);
  EXPECT_EQ(peer_->starts(), 1);
}

// Whatever goes wrong after it: nobody knows, the pump is told to stop, and never to start again.
TEST_F(Reglo, KnowsNothingOfAPourWhoseStartOrEndItDidNotHear) {
  const PeerManner manners[] = {
      {.silent_to = {{"H", 9}}},
      {.says = {{"H", "?"}}},
      {.runs_for = 99, .silent_to = {{"E", 99}}, .only_once_started = true},
      {.says = {{"E", "!"}}, .only_once_started = true},
      {.silent_to = {{":", 9}}, .only_once_started = true},
      {.says = {{":", "8.0"}}, .only_once_started = true},
      {.says = {{":", "8.000 gal\r\n"}}, .only_once_started = true},
      {.hangs_up_at = "H"},
      {.hangs_up_at = "E", .only_once_started = true},
      {.hangs_up_at = ":", .only_once_started = true}};
  for (size_t i = 0; i < std::size(manners); ++i) {
    SCOPED_TRACE(i);
    With(manners[i]);
    const absl::Status status = Pour().status();
    EXPECT_FALSE(status.ok());
    EXPECT_FALSE(PouredNothing(status)) << status;
    EXPECT_EQ(peer_->starts(), 1);
    const auto heard = Heard();
    EXPECT_EQ(std::count(heard.begin(), heard.end(), "1H"), 1);
    // Where it is known to stand still there is nothing to stop.
    const bool is_of_the_count =
        manners[i].says.contains(":") || manners[i].silent_to.contains(":");
    const bool is_told_to_stop = std::count(heard.begin(), heard.end(), "1I") > 0;
    EXPECT_EQ(is_told_to_stop, manners[i].hangs_up_at.empty() && !is_of_the_count);
  }
}

TEST_F(Reglo, StopsWhatItCouldNotHear) {
  const PeerManner manner = {.silent_to = {{"I", 9}}};
  auto patience = PatienceFor(manner);
  patience.pour = absl::ZeroDuration();
  With(manner, patience);
  const absl::Status status = Pour().status();
  EXPECT_EQ(status.code(), Code::kDeadlineExceeded) << "it may be running still";
  EXPECT_FALSE(PouredNothing(status));
}

TEST_F(Reglo, AsksAgainWhatStartsNothing) {
  With({.silent_to = {{"E", 2}, {":", 2}}, .only_once_started = true});
  const auto poured = Pour();
  ASSERT_TRUE(poured.ok()) << poured.status();
  EXPECT_EQ(poured->microlitres, 8'000);
  EXPECT_EQ(peer_->starts(), 1);
}

TEST_F(Reglo, ReadsPastNoiseAndMessagesOfThePumpsOwn) {
  With({.noise = std::string("\xff\x00\r\n", 4) + "^U1|A|00000|1250|0\r\n"});
  const auto poured = Pour();
  ASSERT_TRUE(poured.ok()) << poured.status();
  EXPECT_EQ(poured->microlitres, 8'000);
}

TEST_F(Reglo, SaysWhatItTookForNoAnswer) {
  With({.says = {{"J", "~"}}});
  EXPECT_THAT(std::string(Pour().status().message()),
              HasSubstr("the pump answered \"~\" to \"J\", which is no answer to it"));
}

TEST(Connecting, WantsAPumpAtTheOtherEnd) {
  const auto connect = [](PeerManner manner) {
    RegloPeer peer(std::move(manner));
    auto line = SerialLine::Open(peer.path());
    return RegloPump::Connect(*std::move(line), {.answer = absl::Milliseconds(400)}).status();
  };
  EXPECT_TRUE(connect({}).ok());
  EXPECT_TRUE(connect({.silent_to = {{"#", 2}}}).ok()) << "it may be waking up";
  EXPECT_EQ(connect({.silent_to = {{"#", 9}}}).code(), Code::kFailedPrecondition);
  EXPECT_EQ(connect({.says = {{"#", "SCALE 12.0 g\r\n"}}}).code(), Code::kFailedPrecondition);
  EXPECT_EQ(connect({.hangs_up_at = "#"}).code(), Code::kFailedPrecondition);
}

TEST(Opening, ReadsTheWordsOfTheOption) {
  const auto simulator = OpenPump("simulator");
  ASSERT_TRUE(simulator.ok());
  EXPECT_EQ((*simulator)->name(), "simulator");
  for (const char* wrong : {"", "reglo", "reglo:", "scale:/dev/ttyUSB0", "/dev/ttyUSB0"}) {
    EXPECT_EQ(OpenPump(wrong).status().code(), Code::kInvalidArgument) << wrong;
  }
  EXPECT_THAT(std::string(OpenPump("reglo:/nowhere/ttyUSB0").status().message()),
              HasSubstr("/nowhere/ttyUSB0: No such file"));
  EXPECT_THAT(std::string(OpenPump("reglo:/dev/null").status().message()),
              HasSubstr("is no serial line"));
  RegloPeer peer({});
  const auto reglo = OpenPump("reglo:" + peer.path());
  ASSERT_TRUE(reglo.ok()) << reglo.status();
  EXPECT_EQ((*reglo)->name(), "REGLO ICC 0208 306");
}

}  // namespace
}  // namespace oat::pump
