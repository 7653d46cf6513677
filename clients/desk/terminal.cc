#include "clients/desk/terminal.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/base/patient_number.h"

namespace oat::desk {
namespace {

constexpr absl::Duration kTick = absl::Seconds(1);
constexpr char kEscape[] = "\x1b";

}  // namespace

Terminal::Terminal(Window& window, Keyboard& keyboard, Screen& screen, const Clock& clock,
                   const Manner& manner, Pouring* pouring)
    : window_(window),
      keyboard_(keyboard),
      screen_(screen),
      clock_(clock),
      pouring_(pouring),
      manner_(manner),
      say_(manner.language),
      pages_(say_, screen.abilities().has_blocks, pouring != nullptr),
      touched_(clock.Now()) {}

void Terminal::Run() {
  while (!has_ended_) {
    if (is_offline_) {
      WorkOffline();
    } else if (window_.state() == Window::State::kLocked) {
      Unlock();
    } else {
      Ready();
    }
  }
  // The page goes before the server is told, which may take its time.
  screen_.Show(Page());
  window_.ReturnList();
  if (window_.state() != Window::State::kLocked) window_.Lock();
}

std::optional<Event> Terminal::Wait(Wanted wanted, const Draw& draw, absl::Time until) {
  Page page = draw();
  keyboard_.Expect(wanted);
  screen_.Show(page, keyboard_.Typed());
  while (true) {
    const bool ticks = page.ticks && screen_.abilities().clears;
    const absl::Time locks = IsAtWork() ? touched_ + manner_.lock_after : absl::InfiniteFuture();
    const absl::Time tick = ticks ? clock_.Now() + kTick : absl::InfiniteFuture();
    const Event event = keyboard_.Read(wanted, std::min({until, locks, tick}));
    if (Leaves(wanted, event)) return std::nullopt;
    const bool has_passed = event.kind == Event::Kind::kTimeout;
    if (!has_passed && event.kind != Event::Kind::kRedraw) return event;
    if (has_passed && clock_.Now() >= until) return event;
    if (!has_passed || ticks) screen_.Show(page = draw(), keyboard_.Typed());
  }
}

bool Terminal::Leaves(Wanted wanted, const Event& event) {
  if (event.kind == Event::Kind::kEnd) {
    has_ended_ = true;
    return true;
  }
  const bool is_hand = event.kind != Event::Kind::kTimeout && event.kind != Event::Kind::kRedraw;
  if (is_hand || event.touched) touched_ = clock_.Now();
  if (!IsAtWork()) return event.kind == Event::Kind::kKey && event.text == kEscape;
  if (clock_.Now() >= touched_ + manner_.lock_after) {
    Lock(say_(text::kLockedByTime));
    return true;
  }
  const bool blanks = event.kind == Event::Kind::kKey &&
                      (event.text == kEscape || (wanted == Wanted::kKey && KeyName(event) == "b"));
  if (blanks) Blank();
  return blanks;
}

std::optional<std::string> Terminal::WaitForKey(const Draw& draw) {
  keyboard_.Discard();
  std::string notice;
  while (true) {
    auto event = Wait(
        Wanted::kKey,
        [&] {
          Page page = draw();
          if (!notice.empty()) page.Add(notice, Tone::kWarning);
          return page;
        },
        absl::InfiniteFuture());
    if (!event) return std::nullopt;
    if (event->kind == Event::Kind::kKey) return KeyName(*event);
    // A number scanned here is full of letters that are keys: none of them counts.
    notice = say_(text::kScanHere);
  }
}

std::optional<std::string> Terminal::WaitForLine(const Page& page) {
  keyboard_.Discard();
  auto event = Wait(
      Wanted::kLine, [&] { return page; }, absl::InfiniteFuture());
  if (!event) return std::nullopt;
  return std::string(absl::StripAsciiWhitespace(event->text));
}

void Terminal::Blank() {
  window_.Dismiss();
  screen_.Show(Page());
  while (IsAtWork()) {
    const absl::Time locks = touched_ + manner_.lock_after;
    const Event event = keyboard_.Read(Wanted::kKey, locks);
    if (event.kind == Event::Kind::kEnd) has_ended_ = true;
    if (event.kind == Event::Kind::kKey || event.kind == Event::Kind::kScan) {
      touched_ = clock_.Now();
      return;
    }
    if (clock_.Now() >= locks) Lock(say_(text::kLockedByTime));
  }
}

void Terminal::Lock(const std::string& notice) {
  keyboard_.Discard();
  notices_.clear();
  if (!notice.empty()) Notice(notice);
  screen_.Show(Page());
  is_offline_ = false;
  window_.Lock();
}

void Terminal::Ready() {
  window_.Dismiss();
  const absl::Status kept = window_.AskAgain();
  TellBelated(window_.TakeBelated());
  const bool is_away = link::IsAway(kept);
  if (is_away) Notice(say_(text::kAway));
  if (!is_away && !kept.ok()) Explain(kept);
  if (IsAtWork()) CountStillToCome();
  if (!IsAtWork()) return;
  if (!is_away) window_.AskForHead();
  if (window_.is_past_broken()) Notice(say_(text::kPastBroken));
  window_.TendList();
  TellOfList();
  const std::vector<std::string> notices = TakeNotices();
  const auto draw = [&] {
    std::vector<OpenHere> open;
    for (const auto& [id, one] : open_) open.push_back(one);
    std::sort(open.begin(), open.end(),
              [](const OpenHere& a, const OpenHere& b) { return a.since < b.since; });
    return pages_.Ready(window_.station(), still_to_come_, open, notices, clock_.Now());
  };
  // What is kept is asked again while nobody does anything else.
  const auto event =
      Wait(Wanted::kLine, draw,
           is_away ? clock_.Now() + manner_.ask_again_every : window_.downtime().DueAt());
  if (event && event->kind == Event::Kind::kLine)
    Obey(std::string(absl::StripAsciiWhitespace(event->text)));
}

void Terminal::Obey(const std::string& typed) {
  if (typed.empty()) return;
  if (typed.size() > kLongerThanANumber) return ShowCard(LatinKeys(typed));
  if (CountCharacters(typed) > 1) return FindByNumber(typed);
  const std::string key = absl::AsciiStrToLower(LatinKeys(typed));
  if (key == "w") return ShowWorklist();
  if (key == "o") return ShowOpenDoses();
  if (key == "m") return ShowClosures();
  if (key == "n") return FindByName();
  if (key == "d") return FindByDocument();
  if (key == "h") return MeetForBottles();
  if (key == "c") return CountWindow();
  if (key == "x") return ChangeBottle();
  if (key == "p" && pouring_ != nullptr) return ShowPump();
  if (key == "b") return Blank();
  if (key == "l") return Lock("");
  if (key == "t") return GoOffline();
  if (key == "e") return EnterWrittenDown();
  if (key == "?" || key == ",") {
    WaitForKey([this] { return pages_.Help(); });
    return;
  }
  Notice(say_(text::kUnknownKey, {{"key", typed}}));
}

void Terminal::FindByNumber(const std::string& typed) {
  const std::string latin = LatinKeys(typed);
  const auto number = PatientNumber::Parse(latin);
  if (!number.ok()) {
    const auto got = static_cast<int>(
        std::count_if(latin.begin(), latin.end(), [](char c) { return c != ' ' && c != '-'; }));
    return Notice(
        got == PatientNumber::kLength
            ? say_(text::kNumberMisread)
            : say_(text::kNumberLength,
                   {{"got", absl::StrCat(got)}, {"wanted", absl::StrCat(PatientNumber::kLength)}}));
  }
  v1::FindPatientRequest key;
  key.set_patient_number(number->text());
  Meet(key);
}

void Terminal::FindByName() {
  v1::FindPatientRequest key;
  Page page;
  page.prompt = say_(text::kFamilyName);
  const auto family = WaitForLine(page);
  if (!family || family->empty()) return;
  page.prompt = say_(text::kGivenName);
  const auto given = WaitForLine(page);
  if (!given || given->empty()) return;
  page.prompt = say_(text::kBirthDate);
  const auto typed = WaitForLine(page);
  if (!typed || typed->empty()) return;
  const auto date = ReadDate(*typed);
  if (!date) return Notice(say_(text::kNotADate, {{"got", *typed}}));
  key.mutable_name()->set_family_name(*family);
  key.mutable_name()->set_given_name(*given);
  key.mutable_name()->set_birth_date(*date);
  Meet(key);
}

void Terminal::FindByDocument() {
  std::string kinds;
  for (int kind = 1; kind < v1::DocumentKind_ARRAYSIZE; ++kind) {
    absl::StrAppend(&kinds, "[", kind, "] ", say_(static_cast<v1::DocumentKind>(kind)), "  ");
  }
  const auto chosen = WaitForKey([&] { return pages_.Plain({say_(text::kDocumentKind)}, kinds); });
  int kind = 0;
  if (!chosen || !absl::SimpleAtoi(*chosen, &kind) || kind < 1 ||
      kind >= v1::DocumentKind_ARRAYSIZE) {
    return;
  }
  Page page;
  page.prompt = say_(text::kDocumentNumber);
  const auto number = WaitForLine(page);
  if (!number || number->empty()) return;
  v1::FindPatientRequest key;
  key.mutable_document()->set_kind(static_cast<v1::DocumentKind>(kind));
  key.mutable_document()->set_number(*number);
  Meet(key);
}

}  // namespace oat::desk
