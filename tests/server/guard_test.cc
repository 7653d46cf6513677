// The wrapper round every call: queues, deadlines, shutdown, and whatever comes in over the wire.
#include "services/server/guard.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "services/base/patient_number.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;

TEST(ContractTest, GivesEveryMethodAnAccessRuleAndEveryFieldARule) {
  EXPECT_EQ(server::CheckContract(), absl::OkStatus());
}

v1::HoldOrderRequest Hold(const std::string& number) {
  v1::HoldOrderRequest hold;
  hold.set_request_id(NewId());
  hold.set_patient_number(number);
  hold.set_code(v1::HOLD_CODE_LIVER);
  hold.set_alternative(v1::HOLD_ALTERNATIVE_HOSPITAL);
  hold.set_hours(1);
  hold.set_patient_told(true);
  return hold;
}

absl::Status Send(link::Link& link, const v1::HoldOrderRequest& hold) {
  return link.Call(&v1::PrescribingService::Stub::HoldOrder, hold).status();
}

std::string LockOf(const std::string& number) {
  return "SELECT FROM person WHERE person_id = (SELECT person_id FROM patient_number WHERE "
         "patient_number = '" +
         number + "') FOR UPDATE";
}

// One worker and a queue for two.
class NarrowServerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("OATD_QUEUE_LIMIT", "2", 1);
    clinic_ = new Clinic(Clinic::Options{.workers = 1});
    unsetenv("OATD_QUEUE_LIMIT");
  }
  static void TearDownTestSuite() { delete clinic_; }
  static inline Clinic* clinic_ = nullptr;
};

TEST_F(NarrowServerTest, RefusesWhatItsQueueCannotHoldAndAnswersWhatItCan) {
  const std::string number = clinic_->Admit();
  link::Link& prescriber = clinic_->As("prescriber");
  prescriber.set_patience({.deadline = absl::Seconds(60)});
  auto blocker = std::make_unique<Blocker>(*clinic_, LockOf(number));
  auto send = [&] { return Send(prescriber, Hold(number)); };
  auto blocked = std::async(std::launch::async, send);
  WaitUntilBlocked(*clinic_, 1);
  // The worker is taken; of five more, two fit into the queue and three come back at once.
  std::atomic<int> ended = 0;
  std::vector<std::future<absl::Status>> more;
  for (int i = 0; i < 5; ++i) {
    more.push_back(std::async(std::launch::async, [&] {
      absl::Status status = send();
      ++ended;
      return status;
    }));
  }
  while (ended < 3) std::this_thread::yield();
  blocker.reset();
  EXPECT_EQ(blocked.get(), absl::OkStatus());
  int refused = 0;
  for (auto& one : more) {
    const absl::Status status = one.get();
    refused += status.code() == Code::kResourceExhausted ? 1 : 0;
    EXPECT_TRUE(status.ok() || status.code() == Code::kResourceExhausted) << status;
  }
  EXPECT_EQ(refused, 3);
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM hold"), "3");
}

TEST_F(NarrowServerTest, DropsWhatNobodyWaitsForAnyMore) {
  const std::string number = clinic_->Admit();
  const std::string other = clinic_->Admit();
  auto& prescriber = clinic_->As("prescriber");
  prescriber.set_patience({.deadline = absl::Seconds(60)});
  auto hasty = clinic_->NewDesk("prescriber", "ALA1", "");
  hasty->set_patience({.deadline = absl::Milliseconds(200)});
  auto blocker = std::make_unique<Blocker>(*clinic_, LockOf(number));
  auto blocked = std::async(std::launch::async, [&] { return Send(prescriber, Hold(number)); });
  WaitUntilBlocked(*clinic_, 1);
  const v1::HoldOrderRequest late = Hold(other);
  EXPECT_EQ(Send(*hasty, late).code(), Code::kDeadlineExceeded);
  // The server counts the same 200 ms from when it heard the call, which can be later by as much as
  // the machine is busy.
  const absl::Time heard_by = absl::Now() + absl::Seconds(2);
  while (absl::Now() < heard_by) std::this_thread::yield();
  blocker.reset();
  EXPECT_EQ(blocked.get(), absl::OkStatus());
  // Answered after it, so the one that ran out has been met and dropped by now.
  EXPECT_EQ(Send(prescriber, Hold(number)), absl::OkStatus());
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM hold WHERE hold_id = '" + late.request_id() + "'"),
            "0");
  EXPECT_EQ(Send(prescriber, late), absl::OkStatus()) << "and it may be sent again";
}

