// oatd: the services of Jalgas in one process.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "services/base/status.h"
#include "services/db/migrate.h"
#include "services/server/configuration.h"
#include "services/server/init.h"
#include "services/server/serve.h"
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
  if (configuration.owner_database.empty()) {
    return Invalid("owner_database", "nothing", "how the schema's owner reaches the database");
  }
  db::SetErrorSink([](const std::string& sqlstate, const std::string& message) {
    std::cerr << sqlstate << ": " << message;
  });
  db::Connection connection(configuration.owner_database);
  return db::Migrate(connection, configuration.migrations,
                     [](const std::string& name) { std::cout << "applied " << name << "\n"; });
}

absl::Status Init(const Configuration& configuration) {
  OAT_ASSIGN_OR_RETURN(const bool is_new_log, MakeSealKey(configuration));
  if (is_new_log) {
    std::cout << "# made " << configuration.seal_key_file << ", which signs the sealed log, and "
              << transparency::PublicKeyFileOf(configuration.seal_key_file)
              << ", which auditors keep\n";
  }
  absl::StatusOr<FirstAccess> first = Initialise(configuration);
  if (is_new_log && absl::IsFailedPrecondition(first.status())) return absl::OkStatus();
  if (!first.ok()) return first.status();
  std::cout
      << "# shown once, kept nowhere: hand it over; its owner signs in, sets up one-time codes,\n"
      << "# without which the role does not count, and changes the password\n"
      << "login=" << first->login << "\npassword=" << first->password.Reveal()
      << "\ndevice=" << first->device_name << "\ndevice_token=" << first->device_token.Reveal()
      << "\n";
  return absl::OkStatus();
}

absl::Status SayWhetherItHolds(const Configuration& configuration,
                               const std::vector<std::string>& heads) {
  OAT_ASSIGN_OR_RETURN(const std::string said, Verify(configuration, heads));
  std::cout << said << "\n";
  return absl::OkStatus();
}

absl::Status Run(const CLI::App& app, const std::string& path,
                 const std::vector<std::string>& heads) {
  OAT_ASSIGN_OR_RETURN(Configuration configuration, ReadConfiguration(path, FromEnvironment));
  if (app.got_subcommand("migrate")) return Migrate(configuration);
  if (app.got_subcommand("init")) return Init(configuration);
  if (app.got_subcommand("verify")) return SayWhetherItHolds(configuration, heads);
  return Serve(configuration);
}

int Main(int argc, char** argv) {
  CLI::App app("The services of Jalgas: enrolment, prescribing, dosing, stock and access.", "oatd");
  std::string path = "/etc/jalgas/oatd.conf";
  app.add_option("--config", path, "Configuration file")->capture_default_str();
  app.add_subcommand("serve", "Answer calls until SIGTERM");
  app.add_subcommand("migrate", "Bring the database's schema up to this program");
  app.add_subcommand("init", "Make the keys and the first administrator");
  std::vector<std::string> heads;
  app.add_subcommand("verify", "Hold the database to its sealed log and to kept heads")
      ->add_option("--heads", heads, "A file of kept heads, a desk's or the server's");
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  if (sodium_init() < 0) {
    std::cerr << "oatd: no source of random numbers\n";
    return 1;
  }
  absl::Status status = Run(app, path, heads);
  if (status.ok()) return 0;
  std::cerr << "oatd: " << status.message() << "\n";
  return 1;
}

}  // namespace
}  // namespace oat::server

int main(int argc, char** argv) { return oat::server::Main(argc, argv); }
