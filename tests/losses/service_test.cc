// Theft and loss at a real clinic: what leaves the book, what is due, and who closes a case.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "oat/v1/loss.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

using testing::HasSubstr;

constexpr char kFivePerMl[] = "METHADONE-5MG-ML";

class Losses : public UnderPacks {
 protected:
  using Stub = v1::LossService::Stub;

  template <class Request, class Response>
  static absl::StatusOr<Response> Ask(Method<Stub, Request, Response> method, Request request,
                                      const std::string& role = "site_manager") {
    request.set_request_id(NewId());
    link::Link& desk = Desk(role);
    return desk.Call(method, request);
  }
  static v1::ReportLossRequest Theft(int64_t quantity, const std::string& station = "") {
    v1::ReportLossRequest request;
    request.set_kind(v1::LOSS_KIND_THEFT);
    request.set_station(station);
    request.mutable_discovered_at()->set_seconds(absl::ToUnixSeconds(clinic().now()) - 60);
    request.set_note("the safe stood open this morning");
    if (quantity == 0) return request;
    v1::LostLot* lot = request.add_lots();
    lot->set_product_code(kFivePerMl);
    lot->set_lot_number("LOT-1");
    lot->set_quantity(quantity);
    return request;
  }
  static v1::ReportLossResponse Report(v1::ReportLossRequest request) {
    request.set_request_id(NewId());
    reported_ = request.request_id();
    link::Link& desk = Desk();
    return Must(desk.Call(&Stub::ReportLoss, request));
  }
  // The case that was reported last.
  static v1::Loss Newest() {
    link::Link& desk = Desk("site_manager");
    const auto listed = Must(desk.Call(&Stub::ListLosses, v1::ListLossesRequest()));
    for (const v1::Loss& one : listed.losses()) {
      if (one.loss_id() == reported_) return one;
    }
    ADD_FAILURE() << "the case is not listed";
    return {};
  }
  static std::string Done(const std::string& loss, const std::string& step) {
    v1::RecordLossStepRequest request;
    request.set_loss_id(loss);
    request.set_name(step);
    request.set_reference("fax of 9:15");
    return InWords(Must(Ask(&Stub::RecordLossStep, request)).outcome());
  }
  static std::string Close(const std::string& loss, bool by_two = true) {
    v1::CloseLossRequest request;
    request.set_request_id(NewId());
    request.set_loss_id(loss);
    request.set_finding("the lock was broken");
    link::Link& desk = Desk("site_manager");
    if (by_two) {
      Desk("stock_custodian");
      request.set_approval_id(
          Must(clinic().Approve(desk, Clinic::LoginOf("stock_custodian", "ALA1"),
                                "oat.v1.LossService.CloseLoss", request)));
    }
    return InWords(Must(desk.Call(&Stub::CloseLoss, request)).outcome());
  }

 private:
  static inline std::string reported_;
};

