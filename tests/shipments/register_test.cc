// Stock between sites and back to its sender, as the registers of both sites have it.
#include "clients/link/register.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_register.pb.h"
#include "tests/shipments/shipments_test.h"

namespace oat::test {
namespace {

using testing::Contains;

class InTheRegister : public Between {
 protected:
  // "sent -1000 SEM1 seal PL-4711": the day's lines of a product.
  static std::vector<std::string> Lines(const std::string& site) {
    v1::GetRegisterRequest request;
    request.set_from_day("2026-11-21");
    request.set_until_day("2026-11-21");
    request.set_product_code(kLiquid);
    const auto whole = Must(link::ReadRegister(Desk("stock_custodian", site), request));
    std::vector<std::string> lines;
    for (const v1::RegisterLine& line : whole.lines()) {
      lines.push_back(absl::StrCat(contract::Code(line.kind()), " ", line.quantity(), " ",
                                   line.party(), "; ", line.note()));
    }
    return lines;
  }
};

// It leaves the sender's keeping when the other has it, and not before.
TEST_F(InTheRegister, OfBothSitesItStandsOnceItIsAcknowledged) {
  const std::string parcel = Sent({{kLiquid, 3'000}});
  EXPECT_THAT(Lines("ALA1"), testing::Not(Contains(testing::StartsWith("sent"))));
  ASSERT_EQ(Acknowledge(Arrival(parcel, {{kLiquid, 3'000}})), "accepted");
  EXPECT_THAT(Lines("ALA1"), Contains("sent -3000 SEM1; seal PL-4711"));
  EXPECT_THAT(Lines("SEM1"), Contains("acknowledged 3000 ALA1; seal PL-4711"));
}

TEST_F(InTheRegister, NamesWhoTookBackWhatWasReturned) {
  v1::ReturnStockRequest request;
  request.set_request_id(NewId());
  request.set_product_code(kLiquid);
  request.set_lot_number("LOT-1");
  request.set_quantity(1'000);
  request.set_recipient("Pharma, Abai 1, Almaty");
  request.set_reason("sent wrongly, paper 17");
  link::Link& desk = Desk("stock_custodian");
  request.set_approval_id(
      clinic().ApprovalFor(desk, "ALA1", "oat.v1.StockService.ReturnStock", request));
  ASSERT_EQ(Reasons(Must(desk.Call(&v1::StockService::Stub::ReturnStock, request)).outcome()),
            "accepted");
  EXPECT_THAT(Lines("ALA1"),
              Contains("returned -1000 Pharma, Abai 1, Almaty; sent wrongly, paper 17"));
}

}  // namespace
}  // namespace oat::test
