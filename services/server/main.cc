// oatd: the services of Jalgas in one process.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "services/base/status.h"
#include "services/db/migrate.h"
#include "services/server/command.h"
#include "services/server/configuration.h"
#include "services/server/init.h"
#include "services/server/keys.h"
#include "services/server/serve.h"
#include "services/server/shred.h"
#include "services/server/verify.h"
#include "services/transparency/seal_key.h"

namespace oat::server {
namespace {

std::optional<std::string> FromEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

absl::Status Migrate(const Configuration& configuration) {
  OAT_ASSIGN_OR_RETURN(const auto connection, ConnectAsOwner(configuration));
  return db::Migrate(*connection, configuration.migrations,
                     [](const std::string& name) { std::cout << "applied " << name << "\n"; });
}

absl::Status Init(const Configuration& configuration) {
  OAT_ASSIGN_OR_RETURN(const bool is_new_log, MakeSealKey(configuration));
  if (is_new_log) {
    std::cout << "# made " << configuration.seal_key_file << ", which signs the sealed log, and "
              << transparency::PublicKeyFileOf(configuration.seal_key_file)
              << ", which auditors keep\n";
  }
  OAT_ASSIGN_OR_RETURN(const bool has_new_card_key, MakeCardKey(configuration));
  if (has_new_card_key) {
    std::cout << "# made " << configuration.card_key_file << ", which makes patients' cards\n";
  }
  absl::StatusOr<FirstAccess> first = Initialise(configuration);
  if ((is_new_log || has_new_card_key) && absl::IsFailedPrecondition(first.status()))
    return absl::OkStatus();
  if (!first.ok()) return first.status();
  std::cout
      << "# shown once, kept nowhere: hand it over; its owner signs in, sets up one-time codes,\n"
      << "# without which the role does not count, and changes the password\n"
      << "login=" << first->login << "\npassword=" << first->password.Reveal()
      << "\ndevice=" << first->device_name << "\ndevice_token=" << first->device_token.Reveal()
      << "\n";
  return absl::OkStatus();
}

// What the command line chose.
struct Options {
  std::string path = "/etc/jalgas/oatd.conf";
  std::vector<std::string> heads;
  int32_t version = 0;
  bool really = false;
};
// What a command says at its end.
using Answer = std::function<absl::StatusOr<std::string>(const Configuration&, const Options&)>;

absl::Status Run(const Answer& answer, const Options& options) {
  OAT_ASSIGN_OR_RETURN(Configuration configuration,
                       ReadConfiguration(options.path, FromEnvironment));
  OAT_ASSIGN_OR_RETURN(const std::string said, answer(configuration, options));
  if (!said.empty()) std::cout << said << "\n";
  return absl::OkStatus();
}

// A command that has said what there was to say.
template <absl::Status (*run)(const Configuration&)>
absl::StatusOr<std::string> Silent(const Configuration& configuration, const Options&) {
  OAT_RETURN_IF_ERROR(run(configuration));
  return "";
}
template <absl::StatusOr<std::string> (*run)(const Configuration&)>
absl::StatusOr<std::string> Plain(const Configuration& configuration, const Options&) {
  return run(configuration);
}

void AddKeyCommands(CLI::App& app, Options* options, Answer* answer) {
  CLI::App* keys = app.add_subcommand("keys", "New master and index keys while the servers run");
  keys->require_subcommand(1);
  auto add = [&](const char* name, const char* help, const Answer& does) {
    CLI::App* command = keys->add_subcommand(name, help);
    command->callback([answer, does] { *answer = does; });
    return command;
  };
  add("status", "What the key file holds, what is in force, and what needs it", Plain<KeyStatus>);
  add("add-master", "A new master key in the file", Plain<AddMaster>);
  add("rewrap", "Put it in force, and rewrap everybody's key by it", Plain<RewrapKeys>);
  add("retire-master", "Take an old master key out",
      [](const Configuration& configuration, const Options& chosen) {
        return RetireMasterKey(configuration, chosen.version);
      })
      ->add_option("VERSION", options->version)
      ->required();
  add("add-card", "A new key that makes patients' cards; the older ones still read theirs",
      Plain<AddCardKey>);
  add("add-index", "A new index key in the file", Plain<AddIndex>);
  add("reindex", "Put it in force, and make everybody's tokens by it", Plain<ReindexPeople>);
  add("retire-index", "Take an old index key out",
      [](const Configuration& configuration, const Options& chosen) {
        return RetireIndexKey(configuration, chosen.version);
      })
      ->add_option("VERSION", options->version)
      ->required();
}

void AddCommands(CLI::App& app, Options* options, Answer* answer) {
  auto add = [&](const char* name, const char* help, const Answer& does) {
    CLI::App* command = app.add_subcommand(name, help);
    command->callback([answer, does] { *answer = does; });
    return command;
  };
  add("serve", "Answer calls until SIGTERM", Silent<Serve>);
  add("migrate", "Bring the database's schema up to this program", Silent<Migrate>);
  add("init", "Make the keys and the first administrator", Silent<Init>);
  add("verify", "Hold the database to its sealed log and to kept heads",
      [](const Configuration& configuration, const Options& chosen) {
        return Verify(configuration, chosen.heads);
      })
      ->add_option("--heads", options->heads, "A file of kept heads, a desk's or the server's");
  AddKeyCommands(app, options, answer);
  add("shred", "Take away what opens records whose legal time is over",
      [](const Configuration& configuration, const Options& chosen) {
        return ShredRecords(configuration, chosen.really);
      })
      ->add_flag("--really", options->really, "Otherwise they are only counted");
}

int Main(int argc, char** argv) {
  CLI::App app("The services of Jalgas: enrolment, prescribing, dosing, stock and access.", "oatd");
  Options options;
  Answer answer;
  app.add_option("--config", options.path, "Configuration file")->capture_default_str();
  AddCommands(app, &options, &answer);
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  if (sodium_init() < 0) {
    std::cerr << "oatd: no source of random numbers\n";
    return 1;
  }
  absl::Status status = Run(answer, options);
  if (status.ok()) return 0;
  std::cerr << "oatd: " << status.message() << "\n";
  return 1;
}

}  // namespace
}  // namespace oat::server

int main(int argc, char** argv) { return oat::server::Main(argc, argv); }