TEST_F(Losses, LeaveTheBookAtOnceAndTellTheAuditor) {
  const int64_t safe = Balance("safe", "", kFivePerMl);
  EXPECT_EQ(InWords(Report(Theft(250'000)).outcome()), "accepted");
  EXPECT_EQ(Balance("safe", "", kFivePerMl), safe - 250'000);
  EXPECT_EQ(Balance("lost", "", kFivePerMl), 250'000);
  const v1::Loss loss = Newest();
  EXPECT_EQ(loss.kind(), v1::LOSS_KIND_THEFT);
  EXPECT_EQ(loss.lots(0).quantity(), 250'000);
  EXPECT_EQ(loss.reported_by(), Clinic::LoginOf("nurse", "ALA1"));
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM alarm WHERE kind = 'stock_loss' AND occasion = '" +
                         loss.loss_id() + "'"),
            "1");
}

// LOSS, by the rules of the United States: found on a Saturday, the notice is due on Monday; the
// form 45 days after the day of the discovery.
TEST_F(Losses, AreDueAsTheRulesInForceSay) {
  Under("us-1301-76");
  const auto answer = Report(Theft(1'000, "W1"));
  ASSERT_EQ(answer.steps_size(), 2);
  EXPECT_EQ(answer.steps(0).name() + " " + answer.steps(0).due_on(), "notice 2026-11-23");
  EXPECT_EQ(answer.steps(1).name() + " " + answer.steps(1).due_on(), "form 106 2027-01-05");
  const std::string id = Newest().loss_id();
  EXPECT_EQ(Close(id), "step_still_due notice 2026-11-23");
  At(23, 20, 0);
  EXPECT_FALSE(Newest().steps(0).is_overdue());
  At(24, 8, 0);
  EXPECT_TRUE(Newest().steps(0).is_overdue());
  EXPECT_FALSE(Newest().steps(1).is_overdue());
  EXPECT_EQ(Done(id, "notice"), "accepted");
  EXPECT_EQ(Done(id, "notice"), "wrong_state done");
  EXPECT_FALSE(Newest().steps(0).is_overdue());
  EXPECT_EQ(Close(id), "step_still_due form 106 2027-01-05");
  EXPECT_EQ(Done(id, "form 106"), "accepted");
  EXPECT_EQ(Close(id, false), "same_person");
  EXPECT_EQ(Close(id), "accepted");
  EXPECT_EQ(Close(id), "wrong_state closed");
  EXPECT_EQ(Newest().finding(), "the lock was broken");
}

TEST_F(Losses, OfAWindowAreTakenFromTheOpenBottleFirst) {
  v1::ChangeBottleRequest open;
  open.set_request_id(NewId());
  open.set_station("W2");
  open.set_product_code(kFivePerMl);
  open.set_lot_number("LOT-1");
  open.set_quantity(10'000);
  ASSERT_EQ(Reasons(Must(Stock(&v1::StockService::Stub::ChangeBottle, open)).outcome()),
            "accepted");
  const int64_t closed = Balance("station", "W2", kFivePerMl);
  EXPECT_EQ(InWords(Report(Theft(15'000, "W2")).outcome()), "accepted");
  EXPECT_EQ(Balance("open_bottle", "W2", kFivePerMl), 0);
  EXPECT_EQ(Balance("station", "W2", kFivePerMl), closed - 5'000);
  EXPECT_EQ(Balance("lost", "W2", kFivePerMl), 15'000);
}

TEST_F(Losses, ThatACountHasToldOfTakeNothingMore) {
  const int64_t safe = Balance("safe", "", kFivePerMl);
  EXPECT_EQ(InWords(Report(Theft(0)).outcome()), "accepted");
  EXPECT_EQ(Balance("safe", "", kFivePerMl), safe);
  EXPECT_EQ(Newest().lots_size(), 0);
  EXPECT_EQ(Close(Newest().loss_id()), "accepted") << "no rules in force ask for anything";
}

TEST_F(Losses, SayWhatIsWrongWithAReport) {
  const auto fault = [](v1::ReportLossRequest request) {
    return std::string(Ask(&Stub::ReportLoss, request).status().message());
  };
  auto tomorrow = Theft(1);
  tomorrow.mutable_discovered_at()->set_seconds(absl::ToUnixSeconds(clinic().now()) + 1);
  EXPECT_THAT(fault(tomorrow), HasSubstr("discovered_at: got "));
  auto twice = Theft(1);
  *twice.add_lots() = twice.lots(0);
  EXPECT_THAT(fault(twice), HasSubstr("lots.lot_number: got LOT-1, wanted each lot once"));
  EXPECT_THAT(fault(Theft(1, "W9")), HasSubstr("station: got W9"));
  const int64_t safe = Balance("safe", "", kFivePerMl);
  EXPECT_THAT(fault(Theft(safe + 1)), HasSubstr(absl::StrCat("wanted at most ", safe)));
  EXPECT_EQ(Balance("safe", "", kFivePerMl), safe);
}

TEST_F(Losses, OfAnotherSiteAreNotFound) {
  Report(Theft(1'000));
  v1::RecordLossStepRequest step;
  step.set_request_id(NewId());
  step.set_loss_id(Newest().loss_id());
  step.set_name("notice");
  step.set_reference("none");
  EXPECT_EQ(Ask(&Stub::RecordLossStep, step).status().code(), absl::StatusCode::kInvalidArgument)
      << "this case has no such step";
  link::Link& elsewhere = Desk("site_manager", "SEM1");
  EXPECT_EQ(elsewhere.Call(&Stub::RecordLossStep, step).status().code(),
            absl::StatusCode::kNotFound);
  v1::ListLossesRequest all;
  EXPECT_TRUE(Must(elsewhere.Call(&Stub::ListLosses, all)).losses().empty());
}

}  // namespace
}  // namespace oat::test