// PostgreSQL was started anew, or somebody ended an idle connection: nobody at a desk notices.
TEST_F(NarrowServerTest, ReplacesAConnectionThatWasLostWhileIdle) {
  const std::string number = clinic_->Admit();
  link::Link& prescriber = clinic_->As("prescriber");
  ASSERT_EQ(Send(prescriber, Hold(number)), absl::OkStatus());
  EXPECT_EQ(clinic_->Sql("SELECT bool_and(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
                         "WHERE datname = current_database() AND usename = 'oat_service'"),
            "t");
  EXPECT_EQ(Send(prescriber, Hold(number)), absl::OkStatus());
}

class GuardTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic();
    NewStaff(*clinic_, "everything", AllRoles(), "");
    tokens_ = new Tokens(SignedIn(*clinic_, "everything", "ALA1", "W1"));
    wire_ = new Wire(clinic_->server());
  }
  static void TearDownTestSuite() {
    delete wire_;
    delete tokens_;
    delete clinic_;
  }
  static Answer Send(const std::string& path, const std::vector<std::string>& messages) {
    return wire_->Call(path, messages, *tokens_);
  }
  static void ExpectAlive() {
    EXPECT_EQ(Send("/oat.v1.SiteService/ListSites", {""}).status, absl::OkStatus());
  }

  static inline Clinic* clinic_ = nullptr;
  static inline Tokens* tokens_ = nullptr;
  static inline Wire* wire_ = nullptr;
};

TEST_F(GuardTest, SaysByTheStandardHealthServiceThatItServes) {
  // HealthCheckResponse { status: SERVING }.
  const Answer answer = wire_->Call("/grpc.health.v1.Health/Check", {""}, {});
  ASSERT_EQ(answer.status, absl::OkStatus());
  EXPECT_THAT(answer.messages, testing::ElementsAre("\x08\x01"));
}

TEST_F(GuardTest, ListsItsServicesByReflection) {
  // ServerReflectionRequest { list_services: "*" }.
  const Answer answer = wire_->Call(
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", {"\x3a\x01*"}, {});
  ASSERT_EQ(answer.status, absl::OkStatus());
  ASSERT_EQ(answer.messages.size(), 1U);
  for (const char* service : {"Access", "Site", "Enrolment", "Prescribing", "Dosing", "Stock"}) {
    EXPECT_THAT(answer.messages[0],
                testing::HasSubstr(absl::StrCat("oat.v1.", service, "Service")));
  }
}

TEST_F(GuardTest, RefusesAnEnumValueThatItDoesNotKnow) {
  v1::HoldOrderRequest hold = Hold(clinic_->Admit());
  hold.set_code(static_cast<v1::HoldCode>(99));
  const absl::Status status =
      Send("/oat.v1.PrescribingService/HoldOrder", {hold.SerializeAsString()}).status;
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_TRUE(absl::StartsWith(status.message(), "code: got 99")) << status;
}

TEST_F(GuardTest, RefusesNumbersOutOfRangeAndNamesThem) {
  v1::HoldOrderRequest hold = Hold(clinic_->Admit());
  hold.set_hours(1001);
  const absl::Status status =
      Send("/oat.v1.PrescribingService/HoldOrder", {hold.SerializeAsString()}).status;
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_EQ(status.message(), "hours: got 1001, wanted 1 to 1000");
}

TEST_F(GuardTest, TellsAWrongCheckCharacterFromAnUnknownNumber) {
  std::string number = clinic_->Admit();
  EXPECT_EQ(Send("/oat.v1.PrescribingService/HoldOrder",
                 {Hold(PatientNumber::Make().text()).SerializeAsString()})
                .status.code(),
            Code::kNotFound);
  number.back() = number.back() == '2' ? '3' : '2';
  const absl::Status status =
      Send("/oat.v1.PrescribingService/HoldOrder", {Hold(number).SerializeAsString()}).status;
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("check character"));
}

