#include "services/server/endpoints.h"

#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/consent.grpc.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/downtime.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/form.grpc.pb.h"
#include "oat/v1/identity.grpc.pb.h"
#include "oat/v1/loss.grpc.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "oat/v1/policy.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/pump.grpc.pb.h"
#include "oat/v1/report.grpc.pb.h"
#include "oat/v1/shipment.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/supply.grpc.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/access/service.h"
#include "services/consent/service.h"
#include "services/dosing/service.h"
#include "services/downtime/service.h"
#include "services/enrolment/identity_service.h"
#include "services/enrolment/service.h"
#include "services/forms/service.h"
#include "services/losses/service.h"
#include "services/oversight/service.h"
#include "services/policy/service.h"
#include "services/prescribing/service.h"
#include "services/pumps/service.h"
#include "services/reporting/service.h"
#include "services/server/call.h"
#include "services/shipments/service.h"
#include "services/sites/service.h"
#include "services/stock/service.h"
#include "services/supply/service.h"
#include "services/takehome/service.h"

namespace oat::server {
namespace {

// gRPC's generated services want one override a method, all alike: a line each says which service
// answers, and the form says how it is called. kService names the contract's service.
#define OAT_METHOD(Method)                                                          \
  ([] {                                                                             \
    static const auto* const method = MethodNamed(std::string(kService) + #Method); \
    return method;                                                                  \
  }())

#define OAT_UNARY(Method)                                                                          \
  grpc::ServerUnaryReactor* Method(grpc::CallbackServerContext* context,                           \
                                   const v1::Method##Request* request,                             \
                                   v1::Method##Response* response) override {                      \
    return Unary<v1::Method##Request, v1::Method##Response>(                                       \
        entrance_, context, OAT_METHOD(Method), request, response,                                 \
        [this](auto& call, const auto& in, auto* out) { return service_.Method(call, in, out); }); \
  }

#define OAT_CLIENT_STREAM(Method)                                                                  \
  grpc::ServerReadReactor<v1::Method##Request>* Method(grpc::CallbackServerContext* context,       \
                                                       v1::Method##Response* response) override {  \
    return new ClientStream<v1::Method##Request, v1::Method##Response>(                            \
        entrance_, context, OAT_METHOD(Method), response,                                          \
        [this](auto& call, const auto& in, auto* out) { return service_.Method(call, in, out); }); \
  }

#define OAT_SERVER_STREAM(Method)                                                                  \
  grpc::ServerWriteReactor<v1::Method##Response>* Method(                                          \
      grpc::CallbackServerContext* context, const v1::Method##Request* request) override {         \
    return new ServerStream<v1::Method##Request, v1::Method##Response>(                            \
        entrance_, context, OAT_METHOD(Method), request,                                           \
        [this](auto& call, const auto& in, auto* out) { return service_.Method(call, in, out); }); \
  }

// A contract's service with the service that answers it.
template <class Contract, class Service>
class Endpoint : public Contract::CallbackService {
 public:
  Endpoint(const Entrance& entrance, Service service)
      : entrance_(entrance), service_(std::move(service)) {}

 protected:
  const Entrance entrance_;
  const Service service_;
};

class AccessEndpoint final : public Endpoint<v1::AccessService, access::Service> {
  static constexpr char kService[] = "oat.v1.AccessService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(SignIn)
  OAT_UNARY(SignOut)
  OAT_UNARY(Approve)
  OAT_UNARY(ChangePassword)
  OAT_UNARY(BeginOneTimeCode)
  OAT_UNARY(ConfirmOneTimeCode)
  OAT_UNARY(ChoosePin)
  OAT_UNARY(ChooseDuressPassword)
  OAT_UNARY(IssueBadge)
  OAT_UNARY(RevokeBadge)
  OAT_UNARY(ListSessions)
  OAT_UNARY(EndSession)
  OAT_UNARY(ResetPassword)
  OAT_UNARY(RedeemReset)
  OAT_UNARY(CreateStaff)
  OAT_UNARY(GrantRole)
  OAT_UNARY(RevokeRole)
  OAT_UNARY(RegisterDevice)
  OAT_UNARY(RevokeDevice)
  OAT_UNARY(AddCertificate)
  OAT_UNARY(ListDevices)
  OAT_UNARY(ListStaff)
};

