// Who gets in through the front door, and what reaches a handler.
#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/ctl/devices.h"
#include "clients/ctl/files.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "tests/door/front_door.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class DoorTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic();
    door_ = new FrontDoor(*clinic_);
  }
  static void TearDownTestSuite() {
    delete door_;
    delete clinic_;
  }
  static absl::Status SignInAt(const DoorDevice& device) {
    clinic_->As("nurse");
    auto link = door_->Connect(device);
    link->set_patience({.deadline = absl::Seconds(3)});
    return link->SignIn(Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword).status();
  }
  // A handler, let alone a service, leaves an audit row of what it did or refused.
  static std::string AuditRows() { return clinic_->Sql("SELECT count(*) FROM audit"); }

  // A call by gRPC alone, with metadata of the test's choice and no deadline unless it says one.
  static absl::Status CallWith(const DoorDevice& device, const std::string& path,
                               const std::map<std::string, std::string>& metadata,
                               absl::Duration patience = absl::Seconds(3)) {
    const auto shown = Must(link::ReadDevice(device.folder, door_->address()));
    Wire wire(door_->address(),
              grpc::SslCredentials({shown.authority, shown.key, shown.certificate}));
    return wire.CallWith(metadata, path, {""}, patience).status;
  }

  static inline Clinic* clinic_ = nullptr;
  static inline FrontDoor* door_ = nullptr;
};

constexpr char kListOpenDoses[] = "/oat.v1.DosingService/ListOpenDoses";

TEST_F(DoorTest, LetsADeviceInByItsCertificate) {
  const std::string number = clinic_->Admit();
  auto desk = door_->NewDesk("nurse", "ALA1", "W1");
  const auto authorised =
      Must(desk->Call(&v1::DosingService::Stub::AuthoriseDose, Clinic::AuthoriseRequest(number)));
  EXPECT_TRUE(authorised.outcome().accepted()) << Reasons(authorised.outcome());
}

TEST_F(DoorTest, LetsARenewedDeviceInByBothCertificates) {
  const DoorDevice device = door_->NewDevice("ALA1", "W1");
  const DoorDevice before{device.name, device.folder + "-before"};
  std::filesystem::copy(device.folder, before.folder);
  Must(ctl::CertifyDevice(clinic_->admin(), door_->authority(), device.name, device.folder,
                          absl::Now()));
  EXPECT_NE(Must(ctl::ReadWholeFile(device.folder + "/device.crt")),
            Must(ctl::ReadWholeFile(before.folder + "/device.crt")));
  EXPECT_EQ(SignInAt(device), absl::OkStatus());
  EXPECT_EQ(SignInAt(before), absl::OkStatus());
}

TEST_F(DoorTest, LetsNobodyInWithoutACertificate) {
  DoorDevice device = door_->NewDevice("ALA1", "W1");
  auto shown = Must(link::ReadDevice(device.folder, door_->address()));
  shown.key = shown.certificate = "";
  const std::string before = AuditRows();
  link::Link link(door_->address(), shown);
  link.set_patience({.deadline = absl::Seconds(2)});
  EXPECT_FALSE(link.SignIn("nurse.ALA1", Clinic::kPassword).ok());
  EXPECT_EQ(AuditRows(), before);
}

TEST_F(DoorTest, LetsNobodyInOfAnotherAuthority) {
  const std::string folder = door_->folder() + "/another";
  Must(ctl::Authority::Create(folder, absl::Now()));
  const auto another = Must(ctl::Authority::Open(folder));
  const DoorDevice stranger = door_->NewStranger(another);
  const std::string before = AuditRows();
  EXPECT_EQ(SignInAt(stranger).code(), Code::kUnavailable);
  EXPECT_EQ(AuditRows(), before);
}

TEST_F(DoorTest, LetsNobodyInWhoseCertificateTheServerWasNotToldOf) {
  const DoorDevice stranger = door_->NewStranger(door_->authority());
  EXPECT_EQ(SignInAt(stranger).code(), Code::kUnauthenticated);
}

TEST_F(DoorTest, TakesNoWordOfAClientForWhatItIs) {
  const DoorDevice stranger = door_->NewStranger(door_->authority());
  const DoorDevice known = door_->NewDevice("ALA1", "W1");
  const auto certificate =
      ctl::CertificateFromPem(Must(ctl::ReadWholeFile(known.folder + "/device.crt")));
  const std::string fingerprint = absl::BytesToHexString(ctl::FingerprintOf(certificate.get()));
  for (const char* header : {"oat-certificate", "oat-device"}) {
    const absl::Status status = CallWith(stranger, kListOpenDoses, {{header, fingerprint}});
    EXPECT_EQ(status.code(), Code::kUnauthenticated) << header << " " << status;
    EXPECT_THAT(status.message(), HasSubstr("not registered")) << header;
  }
  // The known one gets past that: it is its session that is missing.
  EXPECT_THAT(CallWith(known, kListOpenDoses, {}).message(), HasSubstr("sign in"));
}

TEST_F(DoorTest, TakesNoTokenForADevice) {
  const Tokens tokens = NewTokens(*clinic_, "ALA1", "W1");
  const DoorDevice stranger = door_->NewStranger(door_->authority());
  EXPECT_EQ(CallWith(stranger, kListOpenDoses, {{"oat-device", tokens.device}}).code(),
            Code::kUnauthenticated);
}

