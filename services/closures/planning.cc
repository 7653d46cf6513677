// Where everybody goes: proposed, declared by two people, and changed by one who knows better.
#include <algorithm>
#include <map>
#include <set>

#include "services/base/language.h"
#include "services/base/status.h"
#include "services/closures/need_store.h"
#include "services/closures/service.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/identity/store.h"
#include "services/sites/store.h"
#include "services/stock/store.h"

namespace oat::closures {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::StatusOr<Day> ReadFirstDay(const Call& call, const std::string& text) {
  OAT_ASSIGN_OR_RETURN(Day day, ParseDay(text));
  if (day < call.today()) return Invalid("from_day", text, "today or a later day");
  return day;
}

// Sites that are closing themselves take nobody.
std::set<std::string> ClosingSites(Call& call) {
  std::set<std::string> closing;
  for (const Closure& one : LoadClosures(call.transaction)) {
    if (!CountAll(LoadPlacements(call.transaction, one.id)).is_done())
      closing.insert(one.site_code);
  }
  return closing;
}

std::vector<Place> LoadPlaces(Call& call, const std::vector<Bound>& people, Day from_day) {
  const sites::Site& here = call.site();
  const auto crowd = LoadPeoplePerSite(call.transaction, from_day);
  const auto travel = LoadTravel(call.transaction, here.code);
  const auto closing = ClosingSites(call);
  Spoken spoken = LoadSiteLanguages(call.transaction);
  std::set<std::string> forms;
  for (const Bound& one : people) forms.insert(one.drug_form);
  std::vector<Place> places;
  for (const sites::Site& site : sites::LoadAll(call.transaction)) {
    // Nobody is sent into a hospital or a cell because a clinic closes.
    const bool is_for_all =
        site.kind == "clinic" || site.kind == "pharmacy" || site.kind == "mobile";
    const bool may_dispense = is_for_all && site.code != here.code &&
                              site.licence_until >= from_day && !closing.contains(site.code);
    if (!may_dispense) continue;
    Place& place = places.emplace_back();
    place.site_code = site.code;
    const auto people_there = crowd.find(site.code);
    place.free_places =
        std::max(0, site.capacity - (people_there == crowd.end() ? 0 : people_there->second));
    if (const auto way = travel.find(site.code); way != travel.end()) place.minutes = way->second;
    place.is_in_city = site.city == here.city;
    place.is_in_region = site.region == here.region;
    place.languages = spoken[site.code];
    place.closed_weekdays = 7 - static_cast<int32_t>(site.opening_weekdays.size());
    for (const std::string& form : forms) {
      if (!stock::LoadStrengths(call.transaction, site.code, form).empty()) {
        place.drug_forms.insert(form);
      }
    }
  }
  return places;
}

std::vector<Placed> Propose(Call& call, const std::vector<Bound>& people, Day from_day) {
  return PlaceAll(call.site().code, people, LoadPlaces(call, people, from_day));
}

v1::ClosureCounts CountsOf(const std::vector<Placed>& placed) {
  v1::ClosureCounts counts;
  counts.set_patients(static_cast<int32_t>(placed.size()));
  counts.set_planned(counts.patients());
  counts.set_without_place(static_cast<int32_t>(
      std::count_if(placed.begin(), placed.end(), [](const Placed& p) { return !p.to_site; })));
  return counts;
}

// What lies here goes to the site that takes most patients of its drug.
void FillLots(Call& call, const std::vector<Bound>& people, const std::vector<Placed>& placed,
              v1::PreviewClosureResponse* response) {
  std::map<PersonId, std::string> forms;
  for (const Bound& one : people) forms[one.person] = one.drug_form;
  std::map<std::string, std::map<std::string, int>> takers;  // by drug form
  for (const Placed& one : placed) {
    if (one.to_site) ++takers[forms[one.person]][*one.to_site];
  }
  std::map<std::string, std::string> form_of;  // by product
  for (const stock::Product& product : stock::LoadProducts(call.transaction)) {
    form_of[product.code] = product.drug_form;
  }
  std::map<std::pair<std::string, std::string>, int64_t> on_hand;
  for (const stock::Balance& one : stock::LoadBalances(call.transaction, call.site().code)) {
    const bool is_here = one.account == stock::kSafe || one.account == stock::kStation ||
                         one.account == stock::kOpenBottle;
    if (is_here) on_hand[{one.product_code, one.lot_number}] += one.quantity.count();
  }
  for (const auto& [lot, quantity] : on_hand) {
    if (quantity == 0) continue;
    v1::ClosureLot* out = response->add_lots();
    out->set_product_code(lot.first);
    out->set_lot_number(lot.second);
    out->set_quantity(quantity);
    const auto& sites = takers[form_of[lot.first]];
    const auto most =
        std::max_element(sites.begin(), sites.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most != sites.end()) out->set_to_site(most->first);
  }
}

}  // namespace

