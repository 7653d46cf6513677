#include "clients/ctl/oatctl.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/ctl/print.h"

namespace oat::ctl {
namespace {

// A letter more, less or other is a slip; more than this is another word.
constexpr size_t kMostSlips = 2;

// How many letters must be changed, put in or left out to make one word of the other.
size_t Distance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string SuggestionFor(const std::string& word, const std::vector<Command>& commands) {
  std::string nearest;
  size_t least = kMostSlips + 1;
  for (const Command& command : commands) {
    const size_t distance = absl::StartsWith(command.name, word) ? 0 : Distance(word, command.name);
    if (distance >= least) continue;
    least = distance;
    nearest = command.name;
  }
  return nearest;
}

// A word where a command should stand, and none of that name does; empty if there is none such.
std::string UnknownCommand(const std::vector<std::string>& words, const Command& root) {
  const Command* here = &root;
  std::string path = root.name;
  for (size_t i = 0; i < words.size() && !here->commands.empty(); ++i) {
    if (absl::StartsWith(words[i], "-")) {
      if (words[i] == "--server" || words[i] == "--home") ++i;
      continue;
    }
    auto next = std::find_if(here->commands.begin(), here->commands.end(),
                             [&](const Command& one) { return one.name == words[i]; });
    if (next == here->commands.end()) {
      const std::string nearest = SuggestionFor(words[i], here->commands);
      return absl::StrCat("there is no command '", path, " ", words[i], "'",
                          nearest.empty() ? "" : absl::StrCat("; did you mean '", nearest, "'?"),
                          "\n'", path, " --help' lists those there are");
    }
    here = &*next;
    absl::StrAppend(&path, " ", here->name);
  }
  return "";
}

// In a list of commands one sentence of each is enough.
class Formatter : public CLI::Formatter {
 public:
  std::string make_subcommand(const CLI::App* command) const override {
    const std::string what = command->get_description();
    const std::string one_line = absl::StrReplaceAll(what, {{"\n", " "}});
    const std::string sentence = one_line.substr(0, one_line.find(". "));
    std::stringstream line;
    CLI::detail::format_help(line, command->get_name(),
                             std::string(absl::StripSuffix(sentence, ".")), column_width_);
    return line.str();
  }
  // In the usage a word that may be repeated is followed by dots, as everywhere.
  std::string make_option_usage(const CLI::Option* option) const override {
    const std::string name = make_option_name(option, true);
    const std::string word = option->get_expected_max() > 1 ? name + "..." : name;
    return option->get_required() ? word : "[" + word + "]";
  }
};

// The tree as CLI11 reads command lines.
class Parser {
 public:
  explicit Parser(const Command& root) : app_(root.what, root.name) {
    app_.fallthrough();
    app_.require_subcommand(1);
    app_.formatter(std::make_shared<Formatter>());
    app_.get_formatter()->column_width(kNameColumn);
    app_.set_help_flag("--help", "What the command does, who may, and an example");
    app_.footer("'oatctl COMMAND --help' says what a command does, who may, and shows an example.");
    app_.add_option("--server", server_, CommonParameters()[0].what)->envname("OAT_SERVER");
    app_.add_option("--home", home_, CommonParameters()[1].what)->envname("OATCTL_HOME");
    app_.add_flag("--json", json_, CommonParameters()[2].what);
    for (const Command& command : root.commands) Add(command, &app_);
  }

  // Absent after help or a fault of the command line, which is then printed.
  const Command* Parse(std::vector<std::string> words, Terminal& terminal, int* exit_code) {
    std::reverse(words.begin(), words.end());
    try {
      app_.parse(words);
      return chosen_;
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) {
        app_.exit(error, terminal.out, terminal.err);
        *exit_code = kDone;
      } else {
        terminal.err << "oatctl: " << error.what() << "\n'" << PathOfLast()
                     << " --help' shows what it takes\n";
        *exit_code = kCommandLine;
      }
      return nullptr;
    }
  }

  Arguments arguments() const {
    std::map<std::string, std::vector<std::string>> values;
    for (const auto& [name, option] : options_of_.at(chosen_)) {
      if (option->count() > 0) values[name] = option->results();
    }
    return Arguments(std::move(values));
  }
  const std::string& server() const { return server_; }
  std::string home() const {
    if (!home_.empty()) return home_;
    const char* home = std::getenv("HOME");
    return std::string(home == nullptr ? "." : home) + "/.oatctl";
  }
  bool json() const { return json_; }