class SiteEndpoint final : public Endpoint<v1::SiteService, sites::Service> {
  static constexpr char kService[] = "oat.v1.SiteService.";

 public:
  using Endpoint::Endpoint;
  OAT_CLIENT_STREAM(ImportNetwork)
  OAT_UNARY(ListSites)
  OAT_UNARY(SetSiteContact)
  OAT_UNARY(DeclareClosure)
};

class EnrolmentEndpoint final : public Endpoint<v1::EnrolmentService, enrolment::Service> {
  static constexpr char kService[] = "oat.v1.EnrolmentService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(FindPatient)
  OAT_UNARY(OpenApplication)
  OAT_UNARY(RecordAssessment)
  OAT_UNARY(DecideApplication)
  OAT_UNARY(ListApplications)
  OAT_UNARY(EndEpisode)
  OAT_UNARY(ReopenEpisode)
  OAT_UNARY(ListDuplicateReviews)
  OAT_UNARY(CompareDuplicate)
  OAT_UNARY(DecideDuplicate)
  OAT_CLIENT_STREAM(ImportRoster)
  OAT_CLIENT_STREAM(ImportRefusals)
};

class PrescribingEndpoint final : public Endpoint<v1::PrescribingService, prescribing::Service> {
  static constexpr char kService[] = "oat.v1.PrescribingService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(SignOrder)
  OAT_UNARY(SignBridgingOrder)
  OAT_UNARY(SignCarriedOverOrders)
  OAT_UNARY(SignSupplement)
  OAT_UNARY(HoldOrder)
  OAT_UNARY(OverrideRule)
  OAT_UNARY(ReleaseHold)
  OAT_UNARY(CancelOrder)
  OAT_UNARY(RecordClinicalFact)
  OAT_UNARY(GetClinicalFacts)
  OAT_UNARY(ReviewClinicalFacts)
  OAT_UNARY(GetOrders)
  OAT_UNARY(ListExpiringOrders)
};

class DosingEndpoint final : public Endpoint<v1::DosingService, dosing::Service> {
  static constexpr char kService[] = "oat.v1.DosingService.";

 public:
  using Endpoint::Endpoint;
  OAT_SERVER_STREAM(Worklist)
  OAT_UNARY(AuthoriseDose)
  OAT_UNARY(ConfirmDose)
  OAT_UNARY(CarryDose)
  OAT_UNARY(VoidDose)
  OAT_UNARY(AdoptDose)
  OAT_UNARY(ResolveDose)
  OAT_UNARY(ReverseDose)
  OAT_UNARY(RecordAdministration)
  OAT_UNARY(GetDoseHistory)
  OAT_UNARY(ListOpenDoses)
  OAT_UNARY(ListIncidents)
  OAT_UNARY(PreviewRules)
  OAT_UNARY(ReviewIncident)
};

class PumpEndpoint final : public Endpoint<v1::PumpService, pumps::Service> {
  static constexpr char kService[] = "oat.v1.PumpService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(PlacePump)
  OAT_UNARY(VerifyPump)
  OAT_UNARY(RecordPumpCycle)
  OAT_UNARY(BeginPour)
  OAT_UNARY(EndPour)
  OAT_UNARY(ResolvePour)
  OAT_UNARY(ListPumps)
};

