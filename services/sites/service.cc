#include "services/sites/service.h"

#include <set>

#include "services/base/status.h"
#include "services/contract/code.h"
#include "services/contract/import.h"
#include "services/sites/store.h"

namespace oat::sites {
namespace {

NetworkCells ReadCells(const v1::NetworkRow& row) {
  return {.line = row.line(),
          .site_code = row.site_code(),
          .city = row.city(),
          .region = row.region(),
          .kind = row.kind(),
          .time_zone = row.time_zone(),
          .capacity = row.capacity(),
          .licence_number = row.licence_number(),
          .licence_until = row.licence_until(),
          .closed_weekdays = row.closed_weekdays()};
}

}  // namespace

absl::Status Service::ImportNetwork(access::Call& call,
                                    const std::vector<v1::ImportNetworkRequest>& requests,
                                    v1::ImportNetworkResponse* response) const {
  v1::ImportReport* report = response->mutable_report();
  std::vector<ImportFault> faults;
  std::vector<Site> changed;
  std::set<std::string> seen;
  for (size_t i = 1; i < requests.size(); ++i) {
    const NetworkCells cells = ReadCells(requests[i].row());
    Site site = ReadNetworkRow(cells, &faults);
    if (!seen.insert(site.code).second) {
      faults.push_back({cells.line, "site_code", "wanted a code that no row above has"});
    }
    report->set_rows(report->rows() + 1);
    auto known = Load(call.transaction, site.code);
    if (known && *known == site) {
      report->set_unchanged(report->unchanged() + 1);
    } else {
      changed.push_back(std::move(site));
    }
  }
  contract::AddFaults(faults, report);
  if (!faults.empty()) return absl::OkStatus();
  report->set_added(static_cast<int64_t>(changed.size()));
  if (requests.front().header().dry_run()) return absl::OkStatus();
  for (const Site& site : changed) Record(call.transaction, site, call.now);
  return absl::OkStatus();
}

absl::Status Service::ListSites(access::Call& call, const v1::ListSitesRequest&,
                                v1::ListSitesResponse* response) const {
  const auto contacts = LoadContacts(call.transaction);
  for (const Site& site : LoadAll(call.transaction)) {
    v1::Site* out = response->add_sites();
    out->set_site_code(site.code);
    out->set_city(site.city);
    out->set_region(site.region);
    out->set_kind(contract::FromCode<v1::SiteKind>(site.kind));
    out->set_time_zone(site.time_zone);
    out->set_day_boundary_minutes(site.day_boundary_minutes);
    out->set_capacity(site.capacity);
    out->set_licence_number(site.licence_number);
    out->set_licence_until(FormatDay(site.licence_until));
    for (int32_t weekday : site.opening_weekdays) out->add_opening_weekdays(weekday);
    const auto contact = contacts.find(site.code);
    if (contact == contacts.end()) continue;
    out->mutable_contact()->set_name(contact->second.name);
    out->mutable_contact()->set_address(contact->second.address);
    out->mutable_contact()->set_telephone(contact->second.telephone);
    out->mutable_contact()->set_emergency_telephone(contact->second.emergency_telephone);
  }
  return absl::OkStatus();
}

absl::Status Service::SetSiteContact(access::Call& call, const v1::SetSiteContactRequest& request,
                                     v1::SetSiteContactResponse*) const {
  if (!Load(call.transaction, request.site_code())) {
    return absl::NotFoundError("site_code: there is no such site");
  }
  const v1::SiteContact& contact = request.contact();
  RecordContact(
      call.transaction, request.site_code(),
      {contact.name(), contact.address(), contact.telephone(), contact.emergency_telephone()},
      call.caller.staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::DeclareClosure(access::Call& call, const v1::DeclareClosureRequest& request,
                                     v1::DeclareClosureResponse*) const {
  OAT_ASSIGN_OR_RETURN(Day day, ParseDay(request.day()));
  if (day < call.today()) {
    return Invalid("day", request.day(), "today or a day to come");
  }
  RecordClosure(call.transaction, call.site().code, day, contract::Code(request.reason()),
                call.caller.staff, call.now);
  return absl::OkStatus();
}

}  // namespace oat::sites
