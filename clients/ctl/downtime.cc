// The list for the time without a server, as a site's manager deals with it; the desks do the rest.
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/downtime.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::DowntimeService::Stub;

absl::Status End(Terminal& t, const Arguments& a) {
  v1::EndDowntimeListRequest request;
  request.set_request_id(NewId());
  request.set_station(a.Text("station"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::EndDowntimeList, request));
  return Show(t, response, [&] {
    t.out << "the list of " << request.station()
          << " is given up: reckon from its bottle what it gave, and enter that\n";
  });
}

}  // namespace

Command DowntimeCommand() {
  return {.name = "downtime",
          .what = "The list that one window of the site holds for the time without a server.",
          .commands = {{"end",
                        "Gives up the list of a window that will not come back, lost or broken. "
                        "The others then ask it no more before they dose.",
                        "oat.v1.DowntimeService.EndDowntimeList",
                        "oatctl downtime end W2",
                        {{"station", "STATION", "The window whose desk it is"}},
                        End}}};
}

}  // namespace oat::ctl