class TakeHomeEndpoint final : public Endpoint<v1::TakeHomeService, takehome::Service> {
  static constexpr char kService[] = "oat.v1.TakeHomeService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(EvaluateTakeHome)
  OAT_UNARY(AuthoriseTakeHome)
  OAT_UNARY(RevokeTakeHome)
  OAT_UNARY(PrepareBottles)
  OAT_UNARY(GetBottleLabels)
  OAT_UNARY(SupplyBottles)
  OAT_UNARY(ReturnBottle)
  OAT_UNARY(ReportBottleLost)
  OAT_UNARY(RecallBottles)
  OAT_UNARY(ReplaceBottle)
  OAT_UNARY(GetTakeHome)
  OAT_UNARY(ListBottles)
  OAT_UNARY(LookUpBottle)
  OAT_UNARY(NameDelegate)
  OAT_UNARY(RemoveDelegate)
};

class DowntimeEndpoint final : public Endpoint<v1::DowntimeService, downtime::Service> {
  static constexpr char kService[] = "oat.v1.DowntimeService.";

 public:
  using Endpoint::Endpoint;
  OAT_SERVER_STREAM(GetDowntimeList)
  OAT_UNARY(KeepDowntimeList)
  OAT_UNARY(ReleaseDowntimeList)
  OAT_UNARY(EndDowntimeList)
  OAT_UNARY(RecordDowntimeLook)
};

class StockEndpoint final : public Endpoint<v1::StockService, stock::Service> {
  static constexpr char kService[] = "oat.v1.StockService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(ListProducts)
  OAT_UNARY(ReceiveStock)
  OAT_UNARY(MoveStock)
  OAT_UNARY(RecordOverage)
  OAT_UNARY(SignWaste)
  OAT_UNARY(GetBalances)
  OAT_UNARY(LinkPackCode)
  OAT_UNARY(SetLotStanding)
  OAT_UNARY(TraceLot)
  OAT_UNARY(CountStock)
  OAT_UNARY(ExplainVariance)
  OAT_UNARY(ListCounts)
  OAT_UNARY(GetStockBook)
  OAT_UNARY(CorrectStockEntry)
  OAT_UNARY(ChangeBottle)
  OAT_UNARY(ReturnStock)
  OAT_UNARY(CloseStockDay)
  OAT_UNARY(GetStockPatterns)
  OAT_SERVER_STREAM(GetRegister)
};

class LossEndpoint final : public Endpoint<v1::LossService, losses::Service> {
  static constexpr char kService[] = "oat.v1.LossService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(ReportLoss)
  OAT_UNARY(RecordLossStep)
  OAT_UNARY(CloseLoss)
  OAT_UNARY(ListLosses)
};

class ShipmentEndpoint final : public Endpoint<v1::ShipmentService, shipments::Service> {
  static constexpr char kService[] = "oat.v1.ShipmentService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(SendStock)
  OAT_UNARY(AcknowledgeShipment)
  OAT_UNARY(TakeBackShipment)
  OAT_UNARY(ListShipments)
};

class FormEndpoint final : public Endpoint<v1::FormService, forms::Service> {
  static constexpr char kService[] = "oat.v1.FormService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(ReceiveForms)
  OAT_UNARY(MoveForms)
  OAT_UNARY(EndForm)
  OAT_UNARY(ListForms)
  OAT_UNARY(LookUpForm)
};

class SupplyEndpoint final : public Endpoint<v1::SupplyService, supply::Service> {
  static constexpr char kService[] = "oat.v1.SupplyService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(ForecastSupply)
  OAT_UNARY(PlaceSupplyOrder)
  OAT_UNARY(EndSupplyOrder)
  OAT_UNARY(ListSupplyOrders)
};

class ReportEndpoint final : public Endpoint<v1::ReportService, reporting::Service> {
  static constexpr char kService[] = "oat.v1.ReportService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(FreezeRelease)
  OAT_UNARY(GetRelease)
  OAT_UNARY(ListReleases)
  OAT_CLIENT_STREAM(ImportPopulations)
};

