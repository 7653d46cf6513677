// Calls as the wire has them: requests of the right shape made from the contract itself, for any
// method, and answers byte for byte.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "oat/v1/contract.pb.h"
#include "tests/support/clinic.h"
#include "tests/support/methods.h"

namespace oat::test {

// Texts (of an enumeration: codes) to put into fields of these names, at any depth.
using Known = std::map<std::string, std::string>;

// The messages of one call (of a client stream a header and a row), every required field filled
// with a value that its rule allows.
using Messages = std::vector<std::unique_ptr<google::protobuf::Message>>;
Messages MakeCall(const google::protobuf::MethodDescriptor& method, const Known& known = {});

// Changes one field, neither the request id nor a secret, to another value of the right shape.
// `known` may give the field's other value. False when there is none that could differ.
bool Vary(google::protobuf::Message* message, const Known& known = {});

std::vector<std::string> Bytes(const Messages& messages);

// What a desk sends with each call; empty: nothing.
struct Tokens {
  std::string device;
  std::string session;
};

struct Answer {
  absl::Status status;
  std::vector<std::string> messages;
};

// A connection without the generated stubs.
class Wire {
 public:
  explicit Wire(const std::string& server,
                const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                    grpc::InsecureChannelCredentials());
  // `path` as HTTP has it: /oat.v1.SiteService/ListSites. An infinite patience is no deadline.
  Answer CallWith(const std::map<std::string, std::string>& metadata, const std::string& path,
                  const std::vector<std::string>& messages,
                  absl::Duration patience = absl::Seconds(20)) const;
  Answer Call(const std::string& path, const std::vector<std::string>& messages,
              const Tokens& tokens, absl::Duration patience = absl::Seconds(20)) const;
  Answer Call(const google::protobuf::MethodDescriptor& method, const Messages& messages,
              const Tokens& tokens) const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
};

// A new device of a site (empty: of none), nobody signed in.
Tokens NewTokens(Clinic& clinic, const std::string& site, const std::string& station = "");
// A new device with somebody signed in; the clinic's password.
Tokens SignedIn(Clinic& clinic, const std::string& login, const std::string& site,
                const std::string& station = "");
// A new member of staff with these roles (codes) at a site (empty: everywhere).
void NewStaff(Clinic& clinic, const std::string& login, const std::vector<std::string>& roles,
              const std::string& site);
// Lets time pass and signs the clinic's people of these roles, and the administrator, in again.
void LetTimePass(Clinic& clinic, absl::Duration duration, const std::vector<std::string>& roles,
                 const std::string& site = "ALA1");
// Every role there is.
std::vector<std::string> AllRoles();

// How a user (a role of PostgreSQL) reaches the clinic's database.
std::string DatabaseUrl(const Clinic& clinic, const std::string& user);

// Holds row locks of a transaction of its own until it goes: whoever wants them waits.
class Blocker {
 public:
  // `lock`: a statement that takes the lock. Returns once it is held.
  Blocker(const Clinic& clinic, const std::string& lock);
  ~Blocker();
  Blocker(const Blocker&) = delete;
  Blocker& operator=(const Blocker&) = delete;

 private:
  FILE* psql_;
};

// Returns once so many of the clinic's calls wait for a lock.
void WaitUntilBlocked(const Clinic& clinic, int calls);

}  // namespace oat::test
