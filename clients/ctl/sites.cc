// The places of the network.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/site.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::SiteService::Stub;

absl::Status ListSites(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListSites, v1::ListSitesRequest()));
  return Show(t, response, [&] {
    Listing listing(
        {"site", "city", "region", "kind", "time zone", ">capacity", "licence until", "open on"});
    for (const v1::Site& site : response.sites()) {
      listing.Add({site.site_code(), site.city(), site.region(), Word(site.kind()),
                   site.time_zone(), absl::StrCat(site.capacity()), site.licence_until(),
                   absl::StrJoin(site.opening_weekdays(), "")});
    }
    listing.Print(t.out);
  });
}

absl::Status CloseSite(Terminal& t, const Arguments& a) {
  v1::DeclareClosureRequest request;
  request.set_request_id(NewId());
  request.set_day(a.Text("day"));
  OAT_ASSIGN_OR_RETURN(v1::ClosureReason reason,
                       ReadWord<v1::ClosureReason>("reason", a.Text("reason")));
  request.set_reason(reason);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::DeclareClosure, request));
  return Show(t, response, [&] {
    t.out << "this site is declared closed on " << request.day() << " (" << Word(reason) << ")\n";
  });
}

absl::Status SetContact(Terminal& t, const Arguments& a) {
  v1::SetSiteContactRequest request;
  request.set_request_id(NewId());
  request.set_site_code(a.Text("site"));
  v1::SiteContact* contact = request.mutable_contact();
  contact->set_name(a.Text("--name"));
  contact->set_address(a.Text("--address"));
  contact->set_telephone(a.Text("--telephone"));
  contact->set_emergency_telephone(a.Text("--emergency-telephone"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::SetSiteContact, request));
  return Show(t, response,
              [&] { t.out << "labels of " << request.site_code() << " say so from now on\n"; });
}

}  // namespace

Command SitesCommand() {
  const Command list = {"list",
                        "Lists the sites of the network. Weekdays are 1, Monday, to 7, Sunday.",
                        "oat.v1.SiteService.ListSites",
                        "oatctl sites list",
                        {},
                        ListSites};
  return {
      .name = "sites",
      .what = "The sites of the network; alone it lists them.",
      .method = list.method,
      .example = "oatctl sites",
      .run = ListSites,
      .commands = {
          list,
          {"contact",
           "Records how a site is reached, as it stands on a label. Whoever finds the bottle reads "
           "it: a name that says what the place treats says it of the person too.",
           "oat.v1.SiteService.SetSiteContact",
           "oatctl sites contact ALM1 --name Pharmacy-7 --address Abay-12 --telephone "
           "+7-727-000-00-01 --emergency-telephone +7-727-000-00-00",
           {{"site", "SITE", "Site code"},
            {"--name", "TEXT", "The name of the place"},
            {"--address", "TEXT", "Street and house"},
            {"--telephone", "NUMBER", "In opening hours"},
            {"--emergency-telephone", "NUMBER", "Answered day and night"}},
           SetContact},
          {"close",
           "Declares this device's site closed on a day to come or today. Nobody is dosed there "
           "on it, so see first that everybody can go elsewhere.",
           "oat.v1.SiteService.DeclareClosure",
           "oatctl sites close 2026-12-16 holiday",
           {{"day", "DAY", "The clinical day, YYYY-MM-DD"},
            {"reason", Words<v1::ClosureReason>(), "Why"}},
           CloseSite}}};
}

}  // namespace oat::ctl
