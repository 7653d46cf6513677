// ReportService: what an authority may know, frozen month by month.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "oat/v1/report.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"

namespace oat::reporting {

class Service {
 public:
  // Counts from 1 to `threshold` - 1 are withheld.
  Service(const policy::Book* book, int64_t threshold) : book_(*book), threshold_(threshold) {}

  absl::Status FreezeRelease(access::Call& call, const v1::FreezeReleaseRequest& request,
                             v1::FreezeReleaseResponse* response) const;
  absl::Status GetRelease(access::Call& call, const v1::GetReleaseRequest& request,
                          v1::GetReleaseResponse* response) const;
  absl::Status ListReleases(access::Call& call, const v1::ListReleasesRequest& request,
                            v1::ListReleasesResponse* response) const;
  absl::Status ImportPopulations(access::Call& call,
                                 const std::vector<v1::ImportPopulationsRequest>& requests,
                                 v1::ImportPopulationsResponse* response) const;

 private:
  const policy::Book& book_;
  const int64_t threshold_;
};

}  // namespace oat::reporting
