// oatctl: the administrator's command line, a client like any other.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "clients/ctl/commands.h"

namespace oat::ctl {
namespace {

// Exit codes for scripts: 0 done, 1 refused or wrong input, 2 the command line itself, 3 no answer.
int ExitCode(const absl::Status& status) {
  if (status.ok()) return 0;
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ? 3 : 1;
}

int Main(int argc, char** argv) {
  CLI::App app("The administrator's command line of Jalgas.", "oatctl");
  app.require_subcommand(1);
  std::string server;
  std::string home = std::string(std::getenv("HOME") ? std::getenv("HOME") : ".") + "/.oatctl";
  app.add_option("--server", server, "Where oatd listens: unix:/path")
      ->envname("OAT_SERVER")
      ->required();
  app.add_option("--home", home, "Folder of this device's token and the session")
      ->envname("OATCTL_HOME")
      ->capture_default_str();

  std::function<absl::Status(Terminal&)> chosen;
  auto choose = [&chosen](CLI::App* command, std::function<absl::Status(Terminal&)> run) {
    command->callback([&chosen, run = std::move(run)] { chosen = run; });
  };
  std::string login, role, site, station, name, folder, file, day, review, verdict;
  bool dry_run = false;

  auto* sign_in = app.add_subcommand("sign-in", "Open a session; the password on standard input");
  sign_in->add_option("login", login)->required();
  choose(sign_in, [&](Terminal& t) { return SignIn(t, login); });
  choose(app.add_subcommand("sign-out", "End the session"), SignOut);

  auto* import = app.add_subcommand("import", "Import a file: all of its rows or none");
  import->require_subcommand(1);
  auto* network = import->add_subcommand("network", "The sites of the network");
  auto* roster = import->add_subcommand("roster", "The patients of the network's sites");
  for (auto* command : {network, roster}) {
    command->add_option("file", file, "A CSV file with a header")->required();
    command->add_flag("--dry-run", dry_run, "Check everything, keep nothing");
  }
  choose(network, [&](Terminal& t) { return ImportNetwork(t, file, dry_run); });
  choose(roster, [&](Terminal& t) { return ImportRoster(t, file, dry_run); });

  choose(app.add_subcommand("sites", "List the sites"), ListSites);

  auto* staff = app.add_subcommand("staff", "Members of staff and their roles");
  staff->require_subcommand(1);
  choose(staff->add_subcommand("list", "List them"), ListStaff);
  auto* add = staff->add_subcommand("add", "Add one; the password on standard input");
  add->add_option("login", login)->required();
  choose(add, [&](Terminal& t) { return AddStaff(t, login); });
  auto* grant = staff->add_subcommand("grant", "Grant a role");
  grant->add_option("login", login)->required();
  grant->add_option("role", role)->required();
  grant->add_option("--site", site, "Site code; left out: the whole network");
  choose(grant, [&](Terminal& t) { return GrantRole(t, login, role, site); });

  auto* device = app.add_subcommand("device", "Desks and other computers");
  device->require_subcommand(1);
  auto* register_device = device->add_subcommand("add", "Register one");
  register_device->add_option("name", name)->required();
  register_device->add_option("--site", site, "Site code; left out: a device of no site");
  register_device->add_option("--station", station, "The window it stands at");
  register_device->add_option("--home", folder, "Folder for its token")->required();
  choose(register_device, [&](Terminal& t) { return AddDevice(t, name, site, station, folder); });

  auto* duplicates = app.add_subcommand("duplicates", "Probable duplicates that wait");
  duplicates->require_subcommand(1);
  choose(duplicates->add_subcommand("list", "List them by number"), ListDuplicates);
  auto* decide = duplicates->add_subcommand("decide", "Decide one");
  decide->add_option("review", review)->required();
  decide->add_option("verdict", verdict)->required()->check(CLI::IsMember({"same", "different"}));
  choose(decide, [&](Terminal& t) { return DecideDuplicate(t, review, verdict == "same"); });

  auto* worklist = app.add_subcommand("worklist", "This site's people of a day, by number");
  worklist->add_option("day", day, "YYYY-MM-DD; left out: today");
  choose(worklist, [&](Terminal& t) { return ShowWorklist(t, day); });
  choose(app.add_subcommand("stock", "This site's accounts"), ShowStock);
  choose(app.add_subcommand("incidents", "This site's incidents that wait"), ShowIncidents);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (sodium_init() < 0) {
    std::cerr << "oatctl: no source of random numbers\n";
    return 1;
  }
  Terminal terminal{server, Home(home), std::cin, std::cout};
  absl::Status status = chosen(terminal);
  if (!status.ok()) std::cerr << "oatctl: " << status.message() << "\n";
  return ExitCode(status);
}

}  // namespace
}  // namespace oat::ctl

int main(int argc, char** argv) { return oat::ctl::Main(argc, argv); }
