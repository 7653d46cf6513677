// TakeHomeService: doses to take home. Its methods stand in authorise.cc (what may be, and who said
// so), fill.cc and hand_out.cc (bottles on their way out), brought_back.cc (what became of them),
// labels.cc, delegates.cc and lists.cc.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/takehome.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"
#include "services/policy/book.h"

namespace oat::takehome {

class Service {
 public:
  Service(const identity::Vault* vault, const policy::Book* book) : vault_(*vault), book_(*book) {}

  absl::Status EvaluateTakeHome(access::Call& call, const v1::EvaluateTakeHomeRequest& request,
                                v1::EvaluateTakeHomeResponse* response) const;
  absl::Status AuthoriseTakeHome(access::Call& call, const v1::AuthoriseTakeHomeRequest& request,
                                 v1::AuthoriseTakeHomeResponse* response) const;
  absl::Status RevokeTakeHome(access::Call& call, const v1::RevokeTakeHomeRequest& request,
                              v1::RevokeTakeHomeResponse* response) const;
  absl::Status PrepareBottles(access::Call& call, const v1::PrepareBottlesRequest& request,
                              v1::PrepareBottlesResponse* response) const;
  absl::Status GetBottleLabels(access::Call& call, const v1::GetBottleLabelsRequest& request,
                               v1::GetBottleLabelsResponse* response) const;
  absl::Status SupplyBottles(access::Call& call, const v1::SupplyBottlesRequest& request,
                             v1::SupplyBottlesResponse* response) const;
  absl::Status ReturnBottle(access::Call& call, const v1::ReturnBottleRequest& request,
                            v1::ReturnBottleResponse* response) const;
  absl::Status ReportBottleLost(access::Call& call, const v1::ReportBottleLostRequest& request,
                                v1::ReportBottleLostResponse* response) const;
  absl::Status RecallBottles(access::Call& call, const v1::RecallBottlesRequest& request,
                             v1::RecallBottlesResponse* response) const;
  absl::Status ReplaceBottle(access::Call& call, const v1::ReplaceBottleRequest& request,
                             v1::ReplaceBottleResponse* response) const;
  absl::Status GetTakeHome(access::Call& call, const v1::GetTakeHomeRequest& request,
                           v1::GetTakeHomeResponse* response) const;
  absl::Status ListBottles(access::Call& call, const v1::ListBottlesRequest& request,
                           v1::ListBottlesResponse* response) const;
  absl::Status LookUpBottle(access::Call& call, const v1::LookUpBottleRequest& request,
                            v1::LookUpBottleResponse* response) const;
  absl::Status NameDelegate(access::Call& call, const v1::NameDelegateRequest& request,
                            v1::NameDelegateResponse* response) const;
  absl::Status RemoveDelegate(access::Call& call, const v1::RemoveDelegateRequest& request,
                              v1::RemoveDelegateResponse* response) const;

 private:
  const identity::Vault& vault_;
  const policy::Book& book_;
};

}  // namespace oat::takehome
