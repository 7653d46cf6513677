// SiteService: the places that may dispense.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "oat/v1/site.pb.h"
#include "services/access/caller.h"

namespace oat::sites {

class Service {
 public:
  absl::Status ImportNetwork(access::Call& call,
                             const std::vector<v1::ImportNetworkRequest>& requests,
                             v1::ImportNetworkResponse* response) const;
  absl::Status ListSites(access::Call& call, const v1::ListSitesRequest& request,
                         v1::ListSitesResponse* response) const;
  absl::Status SetSiteContact(access::Call& call, const v1::SetSiteContactRequest& request,
                              v1::SetSiteContactResponse* response) const;
  absl::Status DeclareClosure(access::Call& call, const v1::DeclareClosureRequest& request,
                              v1::DeclareClosureResponse* response) const;
};

}  // namespace oat::sites
