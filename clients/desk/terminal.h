// The window's face in a terminal, line by line: which page stands, what a key does on it, when it
// vanishes by itself. It decides no rule and keeps no identity: those are the server's and the
// window's. Its screens stand in unlock.cc (locked), terminal.cc (ready, finding), lists.cc (people
// and open doses), closure_terminal.cc (sites that close), meeting.cc (a person until the server
// has answered), treatment.cc (a dose until it is settled), bottles_terminal.cc (doses to take
// home), stock_terminal.cc (the window's count and its open bottle), pump_terminal.cc (the window's
// pump) and downtime_terminal.cc (all of it while the server is away).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/desk/keyboard.h"
#include "clients/desk/pages.h"
#include "clients/desk/pouring.h"
#include "clients/desk/screen.h"
#include "clients/desk/stock.h"
#include "clients/desk/window.h"
#include "clients/desk/window_words.h"
#include "clients/link/away.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/pump.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/stock.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "oat/v1/takehome.pb.h"

namespace oat::desk {

struct Manner {
  Language language = Language::kEnglish;
  absl::Duration lock_after = absl::Minutes(2);
  absl::Duration hide_after = absl::Seconds(20);
  absl::Duration ask_again_every = absl::Seconds(5);
};

class Terminal {
 public:
  // `pouring`: with the window's pump; absent where there is none.
  Terminal(Window& window, Keyboard& keyboard, Screen& screen, const Clock& clock,
           const Manner& manner, Pouring* pouring = nullptr);

  // Until the input ends.
  void Run();

 private:
  using Draw = std::function<Page()>;

  // Shows a page and waits for an event on it, a timeout only at `until`. Absent: the screen is to
  // be left, as the desk was blanked, locked or ends.
  std::optional<Event> Wait(Wanted wanted, const Draw& draw, absl::Time until);
  std::optional<std::string> WaitForKey(const Draw& draw);
  std::optional<std::string> WaitForLine(const Page& page);
  // What to do about an event or a time that every screen treats alike; true when the screen is to
  // be left.
  bool Leaves(Wanted wanted, const Event& event);
  void Blank();
  void Lock(const std::string& notice);
  bool IsAtWork() const {
    return !has_ended_ && (is_offline_ || window_.state() != Window::State::kLocked);
  }
  void Notice(const std::string& notice) { notices_.push_back(notice); }
  std::vector<std::string> TakeNotices() { return std::exchange(notices_, {}); }

  // unlock.cc
  void Unlock();
  std::optional<link::Credentials> AskWhoUnlocks();
  // Badge and PIN, or login and password, each asked for with a prompt.
  using AskEvent = std::function<std::optional<Event>(Wanted, const Text& prompt)>;
  std::optional<link::Credentials> AskCredentials(const Text& who_prompt,
                                                  const AskEvent& ask_event);
  absl::Status UnlockWithCode(link::Credentials who);
  // What a second person shows; absent where nobody does.
  std::optional<link::Credentials> AskSecond(const std::vector<std::string>& lines);
  // Her consent to a request, asked for until it is right; absent where nobody gives it.
  std::optional<std::string> AskApproval(const std::string& method,
                                         const google::protobuf::Message& request);
  // Why the server did not take what a second person showed; absent: for another reason.
  std::optional<std::string> WhyNotSigned(const absl::Status& status) const;

  // terminal.cc
  void Ready();
  void Obey(const std::string& typed);
  void FindByNumber(const std::string& typed);
  void FindByName();
  void FindByDocument();

  // bottles_terminal.cc
  std::optional<std::string> AskSerial(const std::string& number);
  void DrinkOwnBottle(const std::string& number, v1::IdentityCheck check,
                      v1::Assessment assessment);
  void MeetForBottles();
  void ShowBottles(const std::string& number);
  std::vector<std::string> HandOut(const std::string& number,
                                   const v1::GetTakeHomeResponse& at_home, v1::IdentityCheck check);
  std::vector<std::string> TakeBottleBack(const std::string& number);

  // stock_terminal.cc
  // Asks below some lines; absent where nothing is typed.
  std::optional<std::string> AskLine(const std::vector<std::string>& lines,
                                     const std::string& prompt);
  std::optional<int64_t> AskQuantity(std::vector<std::string> lines, const Text& prompt,
                                     bool is_liquid);
  // One of several, by its place among them; asked only where there are several.
  std::optional<size_t> Choose(const std::string& title, const std::vector<std::string>& options);
  // Shows a no that is not about giving a dose.
  void SayNotRecorded(const v1::Outcome& outcome);
  std::optional<v1::GetBalancesResponse> AskBook();
  void CountWindow();
  bool TypeCount(const std::vector<v1::CountedLot>& lots, v1::CountStockRequest* count);
  void AddAnotherLot(v1::CountStockRequest* count);
  void SendCount(v1::CountStockRequest count);
  void ChangeBottle();
  bool AskNextBottle(const BottlesAt& bottles, v1::ChangeBottleRequest* change);
  void SendBottle(v1::ChangeBottleRequest change, bool is_open);