TEST_F(GuardTest, RefusesControlCharactersInText) {
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("a\nb"), std::string("\x1b[2J"),
        std::string("a\x7f"
                    "b")}) {
    v1::CreateStaffRequest create;
    create.set_request_id(NewId());
    create.set_login(text);
    create.set_password(Clinic::kPassword);
    const absl::Status status =
        Send("/oat.v1.AccessService/CreateStaff", {create.SerializeAsString()}).status;
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << testing::PrintToString(text);
    EXPECT_TRUE(absl::StartsWith(status.message(), "login")) << status;
  }
}

TEST_F(GuardTest, AnswersInvalidTextAndGarbageWithoutHarm) {
  for (const auto* method : AllMethods()) {
    if (method->input_type()->field_count() == 0) continue;  // what it does not know it skips
    const std::string path = absl::StrCat("/", method->service()->full_name(), "/", method->name());
    // A field that ends too soon; a tag that cannot be; and field 1 as text that is no UTF-8, which
    // is skipped too where a number stands there.
    std::vector<std::string> garbage = {
        "\x0a\x7f"
        "a",
        "\xff\xff\xff\xff\xff\xff"};
    const auto* first = method->input_type()->FindFieldByNumber(1);
    if (!first->IsTypePackable(first->type())) garbage.emplace_back("\x0a\x02\xff\xfe");
    for (const std::string& bytes : garbage) {
      const absl::Status status = Send(path, {bytes}).status;
      EXPECT_FALSE(status.ok() || absl::IsInternal(status) || absl::IsUnknown(status) ||
                   absl::IsUnavailable(status))
          << path << " " << status;
    }
  }
  ExpectAlive();
}

TEST_F(GuardTest, RefusesAMessageAbove64KiB) {
  v1::ApproveRequest approve;
  approve.set_login(std::string(64 * 1024, 'x'));
  EXPECT_EQ(Send("/oat.v1.AccessService/Approve", {approve.SerializeAsString()}).status.code(),
            Code::kResourceExhausted);
  ExpectAlive();
}

TEST_F(GuardTest, SaysThatAMethodDoesNotExist) {
  EXPECT_EQ(Send("/oat.v1.DosingService/GiveAnyway", {""}).status.code(), Code::kUnimplemented);
}

// Approvals.

class ApprovalTest : public GuardTest {
 protected:
  static constexpr char kMethod[] = "oat.v1.StockService.RecordOverage";

  static v1::RecordOverageRequest Overage(int64_t microlitres) {
    v1::RecordOverageRequest request;
    request.set_request_id(NewId());
    request.set_station("W1");
    request.set_product_code("METHADONE-5MG-ML");
    request.set_lot_number("LOT-1");
    request.set_quantity(microlitres);
    return request;
  }
  static std::string Approve(const v1::RecordOverageRequest& request) {
    return clinic_->ApprovalFor(clinic_->As("nurse"), "ALA1", kMethod, request);
  }
  static absl::StatusOr<v1::RecordOverageResponse> Send(const v1::RecordOverageRequest& request,
                                                        const std::string& role = "nurse") {
    link::Link& link = clinic_->As(role);
    return link.Call(&v1::StockService::Stub::RecordOverage, request);
  }
};

TEST_F(ApprovalTest, NamesTwoDifferentPeople) {
  v1::RecordOverageRequest request = Overage(100);
  EXPECT_EQ(Reasons(Must(Send(request)).outcome()), "same_person") << "nobody has approved";
  request = Overage(100);
  request.set_approval_id(Approve(request));
  EXPECT_EQ(Reasons(Must(Send(request)).outcome()), "accepted");
  EXPECT_EQ(clinic_->Sql("SELECT a.login || ' ' || b.login FROM stock_entry e JOIN staff a "
                         "USING (staff_id) JOIN staff b ON b.staff_id = e.second_id "
                         "WHERE kind = 'overage'"),
            "nurse.ALA1 nurse.ALA1-2");
}

TEST_F(ApprovalTest, CannotBeGivenToOneself) {
  link::Link& nurse = clinic_->As("nurse");
  EXPECT_EQ(nurse.Approve("nurse.ALA1", Clinic::kPassword, kMethod, Overage(100)).status().code(),
            Code::kPermissionDenied);
}

