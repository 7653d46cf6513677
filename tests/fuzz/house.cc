#include "tests/fuzz/house.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <iostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/site.pb.h"
#include "oat/v1/stock.pb.h"
#include "services/contract/shape.h"
#include "tests/support/methods.h"

namespace oat::fuzz {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using test::Clinic;

constexpr int64_t kReportThreshold = 5;
constexpr int kPatients = 6;
constexpr int64_t kInputsPerRest = 16;
constexpr size_t kMostCalls = 6;
constexpr size_t kMostChanges = 6;
constexpr size_t kMostTries = 64;
// A caller with every role; one whose sessions come and go; one who gives the second consent; and
// one to whom things are done.
constexpr char kEverything[] = "everything";
constexpr char kLeaver[] = "leaver";
constexpr char kSecond[] = "second";
// A code is good once, and the clock goes forward for the next: not so far that sessions end.
constexpr int kApprovalsOfASecond = 15;
constexpr char kBystander[] = "bystander";

bool IsOfSessions(const MethodDescriptor& method) {
  return test::RuleOf(method).effect() == v1::EFFECT_SESSION;
}

// At a closed site everything later would only be told that it is closed.
void LeaveTodayOpen(Message* request) {
  auto* closure = static_cast<v1::DeclareClosureRequest*>(request);
  if (closure->day() == "2026-11-21") closure->set_day("2026-12-24");
}

}  // namespace

House::House()
    : vault_(test::Must(identity::Vault::Open(clinic_.folder() + "/keys"))),
      card_keys_(test::Must(cards::Keys::Open(clinic_.folder() + "/keys.card"))),
      clock_(clinic_.folder() + "/clock"),
      metrics_(0),
      workers_(DatabaseUrl(clinic_, "oat_service"), 2, 64),
      guard_(&workers_, &clock_, &metrics_),
      endpoints_(server::MakeEndpoints({guard_, server::Door::kOwn}, vault_, book_, card_keys_,
                                       kReportThreshold)) {
  db::SetErrorSink([](const std::string& sqlstate, const std::string& message) {
    std::cerr << "database: " << sqlstate << " " << message << "\n";
  });
  // From here on this process answers in place of the program, at its socket.
  clinic_.KillServer();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(clinic_.server(), grpc::InsecureServerCredentials());
  for (const auto& endpoint : endpoints_) builder.RegisterService(endpoint.get());
  server_ = builder.BuildAndStart();
  wire_ = std::make_unique<test::Wire>(clinic_.server());
  clinic_.admin().set_patience({.tries = 10});  // until the clinic's connection has noticed
  NewStaff(clinic_, kBystander, test::AllRoles(), "");
  memory_.AddLogin(kBystander);
  memory_.AddPatient(clinic_.Admit("SEM1"));
  for (int i = 0; i < kPatients; ++i) AdmitSomebody();
  EnterEveryMethod();
}

const std::vector<const MethodDescriptor*>& House::Methods() {
  static const auto* const methods = new auto(test::AllMethods());
  return *methods;
}

const MethodDescriptor& House::MethodNamed(const std::string& name) {
  for (const MethodDescriptor* method : Methods()) {
    if (method->name() == name) return *method;
  }
  Fail("there is no method " + name);
}

void House::AdmitSomebody() { memory_.AddPatient(clinic_.Admit()); }

void House::EnterEveryMethod() {
  std::set<std::string> not_entered;
  std::set<std::string> answered;
  for (const MethodDescriptor* method : Methods()) not_entered.insert(method->name());
  // What one method makes another needs: the second round finds what the first has left.
  for (int round = 0; round < 2; ++round) {
    for (const MethodDescriptor* method : Methods()) {
      // A thing is looked for among all; whoever needs none gets somebody fresh.
      const bool needs_a_thing = NamesAThing(*method);
      const size_t tries = needs_a_thing ? kMostTries : 2;
      for (size_t offset = 0; offset < tries && !answered.contains(method->name()); ++offset) {
        turns_.clear();
        sessions_.erase(kLeaver);
        if (!needs_a_thing) AdmitSomebody();
        Turn turn = MakeTurn(*method, kEverything, offset);
        // Some want a second's consent before they do anything, and most do without.
        if (offset % 2 != 0) AddApproval(&turn);
        const absl::Status status = Take(turn).status;
        if (IsEntered(turn, status)) not_entered.erase(method->name());
        if (status.ok()) answered.insert(method->name());
      }
    }
  }
  std::cerr << "handlers: " << Methods().size() - not_entered.size() << " of " << Methods().size()
            << " entered before anything is changed, " << answered.size() << " answered\n";
  if (!not_entered.empty()) Fail("never entered: " + absl::StrJoin(not_entered, ", "));
}

bool House::IsEntered(const Turn& turn, const absl::Status& status) const {
  for (const auto& message : turn.messages) {
    if (!contract::CheckShape(*message).ok()) return false;
  }
  for (absl::string_view words : {"request_id", "approval_id", "no open session", "this device",
                                  "the role that this needs"}) {
    if (absl::StartsWith(status.message(), words)) return false;  // the guard's own
  }
  return true;
}

const test::Tokens& House::TokensOf(const std::string& caller) {
  test::Tokens& tokens = sessions_[caller];
  if (!tokens.session.empty()) return tokens;
  const std::string login = absl::StrCat(caller, "-", test::NewId());
  const bool is_all = caller == kEverything || caller == kLeaver;
  NewStaff(clinic_, login, is_all ? test::AllRoles() : std::vector{caller}, "");
  tokens = SignedIn(clinic_, login, "ALA1", "W1");
  return tokens;
}

