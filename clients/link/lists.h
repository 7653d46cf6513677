// Lists that come as a server's stream, read whole.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/link/link.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/downtime.grpc.pb.h"

namespace oat::link {

// The site's worklist of a day (empty: today).
inline absl::StatusOr<std::vector<v1::WorklistResponse>> ReadWorklist(Link& link,
                                                                      const std::string& day = "") {
  v1::WorklistRequest request;
  request.set_day(day);
  return link.ReadAll(&v1::DosingService::Stub::Worklist, request);
}

// The list for the time without a server: a header, then the entries.
inline absl::StatusOr<std::vector<v1::GetDowntimeListResponse>> ReadDowntimeList(Link& link) {
  return link.ReadAll(&v1::DowntimeService::Stub::GetDowntimeList, v1::GetDowntimeListRequest());
}

}  // namespace oat::link
