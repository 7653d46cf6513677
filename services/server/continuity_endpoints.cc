#include "services/server/continuity_endpoints.h"

#include "oat/v1/card.grpc.pb.h"
#include "oat/v1/closure.grpc.pb.h"
#include "oat/v1/institution.grpc.pb.h"
#include "oat/v1/interruption.grpc.pb.h"
#include "oat/v1/merge.grpc.pb.h"
#include "oat/v1/packet.grpc.pb.h"
#include "oat/v1/transfer.grpc.pb.h"
#include "services/cards/service.h"
#include "services/closures/service.h"
#include "services/institutions/service.h"
#include "services/interruptions/service.h"
#include "services/merges/service.h"
#include "services/packet/service.h"
#include "services/server/endpoint.h"
#include "services/transfers/service.h"

namespace oat::server {
namespace {

class CardEndpoint final : public Endpoint<v1::CardService, cards::Service> {
  static constexpr char kService[] = "oat.v1.CardService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(IssueCard)
  OAT_UNARY(RevokeCard)
  OAT_UNARY(ReadCard)
  OAT_UNARY(ReportCardReading)
  OAT_UNARY(GetCardKeys)
};

class TransferEndpoint final : public Endpoint<v1::TransferService, transfers::Service> {
  static constexpr char kService[] = "oat.v1.TransferService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(RequestTransfer)
  OAT_UNARY(PrepareTransfer)
  OAT_UNARY(AcceptTransfer)
  OAT_UNARY(DeclineTransfer)
  OAT_UNARY(AmendTransfer)
  OAT_UNARY(CancelTransfer)
  OAT_UNARY(TakeBackPatient)
  OAT_UNARY(ReceiveDisplaced)
  OAT_UNARY(ListTransfers)
};

class ClosureEndpoint final : public Endpoint<v1::ClosureService, closures::Service> {
  static constexpr char kService[] = "oat.v1.ClosureService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(PreviewClosure)
  OAT_UNARY(DeclareSiteClosure)
  OAT_UNARY(ReassignPatient)
  OAT_UNARY(MovePatient)
  OAT_UNARY(UndoMove)
  OAT_UNARY(RecordPlacement)
  OAT_UNARY(GetClosure)
  OAT_UNARY(ListClosures)
  OAT_UNARY(RecordTravel)
  OAT_UNARY(RecordSiteLanguages)
};

class InstitutionEndpoint final : public Endpoint<v1::InstitutionService, institutions::Service> {
  static constexpr char kService[] = "oat.v1.InstitutionService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(ReportDose)
  OAT_UNARY(GetWardRound)
  OAT_UNARY(OpenEnquiry)
  OAT_UNARY(AnswerEnquiry)
  OAT_UNARY(ListEnquiries)
};

class InterruptionEndpoint final
    : public Endpoint<v1::InterruptionService, interruptions::Service> {
  static constexpr char kService[] = "oat.v1.InterruptionService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(ListInterruptions)
  OAT_UNARY(RecordInterruptionCause)
  OAT_UNARY(GetInterruptionSummary)
  OAT_UNARY(ReportBarrier)
  OAT_UNARY(AttachBarrierReport)
  OAT_UNARY(AnswerBarrierReport)
  OAT_UNARY(ListBarrierReports)
};

class MergeEndpoint final : public Endpoint<v1::MergeService, merges::Service> {
  static constexpr char kService[] = "oat.v1.MergeService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(ComparePatients)
  OAT_UNARY(MergePatients)
  OAT_UNARY(SeparatePatients)
  OAT_UNARY(ListMerges)
};

class PacketEndpoint final : public Endpoint<v1::PacketService, packet::Service> {
  static constexpr char kService[] = "oat.v1.PacketService.";

 public:
  using Endpoint::Endpoint;
  OAT_UNARY(GetPacket)
  OAT_UNARY(ListPacketLooks)
};

}  // namespace

void AddContinuityEndpoints(const Entrance& entrance, const identity::Vault& vault,
                            const cards::Keys& card_keys, const policy::Book& book,
                            std::vector<std::unique_ptr<grpc::Service>>* endpoints) {
  endpoints->push_back(std::make_unique<CardEndpoint>(entrance, cards::Service(&card_keys)));
  endpoints->push_back(std::make_unique<TransferEndpoint>(entrance, transfers::Service(&book)));
  endpoints->push_back(std::make_unique<ClosureEndpoint>(entrance, closures::Service()));
  endpoints->push_back(
      std::make_unique<InstitutionEndpoint>(entrance, institutions::Service(&book)));
  endpoints->push_back(
      std::make_unique<InterruptionEndpoint>(entrance, interruptions::Service(&vault)));
  endpoints->push_back(std::make_unique<MergeEndpoint>(entrance, merges::Service(&vault)));
  endpoints->push_back(std::make_unique<PacketEndpoint>(entrance, packet::Service(&vault)));
}

}  // namespace oat::server
