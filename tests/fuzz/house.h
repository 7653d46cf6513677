// The whole of oatd in this process, on a database of its own, and everybody who may call it: for
// requests that nobody meant.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "services/cards/key_file.h"
#include "services/identity/vault.h"
#include "services/policy/book.h"
#include "services/server/clock_file.h"
#include "services/server/endpoints.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/memory.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::fuzz {

class House {
 public:
  // Then calls every method until each has been in its handler; a method that no call of the right
  // shape brings there is a finding.
  House();

  static const std::vector<const google::protobuf::MethodDescriptor*>& Methods();

  // Makes a few calls as the input decides. Any answer that the design does not know is a finding,
  // as is a second answer to one request id and a ledger out of balance.
  void Play(Input input);

 private:
  // One call, to be made.
  struct Turn {
    const google::protobuf::MethodDescriptor* method;
    test::Messages messages;
    std::string caller;
  };
  static const google::protobuf::MethodDescriptor& MethodNamed(const std::string& name);

  void AdmitSomebody();
  void EnterEveryMethod();
  bool IsEntered(const Turn& turn, const absl::Status& status) const;

  const test::Tokens& TokensOf(const std::string& caller);
  Turn MakeTurn(const google::protobuf::MethodDescriptor& method, const std::string& caller,
                size_t offset) const;
  // Somebody who may consent to everything, with codes left.
  const std::string& Second();
  void AddApproval(Turn* turn);
  void PlayOne(Input* input);
  test::Answer Take(const Turn& turn);
  void TakeAgain(const Turn& turn, const test::Answer& first);
  test::Answer Send(const Turn& turn);

  void Check(const Turn& turn, const absl::Status& status) const;
  void CheckBooks();
  [[noreturn]] void FailHere(const std::string& what) const;

  test::Clinic clinic_;
  const identity::Vault vault_;
  const cards::Keys card_keys_;
  const server::ClockFile clock_;
  server::Metrics metrics_;
  db::Workers workers_;
  const server::Guard guard_;
  const policy::Book book_;
  std::vector<std::unique_ptr<grpc::Service>> endpoints_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<test::Wire> wire_;
  std::map<std::string, test::Tokens> sessions_;
  Memory memory_;
  std::vector<std::string> turns_;  // of this input, in words
  int64_t inputs_ = 0;
  std::string second_;
  int64_t approvals_ = 0;
};

}  // namespace oat::fuzz
