// Any request of the right shape to any method, by any role: the services answer it or say in a
// status why not. Guard and services run in this process, on a real database.
#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

#include "services/policy/rule_pack.h"
#include "services/server/clock_file.h"
#include "services/server/endpoints.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

constexpr int64_t kReportThreshold = 5;

// A clinic, and its services once more in this process.
class House {
 public:
  House()
      : vault_(Must(identity::Vault::Open(clinic_.folder() + "/keys"))),
        clock_(clinic_.folder() + "/clock"),
        metrics_(0),
        workers_(DatabaseUrl(clinic_, "oat_service"), 2, 64),
        guard_(&workers_, &clock_, &metrics_),
        endpoints_(server::MakeEndpoints({guard_, server::Door::kOwn}, vault_, policy::BuiltIn(),
                                         kReportThreshold)) {
    const std::string address = "unix:" + clinic_.folder() + "/fuzz.sock";
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    for (const auto& endpoint : endpoints_) builder.RegisterService(endpoint.get());
    server_ = builder.BuildAndStart();
    wire_ = std::make_unique<Wire>(address);
    for (const std::string& role : AllRoles()) {
      clinic_.As(role);
      sessions_.push_back(SignedIn(clinic_, Clinic::LoginOf(role, "ALA1"), "ALA1", "W1"));
    }
    known_ = {{"patient_number", clinic_.Admit()},
              {"station", "W1"},
              {"site_code", "ALA1"},
              {"product_code", "METHADONE-5MG-ML"},
              {"lot_number", "LOT-1"}};
  }

  void Send(uint8_t method_choice, uint8_t role_choice, const std::string& bytes) {
    static const auto& methods = *new auto(AllMethods());
    const auto& method = *methods[method_choice % methods.size()];
    const Messages messages = MakeCall(method, known_);
    // What the bytes say comes over a request in which everything is right.
    if (!messages.back()->MergePartialFromString(bytes)) return;
    const Tokens& tokens = sessions_[role_choice % sessions_.size()];
    const absl::Status status = wire_->Call(method, messages, tokens).status;
    if (method.name() == "SignOut" && status.ok()) Refresh(role_choice % sessions_.size());
    if (!absl::IsInternal(status) && !absl::IsUnknown(status)) return;
    std::cerr << method.full_name() << ": " << status << "\n" << messages.back()->DebugString();
    std::abort();
  }

 private:
  void Refresh(size_t role) {
    sessions_[role] = SignedIn(clinic_, Clinic::LoginOf(AllRoles()[role], "ALA1"), "ALA1", "W1");
  }

  Clinic clinic_;
  const identity::Vault vault_;
  const server::ClockFile clock_;
  server::Metrics metrics_;
  db::Workers workers_;
  const server::Guard guard_;
  const std::vector<std::unique_ptr<grpc::Service>> endpoints_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Wire> wire_;
  std::vector<Tokens> sessions_;
  Known known_;
};

}  // namespace
}  // namespace oat::test

// The first byte chooses the method, the second the role.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static auto& house = *new oat::test::House();
  if (size < 2) return 0;
  house.Send(data[0], data[1], std::string(reinterpret_cast<const char*>(data + 2), size - 2));
  return 0;
}
