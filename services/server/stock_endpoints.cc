#include "services/server/stock_endpoints.h"

#include "oat/v1/form.grpc.pb.h"
#include "oat/v1/loss.grpc.pb.h"
#include "oat/v1/pump.grpc.pb.h"
#include "oat/v1/shipment.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/supply.grpc.pb.h"
#include "services/forms/service.h"
#include "services/losses/service.h"
#include "services/pumps/service.h"
#include "services/server/endpoint.h"
#include "services/shipments/service.h"
#include "services/stock/service.h"
#include "services/supply/service.h"

namespace oat::server {
namespace {

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

}  // namespace

void AddStockEndpoints(const Entrance& entrance, const policy::Book& book,
                       std::vector<std::unique_ptr<grpc::Service>>* endpoints) {
  endpoints->push_back(std::make_unique<StockEndpoint>(entrance, stock::Service(&book)));
  endpoints->push_back(std::make_unique<LossEndpoint>(entrance, losses::Service(&book)));
  endpoints->push_back(std::make_unique<ShipmentEndpoint>(entrance, shipments::Service()));
  endpoints->push_back(std::make_unique<FormEndpoint>(entrance, forms::Service(&book)));
  endpoints->push_back(std::make_unique<SupplyEndpoint>(entrance, supply::Service(&book)));
  endpoints->push_back(std::make_unique<PumpEndpoint>(entrance, pumps::Service(&book)));
}

}  // namespace oat::server
