#include <map>

#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/dosing/situation.h"
#include "services/identity/store.h"
#include "services/sites/store.h"
#include "services/stock/store.h"
#include "services/takehome/findings.h"
#include "services/takehome/service.h"

namespace oat::takehome {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// A window's stock while several bottles are filled from it.
class Filling {
 public:
  Filling(Call& call, std::string station) : call_(call), station_(std::move(station)) {
    stock::LockStation(call.transaction, call.site().code, station_);
  }

  // What goes into a bottle; every lot of it is good on its day. Nothing, with the reason: it
  // cannot be made up.
  std::vector<stock::DoseLine> Take(const Ordered& ordered, Day day, std::vector<Reason>* reasons) {
    OnHand& on_hand = OnHandOf(ordered.drug_form);
    const auto made = stock::Compose(ordered.micrograms, on_hand.strengths, on_hand.lots, day);
    switch (made.verdict) {
      case stock::Composition::Verdict::kMade:
        break;
      case stock::Composition::Verdict::kNotMeasurable:
        reasons->push_back({reason::kNotMeasurable,
                            {{"dose", FormatDose(ordered.micrograms)},
                             {"below", FormatDose(made.nearest_below)},
                             {"above", FormatDose(made.nearest_above)}}});
        return {};
      case stock::Composition::Verdict::kShort:
        reasons->push_back(
            stock::WhyShort(ordered.micrograms, on_hand.strengths, on_hand.lots, day));
        return {};
    }
    for (const stock::DoseLine& line : made.lines) {
      for (stock::LotOnHand& lot : on_hand.lots) {
        const bool is_it =
            lot.product_code == line.product_code && lot.lot_number == line.lot_number;
        if (is_it) lot.quantity = lot.quantity - line.quantity;
      }
    }
    return made.lines;
  }

 private:
  struct OnHand {
    std::vector<stock::Product> strengths;
    std::vector<stock::LotOnHand> lots;
  };
  OnHand& OnHandOf(const std::string& drug_form) {
    auto [found, is_new] = on_hand_.try_emplace(drug_form);
    if (is_new) {
      const std::string& site = call_.site().code;
      found->second = {stock::LoadStrengths(call_.transaction, site, drug_form),
                       stock::LoadOnHand(call_.transaction, site, station_, drug_form)};
    }
    return found->second;
  }

  Call& call_;
  const std::string station_;
  std::map<std::string, OnHand> on_hand_;
};

void Keep(Call& call, const bottles::Bottle& bottle) {
  bottles::RecordBottle(call.transaction, bottle, call.caller.staff, call.now);
  std::vector<stock::Movement> movements;
  for (const stock::DoseLine& line : bottle.lines) {
    movements.push_back({stock::DrawnFrom(line), bottle.station, stock::kReserved, bottle.station,
                         line.product_code, line.lot_number, line.quantity});
  }
  stock::Post(call.transaction,
              {.site_code = bottle.site_code,
               .kind = "bottle_filled",
               .staff = call.caller.staff,
               .bottle = bottle.id},
              movements, call.now);
}

// The portions of an authorisation that are not past and not filled.
std::vector<Dose> ToFill(Call& call, const Authorisation& authorisation, Day today) {
  const auto bottles = bottles::LoadBottles(call.transaction, authorisation.person, today);
  std::vector<Dose> to_fill;
  for (const Dose& dose : authorisation.doses) {
    bool is_filled = false;
    for (const bottles::Bottle& bottle : bottles) {
      is_filled =
          is_filled || (bottle.authorisation == authorisation.id && bottle.state != "unmade" &&
                        bottle.clinical_day == dose.clinical_day && bottle.portion == dose.portion);
    }
    if (!is_filled && dose.clinical_day >= today) to_fill.push_back(dose);
  }
  return to_fill;
}

}  // namespace

absl::StatusOr<Authorisation> FindAuthorisation(Call& call, PersonId person,
                                                const std::string& id) {
  for (Authorisation& one : LoadAuthorisations(call.transaction, person)) {
    if (one.id.text() == id && one.site_code == call.site().code) return std::move(one);
  }
  return absl::NotFoundError("authorisation_id: this person has no such authorisation here");
}

absl::Status Service::PrepareBottles(Call& call, const v1::PrepareBottlesRequest& request,
                                     v1::PrepareBottlesResponse* response) const {
  if (!sites::HasStation(call.transaction, call.site().code, request.station())) {
    return Invalid("station", request.station(), "a station of this site");
  }
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const Authorisation authorisation,
                       FindAuthorisation(call, person, request.authorisation_id()));
  const dosing::Situation situation = dosing::LoadSituation(call, person);
  const std::vector<Dose> to_fill = ToFill(call, authorisation, situation.today);
  if (authorisation.revoked || to_fill.empty()) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
           {{"state", authorisation.revoked ? "revoked" : "filled"}});
    return absl::OkStatus();
  }
  Filling filling(call, request.station());
  std::vector<bottles::Bottle> filled;
  std::vector<Reason> reasons;
  for (const Dose& dose : to_fill) {
    const auto ordered = OrderedFor(call, person, dose);
    if (!ordered || IsClaimed(situation, dose)) {
      reasons.push_back({reason::kNotTakeHome, {{"day", FormatDay(dose.clinical_day)}}});
      continue;
    }
    filled.push_back({.id = MakeUuid(call.now),
                      .serial = bottles::MakeSerial(),
                      .authorisation = authorisation.id,
                      .person = person,
                      .clinical_day = dose.clinical_day,
                      .portion = dose.portion,
                      .order = ordered->order,
                      .drug_form = ordered->drug_form,
                      .micrograms = ordered->micrograms,
                      .site_code = call.site().code,
                      .station = request.station(),
                      .usual_days = ordered->interval_days,
                      .lines = filling.Take(*ordered, dose.clinical_day, &reasons)});
    if (!reasons.empty()) break;
  }
  // All or none: half an authorisation on the shelf is nobody's decision.
  if (!reasons.empty()) {
    Refuse(response->mutable_outcome(), reasons);
    return absl::OkStatus();
  }
  for (const bottles::Bottle& bottle : filled) {
    Keep(call, bottle);
    FillBottle(bottle, request.patient_number(), response->add_bottles());
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::takehome
