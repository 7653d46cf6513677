// The window's face in a terminal, line by line: which page stands, what a key does on it, when it
// vanishes by itself. It decides no rule and keeps no identity: those are the server's and the
// window's. Its screens stand in unlock.cc (locked), terminal.cc (ready, finding), lists.cc (people
// and open doses), meeting.cc (a person until the server has answered), treatment.cc (a dose until
// it is settled), bottles_terminal.cc (doses to take home) and downtime_terminal.cc (all of it
// while the server is away).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/desk/keyboard.h"
#include "clients/desk/pages.h"
#include "clients/desk/screen.h"
#include "clients/desk/window.h"
#include "clients/link/away.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/reason.pb.h"
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
  Terminal(Window& window, Keyboard& keyboard, Screen& screen, const Clock& clock,
           const Manner& manner);

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

  // meeting.cc
  void Meet(const v1::FindPatientRequest& key);
  void Identify(const v1::FindPatientResponse& found);
  // The photo of the person chosen, drawn to fit the screen; absent, with words why.
  std::optional<std::vector<std::string>> LookAtPhoto(std::vector<std::string>* notices);
  bool AskBirthDate(const v1::FindPatientResponse& found);
  void AskHowChecked(const std::string& number, v1::Assessment assessment);
  void Authorise(const std::string& number, v1::IdentityCheck check, v1::Assessment assessment,
                 const Circumstances& circumstances = {});
  // True: the nurse wants the person's own bottle to be drunk here.
  bool SayNo(const v1::Outcome& outcome);
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
  std::optional<bool> AskPoured();

  Window& window_;
  Keyboard& keyboard_;
  Screen& screen_;
  const Clock& clock_;
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
