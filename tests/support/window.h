// What tests at the window share: one clinic for a suite, people who sign in again when the clock
// has moved on, and books that must balance after every test, whatever it did.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/link/lists.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "tests/support/clinic.h"

namespace oat::test {

template <class Stub, class Request, class Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

class WindowTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic;
    signed_in_.clear();
  }
  static void TearDownTestSuite() {
    delete clinic_;
    clinic_ = nullptr;
  }
  void SetUp() override { At(21, 8, 0); }
  void TearDown() override {
    for (const char* site : {"ALA1", "SEM1"}) {
      auto balances = Must(
          Stock(&v1::StockService::Stub::GetBalances, v1::GetBalancesRequest(), "nurse", site));
      EXPECT_TRUE(balances.balanced()) << site;
    }
    EXPECT_EQ(clinic().Sql(kFaults), "");
  }

  static Clinic& clinic() { return *clinic_; }
  // Sets the clock to a time on a wall of Almaty in November 2026.
  static void At(int day, int hour, int minute) {
    clinic().SetTime(Clinic::Wall(day, hour, minute));
  }

  // Somebody at work, signed in again if the session may have run out meanwhile.
  static link::Link& Desk(const std::string& role = "nurse", const std::string& site = "ALA1") {
    if (IsTired(clinic().admin())) clinic().SignInAdmin();
    link::Link& desk = clinic().As(role, site);
    if (IsTired(desk)) clinic().SignIn(desk, Clinic::LoginOf(role, site));
    return desk;
  }
  static std::string Admit(const std::string& site = "ALA1", int64_t milligrams = 80,
                           v1::DrugForm form = v1::DRUG_FORM_METHADONE_ORAL_SOLUTION) {
    Desk("prescriber", site);
    Desk("prescriber");
    return clinic().Admit(site, milligrams, form);
  }

  template <class Request, class Response>
  static absl::StatusOr<Response> Dosing(Method<v1::DosingService::Stub, Request, Response> method,
                                         const Request& request, const std::string& role = "nurse",
                                         const std::string& site = "ALA1") {
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }
  template <class Request, class Response>
  static absl::StatusOr<Response> Prescribe(
      Method<v1::PrescribingService::Stub, Request, Response> method, Request request) {
    request.set_request_id(NewId());
    link::Link& desk = Desk("prescriber");
    return desk.Call(method, request);
  }
  template <class Request, class Response>
  static absl::StatusOr<Response> Stock(Method<v1::StockService::Stub, Request, Response> method,
                                        const Request& request, const std::string& role = "nurse",
                                        const std::string& site = "ALA1") {
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }
  // Adds the consent of a second nurse of the site to a nurse's request.
  template <class Request>
  static Request ByTwo(const std::string& method, Request request,
                       const std::string& site = "ALA1") {
    request.set_approval_id(
        clinic().ApprovalFor(Desk("nurse", site), site, "oat.v1." + method, request));
    return request;
  }

  static v1::AuthoriseDoseResponse Authorise(const v1::AuthoriseDoseRequest& request,
                                             const std::string& site = "ALA1") {
    return Must(Dosing(&v1::DosingService::Stub::AuthoriseDose, request, "nurse", site));
  }
  // What the window hears of a well person.
  static std::string Ask(const std::string& number, const std::string& site = "ALA1") {
    return Reasons(Authorise(Clinic::AuthoriseRequest(number), site).outcome());
  }
  // Authorises, which must be accepted; the dose's id.
  static std::string Open(const std::string& number, const std::string& site = "ALA1",
                          const std::string& station = "W1") {
    auto request = Clinic::AuthoriseRequest(number, station);
    EXPECT_EQ(Reasons(Authorise(request, site).outcome()), "accepted");
    return request.request_id();
  }
  static v1::ConfirmDoseRequest Confirmation(const std::string& number, const std::string& dose,
                                             v1::DoseOutcome outcome, int64_t swallowed = 0,
                                             bool poured = false) {
    v1::ConfirmDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_outcome(outcome);
    request.set_micrograms_swallowed(swallowed);
    request.set_poured(poured);
    if (outcome == v1::DOSE_OUTCOME_WITHHELD) request.set_signs(v1::ASSESSMENT_SEDATED);
    return request;
  }
  static std::string Confirm(const v1::ConfirmDoseRequest& request,
                             const std::string& site = "ALA1") {
    return Reasons(
        Must(Dosing(&v1::DosingService::Stub::ConfirmDose, request, "nurse", site)).outcome());
  }
  static std::string Give(const std::string& number, const std::string& site = "ALA1") {
    const std::string dose = Open(number, site);
    EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN), site), "accepted");
    return dose;
  }

  static std::string Hold(const std::string& number, int32_t hours) {
    v1::HoldOrderRequest request;
    request.set_patient_number(number);
    request.set_code(v1::HOLD_CODE_CARDIAC);
    request.set_alternative(v1::HOLD_ALTERNATIVE_HOSPITAL);
    request.set_hours(hours);
    request.set_patient_told(true);
    return Reasons(Must(Prescribe(&v1::PrescribingService::Stub::HoldOrder, request)).outcome());
  }
  // Ends a person's treatment on 21 November.
  static void End(const std::string& number, v1::EndReason reason) {
    v1::EndEpisodeRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_reason(reason);
    request.set_day("2026-11-21");
    if (reason == v1::END_REASON_DIED) {
      request.mutable_death()->set_source(v1::DEATH_SOURCE_CERTIFICATE);
      request.mutable_death()->set_cause(v1::DEATH_CAUSE_UNKNOWN);
    }
    link::Link& desk = Desk("prescriber");
    auto ended = Must(desk.Call(&v1::EnrolmentService::Stub::EndEpisode, request));
    EXPECT_EQ(Reasons(ended.outcome()), "accepted");
  }

  // The worklist's word for a person; "absent" when it does not name them.
  static std::string ListedAs(const std::string& number, const std::string& day = "",
                              const std::string& site = "ALA1") {
    for (const v1::WorklistResponse& row : Must(link::ReadWorklist(Desk("nurse", site), day))) {
      if (row.patient_number() == number) return contract::Code(row.state());
    }
    return "absent";
  }
  static std::vector<v1::DoseRecord> History(const std::string& number) {
    v1::GetDoseHistoryRequest request;
    request.set_patient_number(number);
    request.set_limit(400);
    auto response = Must(Dosing(&v1::DosingService::Stub::GetDoseHistory, request));
    return {response.doses().begin(), response.doses().end()};
  }
  static int64_t Balance(const std::string& account, const std::string& station,
                         const std::string& product, const std::string& lot = "LOT-1",
                         const std::string& site = "ALA1") {
    auto balances =
        Must(Stock(&v1::StockService::Stub::GetBalances, v1::GetBalancesRequest(), "nurse", site));
    for (const v1::StockAccount& one : balances.accounts()) {
      if (contract::Code(one.account()) == account && one.station() == station &&
          one.product_code() == product && one.lot_number() == lot) {
        return one.quantity();
      }
    }
    return 0;
  }
  // Receives a lot of a product and moves it to a window.
  static void StockLot(const std::string& product, const std::string& lot,
                       const std::string& expires_on, int64_t quantity, const std::string& station,
                       const std::string& site = "ALA1") {
    v1::ReceiveStockRequest receive;
    receive.set_request_id(NewId());
    receive.set_product_code(product);
    receive.set_lot_number(lot);
    receive.set_expires_on(expires_on);
    receive.set_quantity(quantity);
    Must(Stock(&v1::StockService::Stub::ReceiveStock, receive, "stock_custodian", site));
    v1::MoveStockRequest move;
    move.set_request_id(NewId());
    move.set_product_code(product);
    move.set_lot_number(lot);
    move.set_station(station);
    move.set_quantity(quantity);
    auto moved = Must(Stock(&v1::StockService::Stub::MoveStock, move, "stock_custodian", site));
    EXPECT_EQ(Reasons(moved.outcome()), "accepted");
  }

 private:
  // Whether the session may have run out; whoever asks signs in again.
  static bool IsTired(const link::Link& link) {
    auto [known, added] = signed_in_.emplace(&link, Clinic::Wall(21, 8, 0));
    if (clinic().now() - known->second < absl::Minutes(20)) return false;
    known->second = clinic().now();
    return true;
  }

  // Everything that may never be, over both sites: what the ledger and the slots say of each other.
  static constexpr char kFaults[] = R"(
    SELECT coalesce(string_agg(fault, '; '), '') FROM (
      SELECT concat_ws(' ', 'postings do not sum to zero', site_code, product_code, lot_number)
        FROM posting JOIN stock_entry USING (entry_id)
       GROUP BY site_code, product_code, lot_number HAVING sum(quantity) <> 0
      UNION ALL
      SELECT concat_ws(' ', 'balances do not sum to zero', site_code, product_code, lot_number)
        FROM balance GROUP BY site_code, product_code, lot_number HAVING sum(quantity) <> 0
      UNION ALL
      SELECT concat_ws(' ', 'below zero', site_code, account, station, product_code, lot_number)
        FROM balance WHERE quantity < 0 AND account NOT IN ('supplier', 'variance', 'transferred')
      UNION ALL
      SELECT concat_ws(' ', 'reserved is not what open doses and filled bottles hold', site_code, station,
                       product_code, lot_number)
        FROM (SELECT site_code, station, product_code, lot_number, quantity FROM balance
               WHERE account = 'reserved' AND quantity <> 0) b
        FULL JOIN (SELECT d.site_code, d.station, d.product_code, d.lot_number, sum(d.quantity) AS q
                     FROM (SELECT site_code, station, product_code, lot_number, quantity
                             FROM dose_now JOIN dose_line USING (dose_id)
                            WHERE state IN ('open', 'unresolved') AND bottle_id IS NULL
                              AND NOT EXISTS (SELECT FROM dose_carriage c
                                               WHERE c.dose_id = dose_now.dose_id)
                           UNION ALL
                           SELECT site_code, station, product_code, lot_number, quantity
                             FROM bottle_now JOIN bottle_line USING (bottle_id)
                            WHERE state = 'prepared') d (site_code, station, product_code,
                                                         lot_number, quantity)
                    GROUP BY 1, 2, 3, 4) o
             USING (site_code, station, product_code, lot_number)
       WHERE b.quantity IS DISTINCT FROM o.q
      UNION ALL
      SELECT concat_ws(' ', 'in transit is not what was sent or carried out', site_code, station,
                       product_code, lot_number)
        FROM (SELECT site_code, station, product_code, lot_number, quantity FROM balance
               WHERE account = 'in_transit' AND quantity <> 0) b
        FULL JOIN (SELECT site_code, station, product_code, lot_number, sum(quantity) AS q
                     FROM (SELECT site_code, station, product_code, lot_number, quantity
                             FROM dose_now JOIN dose_line USING (dose_id)
                             JOIN dose_carriage USING (dose_id)
                            WHERE state IN ('open', 'unresolved')
                           UNION ALL
                           SELECT from_site, '', product_code, lot_number, quantity
                             FROM shipment JOIN shipment_lot USING (shipment_id)
                            WHERE NOT EXISTS (SELECT FROM shipment_end e
                                               WHERE e.shipment_id = shipment.shipment_id)) t
                    GROUP BY 1, 2, 3, 4) o
             USING (site_code, station, product_code, lot_number)
       WHERE b.quantity IS DISTINCT FROM o.q
      UNION ALL
      SELECT concat_ws(' ', 'handed over and not taken over', product_code, lot_number)
        FROM balance WHERE account = 'transferred'
       GROUP BY product_code, lot_number HAVING sum(quantity) <> 0
      UNION ALL
      SELECT concat_ws(' ', 'the slot of a dose', d.state, 'is wrongly free or claimed', d.dose_id)
        FROM slot s LEFT JOIN slot_release r USING (clinical_day, person_id, portion, turn)
        JOIN dose_now d ON d.dose_id = s.claimed_by
       WHERE r.reason IS DISTINCT FROM 'separated' AND (r.turn IS NULL) <> (d.state IN ('open', 'unresolved', 'given', 'partly_given'))
      UNION ALL
      SELECT concat_ws(' ', 'the slot of a bottle', b.state, 'is wrongly free or claimed', b.serial)
        FROM slot s LEFT JOIN slot_release r USING (clinical_day, person_id, portion, turn)
        JOIN bottle_now b ON b.bottle_id = s.claimed_by
       WHERE r.reason IS DISTINCT FROM 'separated' AND (r.turn IS NULL) <>
             (b.state IN ('at_home', 'recalled', 'lost', 'returned_opened', 'drunk_here')
              AND NOT b.was_replaced)
    ) AS faults (fault))";

  static inline Clinic* clinic_ = nullptr;
  static inline std::map<const link::Link*, absl::Time> signed_in_;
};

}  // namespace oat::test