class ConsentEndpoint final : public Endpoint<v1::ConsentService, consent::Service> {
  static constexpr char kService[] = "oat.v1.ConsentService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(RecordConsent)
  OAT_UNARY(WithdrawConsent)
  OAT_UNARY(ListConsents)
  OAT_UNARY(RequestDisclosure)
  OAT_UNARY(DecideDisclosure)
  OAT_UNARY(GetDisclosurePacket)
  OAT_UNARY(ListDisclosures)
};

class IdentityEndpoint final : public Endpoint<v1::IdentityService, enrolment::IdentityService> {
  static constexpr char kService[] = "oat.v1.IdentityService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(RevealForLabel)
  OAT_UNARY(RevealForCorrection)
  OAT_UNARY(CorrectIdentity)
  OAT_UNARY(StorePhoto)
  OAT_UNARY(GetPhoto)
  OAT_UNARY(RemovePhoto)
};

class OversightEndpoint final : public Endpoint<v1::OversightService, oversight::Service> {
  static constexpr char kService[] = "oat.v1.OversightService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(GetAccessLog)
  OAT_UNARY(OpenEmergencyAccess)
  OAT_UNARY(ListAuditEvents)
  OAT_UNARY(ListAlarms)
  OAT_UNARY(ReviewAlarm)
  OAT_UNARY(GetTreeHead)
};

class PolicyEndpoint final : public Endpoint<v1::PolicyService, policy::Service> {
  static constexpr char kService[] = "oat.v1.PolicyService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(CheckRulePack)
  OAT_UNARY(PutRulePackInForce)
  OAT_UNARY(WithdrawRulePack)
  OAT_UNARY(ListRuleChanges)
  OAT_UNARY(GetRulePack)
  OAT_UNARY(ExplainRules)
};

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> MakeEndpoints(const Entrance& entrance,
                                                          const identity::Vault& vault,
                                                          const policy::Book& book,
                                                          int64_t report_threshold) {
  std::vector<std::unique_ptr<grpc::Service>> endpoints;
  endpoints.push_back(std::make_unique<AccessEndpoint>(entrance, access::Service(&vault)));
  endpoints.push_back(std::make_unique<SiteEndpoint>(entrance, sites::Service()));
  endpoints.push_back(
      std::make_unique<EnrolmentEndpoint>(entrance, enrolment::Service(&vault, &book)));
  endpoints.push_back(
      std::make_unique<IdentityEndpoint>(entrance, enrolment::IdentityService(&vault)));
  endpoints.push_back(
      std::make_unique<PrescribingEndpoint>(entrance, prescribing::Service(&vault, &book)));
  endpoints.push_back(std::make_unique<DosingEndpoint>(entrance, dosing::Service(&book)));
  endpoints.push_back(std::make_unique<PumpEndpoint>(entrance, pumps::Service(&book)));
  endpoints.push_back(
      std::make_unique<TakeHomeEndpoint>(entrance, takehome::Service(&vault, &book)));
  endpoints.push_back(
      std::make_unique<DowntimeEndpoint>(entrance, downtime::Service(&vault, &book)));
  endpoints.push_back(std::make_unique<StockEndpoint>(entrance, stock::Service(&book)));
  endpoints.push_back(std::make_unique<LossEndpoint>(entrance, losses::Service(&book)));
  endpoints.push_back(std::make_unique<ShipmentEndpoint>(entrance, shipments::Service()));
  endpoints.push_back(std::make_unique<FormEndpoint>(entrance, forms::Service(&book)));
  endpoints.push_back(std::make_unique<SupplyEndpoint>(entrance, supply::Service(&book)));
  endpoints.push_back(
      std::make_unique<ReportEndpoint>(entrance, reporting::Service(&book, report_threshold)));
  endpoints.push_back(std::make_unique<ConsentEndpoint>(entrance, consent::Service(&vault)));
  endpoints.push_back(std::make_unique<OversightEndpoint>(entrance, oversight::Service(&vault)));
  endpoints.push_back(std::make_unique<PolicyEndpoint>(entrance, policy::Service()));
  return endpoints;
}

}  // namespace oat::server
