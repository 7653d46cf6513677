// A desk's terminal played through: what the nurse does, in order, against a real window, and every
// page she sees. Time passes only where the script says so.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/desk/terminal.h"

namespace oat::desk {

// The desk's clock, set by the test.
class DeskTime final : public Clock {
 public:
  explicit DeskTime(absl::Time now) : now_(now) {}
  absl::Time Now() const override { return now_; }
  void Set(absl::Time now) { now_ = now; }

 private:
  absl::Time now_;
};

struct Passes {
  absl::Duration duration;
};
using Deed = std::function<void()>;
// A key or a line, whichever is asked for; time that passes; something that happens elsewhere.
using Step = std::variant<std::string, Passes, Deed>;

class ScriptedKeyboard final : public Keyboard {
 public:
  ScriptedKeyboard(DeskTime& clock, std::vector<Step> steps)
      : clock_(clock), steps_(steps.begin(), steps.end()) {}

  void Expect(Wanted) override {}
  Event Read(Wanted wanted, absl::Time until) override {
    while (!steps_.empty()) {
      if (auto* passes = std::get_if<Passes>(&steps_.front())) {
        const absl::Time end = clock_.Now() + passes->duration;
        clock_.Set(std::min(end, until));
        if (until <= end) {
          passes->duration = end - until;
          return {Event::Kind::kTimeout};
        }
      } else if (auto* deed = std::get_if<Deed>(&steps_.front())) {
        (*deed)();
      } else {
        const std::string text = std::get<std::string>(steps_.front());
        steps_.pop_front();
        return Typed(wanted, text);
      }
      steps_.pop_front();
    }
    return {Event::Kind::kEnd};
  }
  void Discard() override {}
  std::string Typed() const override { return ""; }
  bool IsThrough() const { return steps_.empty(); }
  // Single keys that were asked for one by one.
  int keys() const { return keys_; }

 private:
  Event Typed(Wanted wanted, const std::string& text) {
    if (text == "\x1b") return {Event::Kind::kKey, text};
    if (wanted != Wanted::kKey) return {Event::Kind::kLine, text};
    if (CountCharacters(text) != 1) return {Event::Kind::kScan, text};
    ++keys_;
    return {Event::Kind::kKey, text};
  }

  DeskTime& clock_;
  std::deque<Step> steps_;
  int keys_ = 0;
};

class Performance {
 public:
  Performance(Window& window, DeskTime& clock, std::vector<Step> steps,
              Language language = Language::kEnglish, Pouring* pouring = nullptr)
      : keyboard_(clock, std::move(steps)),
        screen_(out_, {.clears = true, .columns = [] { return 200; }}),
        terminal_(window, keyboard_, screen_, clock, {.language = language}, pouring) {
    terminal_.Run();
    EXPECT_TRUE(keyboard_.IsThrough()) << "the desk ended before the script did";
  }

  // Every page that was shown, without the sequence that clears.
  std::vector<std::string> pages() const {
    return absl::StrSplit(out_.str(), "\x1b[H\x1b[2J\x1b[3J");
  }
  // The pages that hold a text.
  std::vector<std::string> PagesWith(const std::string& text) const {
    std::vector<std::string> found;
    for (const std::string& page : pages()) {
      if (page.find(text) != std::string::npos) found.push_back(page);
    }
    return found;
  }
  bool Shows(const std::string& text) const { return !PagesWith(text).empty(); }
  int keys() const { return keyboard_.keys(); }

 private:
  std::ostringstream out_;
  ScriptedKeyboard keyboard_;
  Screen screen_;
  Terminal terminal_;
};

}  // namespace oat::desk
