// oat-desk: the tool at the dispensing window, in a terminal or driven by a script.
#include <sodium.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "clients/desk/script.h"
#include "clients/desk/terminal.h"

namespace oat::desk {
namespace {

constexpr char kAbout[] =
    "The desk of a dispensing window, in any terminal. Unlock it with your badge and PIN, or with\n"
    "login and password, scan a card, make sure who stands there, and it shows the dose in large\n"
    "digits with what to pour. An ordinary patient takes two keys: [1] identity checked, [g] "
    "given.";
constexpr char kExample[] =
    "Example, at window W1:\n"
    "  oat-desk --server door.example.kz:8443 --device /etc/jalgas/PVL1-W1 \\\n"
    "    --journal /var/lib/jalgas/w1.journal --language ru\n"
    "\n"
    "Driven by a script, one JSON command a line in, one answer a line out:\n"
    "  echo '{\"do\":\"state\"}' | oat-desk --json ...\n"
    "\n"
    "[?] at the ready screen shows the keys; oat-desk(1) explains them. It leaves with 0 at the\n"
    "end of its input, 1 when it cannot start, above 100 for options it does not understand.";

struct Options {
  std::string server;
  std::string device;
  std::string journal;
  std::string language;
  int lock_after = 120;
  bool json = false;
  std::string pump;
  std::string pump_id;
};

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The locale of the terminal: the first of these that says anything.
std::string Locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (std::string value = Environment(name); !value.empty()) return value;
  }
  return "";
}

Language LanguageOf(const std::string& code) {
  if (absl::StartsWith(code, "kk")) return Language::kKazakh;
  return absl::StartsWith(code, "ru") ? Language::kRussian : Language::kEnglish;
}

int SizeOfTerminal(unsigned short winsize::*side, int otherwise) {
  winsize size = {};
  const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.*side > 0;
  return is_known ? size.*side : otherwise;
}

Screen::Abilities AbilitiesOfTerminal() {
  const bool is_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  const std::string term = Environment("TERM");
  const std::string locale = absl::AsciiStrToLower(Locale());
  const bool clears = is_terminal && !term.empty() && term != "dumb";
  return {.clears = clears,
          .colours = clears && Environment("NO_COLOR").empty(),
          .has_blocks = absl::StrContains(locale, "utf-8") || absl::StrContains(locale, "utf8"),
          .columns = [] { return SizeOfTerminal(&winsize::ws_col, 80); },
          // What goes to a file or a pipe needs no page pushed off.
          .rows = [is_terminal] { return is_terminal ? SizeOfTerminal(&winsize::ws_row, 24) : 2; }};
}

int Fail(const std::string& message) {
  std::cerr << "oat-desk: " << message << "\n";
  return 1;
}

// Absent where there is none, or it does not answer: then doses are poured by hand.
std::unique_ptr<Pouring> PouringWith(const Options& options) {
  if (options.pump.empty()) return nullptr;
  auto pump = pump::OpenPump(options.pump);
  if (pump.ok()) return std::make_unique<Pouring>(*std::move(pump), options.pump_id);
  std::cerr << "oat-desk: " << pump.status().message() << "; pour by hand\n";
  return nullptr;
}

void RunTerminal(Window& window, const Options& options, Pouring* pouring) {
  Screen screen(std::cout, AbilitiesOfTerminal());
  const auto keyboard = OpenKeyboard(screen.abilities().clears, *DeskClock());
  window.link().set_patience({.deadline = absl::Seconds(5)});
  const Manner manner{
      .language = LanguageOf(options.language.empty() ? Locale() : options.language),
      .lock_after = absl::Seconds(options.lock_after)};
  Terminal(window, *keyboard, screen, *DeskClock(), manner, pouring).Run();
}

int Main(int argc, char** argv) {
  CLI::App app(kAbout, "oat-desk");
  app.footer(kExample);
  Options options;
  app.add_option("--server", options.server,
                 "The network's front door, host:port; unix:/path on oatd's own machine")
      ->envname("OAT_SERVER")
      ->required();
  app.add_option("--device", options.device, "Folder of this device, as 'oatctl device' makes it")
      ->envname("OAT_DEVICE")
      ->required();
  app.add_option("--journal", options.journal, "The desk's store of request ids")
      ->envname("OAT_JOURNAL")
      ->required();
  app.add_option("--language", options.language, "en, ru or kk; otherwise the locale's")
      ->check(CLI::IsMember({"en", "ru", "kk"}));
  app.add_option("--lock-after", options.lock_after, "Seconds without a key that lock the desk")
      ->check(CLI::Range(5, 3600))
      ->capture_default_str();
  app.add_flag("--json", options.json, "Read JSON commands from standard input, one a line");
  CLI::Option* pump = app.add_option("--pump", options.pump,
                                     "The window's pump: reglo:/dev/ttyUSB0, or simulator, which "
                                     "has none");
  CLI::Option* pump_id =
      app.add_option("--pump-id", options.pump_id, "The serial number on the pump's plate");
  pump->needs(pump_id);
  pump_id->needs(pump);
  CLI11_PARSE(app, argc, argv);
  if (sodium_init() < 0) return Fail("no source of random numbers");
  auto device = link::ReadDevice(options.device, options.server);
  if (!device.ok()) return Fail(std::string(device.status().message()));
  auto journal = Journal::Open(options.journal);
  if (!journal.ok()) return Fail(std::string(journal.status().message()));
  // Before the link makes threads: a signal is to reach the keyboard, which puts the terminal back.
  if (!options.json) BlockSignals();
  Window window(link::Link(options.server, *std::move(device)), *std::move(journal));
  const auto pouring = PouringWith(options);
  if (options.json) {
    RunScript(window, LanguageOf(options.language), std::cin, std::cout, pouring.get());
  } else {
    RunTerminal(window, options, pouring.get());
  }
  return 0;
}

}  // namespace
}  // namespace oat::desk

int main(int argc, char** argv) {
  try {
    return oat::desk::Main(argc, argv);
  } catch (const std::exception& error) {
    // Caught, so that what stands on the way here puts the terminal back.
    std::cerr << "oat-desk: " << error.what() << "\n";
    return 1;
  }
}
