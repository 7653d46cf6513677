#include "services/server/serve.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <memory>
#include <optional>
#include <thread>

#include "services/base/status.h"
#include "services/cards/key_file.h"
#include "services/db/migrate.h"
#include "services/identity/vault.h"
#include "services/oversight/budget.h"
#include "services/policy/book.h"
#include "services/server/clock_file.h"
#include "services/server/endpoints.h"
#include "services/server/log.h"
#include "services/server/sealing.h"
#include "services/server/watch.h"
#include "services/transparency/seal_key.h"

namespace oat::server {
namespace {

constexpr int kLargestMessage = 64 * 1024;
constexpr int kLargestMetadata = 8 * 1024;
constexpr absl::Duration kDrain = absl::Seconds(10);
constexpr absl::Duration kBudgetPeriod = absl::Seconds(5);

// Neither a core file nor a debugger of the same user shows what is in memory.
void HideMemory() {
  rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

// Blocked before any thread starts, so that only the main thread's sigwait takes them.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

absl::StatusOr<transparency::SealKey> OpenSealKey(const std::string& path) {
  auto key = transparency::SealKey::Open(path);
  if (!absl::IsNotFound(key.status())) return key;
  return absl::NotFoundError(absl::StrCat(
      key.status().message(), ": run oatd init, which makes the key of the sealed log"));
}

absl::StatusOr<cards::Keys> OpenCardKeys(const std::string& path) {
  auto keys = cards::Keys::Open(path);
  if (!absl::IsNotFound(keys.status())) return keys;
  return absl::NotFoundError(
      absl::StrCat(keys.status().message(), ": run oatd init, which makes the key of the cards"));
}

// The services behind one socket.
class Listener {
 public:
  using Endpoints = std::vector<std::unique_ptr<grpc::Service>>;

  // The socket is this user's; the front door's is its group's too.
  static absl::StatusOr<Listener> Start(const std::string& address, Door door,
                                        Endpoints endpoints) {
    Listener listener;
    listener.endpoints_ = std::move(endpoints);
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(kLargestMessage);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kLargestMetadata);
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    for (const auto& endpoint : listener.endpoints_) builder.RegisterService(endpoint.get());
    const mode_t before = umask(door == Door::kFront ? 0117 : 0177);
    listener.server_ = builder.BuildAndStart();
    umask(before);
    if (listener.server_ == nullptr) return absl::UnavailableError("cannot listen on " + address);
    Log(Severity::kInfo, "serving", {{"listen", Loggable::OwnName(address)}});
    return listener;
  }

  // Takes nothing new; what it has taken may go on until then.
  void Drain(absl::Time until) {
    server_->GetHealthCheckService()->SetServingStatus(false);
    server_->Shutdown(absl::ToChronoTime(until));
  }

 private:
  Listener() = default;

  Endpoints endpoints_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::Status Serve(const Configuration& configuration) {
  HideMemory();
  const sigset_t signals = BlockSignals();
  OAT_RETURN_IF_ERROR(CheckContract());
  OAT_ASSIGN_OR_RETURN(identity::Vault vault, identity::Vault::Open(configuration.key_file));
  OAT_ASSIGN_OR_RETURN(transparency::SealKey seal_key, OpenSealKey(configuration.seal_key_file));
  OAT_ASSIGN_OR_RETURN(const cards::Keys card_keys, OpenCardKeys(configuration.card_key_file));
  db::SetErrorSink([](const std::string& sqlstate, const std::string& message) {
    // The message can hold a row's values, so it stays inside; where a fault must be found, the
    // server's own log has it, which is kept like the data.
    static_cast<void>(message);
    Log(Severity::kError, "database", {{"sqlstate", Loggable::OwnName(sqlstate)}});
  });
  {
    db::Connection connection(configuration.database);
    OAT_RETURN_IF_ERROR(db::CheckMigrated(connection, configuration.migrations));
  }
  std::unique_ptr<Clock> clock = std::make_unique<SystemClock>();
  if (!configuration.clock_file.empty()) {
    clock = std::make_unique<ClockFile>(configuration.clock_file);
    Log(Severity::kWarning, "the time comes from a file: a demonstration, not a clinic");
  }
  Metrics metrics(static_cast<int>(configuration.metrics_port));
  const Sealing sealing(configuration.database, std::move(seal_key), configuration.heads_file,
                        clock.get(), &metrics);
  db::Workers workers(configuration.database, static_cast<int>(configuration.workers),
                      static_cast<size_t>(configuration.queue_limit));
  oversight::BudgetWatch budgets;
  const Watch budget_watch(
      "budgets", configuration.database, kBudgetPeriod,
      [&](db::Connection& connection) { return budgets.Pass(connection, clock->Now()); });
  const Guard guard(&workers, clock.get(), &metrics);
  const policy::Book book;
  const auto listen = [&](const std::string& address, Door door) {
    return Listener::Start(
        address, door,
        MakeEndpoints({guard, door}, vault, book, card_keys, configuration.report_threshold));
  };
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  OAT_ASSIGN_OR_RETURN(Listener own, listen(configuration.listen, Door::kOwn));
  std::optional<Listener> front;
  if (!configuration.front_door.empty()) {
    OAT_ASSIGN_OR_RETURN(front, listen(configuration.front_door, Door::kFront));
  }
  int signal = 0;
  sigwait(&signals, &signal);
  Log(Severity::kInfo, "draining");
  const absl::Time until = absl::Now() + kDrain;
  // Both at once: what is turned away at one must not come in at the other.
  std::thread draining([&] {
    if (front) front->Drain(until);
  });
  own.Drain(until);
  draining.join();
  Log(Severity::kInfo, "stopped");
  return absl::OkStatus();
}

}  // namespace oat::server
