// One request id, one effect, one answer, for ever: asked of every method that leaves an effect.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "services/access/credential.h"
#include "services/contract/code.h"
#include "tests/server/things.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using google::protobuf::MethodDescriptor;

class ReplayTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic(Clinic::Options{.workers = 8});
    clinic_->PutInForce("ua-normal");
    clinic_->PutInForce("us-1301-76");
    NewStaff(*clinic_, "everything", AllRoles(), "");
    NewStaff(*clinic_, "bystander", {}, "");
    tokens_ = new Tokens(SignedIn(*clinic_, "everything", "ALA1", "W1"));
    wire_ = new Wire(clinic_->server());
    things_ = new Things(*clinic_, *tokens_);
  }
  static void TearDownTestSuite() {
    delete things_;
    delete wire_;
    delete tokens_;
    delete clinic_;
  }
  static Clinic& clinic() { return *clinic_; }

  static Answer Send(const MethodDescriptor& method, const Messages& messages) {
    return wire_->Call(method, messages, *tokens_);
  }

  static std::vector<const MethodDescriptor*> WritingMethods() {
    std::vector<const MethodDescriptor*> writing;
    for (const MethodDescriptor* method : AllMethods()) {
      if (RuleOf(*method).effect() == v1::EFFECT_WRITE) writing.push_back(method);
    }
    return writing;
  }

  static Known ThingsFor(const MethodDescriptor& method) { return things_->For(method); }

 private:
  static inline Clinic* clinic_ = nullptr;
  static inline Tokens* tokens_ = nullptr;
  static inline Wire* wire_ = nullptr;
  static inline Things* things_ = nullptr;
};

TEST_F(ReplayTest, AnswersTheSameRequestWithTheSameBytes) {
  clinic().As("nurse");
  const auto methods = WritingMethods();
  EXPECT_GE(methods.size(), 30U);
  for (const MethodDescriptor* method : methods) {
    SCOPED_TRACE(method->full_name());
    const Messages messages = MakeCall(*method, ThingsFor(*method));
    const Answer first = Send(*method, messages);
    ASSERT_TRUE(first.status.ok()) << first.status;
    // The world moves on; the answer does not.
    clinic().Advance(absl::Seconds(7));
    const Answer again = Send(*method, messages);
    EXPECT_TRUE(again.status.ok()) << again.status;
    EXPECT_EQ(again.messages, first.messages);
  }
}

TEST_F(ReplayTest, RefusesAKnownRequestIdWithOtherContent) {
  clinic().As("nurse");
  for (const MethodDescriptor* method : WritingMethods()) {
    SCOPED_TRACE(method->full_name());
    Messages messages = MakeCall(*method, ThingsFor(*method));
    const Answer first = Send(*method, messages);
    ASSERT_TRUE(first.status.ok()) << first.status;
    const std::string before = messages.back()->SerializeAsString();
    ASSERT_TRUE(
        Vary(messages.back().get(), {{"patient_number", clinic().AdmitWithoutOrder("ALA1")}}));
    ASSERT_NE(messages.back()->SerializeAsString(), before);
    const Answer other = Send(*method, messages);
    EXPECT_EQ(other.status.code(), absl::StatusCode::kAlreadyExists) << other.status;
    EXPECT_TRUE(absl::StartsWith(other.status.message(), "request_id")) << other.status;
  }
}