TEST_F(DoorTest, EndsARevokedDeviceAtTheNextCallAndItsHandshakeAtTheNextReload) {
  const DoorDevice device = door_->NewDevice("ALA1", "W1");
  ASSERT_EQ(SignInAt(device), absl::OkStatus());
  v1::RevokeDeviceRequest revoke;
  revoke.set_request_id(NewId());
  revoke.set_device_name(device.name);
  link::Link& admin = clinic_->admin();
  Must(admin.Call(&v1::AccessService::Stub::RevokeDevice, revoke));
  EXPECT_EQ(SignInAt(device).code(), Code::kUnauthenticated);
  EXPECT_EQ(Must(door_->authority().RevokeDevice(device.name, absl::Now())), 1);
  EXPECT_EQ(Must(door_->authority().RevokeDevice(device.name, absl::Now())), 0) << "twice";
  door_->Reload();
  const absl::Time until = absl::Now() + absl::Seconds(20);
  while (SignInAt(device).code() != Code::kUnavailable) {
    ASSERT_LT(absl::Now(), until) << "a revoked certificate ends a handshake";
  }
  EXPECT_EQ(SignInAt(door_->NewDevice("ALA1", "W1")), absl::OkStatus()) << "the others come in";
}

TEST_F(DoorTest, LetsNobodyInWhoseCertificateHasRunOut) {
  const DoorDevice device = door_->NewDevice("ALA1", "W1");
  ASSERT_EQ(SignInAt(device), absl::OkStatus());
  const absl::Time now = clinic_->now();
  clinic_->SetTime(absl::Now() + ctl::Authority::kLifeOfDevice + absl::Hours(1));
  EXPECT_EQ(SignInAt(device).code(), Code::kUnauthenticated);
  clinic_->SetTime(now);
}

TEST_F(DoorTest, ServesNothingButTheContract) {
  const DoorDevice device = door_->NewDevice("ALA1", "W1");
  for (const char* path : {"/grpc.health.v1.Health/Check",
                           "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"}) {
    EXPECT_EQ(CallWith(device, path, {}).code(), Code::kUnimplemented) << path;
  }
}

TEST_F(DoorTest, WantsADeadline) {
  const DoorDevice device = door_->NewDevice("ALA1", "W1");
  const absl::Status status = CallWith(device, kListOpenDoses, {}, absl::InfiniteDuration());
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("deadline: got none, wanted one"));
}

// Each server in turn is ended and started while four windows work. A window waits at most for what
// its own patience allows, and every dose is given once.
TEST_F(DoorTest, LosesNoCallWhileItsServersAreRestarted) {
  constexpr int kDesks = 4, kMost = 60;
  struct Hand {
    std::unique_ptr<link::Link> desk;
    std::vector<std::string> numbers;
    int given = 0;
  };
  std::vector<Hand> hands(kDesks);
  for (int i = 0; i < kDesks; ++i) {
    hands[i].desk = door_->NewDesk("nurse", "ALA1", i % 2 == 0 ? "W1" : "W2");
    hands[i].desk->set_patience({.deadline = absl::Seconds(10), .tries = 100});
    for (int n = 0; n < kMost; ++n) hands[i].numbers.push_back(clinic_->Admit());
  }
  const std::string before = clinic_->Sql("SELECT count(*) FROM administration");
  std::atomic<bool> over = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < kDesks; ++i) {
    threads.emplace_back([&, i] {
      for (const std::string& number : hands[i].numbers) {
        if (over) return;
        const absl::Status status = GiveDose(*hands[i].desk, number, i % 2 == 0 ? "W1" : "W2");
        ASSERT_EQ(status, absl::OkStatus());
        ++hands[i].given;
      }
    });
  }
  for (int server = 0; server < FrontDoor::kServers; ++server) {
    door_->StopServer(server);
    door_->WaitUntil(FrontDoor::kServers - 1);
    door_->StartServer(server);
    door_->WaitUntil(FrontDoor::kServers);
  }
  over = true;
  for (std::thread& thread : threads) thread.join();
  int given = 0;
  for (const Hand& hand : hands) given += hand.given;
  EXPECT_GT(given, 0);
  EXPECT_EQ(clinic_->Sql("SELECT count(*) - " + before + " FROM administration"),
            absl::StrCat(given));
}

// Ten times what a busy window asks for: the device that does is held back, another is not.
TEST_F(DoorTest, HoldsBackADeviceThatCallsWithoutEnd) {
  auto link = door_->Connect(door_->NewDevice("ALA1", "W1"));
  int held_back = 0;
  for (int i = 0; i < 1200; ++i) {
    const auto answer =
        link->Call(&v1::DosingService::Stub::ListOpenDoses, v1::ListOpenDosesRequest());
    held_back += absl::IsUnavailable(answer.status()) ? 1 : 0;
  }
  EXPECT_GT(held_back, 0);
  EXPECT_EQ(SignInAt(door_->NewDevice("ALA1", "W2")), absl::OkStatus());
}

// What a nightly job hears of a door's certificate of so many days.
std::string HeardOf(int days) {
  const std::string folder = Run("printf %s \"$(mktemp -d)\"");
  Run(absl::StrCat("openssl req -x509 -newkey ed25519 -nodes -subj /CN=door -days ", days,
                   " -keyout ", folder, "/key -out ", folder, "/door.pem 2> /dev/null"));
  const std::string heard = Run(absl::StrCat(OAT_SOURCE_DIR, "/ops/front-door/front-door until ",
                                             folder, " 2>&1 || echo left with $?"));
  Run("rm -r " + folder);
  return heard;
}

TEST(DoorCertificate, IsToBeRenewedAMonthBeforeItRunsOut) {
  EXPECT_THAT(HeardOf(29), AllOf(HasSubstr("renew it now"), HasSubstr("left with 4")));
  EXPECT_THAT(HeardOf(31), AllOf(HasSubstr("good until 20"), Not(HasSubstr("renew"))));
}

}  // namespace
}  // namespace oat::test
