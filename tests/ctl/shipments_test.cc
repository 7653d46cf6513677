// Stock between sites at the command line.
#include "absl/strings/str_cat.h"
#include "oat/v1/shipment.grpc.pb.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::AllOf;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kLot = "METHADONE-5MG-ML/LOT-1";

Said AtStore(Strings words, bool by_two = true) {
  words.insert(words.begin(), "shipments");
  if (!by_two) return AtSite("stock_custodian", words);
  TheClinic().As("nurse");
  words.insert(words.end(), {"--second", Clinic::LoginOf("nurse", "ALA1")});
  return AtSite("stock_custodian", words, std::string(Clinic::kPassword) + "\n");
}

// The id that a sending printed.
std::string ShipmentOf(const Said& sent) {
  for (const std::string& line : sent.lines()) {
    if (line.starts_with("shipment ")) return WordsIn(line).back();
  }
  return "";
}

// The lines of the list that are about a shipment.
Strings Listed(const std::string& shipment, const Strings& words = {"list"}) {
  Strings found;
  for (const std::string& line : AtStore(words, /*by_two=*/false).lines()) {
    if (line.starts_with(shipment)) found.push_back(line);
  }
  return found;
}

// What SEM1 sends to ALA1; the shipment's id.
std::string FromSemey() {
  v1::SendStockRequest request;
  request.set_request_id(test::NewId());
  request.set_to_site("ALA1");
  request.set_purpose(v1::SHIPMENT_PURPOSE_TRANSFER);
  request.set_seal("PL-1");
  request.set_carrier("courier Altyn");
  v1::ShippedLot* lot = request.add_lots();
  lot->set_product_code("METHADONE-5MG-ML");
  lot->set_lot_number("LOT-1");
  lot->set_quantity(500'000);
  link::Link& desk = TheClinic().As("stock_custodian", "SEM1");
  request.set_approval_id(
      TheClinic().ApprovalFor(desk, "SEM1", "oat.v1.ShipmentService.SendStock", request));
  Must(desk.Call(&v1::ShipmentService::Stub::SendStock, request));
  return request.request_id();
}

TEST(Shipments, AreSentListedAndTakenBack) {
  const Strings send = {"send", "SEM1", "transfer", "PL-1", "courier Altyn", kLot + "=500mL"};
  EXPECT_THAT(AtStore(send, /*by_two=*/false).err, HasSubstr("same_person: "));
  const Said sent = AtStore(send);
  EXPECT_THAT(sent.out, StartsWith("on its way to SEM1 under seal PL-1\n")) << sent.err;
  const std::string shipment = ShipmentOf(sent);
  EXPECT_THAT(Listed(shipment),
              Contains(HasSubstr("ALA1 SEM1 transfer PL-1 METHADONE-5MG-ML LOT-1 500 mL")));
  EXPECT_THAT(Listed(shipment, {"list", "--open"}), Contains(EndsWith(" in_transit")));
  EXPECT_THAT(AtSite("stock_custodian", {"shipments"}).out, HasSubstr(shipment)) << "alone";
  EXPECT_EQ(AtStore({"take-back", shipment, "the road is closed"}, /*by_two=*/false).exit_code,
            kRefused);
  EXPECT_EQ(AtStore({"take-back", shipment, "the road is closed"}).out,
            "all of it is in the safe again\n");
  EXPECT_THAT(Listed(shipment),
              Contains(AllOf(HasSubstr(" taken_back "), EndsWith(" by stock_custodian.ALA1"))));
  EXPECT_THAT(Listed(shipment, {"list", "--open"}), testing::IsEmpty());
}

TEST(Shipments, AreAcknowledgedAsTheyWereCounted) {
  const std::string shipment = FromSemey();
  const Strings less = {"acknowledge", shipment, "PL-1", kLot + "=499mL"};
  const Said alone = AtStore(less, /*by_two=*/false);
  EXPECT_EQ(alone.exit_code, kRefused);
  EXPECT_THAT(alone.err, AllOf(HasSubstr("shipment_differs: "), HasSubstr("METHADONE-5MG-ML LOT-1"),
                               Not(HasSubstr("500"))));
  EXPECT_THAT(
      AtStore({"acknowledge", shipment, "PL-1", kLot + "=500mL", "--broken"}, /*by_two=*/false).err,
      HasSubstr(": seal."));
  EXPECT_EQ(AtStore(less).out, "what was counted is in the safe\n");
  EXPECT_THAT(Listed(shipment), Contains(HasSubstr(" 500 mL 499 mL acknowledged ")));
  const std::string whole = FromSemey();
  EXPECT_EQ(AtStore({"acknowledge", whole, "PL-1", kLot + "=500mL"}, /*by_two=*/false).exit_code,
            kDone);
}

TEST(Shipments, AreLentAndGivenBack) {
  const Said sent = AtStore(
      {"send", "SEM1", "loan", "PL-2", "courier Altyn", kLot + "=1mL", "--due-back", "2026-12-21"});
  ASSERT_EQ(sent.exit_code, kDone) << sent.err;
  EXPECT_THAT(Listed(ShipmentOf(sent)), Contains(HasSubstr(" loan, due back 2026-12-21 ")));
  EXPECT_THAT(AtStore({"send", "SEM1", "repayment", "PL-2", "courier Altyn", kLot + "=1mL",
                       "--repays", ShipmentOf(sent)})
                  .err,
              HasSubstr("repays: "));
}

TEST(Shipments, TellWhatALotLooksLike) {
  for (const std::string& lot : {kLot, std::string("METHADONE-5MG-ML=1mL")}) {
    EXPECT_THAT(AtStore({"send", "SEM1", "transfer", "PL-1", "courier Altyn", lot}).err,
                HasSubstr(absl::StrCat("lot: got ", lot, ", wanted PRODUCT/LOT=QUANTITY")));
  }
  EXPECT_THAT(AtStore({"send", "SEM1", "gift", "PL-1", "courier Altyn", kLot + "=1mL"}).err,
              HasSubstr("purpose: got gift, wanted transfer, loan, repayment or closure"));
}

}  // namespace
}  // namespace oat::ctl