TEST_F(ApprovalTest, CannotBeGivenBySomebodyWhoMayNot) {
  clinic_->As("auditor");
  EXPECT_EQ(
      clinic_->Approve(clinic_->As("nurse"), "auditor.ALA1", kMethod, Overage(100)).status().code(),
      Code::kPermissionDenied);
}

TEST_F(ApprovalTest, IsGoodForTheVeryRequestThatWasShown) {
  v1::RecordOverageRequest request = Overage(100);
  request.set_approval_id(Approve(request));
  request.set_quantity(100'000);
  EXPECT_EQ(Send(request).status().code(), Code::kFailedPrecondition);
  request.set_quantity(100);
  EXPECT_EQ(Send(request, "stock_custodian").status().code(), Code::kFailedPrecondition)
      << "it was given to the nurse";
  EXPECT_EQ(Reasons(Must(Send(request)).outcome()), "accepted");
}

TEST_F(ApprovalTest, IsGoodOnce) {
  v1::RecordOverageRequest request = Overage(100);
  request.set_approval_id(Approve(request));
  Must(Send(request));
  request.set_request_id(NewId());
  EXPECT_EQ(Send(request).status().code(), Code::kFailedPrecondition);
}

TEST_F(ApprovalTest, IsGoodForTenMinutes) {
  v1::RecordOverageRequest in_time = Overage(100);
  in_time.set_approval_id(Approve(in_time));
  v1::RecordOverageRequest late = Overage(100);
  late.set_approval_id(Approve(late));
  clinic_->Advance(absl::Minutes(10));
  EXPECT_EQ(Reasons(Must(Send(in_time)).outcome()), "accepted");
  clinic_->Advance(absl::Seconds(1));
  EXPECT_EQ(Send(late).status().code(), Code::kFailedPrecondition);
}

TEST(ImportTest, HasOneHeader) {
  Clinic clinic;
  std::vector<v1::ImportNetworkRequest> requests(2);
  for (auto& request : requests) request.mutable_header()->set_request_id(NewId());
  const auto answer = clinic.admin().Stream(&v1::SiteService::Stub::ImportNetwork, requests);
  EXPECT_EQ(answer.status().code(), Code::kInvalidArgument);
  EXPECT_THAT(answer.status().message(), testing::HasSubstr("got a second header, wanted a row"));
}

TEST(ShutdownTest, FinishesWhatItTookAndLeavesWithZero) {
  Clinic clinic;
  constexpr int kDesks = 6;
  std::vector<std::unique_ptr<link::Link>> desks;
  for (int i = 0; i < kDesks; ++i) desks.push_back(clinic.NewDesk("prescriber", "ALA1", ""));
  const std::string number = clinic.Admit();
  std::atomic<int> answered = 0;
  std::vector<std::vector<std::string>> acknowledged(kDesks);
  std::vector<absl::Status> last(kDesks);
  std::vector<std::thread> threads;
  for (int i = 0; i < kDesks; ++i) {
    threads.emplace_back([&, i] {
      while (last[i].ok()) {
        const v1::HoldOrderRequest hold = Hold(number);
        last[i] = Send(*desks[i], hold);
        if (last[i].ok()) acknowledged[i].push_back(hold.request_id());
        ++answered;
      }
    });
  }
  while (answered < 60) std::this_thread::yield();
  const int status = clinic.StopServer();
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  int64_t count = 0;
  std::string ids;
  for (const auto& of_one : acknowledged) {
    for (const std::string& id : of_one) {
      ++count;
      absl::StrAppend(&ids, ids.empty() ? "'" : ", '", id, "'");
    }
  }
  EXPECT_EQ(clinic.Sql("SELECT count(*) FROM hold WHERE hold_id IN (" + ids + ")"),
            absl::StrCat(count));
  // What was taken in was answered: nothing is in the tables that no desk was told of.
  EXPECT_EQ(clinic.Sql("SELECT count(*) FROM hold"), absl::StrCat(count));
  // A call that comes while the server closes is turned away by gRPC with one of these.
  for (const absl::Status& status : last) {
    EXPECT_TRUE(absl::IsUnavailable(status) || absl::IsCancelled(status)) << status;
  }
}

}  // namespace
}  // namespace oat::test