absl::Status Service::PreviewClosure(Call& call, const v1::PreviewClosureRequest& request,
                                     v1::PreviewClosureResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Day from_day, ReadFirstDay(call, request.from_day()));
  const std::vector<Bound> people = LoadBound(call.transaction, from_day);
  const std::vector<Placed> placed = Propose(call, people, from_day);
  std::map<PersonId, const Placed*> by_person;
  for (const Placed& one : placed) by_person[one.person] = &one;
  const Spoken spoken = LoadSiteLanguages(call.transaction);
  for (const Bound& one : people) {
    v1::Placement* out = response->add_placements();
    const Placed& place = *by_person[one.person];
    out->set_patient_number(one.patient_number);
    if (place.to_site) out->set_to_site(*place.to_site);
    out->set_reason(contract::FromCode<v1::PlacementReason>(place.reason));
    out->set_state(v1::PLACEMENT_STATE_PLANNED);
    out->set_from_day(FormatDay(one.first_day));
    out->set_next_needed_day(FormatDay(one.next_needed_day));
    out->set_unspoken_language(Unspoken(one.language, place.to_site, spoken));
  }
  *response->mutable_counts() = CountsOf(placed);
  FillLots(call, people, placed, response);
  return absl::OkStatus();
}

absl::Status Service::DeclareSiteClosure(Call& call, const v1::DeclareSiteClosureRequest& request,
                                         v1::DeclareSiteClosureResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Day from_day, ReadFirstDay(call, request.from_day()));
  v1::Outcome* outcome = response->mutable_outcome();
  if (!call.second) {
    Refuse(outcome, v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const auto latest = LoadLatest(call.transaction, call.site().code);
  if (latest && !CountAll(LoadPlacements(call.transaction, latest->id)).is_done()) {
    Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", "closing already"}});
    return absl::OkStatus();
  }
  RecordClosure(call.transaction,
                {.id = call.request_id,
                 .site_code = call.site().code,
                 .turn = latest ? latest->turn + 1 : 0,
                 .kind = contract::Code(request.kind()),
                 .from_day = from_day,
                 .reason = request.reason()},
                call.caller.staff, *call.second, call.now);
  const auto placed = Propose(call, LoadBound(call.transaction, from_day), from_day);
  RecordPlacements(call.transaction, call.request_id, placed, call.caller.staff, call.now);
  *response->mutable_counts() = CountsOf(placed);
  Accept(outcome);
  return absl::OkStatus();
}

absl::Status Service::ReassignPatient(Call& call, const v1::ReassignPatientRequest& request,
                                      v1::ReassignPatientResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const Uuid id(request.closure_id());
  const auto closure = LoadClosure(call.transaction, id);
  if (!closure || closure->site_code != call.site().code) {
    return absl::NotFoundError("closure_id: this site declared no such closure");
  }
  const auto site = sites::Load(call.transaction, request.to_site());
  if (!site || site->code == closure->site_code) {
    return Invalid("to_site", request.to_site(), "another site of the network");
  }
  const auto standing = LoadStanding(call.transaction, id, person);
  if (!standing) return absl::NotFoundError("patient_number: the closure is not about this person");
  if (const auto move = LoadMove(call.transaction, id, person); move && !move->is_undone) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
           {{"state", "moved to " + move->to_site}});
    return absl::OkStatus();
  }
  Reassign(call.transaction, id, person, standing->revision + 1, site->code, call.caller.staff,
           call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::RecordTravel(Call& call, const v1::RecordTravelRequest& request,
                                   v1::RecordTravelResponse*) const {
  for (const std::string& site : {request.from_site(), request.to_site()}) {
    if (!sites::Load(call.transaction, site)) {
      return absl::NotFoundError("from_site, to_site: the network has no site " + site);
    }
  }
  if (request.from_site() == request.to_site()) {
    return Invalid("to_site", request.to_site(), "another site than from_site");
  }
  closures::RecordTravel(call.transaction, request.from_site(), request.to_site(),
                         request.minutes(), call.caller.staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::RecordSiteLanguages(Call& call, const v1::RecordSiteLanguagesRequest& request,
                                          v1::RecordSiteLanguagesResponse*) const {
  for (const std::string& language : request.languages()) {
    OAT_RETURN_IF_ERROR(CheckLanguage("languages", language));
  }
  closures::RecordSiteLanguages(call.transaction, call.site().code,
                                {request.languages().begin(), request.languages().end()},
                                call.caller.staff, call.now);
  return absl::OkStatus();
}

}  // namespace oat::closures
