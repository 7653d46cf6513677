// The tree of commands: what oatctl does, its help, its completion and its manual page all come of
// it. Each topic (access.cc, stock.cc, ...) gives one or more branches.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/ctl/terminal.h"

namespace oat::ctl {

// A word of the command line that a command takes: `login`, or an option, `--site`.
struct Parameter {
  std::string name;
  // What stands there: FILE, FOLDER, DAY, ..., or the words there are, separated by bars. An option
  // without is a flag.
  std::string value;
  std::string what;
  // A plain word may be left out, and the last one given often; so may an option, separated by
  // blanks or repeated.
  bool is_optional = false;
  bool is_repeated = false;

  bool is_option() const { return name.starts_with("--"); }
};

// What was given on the command line, by the parameter's name.
class Arguments {
 public:
  explicit Arguments(std::map<std::string, std::vector<std::string>> values)
      : values_(std::move(values)) {}
  // Empty where it was left out.
  std::string Text(const std::string& name) const;
  bool Has(const std::string& name) const { return values_.contains(name); }
  std::vector<std::string> All(const std::string& name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct Command {
  std::string name;
  std::string what;
  // The full name of the method that it calls, from whose access rule the help says who may.
  std::string method;
  // A line that could be typed as it stands.
  std::string example;
  std::vector<Parameter> parameters = {};
  // Absent: only its own commands do something.
  std::function<absl::Status(Terminal&, const Arguments&)> run = {};
  std::vector<Command> commands = {};
  // False: it asks no server, so none need be named.
  bool calls_server = true;
};

// Options of every command.
const std::vector<Parameter>& CommonParameters();

// Of a command that two people sign.
inline Parameter SecondParameter() {
  return {"--second", "LOGIN",
          "The second person, whose password is asked for too; 'badge': by badge and PIN"};
}

// The root, oatctl.
Command Tree();

// Who may run a command, in words: from the access rule of its method. Empty for a group.
std::string WhoMay(const Command& command);

// The topics.
std::vector<Command> AccessCommands();      // sign-in, sign-out, sessions, staff
std::vector<Command> CredentialCommands();  // one-time-code, pin, password, badge
Command DeviceCommand();
Command AuthorityCommand();
Command SitesCommand();
Command ImportCommand();
Command DuplicatesCommand();
Command MergesCommand();
Command ApplicationsCommand();
Command OrdersCommand();
Command StockCommand();
std::vector<Command> CountCommands();  // of stock: count, counts, explain, book, correct
std::vector<Command> LotCommands();    // of stock: link, receive-pack, hold, trace
// Of stock: open-bottle, close-bottle, return, close, patterns.
std::vector<Command> StockDayCommands();
Command LossesCommand();
Command ShipmentsCommand();
Command TransfersCommand();
Command ClosuresCommand();
Command InstitutionsCommand();
Command SupplyCommand();
Command FormsCommand();
Command RegisterCommand();  // of stock
Command PumpsCommand();
Command InterruptionCommand();
Command BarrierCommand();
Command ReportCommand();
Command RulesCommand();
Command DowntimeCommand();
Command IdentityCommand();
Command TakeHomeCommand();
Command LabelsCommand();  // of take-home
Command CardCommand();
Command ConsentCommand();
Command DisclosureCommand();
std::vector<Command> PacketCommands();     // packet, packet-looks
std::vector<Command> ClinicCommands();     // worklist, history, incidents
std::vector<Command> OversightCommands();  // access-log, emergency, audit, alarms
Command CompletionCommand();

}  // namespace oat::ctl