TEST_F(ReplayTest, RefusesAKnownRequestIdAtAnotherMethod) {
  const MethodDescriptor* authorise = AllMethods()[0];
  const MethodDescriptor* release = authorise;
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->name() == "ReleaseHold") release = method;
    if (method->name() == "CancelOrder") authorise = method;
  }
  const Known known = {{"patient_number", clinic().Admit()}, {"request_id", NewId()}};
  // Two methods whose requests have the same fields, so that the bytes are the same too.
  ASSERT_EQ(Bytes(MakeCall(*authorise, known)), Bytes(MakeCall(*release, known)));
  Must(Send(*authorise, MakeCall(*authorise, known)).status);
  EXPECT_EQ(Send(*release, MakeCall(*release, known)).status.code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(ReplayTest, AnswersOneRequestSentByEightAtOnceWithTheSameBytes) {
  clinic().As("nurse");
  constexpr int kThreads = 8;
  for (const MethodDescriptor* method : WritingMethods()) {
    SCOPED_TRACE(method->full_name());
    const Messages messages = MakeCall(*method, ThingsFor(*method));
    std::vector<Answer> answers(kThreads);
    std::vector<std::thread> threads;
    // None can commit before all are on their way.
    auto blocker = std::make_unique<Blocker>(clinic(), "LOCK TABLE request IN SHARE MODE");
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] { answers[i] = Send(*method, messages); });
    }
    EXPECT_NO_THROW(WaitUntilBlocked(clinic(), kThreads));
    blocker.reset();
    for (std::thread& thread : threads) thread.join();
    for (const Answer& answer : answers) {
      EXPECT_TRUE(answer.status.ok()) << answer.status;
      EXPECT_EQ(answer.messages, answers.front().messages);
    }
    const std::string id = clinic().Sql(
        "SELECT count(*) FILTER (WHERE outcome = 'replayed') || ' of ' || count(*) FROM audit "
        "WHERE request_id = (SELECT request_id FROM audit WHERE request_id IS NOT NULL "
        "ORDER BY audit_id DESC LIMIT 1)");
    EXPECT_EQ(id, "7 of 8");
  }
}

TEST_F(ReplayTest, LeavesOneEffectOfARequestSentByEightAtOnce) {
  const std::string number = clinic().Admit();
  const auto dose = Clinic::AuthoriseRequest(number);
  v1::ReceiveStockRequest receive;
  receive.set_request_id(NewId());
  receive.set_product_code("METHADONE-5MG-ML");
  receive.set_lot_number("LOT-" + NewId());
  receive.set_expires_on("2027-12-31");
  receive.set_quantity(1000);
  clinic().As("nurse");
  clinic().As("stock_custodian");
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      EXPECT_EQ(Reasons(Must(clinic().Authorise(dose)).outcome()), "accepted");
      link::Link& custodian = clinic().As("stock_custodian");
      Must(custodian.Call(&v1::StockService::Stub::ReceiveStock, receive));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM dose JOIN patient_number USING (person_id) WHERE "
                         "patient_number = '" +
                         number + "'"),
            "1");
  EXPECT_EQ(clinic().Sql("SELECT quantity FROM balance WHERE account = 'safe' AND lot_number = '" +
                         receive.lot_number() + "'"),
            "1000");
}

TEST_F(ReplayTest, KeepsNoAnswerOfACallThatFailed) {
  const MethodDescriptor* hold = nullptr;
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->name() == "HoldOrder") hold = method;
  }
  const std::string id = NewId();
  const Answer failed = Send(*hold, MakeCall(*hold, {{"request_id", id}}));
  EXPECT_EQ(failed.status.code(), absl::StatusCode::kNotFound) << failed.status;
  const Known known = {{"request_id", id}, {"patient_number", clinic().Admit()}};
  EXPECT_TRUE(Send(*hold, MakeCall(*hold, known)).status.ok());
}

TEST_F(ReplayTest, KeepsNoSecretAndNoIdentityInWhatItStores) {
  v1::CreateStaffRequest create;
  create.set_request_id(NewId());
  create.set_login("stored-" + NewId());
  create.set_password("a password that is nowhere else");
  Must(clinic().admin().Call(&v1::AccessService::Stub::CreateStaff, create));
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM request WHERE position('nowhere else'::bytea IN "
                         "answer) > 0 OR position('nowhere else'::bytea IN digest) > 0"),
            "0");
  // A digest without the password: the same request with another password is the same request.
  create.set_password("a password of some other kind");
  EXPECT_TRUE(clinic().admin().Call(&v1::AccessService::Stub::CreateStaff, create).ok());
}

}  // namespace
}  // namespace oat::test