House::Turn House::MakeTurn(const MethodDescriptor& method, const std::string& caller,
                            size_t offset) const {
  // What opens or ends a session is for who does nothing else.
  return {&method, memory_.MakeCall(method, offset), IsOfSessions(method) ? kLeaver : caller};
}

const std::string& House::Second() {
  if (approvals_++ % kApprovalsOfASecond != 0) return second_;
  second_ = absl::StrCat(kSecond, "-", test::NewId());
  NewStaff(clinic_, second_, test::AllRoles(), "");
  SignedIn(clinic_, second_, "ALA1");
  return second_;
}

void House::AddApproval(Turn* turn) {
  Message& request = *turn->messages.front();
  const auto* field = request.GetDescriptor()->FindFieldByName("approval_id");
  if (field == nullptr || test::RuleOf(*turn->method).approver_roles().empty()) return;
  request.GetReflection()->ClearField(&request, field);
  v1::ApproveRequest approve;
  approve.set_login(Second());
  approve.set_password(Clinic::kPassword);
  approve.set_method(turn->method->full_name());
  approve.set_request(request.SerializeAsString());
  const test::Tokens tokens = TokensOf(turn->caller);
  clinic_.WithCode(second_, [&](const std::string& code) {
    approve.set_one_time_code(code);
    const test::Answer answer =
        wire_->Call("/oat.v1.AccessService/Approve", {approve.SerializeAsString()}, tokens);
    v1::ApproveResponse response;
    if (!answer.status.ok() || !response.ParseFromString(answer.messages.at(0))) return;
    request.GetReflection()->SetString(&request, field, response.approval_id());
  });
}

test::Answer House::Send(const Turn& turn) {
  test::Answer answer = wire_->Call(*turn.method, turn.messages, TokensOf(turn.caller));
  const bool is_out = absl::StartsWith(answer.status.message(), "no open session");
  if (is_out && turn.caller != kLeaver) FailHere(turn.caller + " lost the session");
  return answer;
}

test::Answer House::Take(const Turn& turn) {
  std::string words = absl::StrCat(turn.method->full_name(), " as ", turn.caller, "\n");
  for (const auto& message : turn.messages) absl::StrAppend(&words, InWords(*message));
  turns_.push_back(std::move(words));
  test::Answer answer = Send(turn);
  Check(turn, answer.status);
  if (answer.status.ok()) memory_.Learn(*turn.method, turn.messages, answer.messages);
  return answer;
}

void House::FailHere(const std::string& what) const {
  Fail(absl::StrCat(what, "\nafter\n", absl::StrJoin(turns_, "\n")));
}

void House::Check(const Turn& turn, const absl::Status& status) const {
  // The design's list, less what a lone caller of a database that is well is never told.
  static const auto* const known =
      new std::set<absl::StatusCode>{absl::StatusCode::kOk,
                                     absl::StatusCode::kInvalidArgument,
                                     absl::StatusCode::kNotFound,
                                     absl::StatusCode::kUnauthenticated,
                                     absl::StatusCode::kAlreadyExists,
                                     absl::StatusCode::kPermissionDenied,
                                     absl::StatusCode::kFailedPrecondition,
                                     absl::StatusCode::kResourceExhausted};
  if (!known->contains(status.code())) FailHere(status.ToString());
  for (const auto& message : turn.messages) {
    const absl::Status shape = contract::CheckShape(*message);
    if (!shape.ok() && !absl::IsInvalidArgument(status)) {
      FailHere(
          absl::StrCat("of the wrong shape, ", shape.message(), ", and told ", status.ToString()));
    }
  }
}

void House::TakeAgain(const Turn& turn, const test::Answer& first) {
  const test::Answer second = Send(turn);
  if (!second.status.ok() || second.messages != first.messages) {
    FailHere("another answer to a request id that was answered: " + second.status.ToString());
  }
}

void House::CheckBooks() {
  const Turn turn = MakeTurn(MethodNamed("GetBalances"), kEverything, 0);
  const test::Answer answer = Send(turn);
  v1::GetBalancesResponse balances;
  if (!answer.status.ok() || !balances.ParseFromString(answer.messages.at(0)) ||
      !balances.balanced()) {
    FailHere("the ledger is out of balance: " + answer.status.ToString());
  }
}

void House::Play(Input input) {
  // What one input has learnt the next does not know: it shall do the same by itself.
  const Memory memory = memory_;
  turns_.clear();
  for (size_t calls = 0; calls < kMostCalls && !input.empty(); ++calls) PlayOne(&input);
  memory_ = memory;
  if (++inputs_ % kInputsPerRest != 0) return;
  AdmitSomebody();
  sessions_.erase(kLeaver);
  CheckBooks();
}

void House::PlayOne(Input* input) {
  static const auto* const roles = new auto(test::AllRoles());
  const MethodDescriptor& method = *Methods()[input->Below(Methods().size())];
  const size_t who = input->Below(2 * roles->size());
  const size_t offset = input->Byte();
  Turn turn =
      MakeTurn(method, who < roles->size() ? kEverything : (*roles)[who - roles->size()], offset);
  const uint8_t ways = input->Byte();
  for (size_t changes = input->Below(kMostChanges); changes > 0; --changes) {
    Message& changed = *turn.messages[input->Below(turn.messages.size())];
    ChangeOneField(&changed, memory_.pool(), input);
  }
  if (method.name() == "DeclareClosure") LeaveTodayOpen(turn.messages.front().get());
  if ((ways & 1) != 0) AddApproval(&turn);
  const test::Answer answer = Take(turn);
  const bool writes = test::RuleOf(method).effect() == v1::EFFECT_WRITE;
  if (answer.status.ok() && writes && (ways & 2) != 0) TakeAgain(turn, answer);
}

}  // namespace oat::fuzz
