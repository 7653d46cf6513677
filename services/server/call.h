// From gRPC's callback handlers to the guard and back: one adapter for each form a method has.
#pragma once

#include <grpcpp/grpcpp.h>

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "services/server/guard.h"

namespace oat::server {

// Where a call comes in.
enum class Door {
  // The server's own socket, for tools on its machine: a device is known by its token.
  kOwn,
  // The socket of the proxy that ends mutual TLS (ops/front-door): by its certificate.
  kFront,
};

// A door and the guard behind it.
struct Entrance {
  const Guard& guard;
  Door door;
};

// What every adapter reads from gRPC's context. Absent a deadline: the infinite future.
Credentials ReadCredentials(const grpc::CallbackServerContext& context, Door door);
absl::Time ReadDeadline(const grpc::CallbackServerContext& context);
grpc::Status ToGrpc(const absl::Status& status);
// The descriptor of a method by its full name; a wrong name is a bug and stops.
const google::protobuf::MethodDescriptor* MethodNamed(const std::string& full_name);

inline Passage PassageOf(Door door, const grpc::CallbackServerContext& context,
                         const google::protobuf::MethodDescriptor* method) {
  return {.method = method,
          .credentials = ReadCredentials(context, door),
          .deadline = ReadDeadline(context)};
}

// One request, one answer.
template <class Request, class Response>
grpc::ServerUnaryReactor* Unary(
    const Entrance& entrance, grpc::CallbackServerContext* context,
    const google::protobuf::MethodDescriptor* method, const Request* request, Response* response,
    std::function<absl::Status(access::Call&, const Request&, Response*)> service) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Passage passage = PassageOf(entrance.door, *context, method);
  passage.requests = {request};
  passage.response = response;
  passage.service = [=](access::Call& call) { return service(call, *request, response); };
  passage.done = [reactor](const absl::Status& status) { reactor->Finish(ToGrpc(status)); };
  entrance.guard.Enter(std::move(passage));
  return reactor;
}

// Many requests read to the end, then one answer. The first message carries the header, each other
// one a row.
template <class Request, class Response>
class ClientStream final : public grpc::ServerReadReactor<Request> {
 public:
  using Service =
      std::function<absl::Status(access::Call&, const std::vector<Request>&, Response*)>;

  // More rows than any site has, and less memory than hurts.
  static constexpr size_t kMostMessages = 200000;

  ClientStream(const Entrance& entrance, grpc::CallbackServerContext* context,
               const google::protobuf::MethodDescriptor* method, Response* response,
               Service service)
      : guard_(entrance.guard),
        context_(*context),
        passage_(PassageOf(entrance.door, *context, method)),
        response_(response),
        service_(std::move(service)) {
    this->StartRead(&next_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return End();
    requests_.push_back(std::move(next_));
    if (requests_.size() > kMostMessages) {
      return this->Finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many rows in one import"});
    }
    next_ = Request();
    this->StartRead(&next_);
  }
  void OnDone() override { delete this; }

 private:
  // gRPC says by the same word that the client has sent all, that it went away in the middle, and
  // that a message cannot be read; only the first is the end of what was meant.
  void End() {
    if (context_.IsCancelled()) {
      return this->Finish({grpc::StatusCode::CANCELLED, "the client went away before the end"});
    }
    if (next_.part_case() != 0) {
      return this->Finish({grpc::StatusCode::INVALID_ARGUMENT,
                           "part: got a message that cannot be read, wanted text in UTF-8"});
    }
    Enter();
  }
  void Enter() {
    if (requests_.empty() || !requests_.front().has_header()) {
      return this->Finish(
          {grpc::StatusCode::INVALID_ARGUMENT, "part: got no header first, wanted one"});
    }
    for (size_t i = 0; i < requests_.size(); ++i) {
      if (i > 0 && !requests_[i].has_row()) {
        return this->Finish(
            {grpc::StatusCode::INVALID_ARGUMENT, "part: got a second header, wanted a row"});
      }
      passage_.requests.push_back(&requests_[i]);
    }
    passage_.response = response_;
    passage_.service = [this](access::Call& call) { return service_(call, requests_, response_); };
    passage_.done = [this](const absl::Status& status) { this->Finish(ToGrpc(status)); };
    guard_.Enter(std::move(passage_));
  }

  const Guard& guard_;
  const grpc::CallbackServerContext& context_;
  Passage passage_;
  Response* const response_;
  const Service service_;
  Request next_;
  std::vector<Request> requests_;
};

// One request, many answers: all made and committed before the first is written.
template <class Request, class Response>
class ServerStream final : public grpc::ServerWriteReactor<Response> {
 public:
  using Service =
      std::function<absl::Status(access::Call&, const Request&, std::vector<Response>*)>;

  ServerStream(const Entrance& entrance, grpc::CallbackServerContext* context,
               const google::protobuf::MethodDescriptor* method, const Request* request,
               const Service& service) {
    Passage passage = PassageOf(entrance.door, *context, method);
    passage.requests = {request};
    passage.service = [=, this](access::Call& call) {
      return service(call, *request, &responses_);
    };
    passage.done = [this](const absl::Status& status) {
      if (!status.ok()) return this->Finish(ToGrpc(status));
      WriteNext();
    };
    entrance.guard.Enter(std::move(passage));
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return this->Finish(grpc::Status::CANCELLED);
    WriteNext();
  }
  void OnDone() override { delete this; }

 private:
  void WriteNext() {
    if (written_ == responses_.size()) return this->Finish(grpc::Status::OK);
    this->StartWrite(&responses_[written_++]);
  }

  std::vector<Response> responses_;
  size_t written_ = 0;
};

}  // namespace oat::server
