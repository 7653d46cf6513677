#include "tests/support/methods.h"

#include "oat/v1/access.pb.h"
#include "oat/v1/card.pb.h"
#include "oat/v1/closure.pb.h"
#include "oat/v1/consent.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/form.pb.h"
#include "oat/v1/identity.pb.h"
#include "oat/v1/institution.pb.h"
#include "oat/v1/interruption.pb.h"
#include "oat/v1/loss.pb.h"
#include "oat/v1/merge.pb.h"
#include "oat/v1/oversight.pb.h"
#include "oat/v1/packet.pb.h"
#include "oat/v1/policy.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "oat/v1/pump.pb.h"
#include "oat/v1/report.pb.h"
#include "oat/v1/shipment.pb.h"
#include "oat/v1/site.pb.h"
#include "oat/v1/stock.pb.h"
#include "oat/v1/supply.pb.h"
#include "oat/v1/takehome.pb.h"
#include "oat/v1/transfer.pb.h"

namespace oat::test {

using google::protobuf::MethodDescriptor;

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  // Named here, so that the linker keeps every file of the contract.
  for (const auto* file : {v1::SignInRequest::descriptor()->file(),
                           v1::ListSitesRequest::descriptor()->file(),
                           v1::FindPatientRequest::descriptor()->file(),
                           v1::SignOrderRequest::descriptor()->file(),
                           v1::WorklistRequest::descriptor()->file(),
                           v1::GetBalancesRequest::descriptor()->file(),
                           v1::FreezeReleaseRequest::descriptor()->file(),
                           v1::RecordConsentRequest::descriptor()->file(),
                           v1::ListAlarmsRequest::descriptor()->file(),
                           v1::GetDowntimeListRequest::descriptor()->file(),
                           v1::GetPhotoRequest::descriptor()->file(),
                           v1::CheckRulePackRequest::descriptor()->file(),
                           v1::LookUpBottleRequest::descriptor()->file(),
                           v1::ListLossesRequest::descriptor()->file(),
                           v1::ListShipmentsRequest::descriptor()->file(),
                           v1::ListFormsRequest::descriptor()->file(),
                           v1::ListSupplyOrdersRequest::descriptor()->file(),
                           v1::ListPumpsRequest::descriptor()->file(),
                           v1::GetPacketRequest::descriptor()->file(),
                           v1::ListBarrierReportsRequest::descriptor()->file(),
                           v1::IssueCardRequest::descriptor()->file(),
                           v1::ListTransfersRequest::descriptor()->file(),
                           v1::ListMergesRequest::descriptor()->file(),
                           v1::ListClosuresRequest::descriptor()->file(),
                           v1::ListEnquiriesRequest::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(file->service(s)->method(m));
      }
    }
  }
  return methods;
}

const v1::AccessRule& RuleOf(const MethodDescriptor& method) {
  return method.options().GetExtension(v1::access);
}

}  // namespace oat::test
