// What tests of sites that close share: a third site to go to, and the steps of a closure.
#pragma once

#include <string>
#include <vector>

#include "oat/v1/closure.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "tests/transfers/moving.h"

namespace oat::test {

using Closures = v1::ClosureService::Stub;

class Closing : public Moving {
 protected:
  template <class Request, class Response>
  static Response Do(Method<Closures, Request, Response> method, const Request& request,
                     const std::string& site = "ALA1", const std::string& role = "site_manager") {
    link::Link& desk = Desk(role, site);
    return Must(desk.Call(method, request));
  }

  static v1::PreviewClosureResponse Preview(const std::string& from_day = "2026-11-21") {
    v1::PreviewClosureRequest request;
    request.set_kind(v1::CLOSURE_KIND_SUSPENDED);
    request.set_from_day(from_day);
    return Do(&Closures::PreviewClosure, request);
  }
  static v1::DeclareSiteClosureRequest Declaration(
      const std::string& from_day = "2026-11-21",
      v1::ClosureKind kind = v1::CLOSURE_KIND_SUSPENDED) {
    v1::DeclareSiteClosureRequest request;
    request.set_request_id(NewId());
    request.set_kind(kind);
    request.set_from_day(from_day);
    request.set_reason("the licence was suspended this morning");
    return request;
  }
  static v1::DeclareSiteClosureResponse Declare(v1::DeclareSiteClosureRequest request,
                                                const std::string& site = "ALA1") {
    link::Link& manager = Desk("site_manager", site);
    request.set_approval_id(Must(clinic().Approve(
        manager, Second(site), "oat.v1.ClosureService.DeclareSiteClosure", request)));
    return Must(manager.Call(&Closures::DeclareSiteClosure, request));
  }
  // Declared by two, which must be accepted; the closure's id.
  static std::string Declared(const v1::DeclareSiteClosureRequest& request = Declaration(),
                              const std::string& site = "ALA1") {
    EXPECT_EQ(InWords(Declare(request, site).outcome()), "accepted");
    return request.request_id();
  }
  // A second manager of a site.
  static std::string Second(const std::string& site) {
    Desk("prescriber", site);
    return Clinic::LoginOf("prescriber", site);
  }

  template <class Request>
  static Request Of(const std::string& closure, const std::string& number) {
    auto request = StepFor<Request>(number);
    request.set_closure_id(closure);
    return request;
  }
  static std::string MovePerson(const std::string& closure, const std::string& number) {
    return InWords(
        Do(&Closures::MovePatient, Of<v1::MovePatientRequest>(closure, number)).outcome());
  }
  static std::string Undo(const std::string& closure, const std::string& number) {
    return InWords(Do(&Closures::UndoMove, Of<v1::UndoMoveRequest>(closure, number)).outcome());
  }
  static std::string Reassign(const std::string& closure, const std::string& number,
                              const std::string& to_site) {
    auto request = Of<v1::ReassignPatientRequest>(closure, number);
    request.set_to_site(to_site);
    return InWords(Do(&Closures::ReassignPatient, request).outcome());
  }
  static std::string Tell(const std::string& closure, const std::string& number,
                          v1::AccountedFor accounted_for = v1::ACCOUNTED_FOR_UNSPECIFIED,
                          const std::string& site = "ALA1") {
    auto request = Of<v1::RecordPlacementRequest>(closure, number);
    request.set_accounted_for(accounted_for);
    return InWords(Do(&Closures::RecordPlacement, request, site).outcome());
  }
  static v1::GetClosureResponse Board(const std::string& closure,
                                      const std::string& site = "ALA1") {
    v1::GetClosureRequest request;
    request.set_closure_id(closure);
    return Do(&Closures::GetClosure, request, site);
  }
  static v1::Placement PlacementOf(const v1::GetClosureResponse& board, const std::string& number) {
    for (const v1::Placement& one : board.placements()) {
      if (one.patient_number() == number) return one;
    }
    return {};
  }
  // Days from the 21st on that somebody of the site would still spend there.
  static std::string Stranded(const std::string& site = "ALA1") {
    return clinic().Sql(
        "SELECT count(*) FROM (SELECT DISTINCT person_id FROM custody_start) c, "
        "generate_series('2026-11-21'::date, '2026-12-20', '1 day') AS s(d) "
        "WHERE (SELECT x.site_code FROM custody_start x WHERE x.person_id = c.person_id AND "
        "x.from_day <= d ORDER BY x.from_day DESC, x.revision DESC LIMIT 1) IS NOT DISTINCT FROM "
        "'" +
        site + "'");
  }
};

}  // namespace oat::test
