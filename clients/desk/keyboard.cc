#include "clients/desk/keyboard.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace oat::desk {
namespace {

// A scanner sends its characters faster than this, a hand slower.
constexpr absl::Duration kBetweenKeys = absl::Milliseconds(30);
constexpr size_t kLongestLine = 400;
constexpr char kEndOfInput = '\x04';
constexpr char kEraseLine = '\x15';
constexpr char kEscape = '\x1b';

sigset_t Signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) sigaddset(&signals, signal);
  return signals;
}

bool IsErase(char byte) { return byte == '\x7f' || byte == '\b'; }

// Takes the last character off.
void EraseCharacter(std::string* text) {
  while (!text->empty() && (text->back() & 0xc0) == 0x80) text->pop_back();
  if (!text->empty()) text->pop_back();
}

// Standard input and the signals, waited for together.
class Source {
 public:
  explicit Source(const Clock& clock) : clock_(clock) {
    const sigset_t signals = Signals();
    signals_ = signalfd(-1, &signals, SFD_CLOEXEC);
  }
  ~Source() { close(signals_); }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // Waits until there is something to read; otherwise what happened instead.
  std::optional<Event::Kind> WaitUntil(absl::Time until) {
    while (true) {
      const absl::Duration left = std::max(absl::ZeroDuration(), until - clock_.Now());
      const auto millis = absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1)));
      if (auto instead = Wait(static_cast<int>(std::min<int64_t>(millis, 3'600'000)))) {
        if (*instead != Event::Kind::kTimeout || clock_.Now() >= until) return instead;
        continue;
      }
      return std::nullopt;
    }
  }
  // Looks at no signal: it would be lost here.
  static bool HasMoreWithin(absl::Duration duration) {
    pollfd input = {STDIN_FILENO, POLLIN, 0};
    return poll(&input, 1, static_cast<int>(absl::ToInt64Milliseconds(duration))) > 0;
  }
  // One byte of what is there; absent at the end of input.
  std::optional<char> Next() {
    char byte = 0;
    if (read(STDIN_FILENO, &byte, 1) != 1) return std::nullopt;
    return byte;
  }

 private:
  std::optional<Event::Kind> Wait(int millis) {
    pollfd waited[] = {{STDIN_FILENO, POLLIN, 0}, {signals_, POLLIN, 0}};
    const int ready = poll(waited, 2, millis);
    if (ready <= 0) return Event::Kind::kTimeout;  // or interrupted: the caller looks at the time
    if (waited[1].revents == 0) return std::nullopt;
    signalfd_siginfo signal;
    if (read(signals_, &signal, sizeof signal) != sizeof signal) return Event::Kind::kEnd;
    return signal.ssi_signo == SIGWINCH ? Event::Kind::kRedraw : Event::Kind::kEnd;
  }

  const Clock& clock_;
  int signals_ = -1;
};

