// One site's clinic day: who comes when, and what happens at its windows.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "clients/desk/pouring.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/reason.pb.h"
#include "tests/scenario/crew.h"

namespace oat::scenario {

// What a person does today. Most come once and are dosed.
enum class Story {
  kComes,
  kStaysAway,
  kRefuses,       // takes one look at the cup and leaves
  kComesSedated,  // is sent away, and comes back two hours later
  kComesTwice,    // tries the other window in the afternoon
  kSpills,        // the cup falls before it is drunk
  kPartOnly,      // leaves some; the prescriber signs the rest
  kWrongSite,     // tries a neighbouring city first
  kMixUp,         // is handed the cup that was poured for the next person
  kDeskDies,      // the window's computer dies with the cup poured
  kAnswerLost,    // the window's computer dies before it reads the answer
  kLineCut,       // the line goes down before their dose; the window has the list
  kNobodySaw,     // gone when the nurse turns round, and the cup with them
  kTakesHome,     // is given bottles for the next two days after the dose
  kRecalled,      // stays away with a bottle, which is asked back
};

struct Visit {
  std::string patient_number;
  Story story = Story::kComes;
  bool again = false;  // a second coming of the day
};

// Counted at the windows as they happen; what the database says is asked for at the end.
struct Tally {
  std::map<std::string, int> reasons;  // clinical noes by code
  int visits = 0;
  int refused = 0;
  int withheld = 0;
  int adopted = 0;
  int resent = 0;
  int from_list = 0;
  int incidents = 0;
  int handed_out = 0;  // bottles
  int brought_back = 0;
  int drunk_here = 0;
  int recalled = 0;
  int depots_begun = 0;
  int depots_given = 0;
  int bottles_opened = 0;  // at windows
  int lots_counted = 0;
  int days_closed = 0;
  int pumps_verified = 0;
  int pours = 0;                         // by a pump, each told to the server
  int64_t poured = 0;                    // microlitres
  std::vector<std::string> differences;  // that the counts found
};

// The day of a site. Its two windows call Serve from threads of their own, a tick at a time.
class SiteDay {
 public:
  // `expected` is the site's worklist. The same seed plays the same day. `clock` tells the
  // demonstration's time.
  SiteDay(Crew& crew, std::string site, std::string neighbour,
          const std::vector<v1::WorklistResponse>& expected, uint32_t seed,
          std::function<absl::Time()> clock);

  static constexpr int kTicks = 20;  // of 15 minutes, from 08:00
  static constexpr char kStations[2][3] = {"W1", "W2"};

  // Signs everybody in and issues the day's stock from the safe; the first day receives it.
  void Open();
  // What a window does in one tick.
  void Serve(int window, int tick);
  // Signs waste, returns the stations' stock, counts what is there, closes the day, and locks.
  void Close();

  const std::string& site() const { return site_; }
  Tally tally() const;
  link::Link& office() { return *custodian_; }

 private:
  void Plan(const std::vector<v1::WorklistResponse>& expected, uint32_t seed);
  void Come(int window, const Visit& visit, int tick);
  // Finds and authorises; counts a clinical no. Empty when it was one.
  std::string Authorise(desk::Window& window, const Visit& visit, v1::Assessment assessment);
  void Confirm(desk::Window& window, const std::string& dose, v1::DoseOutcome outcome,
               int64_t swallowed = 0);
  void Later(int window, Visit visit, int tick, Story story = Story::kComes);
  void Count(const v1::Outcome& outcome);
  // The clinical day, ISO 8601.
  std::string Today() const;
  // Who signs second at a window: the nurse of the other one.
  std::string OtherNurse(const desk::Window& window) const;

  std::string AuthoriseBottles(const std::string& number, const std::string& today);
  void TakesHome(desk::Window& window, const std::string& number, const std::string& today);
  std::string ComesWithBottle(desk::Window& window, const Visit& visit, const std::string& serial);
  void RecallOne(const std::string& number, const std::string& today);
  // False where it may not be changed now.
  bool ChangeBottle(link::Link& link, const std::string& station, const std::string& second);
  void OpenBottles();
  void CountPlace(const std::string& station);
  void CloseStock();
  // pumps.cc
  void StartPump();
  void PourByPump(desk::Window& window, const desk::Window::Answer& answer);
  void BeginDepot(const std::string& number, const std::string& today);
  // Of the dose that was authorised today.
  v1::DrugForm FormGiven(const std::string& number) const;
  void PartOnly(desk::Window& window, const Visit& visit, int window_index, int tick);
  void TryNeighbour(const Visit& visit);
  void MixUp(desk::Window& window, const Visit& visit, const std::string& dose, int window_index,
             int tick);
  void DeskDies(int window, const Visit& visit, const std::string& dose);
  void AnswerLost(int window, const Visit& visit);
  void LineCut(int window, const Visit& visit, int tick);
  void ServeFromList(int window, const std::vector<Visit>& visits, int tick);
  // Gives what the list says; false where it says whom to ask.
  bool GiveFromList(desk::Window& window, const Visit& visit);
  // Sets right what a clinical no asks for, where it can be: a prescriber sees the person or
  // reviews the incident; two people resolve a dose that nobody saw.
  void SetRight(desk::Window& window, const std::string& number, v1::ReasonCode reason);
  void Override(const std::string& number, v1::ReasonCode reason);
  void ReviewIncidents(desk::Window& window, const std::string& number);
  void Resolve(desk::Window& window, const std::string& number, v1::Resolution resolution,
               v1::Evidence evidence);
  void Move(const std::string& product, const std::string& station, int64_t quantity, bool back);

  Crew& crew_;
  const std::string site_;
  const std::string neighbour_;
  const std::function<absl::Time()> clock_;
  std::unique_ptr<desk::Window> windows_[2];
  bool is_cut_off_[2] = {};
  std::unique_ptr<link::Link> custodian_;
  std::unique_ptr<desk::Pouring> pouring_;  // of the first window, where it has a pump
  mutable absl::Mutex mutex_;
  Tally tally_;
  std::map<std::string, v1::DrugForm> forms_given_;
  std::vector<Visit> plan_[2][kTicks];  // guarded by mutex_ once the day runs
};

}  // namespace oat::scenario