  // pump_terminal.cc
  // Tells the server what it has not heard of the pump, and says what the pump waits for.
  void TakeUpPump();
  std::optional<v1::Pump> LookAtPump();
  void ShowPump();
  // What was in the cup; absent: nobody has said.
  std::optional<int64_t> MeasureCup(const v1::Pour& pour);
  std::optional<std::string> VerifyPump(const v1::Pump& pump);
  void PourForTest(v1::VerifyPumpRequest* verify);
  bool PourByPump(const OpenHere& open);
  void Pour(const OpenHere& open, const v1::DoseLine& line, int64_t microlitres);
  void TellPoured(const OpenHere& open, const v1::DoseLine& line, const Pouring::Poured& poured);

  // closure_terminal.cc
  void ShowClosures();

  // lists.cc
  void ShowWorklist();
  void ShowOpenDoses();
  void TakeOver(const v1::OpenDose& dose);
  void CountStillToCome();
  void RefreshOpen();

  // downtime_terminal.cc
  void TellOfList();
  void GoOffline();
  void WorkOffline();
  void MeetOffline(const std::string& number);
  // `asks`: what must be asked before anything is given; none: the list says what to give.
  void TreatOffline(const v1::DowntimePerson& person, const std::vector<std::string>& asks);
  void WriteDown(const v1::DowntimePerson& person, int64_t swallowed, bool is_listed);
  void EnterWrittenDown();
  bool HasAskedDesk(const v1::Outcome& outcome);

  // card_terminal.cc
  // No number is as long as what is scanned of a card.
  static constexpr size_t kLongerThanANumber = 100;
  void ShowCard(const std::string& card);
  void TellOfCards();

  // meeting.cc
  void Meet(const v1::FindPatientRequest& key);
  void Identify(const v1::FindPatientResponse& found);
  // The photo of the person chosen, drawn to fit the screen; absent, with words why.
  std::optional<std::vector<std::string>> LookAtPhoto(std::vector<std::string>* notices);
  bool AskBirthDate(const v1::FindPatientResponse& found);
  void AskHowChecked(const std::string& number, v1::Assessment assessment);
  void Authorise(const std::string& number, v1::IdentityCheck check, v1::Assessment assessment,
                 const Circumstances& circumstances = {});
  // How the nurse goes on after a no: the person's own bottle is drunk here, or the person stands
  // here and today is taken back from another site.
  enum class AfterNo { kNothing, kOwnBottle, kTakeToday };
  AfterNo SayNo(const v1::Outcome& outcome);
  void TakeToday(const std::string& number);
  // Explains what could not be decided.
  void Explain(const absl::Status& status);
  // Waits while the server is away; false: the nurse goes back, or the screen is left.
  bool WaitForServer();
  // Reads until there is an answer.
  template <class Answer>
  std::optional<Answer> Ask(const std::function<absl::StatusOr<Answer>()>& call) {
    while (true) {
      absl::StatusOr<Answer> answer = call();
      if (answer.ok()) {
        window_.downtime().SawServer();
        return *std::move(answer);
      }
      if (std::is_same_v<Answer, v1::FindPatientResponse> && absl::IsNotFound(answer.status())) {
        Notice(say_(text::kNobody));
        return std::nullopt;
      }
      if (!link::IsAway(answer.status())) Explain(answer.status());
      if (!link::IsAway(answer.status()) || !WaitForServer()) return std::nullopt;
    }
  }
  // Asks again until every kept request is answered; the answer to the one of a dose and method.
  std::optional<Belated> AskAgain(const std::string& method, const std::string& number);
  void TellBelated(const std::vector<Belated>& belated);

  // treatment.cc
  void Treat(const std::string& dose_id);
  bool Confirm(const OpenHere& open, const v1::ConfirmDoseRequest& request);
  bool Give(const OpenHere& open);
  bool GivePartly(const OpenHere& open);
  bool Withhold(const OpenHere& open);
  bool Refuse(const OpenHere& open);
  bool Void(const OpenHere& open);
  bool Carry(const OpenHere& open);
  std::optional<bool> AskPoured();

  Window& window_;
  Keyboard& keyboard_;
  Screen& screen_;
  const Clock& clock_;
  Pouring* const pouring_;
  const Manner manner_;
  const Catalogue say_;
  Pages pages_;

  bool has_ended_ = false;
  bool is_offline_ = false;  // at work with the list, without a server
  absl::Time touched_;       // the last key
  std::vector<std::string> notices_;
  std::map<std::string, OpenHere> open_;  // by dose id
  int still_to_come_ = 0;
  absl::Time counted_ = absl::InfinitePast();
};

}  // namespace oat::desk
