#include "tests/scenario/site_day.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"

namespace oat::scenario {
namespace {

using Dosing = v1::DosingService::Stub;

// What a window is given in the morning: about twice what its people need.
struct Supply {
  const char* product;
  int64_t received;
  int64_t issued;
};
constexpr Supply kSupplies[] = {{"METHADONE-5MG-ML", 60'000'000, 2'000'000},
                                {"BUPRENORPHINE-8MG", 4'000, 150},
                                {"BUPRENORPHINE-2MG", 4'000, 150},
                                {"BUPRENORPHINE-DEPOT-WEEKLY-16MG", 20, 5}};
constexpr char kLot[] = "DEMO-2026";

// Even draws from the generator, the same on every library.
int Draw(std::mt19937& random, int below) {
  return static_cast<int>(random() % static_cast<uint32_t>(below));
}

Story DrawStory(std::mt19937& random) {
  const int draw = Draw(random, 1000);
  if (draw < 25) return Story::kStaysAway;
  if (draw < 37) return Story::kRefuses;
  if (draw < 52) return Story::kComesSedated;
  if (draw < 72) return Story::kComesTwice;
  if (draw < 80) return Story::kSpills;
  if (draw < 88) return Story::kPartOnly;
  if (draw < 148) return Story::kTakesHome;
  return Story::kComes;
}

// The one-off events of the day, each at a site of its own.
const std::map<std::string, Story>& OneOffs() {
  static const auto* const stories = new std::map<std::string, Story>{
      {"EKB1", Story::kWrongSite},  {"TMR1", Story::kMixUp},    {"KRG1", Story::kDeskDies},
      {"ALA1", Story::kAnswerLost}, {"PVL1", Story::kLineCut},  {"OSK1", Story::kMixUp},
      {"KST1", Story::kDeskDies},   {"SEM1", Story::kNobodySaw}};
  return *stories;
}

}  // namespace

SiteDay::SiteDay(Crew& crew, std::string site, std::string neighbour,
                 const std::vector<v1::WorklistResponse>& expected, uint32_t seed,
                 std::function<absl::Time()> clock)
    : crew_(crew),
      site_(std::move(site)),
      neighbour_(std::move(neighbour)),
      clock_(std::move(clock)) {
  Plan(expected, seed);
}

void SiteDay::Plan(const std::vector<v1::WorklistResponse>& expected, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<v1::WorklistResponse> people = expected;
  for (size_t i = people.size(); i > 1; --i) {
    std::swap(people[i - 1], people[static_cast<size_t>(Draw(random, static_cast<int>(i)))]);
  }
  const auto one_off = OneOffs().find(site_);
  // Somebody in the middle of the list of whom no rule asks anything first.
  const auto is_plain = [](const v1::WorklistResponse& one) {
    return one.state() == v1::WORKLIST_STATE_STILL_TO_COME && one.missed_days() == 0 &&
           !one.review();
  };
  const auto chosen = static_cast<size_t>(
      std::find_if(people.begin() + static_cast<std::ptrdiff_t>(people.size() / 2), people.end(),
                   is_plain) -
      people.begin());
  for (size_t i = 0; i < people.size(); ++i) {
    Visit visit{people[i].patient_number(), DrawStory(random), false};
    // Whoever has a bottle for today stays at home with it, but for some who come all the same.
    if (people[i].state() == v1::WORKLIST_STATE_AT_HOME) {
      const int draw = Draw(random, 8);
      visit.story = draw == 0 ? Story::kRecalled : draw < 4 ? Story::kComes : Story::kStaysAway;
    }
    // Most come early: three quarters of the day for nine tenths of them.
    int tick = Draw(random, Draw(random, 10) == 0 ? kTicks - 9 : 10);
    // One meets the site's one-off event, after others have had their dose.
    if (i == chosen && one_off != OneOffs().end()) {
      visit.story = one_off->second;
      tick = std::max(tick, 2);
    }
    const bool is_not_due = people[i].state() == v1::WORKLIST_STATE_NOT_DUE;
    if (visit.story == Story::kStaysAway || is_not_due) continue;
    plan_[i % 2][tick].push_back(visit);
  }
}

void SiteDay::Open() {
  custodian_ = crew_.SignedIn(site_ + "-OFFICE", "custodian." + site_);
  auto balances = Must(
      custodian_->Call(&v1::StockService::Stub::GetBalances, v1::GetBalancesRequest()), "balances");
  for (const Supply& supply : kSupplies) {
    if (balances.accounts().empty()) {
      v1::ReceiveStockRequest receive;
      receive.set_request_id(NewId());
      receive.set_product_code(supply.product);
      receive.set_lot_number(kLot);
      receive.set_expires_on("2027-12-31");
      receive.set_quantity(supply.received);
      Must(custodian_->Call(&v1::StockService::Stub::ReceiveStock, receive), "receipt");
    }
    for (const char* station : kStations) Move(supply.product, station, supply.issued, false);
  }
  OpenBottles();
  StartPump();
  for (int i = 0; i < 2; ++i) windows_[i] = crew_.Unlocked(site_, kStations[i]);
}

void SiteDay::Move(const std::string& product, const std::string& station, int64_t quantity,
                   bool back) {
  v1::MoveStockRequest move;
  move.set_request_id(NewId());
  move.set_product_code(product);
  move.set_lot_number(kLot);
  move.set_station(station);
  move.set_quantity(quantity);
  move.set_back_to_safe(back);
  Must(custodian_->Call(&v1::StockService::Stub::MoveStock, move), "issue");
}

void SiteDay::Serve(int window, int tick) {
  std::vector<Visit> visits;
  {
    absl::MutexLock lock(&mutex_);
    visits.swap(plan_[window][tick]);
  }
  if (is_cut_off_[window]) return ServeFromList(window, visits, tick);
  // A line goes down after the last of its quarter of an hour.
  std::stable_partition(visits.begin(), visits.end(),
                        [](const Visit& visit) { return visit.story != Story::kLineCut; });
  // A desk refreshes its worklist as the day goes on, which keeps the session of a quiet window
  // open.
  Must(windows_[window]->Worklist(""), "worklist");
  for (const Visit& visit : visits) Come(window, visit, tick);
}

void SiteDay::Later(int window, Visit visit, int tick, Story story) {
  visit.again = true;
  visit.story = story;
  if (tick >= kTicks) return;  // after the window closes: not today
  absl::MutexLock lock(&mutex_);
  plan_[window][tick].push_back(std::move(visit));
}

void SiteDay::Count(const v1::Outcome& outcome) {
  absl::MutexLock lock(&mutex_);
  for (const v1::Reason& reason : outcome.reasons())
    ++tally_.reasons[contract::Code(reason.code())];
}

Tally SiteDay::tally() const {
  absl::MutexLock lock(&mutex_);
  return tally_;
}

std::string SiteDay::Authorise(desk::Window& window, const Visit& visit,
                               v1::Assessment assessment) {
  v1::FindPatientRequest key;
  key.set_patient_number(visit.patient_number);
  auto found = Must(window.Find(key), "find");
  auto answer = Must(window.Authorise(found.look_alike() ? v1::IDENTITY_CHECK_SECOND_IDENTIFIER
                                                         : v1::IDENTITY_CHECK_PHOTO,
                                      assessment),
                     "authorise");
  if (answer.response.outcome().accepted()) {
    PourByPump(window, answer);
    absl::MutexLock lock(&mutex_);
    forms_given_[visit.patient_number] = answer.response.drug_form();
    return answer.dose_id;
  }
  Count(answer.response.outcome());
  const v1::Reason& first = answer.response.outcome().reasons(0);
  if (first.code() == v1::REASON_CODE_BOTTLE_AT_HOME && assessment == v1::ASSESSMENT_WELL) {
    return ComesWithBottle(window, visit, first.parameters(0).value());
  }
  const bool is_short = first.code() == v1::REASON_CODE_OPEN_BOTTLE_SHORT;
  if (is_short && ChangeBottle(window.link(), window.station(), OtherNurse(window))) {
    return Authorise(window, visit, assessment);
  }
  if (first.code() == v1::REASON_CODE_ASK_DESK) {
    // She goes over and asks: nobody was given anything there that the list did not say.
    Must(window.Find(key), "find");
    answer = Must(
        window.Authorise(v1::IDENTITY_CHECK_SECOND_IDENTIFIER, assessment, {.asked_desk = true}),
        "authorise, asked at the desk");
    if (answer.response.outcome().accepted()) return answer.dose_id;
    Count(answer.response.outcome());
  }
  for (const v1::Reason& reason : answer.response.outcome().reasons()) {
    if (!visit.again) SetRight(window, visit.patient_number, reason.code());
  }
  return "";
}

std::string SiteDay::Today() const {
  // The windows open at eight, long after the day has begun.
  return absl::FormatTime("%Y-%m-%d", clock_(), absl::FixedTimeZone(5 * 60 * 60));
}

void SiteDay::Confirm(desk::Window& window, const std::string& dose, v1::DoseOutcome outcome,
                      int64_t swallowed) {
  v1::ConfirmDoseRequest request;
  request.set_outcome(outcome);
  request.set_micrograms_swallowed(swallowed);
  request.set_poured(true);
  Must(window.Confirm(dose, request), "confirm");
}

std::string SiteDay::OtherNurse(const desk::Window& window) const {
  return Crew::Nurse(site_, window.station() == kStations[0] ? kStations[1] : kStations[0]);
}

void SiteDay::Come(int index, const Visit& visit, int tick) {
  {
    absl::MutexLock lock(&mutex_);
    ++tally_.visits;
  }
  const Story story = visit.story;
  if (story == Story::kLineCut) return LineCut(index, visit, tick);
  desk::Window& window = *windows_[index];
  if (story == Story::kWrongSite) {
    TryNeighbour(visit);
    return Later(index, visit, tick + 6);
  }
  if (story == Story::kAnswerLost) return AnswerLost(index, visit);
  if (story == Story::kRecalled) return RecallOne(visit.patient_number, Today());
  if (story == Story::kComesSedated) {
    Authorise(window, visit, v1::ASSESSMENT_SEDATED);
    {
      absl::MutexLock lock(&mutex_);
      ++tally_.withheld;
    }
    // Half of them come back.
    if (visit.patient_number.back() % 2 == 0) Later(index, visit, tick + 8);
    return;
  }
  const std::string dose = Authorise(window, visit, v1::ASSESSMENT_WELL);
  // A clinical no that a prescriber set right meanwhile: the person comes back within the hour, and
  // what was to happen to them happens then.
  if (dose.empty()) {
    if (!visit.again) Later(index, visit, tick + 3, story);
    return;
  }
  const v1::DrugForm form = FormGiven(visit.patient_number);
  const bool is_depot = form == v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY;
  // Of an injection nobody leaves some.
  switch (is_depot && story == Story::kPartOnly ? Story::kComes : story) {
    case Story::kDeskDies:
      return DeskDies(index, visit, dose);
    case Story::kMixUp:
      return MixUp(window, visit, dose, index, tick);
    case Story::kRefuses: {
      Confirm(window, dose, v1::DOSE_OUTCOME_REFUSED);
      absl::MutexLock lock(&mutex_);
      ++tally_.refused;
      return;
    }
    case Story::kNobodySaw:
      return Resolve(window, visit.patient_number, v1::RESOLUTION_UNKNOWN, v1::EVIDENCE_NONE);
    case Story::kSpills:
      Must(window.Void(dose, v1::VOID_REASON_SPILLED, true), "spill");
      return Later(index, visit, tick + 1);
    case Story::kPartOnly:
      Confirm(window, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 2000);
      return PartOnly(window, {visit.patient_number, story, false}, index, tick);
    case Story::kTakesHome:
      Confirm(window, dose, v1::DOSE_OUTCOME_GIVEN);
      return TakesHome(window, visit.patient_number, Today());
    case Story::kComesTwice:
      Confirm(window, dose, v1::DOSE_OUTCOME_GIVEN);
      return Later(1 - index, visit, tick + 5);
    default:
      Confirm(window, dose, v1::DOSE_OUTCOME_GIVEN);
      if (form == v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL) {
        BeginDepot(visit.patient_number, Today());
      }
      absl::MutexLock lock(&mutex_);
      tally_.depots_given += is_depot ? 1 : 0;
  }
}

void SiteDay::Close() {
  custodian_ = crew_.SignedIn(site_ + "-OFFICE", "custodian." + site_);
  for (int i = 0; i < 2; ++i) {
    v1::SignWasteRequest waste;
    waste.set_request_id(NewId());
    waste.set_station(kStations[i]);
    waste.set_approval_id(crew_.Approval(*custodian_, Crew::Nurse(site_, kStations[i]),
                                         "oat.v1.StockService.SignWaste", waste));
    Must(custodian_->Call(&v1::StockService::Stub::SignWaste, waste), "waste");
  }
  auto balances = Must(
      custodian_->Call(&v1::StockService::Stub::GetBalances, v1::GetBalancesRequest()), "balances");
  for (const v1::StockAccount& account : balances.accounts()) {
    if (account.account() != v1::ACCOUNT_STATION) continue;
    Move(account.product_code(), account.station(), account.quantity(), true);
  }
  CloseStock();
  for (auto& window : windows_) window->Lock();
}

}  // namespace oat::scenario