// The settings of the terminal on standard input, put back in the end.
class Settings {
 public:
  Settings() : is_terminal_(tcgetattr(STDIN_FILENO, &before_) == 0), now_(before_) {}
  ~Settings() {
    if (is_terminal_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;

  // A key at a time, nothing echoed, Enter told from the line feed that some scanners send after
  // it. Suspending is off: it would leave a person on the screen.
  void SingleKeys() {
    now_.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    now_.c_iflag &= ~static_cast<tcflag_t>(ICRNL);
    now_.c_cc[VMIN] = 1;
    now_.c_cc[VTIME] = 0;
    KeepRunning();
  }
  void KeepRunning() {
    now_.c_cc[VSUSP] = _POSIX_VDISABLE;
    now_.c_cc[VQUIT] = _POSIX_VDISABLE;
    Apply();
  }
  void Echo(bool echoes) {
    const tcflag_t flag = ECHO;
    now_.c_lflag = echoes ? now_.c_lflag | flag : now_.c_lflag & ~flag;
    Apply();
  }
  bool is_terminal() const { return is_terminal_; }

 private:
  void Apply() {
    if (is_terminal_) tcsetattr(STDIN_FILENO, TCSANOW, &now_);
  }

  termios before_ = {};
  bool is_terminal_;
  termios now_;
};

void Echo(absl::string_view text) {
  // Nothing can be done about a terminal that takes no more; reading from it will tell.
  if (write(STDOUT_FILENO, text.data(), text.size()) < 0) return;
}

class SingleKeys final : public Keyboard {
 public:
  explicit SingleKeys(const Clock& clock) : source_(clock) { settings_.SingleKeys(); }

  void Expect(Wanted wanted) override { is_secret_ = wanted == Wanted::kSecret; }
  Event Read(Wanted wanted, absl::Time until) override {
    bool touched = false;
    while (true) {
      if (auto instead = source_.WaitUntil(until)) return {*instead, "", touched};
      const std::string typed = Burst(/*whole=*/wanted == Wanted::kKey);
      touched = true;
      if (typed.empty()) continue;
      if (typed.front() == kEndOfInput) return {Event::Kind::kEnd};
      // A key that sends a sequence, an arrow or a function key, means nothing here.
      if (typed.front() == kEscape && typed.size() > 1) continue;
      const bool is_key = wanted == Wanted::kKey || typed.front() == kEscape;
      if (is_key) {
        line_.clear();
        return {CountCharacters(typed) == 1 ? Event::Kind::kKey : Event::Kind::kScan, typed};
      }
      if (Edit(typed)) return {Event::Kind::kLine, std::exchange(line_, "")};
    }
  }
  void Discard() override {
    tcflush(STDIN_FILENO, TCIFLUSH);
    line_.clear();
  }
  std::string Typed() const override { return is_secret_ ? "" : line_; }

 private:
  // A character, or, `whole`, as many as come at once. Empty at a line feed that only completes an
  // Enter.
  std::string Burst(bool whole) {
    std::string typed = Character();
    const bool may_go_on = whole || typed == std::string(1, kEscape);
    while (may_go_on && !typed.empty() && source_.HasMoreWithin(kBetweenKeys)) {
      const std::string more = Character();
      if (more == std::string(1, kEndOfInput)) break;
      typed += more;
    }
    return typed;
  }
  std::string Character() {
    const std::optional<char> first = source_.Next();
    if (!first) return std::string(1, kEndOfInput);
    const bool completes_enter = *first == '\n' && last_ == '\r';
    last_ = *first;
    if (completes_enter) return "";
    if (*first == '\r') return "\n";
    std::string character(1, *first);
    const auto lead = static_cast<unsigned char>(*first);
    for (int rest = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0; rest > 0; --rest) {
      if (!source_.HasMoreWithin(kBetweenKeys)) break;
      character += source_.Next().value_or(' ');
    }
    return character;
  }
  // True when the line is complete.
  bool Edit(const std::string& typed) {
    if (typed == "\n") {
      Echo("\n");
      return true;
    }
    if (typed.front() == kEraseLine || IsErase(typed.front())) {
      do {
        if (!line_.empty() && !is_secret_) Echo("\b \b");
        EraseCharacter(&line_);
      } while (typed.front() == kEraseLine && !line_.empty());
    } else if (static_cast<unsigned char>(typed.front()) >= ' ' && line_.size() < kLongestLine) {
      line_ += typed;
      if (!is_secret_) Echo(typed);
    }
    return false;
  }

  Source source_;
  Settings settings_;
  std::string line_;
  bool is_secret_ = false;
  char last_ = '\0';
};

class Lines final : public Keyboard {
 public:
  explicit Lines(const Clock& clock) : source_(clock) { settings_.KeepRunning(); }

  void Expect(Wanted wanted) override { settings_.Echo(wanted != Wanted::kSecret); }
  Event Read(Wanted wanted, absl::Time until) override {
    Event event = ReadLine(wanted, until);
    // The Enter behind a secret was not echoed either.
    const bool was_hidden = wanted == Wanted::kSecret && settings_.is_terminal();
    if (was_hidden && event.kind == Event::Kind::kLine) Echo("\n");
    return event;
  }
  // What stands on a line of its own was sent on purpose.
  void Discard() override {}
  std::string Typed() const override { return ""; }

 private:
  Event ReadLine(Wanted wanted, absl::Time until) {
    while (true) {
      if (auto instead = source_.WaitUntil(until)) return {*instead};
      const std::optional<char> byte = source_.Next();
      if (!byte && line_.empty()) return {Event::Kind::kEnd};
      if (byte && *byte != '\n') {
        if (*byte != '\r' && line_.size() < kLongestLine) line_ += *byte;
        continue;
      }
      return AsWanted(wanted, std::exchange(line_, ""));
    }
  }
  static Event AsWanted(Wanted wanted, const std::string& line) {
    if (line == std::string(1, kEscape)) return {Event::Kind::kKey, line};
    if (wanted != Wanted::kKey) return {Event::Kind::kLine, line};
    if (line.empty()) return {Event::Kind::kKey, "\n"};
    return {CountCharacters(line) == 1 ? Event::Kind::kKey : Event::Kind::kScan, line};
  }

  Source source_;
  Settings settings_;
  std::string line_;
};

}  // namespace

void BlockSignals() {
  const sigset_t signals = Signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::unique_ptr<Keyboard> OpenKeyboard(bool can_clear, const Clock& clock) {
  if (can_clear) return std::make_unique<SingleKeys>(clock);
  return std::make_unique<Lines>(clock);
}

}  // namespace oat::desk