 private:
  // The command that the words had come to.
  std::string PathOfLast() const {
    std::string path = app_.get_name();
    for (const CLI::App* app = &app_; !app->get_subcommands().empty();) {
      app = app->get_subcommands().front();
      absl::StrAppend(&path, " ", app->get_name());
    }
    return path;
  }

  void Add(const Command& command, CLI::App* parent) {
    CLI::App* app = parent->add_subcommand(command.name, HelpOf(command));
    if (!command.run) {
      app->require_subcommand(1);
    } else if (!command.commands.empty()) {
      app->require_subcommand(0, 1);
    }
    if (!command.example.empty()) app->footer("Example:\n  " + command.example);
    for (const Parameter& parameter : command.parameters) {
      options_of_[&command][parameter.name] = AddParameter(parameter, app);
    }
    options_of_[&command];
    app->callback([this, app, &command] {
      if (app->get_subcommands().empty()) chosen_ = &command;
    });
    for (const Command& one : command.commands) Add(one, app);
  }

  static std::string HelpOf(const Command& command) {
    const std::string who = WhoMay(command);
    const std::string what = Wrap(command.what);
    return who.empty() ? what : absl::StrCat(what, "\n", Wrap("Who may: " + who), ".");
  }

  static CLI::Option* AddParameter(const Parameter& parameter, CLI::App* app) {
    if (parameter.value.empty()) return app->add_flag(parameter.name, parameter.what);
    CLI::Option* option =
        app->add_option(parameter.name, parameter.what)->type_name(parameter.value);
    if (parameter.is_repeated) option->expected(1, kMany)->allow_extra_args();
    return option->required(!parameter.is_option() && !parameter.is_optional);
  }

  static constexpr int kMany = 1000;
  static constexpr size_t kNameColumn = 22;

  CLI::App app_;
  std::string server_;
  std::string home_;
  bool json_ = false;
  const Command* chosen_ = nullptr;
  std::map<const Command*, std::map<std::string, CLI::Option*>> options_of_;
};

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kDone;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kDataLoss:  // of a printer that hung up half-way
      return kNoAnswer;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return kNotAllowed;
    default:
      return kRefused;
  }
}

// What to do next, where the message does not say so itself.
std::string NextStep(const absl::Status& status, const Terminal& terminal) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return absl::StrCat("is oatd running at ", terminal.server,
                          "? What was asked may have been done: look before you ask again");
    case absl::StatusCode::kUnauthenticated:
      return "open a session: oatctl sign-in LOGIN";
    case absl::StatusCode::kPermissionDenied:
      return "'oatctl COMMAND --help' says who may";
    default:
      return "";
  }
}

void Complain(const absl::Status& status, Terminal& terminal) {
  terminal.err << "oatctl: " << status.message() << "\n";
  const std::string next = NextStep(status, terminal);
  if (!next.empty()) terminal.err << next << "\n";
  if (terminal.json && !terminal.answered) ShowFailure(terminal, status);
}

}  // namespace

int RunOatctl(const std::vector<std::string>& words, Terminal& terminal) {
  const Command root = Tree();
  if (const std::string unknown = UnknownCommand(words, root); !unknown.empty()) {
    terminal.err << "oatctl: " << unknown << "\n";
    return kCommandLine;
  }
  Parser parser(root);
  int exit_code = kDone;
  const Command* command = parser.Parse(words, terminal, &exit_code);
  if (command == nullptr) return exit_code;
  terminal.server = parser.server();
  terminal.home = Home(parser.home());
  terminal.json = parser.json();
  if (command->calls_server && terminal.server.empty()) {
    terminal.err << "oatctl: --server: got nothing, wanted where oatd listens, for example "
                    "--server unix:/run/jalgas/oatd.sock, or the same in OAT_SERVER\n";
    return kCommandLine;
  }
  const absl::Status status = command->run(terminal, parser.arguments());
  if (!status.ok()) Complain(status, terminal);
  return ExitCodeOf(status);
}

}  // namespace oat::ctl
