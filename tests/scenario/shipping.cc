#include "tests/scenario/shipping.h"

#include "absl/strings/str_cat.h"
#include "oat/v1/form.grpc.pb.h"
#include "oat/v1/loss.grpc.pb.h"
#include "oat/v1/shipment.grpc.pb.h"
#include "services/contract/answer.h"

namespace oat::scenario {
namespace {

using Shipments = v1::ShipmentService::Stub;
using Losses = v1::LossService::Stub;
using Forms = v1::FormService::Stub;

constexpr char kLiquid[] = "METHADONE-5MG-ML";
constexpr char kLot[] = "DEMO-2026";
constexpr char kLender[] = "ALA1";
constexpr char kBorrower[] = "TMR1";
constexpr int64_t kLent = 1'000'000;  // microlitres
constexpr int kLoanDays = 14;
constexpr char kLossSite[] = "KZO1";
constexpr int64_t kLost = 250'000;  // microlitres
constexpr char kFormSite[] = "SEM1";
constexpr char kFormBorrower[] = "OSK1";
constexpr char kSeries[] = "AB";

// The office of a city; null where it is closed today.
link::Link* OfficeOf(const std::string& site, const std::vector<std::unique_ptr<SiteDay>>& days) {
  for (const auto& day : days) {
    if (day->site() == site) return &day->office();
  }
  return nullptr;
}

// What every step here must be; a clinical no would leave a scene half played.
void Expect(const v1::Outcome& outcome, const char* what) {
  if (outcome.accepted()) return;
  throw std::runtime_error(absl::StrCat(what, ": ", outcome.ShortDebugString()));
}

v1::SendStockRequest Packed(const std::string& to, v1::ShipmentPurpose purpose, Day today) {
  v1::SendStockRequest send;
  send.set_request_id(NewId());
  send.set_to_site(to);
  send.set_purpose(purpose);
  v1::ShippedLot* lot = send.add_lots();
  lot->set_product_code(kLiquid);
  lot->set_lot_number(kLot);
  lot->set_quantity(kLent);
  send.set_seal(absl::StrCat("PL-", FormatDay(today)));
  send.set_carrier("the department's driver");
  return send;
}

// Two pack and seal it in one city, and the other counts it as it was sent.
void Ship(Crew& crew, v1::SendStockRequest send, const std::string& from, link::Link& sender,
          link::Link& receiver) {
  send.set_approval_id(crew.Approval(sender, Crew::Nurse(from, SiteDay::kStations[0]),
                                     "oat.v1.ShipmentService.SendStock", send));
  Expect(Must(sender.Call(&Shipments::SendStock, send), "shipment").outcome(), "shipment");
  v1::AcknowledgeShipmentRequest acknowledge;
  acknowledge.set_request_id(NewId());
  acknowledge.set_shipment_id(send.request_id());
  *acknowledge.mutable_lots() = send.lots();
  acknowledge.set_seal(send.seal());
  Expect(Must(receiver.Call(&Shipments::AcknowledgeShipment, acknowledge), "arrival").outcome(),
         "arrival");
}

// A loan that was not given back; empty: there is none.
std::string OpenLoan(link::Link& borrower) {
  v1::ListShipmentsRequest request;
  request.set_open_only(true);
  const auto listed = Must(borrower.Call(&Shipments::ListShipments, request), "shipments");
  for (const v1::Shipment& one : listed.shipments()) {
    const bool is_loan = one.purpose() == v1::SHIPMENT_PURPOSE_LOAN && one.to_site() == kBorrower;
    if (is_loan && !one.is_repaid()) return one.shipment_id();
  }
  return "";
}

// One day a city is lent a litre, on the next it gives it back.
std::string Lend(Crew& crew, link::Link& lender, link::Link& borrower, Day today) {
  const std::string loan = OpenLoan(borrower);
  if (loan.empty()) {
    v1::SendStockRequest send = Packed(kBorrower, v1::SHIPMENT_PURPOSE_LOAN, today);
    send.set_due_back_on(FormatDay(today + kLoanDays));
    Ship(crew, send, kLender, lender, borrower);
    return absl::StrCat("lent: ", kLender, " to ", kBorrower, " ", kLent / 1000,
                        " mL, counted on arrival, due back on ", FormatDay(today + kLoanDays));
  }
  v1::SendStockRequest send = Packed(kLender, v1::SHIPMENT_PURPOSE_REPAYMENT, today);
  send.set_repays(loan);
  Ship(crew, send, kBorrower, borrower, lender);
  return absl::StrCat("given back: ", kBorrower, " to ", kLender, " ", kLent / 1000,
                      " mL, counted on arrival");
}

// A bottle is found broken in the safe. The case is opened once; what the rules ask for first is
// done at once, and the rest stays due.
std::string ReportLoss(Crew& crew, link::Link& office) {
  v1::ListLossesRequest known;
  if (!Must(office.Call(&Losses::ListLosses, known), "losses").losses().empty()) return "";
  v1::ReportLossRequest report;
  report.set_request_id(NewId());
  report.set_kind(v1::LOSS_KIND_DESTROYED_UNSEEN);
  v1::LostLot* lot = report.add_lots();
  lot->set_product_code(kLiquid);
  lot->set_lot_number(kLot);
  lot->set_quantity(kLost);
  *report.mutable_discovered_at() = contract::ToTimestamp(crew.keyring().Now());
  report.set_note("a bottle leaked into its box overnight");
  const auto reported = Must(office.Call(&Losses::ReportLoss, report), "loss");
  Expect(reported.outcome(), "loss");
  v1::RecordLossStepRequest step;
  step.set_request_id(NewId());
  step.set_loss_id(report.request_id());
  step.set_name(reported.steps(0).name());
  step.set_reference("letter 14 to the department");
  Expect(Must(office.Call(&Losses::RecordLossStep, step), "step").outcome(), "step");
  return absl::StrCat("lost: ", kLossSite, " ", kLost / 1000, " mL of a bottle that leaked; ",
                      step.name(), " given, ", reported.steps(1).name(), " due by ",
                      reported.steps(1).due_on());
}

v1::FormRange Numbers(int64_t first, int64_t last) {
  v1::FormRange range;
  range.set_series(kSeries);
  range.set_first(first);
  range.set_last(last);
  return range;
}

// A hundred numbered forms arrive once, and a city that has none is given twenty of them.
std::string ReceiveForms(link::Link& office) {
  if (!Must(office.Call(&Forms::ListForms, v1::ListFormsRequest()), "forms").held().empty()) {
    return "";
  }
  v1::ReceiveFormsRequest receive;
  receive.set_request_id(NewId());
  *receive.mutable_range() = Numbers(1001, 1100);
  receive.set_note("the department's press, consignment 7");
  Expect(Must(office.Call(&Forms::ReceiveForms, receive), "forms").outcome(), "forms");
  v1::MoveFormsRequest move;
  move.set_request_id(NewId());
  *move.mutable_range() = Numbers(1081, 1100);
  move.set_to_site(kFormBorrower);
  Expect(Must(office.Call(&Forms::MoveForms, move), "forms").outcome(), "forms");
  return absl::StrCat("numbered forms: ", kFormSite, " received ", kSeries, " 1001 to 1100, ",
                      kFormBorrower, " was given the last 20");
}

}  // namespace

std::vector<std::string> PlayShipping(Crew& crew, const std::vector<std::unique_ptr<SiteDay>>& days,
                                      Day today) {
  std::vector<std::string> told;
  const auto tell = [&](std::string line) {
    if (!line.empty()) told.push_back(std::move(line));
  };
  link::Link* lender = OfficeOf(kLender, days);
  link::Link* borrower = OfficeOf(kBorrower, days);
  if (lender != nullptr && borrower != nullptr) tell(Lend(crew, *lender, *borrower, today));
  if (link::Link* office = OfficeOf(kLossSite, days)) tell(ReportLoss(crew, *office));
  if (link::Link* office = OfficeOf(kFormSite, days)) tell(ReceiveForms(*office));
  return told;
}

}  // namespace oat::scenario
