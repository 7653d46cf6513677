// Stock that one site lends another, and gets back in kind.
#include "oat/v1/shipment.pb.h"
#include "tests/shipments/shipments_test.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using Code = absl::StatusCode;

class Loans : public Between {
 protected:
  static v1::SendStockRequest Loan(const Products& products) {
    v1::SendStockRequest request = Parcel("SEM1", products);
    request.set_purpose(v1::SHIPMENT_PURPOSE_LOAN);
    request.set_due_back_on("2026-12-21");
    return request;
  }
  // From SEM1 back to ALA1.
  static v1::SendStockRequest Repayment(const std::string& loan, const Products& products) {
    v1::SendStockRequest request = Parcel("ALA1", products);
    request.set_purpose(v1::SHIPMENT_PURPOSE_REPAYMENT);
    request.set_repays(loan);
    return request;
  }
  static std::string Lent(const Products& products) {
    const std::string id = Sent(Loan(products));
    EXPECT_EQ(Acknowledge(Arrival(id, products)), "accepted");
    return id;
  }
  static void Repay(const std::string& loan, const Products& products) {
    const std::string id = Sent(Repayment(loan, products), "SEM1");
    EXPECT_EQ(Acknowledge(Arrival(id, products), "ALA1"), "accepted");
  }
  static std::string Fault(const v1::SendStockRequest& request, const std::string& from = "ALA1") {
    const auto status = Send(request, from).status();
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << status;
    return std::string(status.message());
  }
};

TEST_F(Loans, AreOpenUntilWhatCameBackReachesWhatWasLent) {
  const std::string loan = Lent({{kTen, 10}});
  EXPECT_EQ(Listed(loan, "ALA1", /*open_only=*/true).due_back_on(), "2026-12-21");
  Repay(loan, {{kTen, 5}});
  EXPECT_FALSE(Listed(loan, "ALA1").is_repaid());
  Repay(loan, {{kFive, 9}});
  EXPECT_FALSE(Listed(loan, "SEM1").is_repaid()) << "95 of 100 mg";
  EXPECT_EQ(Listed(loan, "SEM1", /*open_only=*/true).shipment_id(), loan);
  Repay(loan, {{kFive, 1}});
  for (const char* site : {"ALA1", "SEM1"}) {
    EXPECT_TRUE(Listed(loan, site).is_repaid());
    EXPECT_EQ(Listed(loan, site, /*open_only=*/true).shipment_id(), "");
  }
  EXPECT_EQ(InWords(Must(Send(Repayment(loan, {{kTen, 1}}), "SEM1")).outcome()),
            "wrong_state repaid");
}

// What was lost on the way was neither lent nor given back.
TEST_F(Loans, CountByWhatArrived) {
  const std::string loan = Sent(Loan({{kTen, 10}}));
  EXPECT_EQ(AcknowledgeByTwo(Arrival(loan, {{kTen, 8}})), "accepted");
  const std::string repayment = Sent(Repayment(loan, {{kTen, 8}}), "SEM1");
  EXPECT_FALSE(Listed(loan, "ALA1").is_repaid()) << "it is on its way";
  EXPECT_EQ(AcknowledgeByTwo(Arrival(repayment, {{kTen, 7}}), "ALA1"), "accepted");
  EXPECT_FALSE(Listed(loan, "ALA1").is_repaid());
  const std::string returned = Sent(Repayment(loan, {{kTen, 1}}), "SEM1");
  EXPECT_EQ(TakeBack(returned, "SEM1"), "accepted");
  EXPECT_FALSE(Listed(loan, "ALA1").is_repaid()) << "it never arrived";
  Repay(loan, {{kTen, 1}});
  EXPECT_TRUE(Listed(loan, "ALA1").is_repaid());
}

TEST_F(Loans, AreNotGivenBackBeforeTheyArriveNorOnceTheyAreTakenBack) {
  const std::string loan = Sent(Loan({{kTen, 10}}));
  EXPECT_EQ(Listed(loan, "SEM1", /*open_only=*/true).shipment_id(), loan);
  const auto repay = [&] {
    return InWords(Must(Send(Repayment(loan, {{kTen, 1}}), "SEM1")).outcome());
  };
  EXPECT_EQ(repay(), "wrong_state in_transit");
  EXPECT_EQ(TakeBack(loan), "accepted");
  EXPECT_EQ(repay(), "wrong_state taken_back");
  EXPECT_EQ(Listed(loan, "ALA1", /*open_only=*/true).shipment_id(), "");
  EXPECT_FALSE(Listed(loan, "ALA1").is_repaid());
}

TEST_F(Loans, SayByWhenAndRepaymentsSayWhich) {
  auto request = Loan({{kTen, 1}});
  request.clear_due_back_on();
  EXPECT_THAT(Fault(request), HasSubstr("due_back_on: got nothing"));
  request.set_due_back_on("2026-11-20");
  EXPECT_THAT(Fault(request), HasSubstr("wanted today or a day to come"));
  request.set_due_back_on("2026-11-21");
  request.set_purpose(v1::SHIPMENT_PURPOSE_TRANSFER);
  EXPECT_THAT(Fault(request), HasSubstr("due_back_on: got 2026-11-21, wanted nothing"));
  request.set_purpose(v1::SHIPMENT_PURPOSE_LOAN);
  request.set_repays(NewId());
  EXPECT_THAT(Fault(request), HasSubstr("wanted nothing, as it is no repayment"));
  request.clear_repays();
  EXPECT_EQ(TakeBack(Sent(request)), "accepted") << "today is soon enough";
  EXPECT_THAT(Fault(Repayment("", {{kTen, 1}}), "SEM1"), HasSubstr("repays: got nothing"));
}

TEST_F(Loans, AreRepaidByWhomTheyWereLentTo) {
  const std::string loan = Lent({{kTen, 10}});
  const auto code = [](const v1::SendStockRequest& request, const std::string& from) {
    return Send(request, from).status().code();
  };
  auto own = Repayment(loan, {{kTen, 10}});
  own.set_to_site("SEM1");
  EXPECT_EQ(code(own, "ALA1"), Code::kNotFound) << "the lender owes nothing";
  EXPECT_EQ(code(Repayment(Sent({{kTen, 1}}), {{kTen, 1}}), "SEM1"), Code::kNotFound)
      << "a transfer was not lent";
  EXPECT_EQ(code(Repayment(NewId(), {{kTen, 1}}), "SEM1"), Code::kNotFound);
  EXPECT_THAT(Fault(Repayment(loan, {{kLiquid, 10'000}}), "SEM1"),
              HasSubstr("lots.product_code: got METHADONE-10MG-ML"));
}

}  // namespace
}  // namespace oat::test
