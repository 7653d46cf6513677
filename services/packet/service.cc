#include "services/packet/service.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/consent/store.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/custody/chart.h"
#include "services/identity/key_store.h"
#include "services/identity/store.h"
#include "services/packet/fill.h"
#include "services/sites/store.h"

namespace oat::packet {
namespace {

using access::Call;

// The person agreed to have this told where the caller's device stands.
bool IsConsentedHere(Call& call, const std::vector<consent::Consent>& consents) {
  if (!call.caller.site) return false;
  const std::string& here = call.site().code;
  const auto contacts = sites::LoadContacts(call.transaction);
  const auto contact = contacts.find(here);
  const std::string name = contact == contacts.end() ? "" : contact->second.name;
  return std::any_of(consents.begin(), consents.end(), [&](const consent::Consent& one) {
    return one.recipient_kind == "care_provider" && one.IsInForce(call.today()) &&
           IsMeant(one.recipient.Reveal(), here, name) &&
           std::includes(one.elements.begin(), one.elements.end(), kToldByPacket.begin(),
                         kToldByPacket.end());
  });
}

// What lets the caller in. Where the record is open no consent is asked; where only an emergency
// opens it a consent does so without an alarm's word in the trail.
absl::StatusOr<v1::PacketWay> WayIn(Call& call, PersonId person,
                                    const std::vector<consent::Consent>& consents) {
  const absl::Status chart = custody::CheckChart(call, person);
  if (chart.ok() && !call.under_emergency) return v1::PACKET_WAY_TREATMENT;
  if (IsConsentedHere(call, consents)) {
    call.under_emergency = false;
    return v1::PACKET_WAY_CONSENT;
  }
  OAT_RETURN_IF_ERROR(chart);
  return v1::PACKET_WAY_EMERGENCY;
}

// Of somebody whose record has ended for good nothing can be unsealed, and nothing counts.
absl::StatusOr<std::vector<consent::Consent>> LoadConsents(Call& call, const identity::Vault& vault,
                                                           PersonId person) {
  if (identity::IsShredded(call.transaction, person)) return std::vector<consent::Consent>();
  return consent::LoadConsents(call.transaction, vault, person);
}

// A look from the home site is nobody's news.
void TellHome(Call& call, PersonId person, const std::string& home, v1::PacketPurpose purpose,
              v1::PacketWay way) {
  Look look{.id = MakeUuid(call.now),
            .person = person,
            .home_site_code = home,
            .staff = call.caller.staff,
            .purpose = contract::Code(purpose),
            .way = contract::Code(way)};
  if (call.caller.site) look.site_code = call.site().code;
  RecordLook(call.transaction, look, call.now);
}

absl::Time DaysAgo(const Call& call, int days) { return call.now - absl::Hours(24) * days; }

}  // namespace

absl::Status Service::GetPacket(Call& call, const v1::GetPacketRequest& request,
                                v1::GetPacketResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const auto consents, LoadConsents(call, vault_, person));
  OAT_ASSIGN_OR_RETURN(const v1::PacketWay way, WayIn(call, person, consents));
  OAT_ASSIGN_OR_RETURN(const Record record, Gather(call, vault_, person, consents));
  v1::Packet* packet = response->mutable_packet();
  Fill(record, packet);
  *packet->mutable_made_at() = contract::ToTimestamp(call.now);
  packet->set_way(way);
  if (!record.home_site) return absl::OkStatus();
  if (call.caller.site && call.site().code == *record.home_site) {
    packet->set_looks_from_elsewhere(
        CountLooks(call.transaction, person, *record.home_site, DaysAgo(call, kDays)));
  } else {
    TellHome(call, person, *record.home_site, request.purpose(), way);
  }
  return absl::OkStatus();
}

absl::Status Service::ListPacketLooks(Call& call, const v1::ListPacketLooksRequest& request,
                                      v1::ListPacketLooksResponse* response) const {
  const int days = request.days() > 0 ? request.days() : kDays;
  std::map<std::string, std::multiset<std::string>> people;  // by site, the number of each look
  for (const ListedLook& look :
       ListLooks(call.transaction, call.site().code, DaysAgo(call, days))) {
    v1::PacketLook* out = response->add_looks();
    *out->mutable_at() = contract::ToTimestamp(look.at);
    out->set_patient_number(look.patient_number);
    out->set_login(look.login);
    out->set_site_code(look.site_code);
    out->set_purpose(contract::FromCode<v1::PacketPurpose>(look.purpose));
    out->set_way(contract::FromCode<v1::PacketWay>(look.way));
    people[look.site_code].insert(look.patient_number);
  }
  for (const auto& [site_code, numbers] : people) {
    v1::PacketLooksOfSite* out = response->add_sites();
    out->set_site_code(site_code);
    out->set_looks(static_cast<int32_t>(numbers.size()));
    out->set_people(
        static_cast<int32_t>(std::set<std::string>(numbers.begin(), numbers.end()).size()));
  }
  std::stable_sort(response->mutable_sites()->begin(), response->mutable_sites()->end(),
                   [](const auto& a, const auto& b) { return a.looks() > b.looks(); });
  return absl::OkStatus();
}

}  // namespace oat::packet
