// Somebody who belongs to another site today and stands here all the same.
#include <gmock/gmock.h>

#include "oat/v1/transfer.grpc.pb.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {
namespace {

using test::Must;
using test::NewId;
using Transfers = v1::TransferService::Stub;

class AtTheWrongWindow : public AtTheWindow {
 protected:
  template <class Request>
  static Request For(const std::string& number) {
    Request request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    return request;
  }
  // Moves to SEM1 from today on.
  static void Move(const std::string& number) {
    auto asked = For<v1::RequestTransferRequest>(number);
    asked.set_kind(v1::TRANSFER_KIND_PERMANENT);
    asked.set_to_site("SEM1");
    asked.set_from_day("2026-11-22");
    asked.set_reason(v1::TRANSFER_REASON_FAMILY);
    Must(Desk("nurse").Call(&Transfers::RequestTransfer, asked));
    Must(Desk("nurse").Call(&Transfers::PrepareTransfer, For<v1::PrepareTransferRequest>(number)));
    const auto accepted =
        Must(Desk("site_manager", "SEM1")
                 .Call(&Transfers::AcceptTransfer, For<v1::AcceptTransferRequest>(number)));
    ASSERT_TRUE(accepted.outcome().accepted());
  }
};

TEST_F(AtTheWrongWindow, WhoMissedTheBusIsTakenBackByOneKeyAndDosed) {
  const std::string number = Ordinary();
  Move(number);
  const Performance desk = Play({number, "1", "t", "\n", number, "1", "g"});
  EXPECT_TRUE(desk.Shows("Today belongs to site SEM1."));
  EXPECT_TRUE(desk.Shows("[t] missed the bus, came back early: take today back here"));
  EXPECT_TRUE(desk.Shows("Today is this site's again."));
  EXPECT_TRUE(desk.Shows(number + ": given, 80 mg."));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWrongWindow, WhoArrivedThereIsNotTakenBack) {
  const std::string number = Ordinary();
  Move(number);
  Give(number, "SEM1");
  At(23, 9, 0);
  const Performance desk = Play({number, "1", "t", "\n"});
  EXPECT_TRUE(desk.Shows("Today belongs to site SEM1."));
  EXPECT_FALSE(desk.Shows("Today is this site's again."));
}

}  // namespace
}  // namespace oat::desk
