#include "services/server/endpoints.h"

#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/consent.grpc.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/downtime.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/identity.grpc.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "oat/v1/policy.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/report.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/access/service.h"
#include "services/consent/service.h"
#include "services/dosing/service.h"
#include "services/downtime/service.h"
#include "services/enrolment/identity_service.h"
#include "services/enrolment/service.h"
#include "services/oversight/service.h"
#include "services/policy/service.h"
#include "services/prescribing/service.h"
#include "services/reporting/service.h"
#include "services/server/continuity_endpoints.h"
#include "services/server/endpoint.h"
#include "services/server/stock_endpoints.h"
#include "services/sites/service.h"
#include "services/takehome/service.h"

namespace oat::server {
namespace {

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
  OAT_UNARY(RecordLanguage)
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
                                                          const cards::Keys& card_keys,
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
  endpoints.push_back(
      std::make_unique<TakeHomeEndpoint>(entrance, takehome::Service(&vault, &book)));
  endpoints.push_back(
      std::make_unique<DowntimeEndpoint>(entrance, downtime::Service(&vault, &book)));
  endpoints.push_back(
      std::make_unique<ReportEndpoint>(entrance, reporting::Service(&book, report_threshold)));
  endpoints.push_back(std::make_unique<ConsentEndpoint>(entrance, consent::Service(&vault)));
  endpoints.push_back(std::make_unique<OversightEndpoint>(entrance, oversight::Service(&vault)));
  endpoints.push_back(std::make_unique<PolicyEndpoint>(entrance, policy::Service()));
  AddStockEndpoints(entrance, book, &endpoints);
  AddContinuityEndpoints(entrance, vault, card_keys, book, &endpoints);
  return endpoints;
}

}  // namespace oat::server
