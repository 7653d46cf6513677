// What reaches the desk from its user: keys, lines and scans, the passing of time, the end. The
// terminal below it is one implementation, a test another.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/base/clock.h"

namespace oat::desk {

struct Event {
  enum class Kind {
    kKey,      // one key; Enter is "\n", Escape is "\x1b"
    kLine,     // a line, without its end
    kScan,     // more than a finger types at once, where one key was asked for
    kTimeout,  // `until` has come
    kRedraw,   // the terminal has another size
    kEnd,      // no more input, or a signal to end
  };
  Kind kind = Kind::kTimeout;
  std::string text;
  bool touched = false;  // with a timeout: keys were pressed meanwhile, no line is complete yet
};

enum class Wanted { kKey, kLine, kSecret };

class Keyboard {
 public:
  virtual ~Keyboard() = default;
  // Says what is wanted before the question is shown: from here on a secret is not echoed.
  virtual void Expect(Wanted wanted) = 0;
  // Waits for what is wanted, at most until a time of the desk's clock.
  virtual Event Read(Wanted wanted, absl::Time until) = 0;
  // Forgets what was typed before the question stood on the screen: it answers another one.
  virtual void Discard() = 0;
  // The part of a line typed so far, to be drawn again behind its prompt; empty for a secret.
  virtual std::string Typed() const = 0;
};

// Standard input. A terminal that `can_clear` gives single keys and echoes no secret; anything else
// gives lines, of which one of a single character is a key. Signals to end are kEnd, so their
// blocking in every thread (BlockSignals) comes before any thread is made. Puts the terminal back
// as it was when it goes.
std::unique_ptr<Keyboard> OpenKeyboard(bool can_clear, const Clock& clock);
void BlockSignals();

// The Latin letter or digit on the key that gives a character in the Russian or Kazakh layout;
// other characters as they are. A scanner types through the layout too.
std::string LatinKeys(absl::string_view text);
// The same of what is digits alone, a PIN: the three signs of the Kazakh row are digits too.
std::string DigitKeys(absl::string_view text);

// A key as the pages name it: Latin and in lower case.
std::string KeyName(const Event& event);

// The number of characters of UTF-8 text.
size_t CountCharacters(absl::string_view text);

}  // namespace oat::desk
