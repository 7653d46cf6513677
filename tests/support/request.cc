#include "tests/support/request.h"

#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/contract.pb.h"
#include "services/access/credential.h"
#include "services/base/patient_number.h"
#include "services/contract/code.h"

namespace oat::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const v1::FieldRule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::rule);
}

std::string TextFor(const FieldDescriptor& field, const Known& known) {
  if (auto found = known.find(field.name()); found != known.end()) return found->second;
  const v1::FieldRule& rule = RuleOf(field);
  switch (rule.text()) {
    case v1::TEXT_UUID:
      return NewId();
    case v1::TEXT_PATIENT_NUMBER:
      return PatientNumber::Make().text();
    case v1::TEXT_DATE:
      return "2026-11-25";
    case v1::TEXT_CODE:
      return "X1";
    case v1::TEXT_FREE:
      return std::string(static_cast<size_t>(std::max<int64_t>(rule.min(), 1)), 'x');
    default:
      return "";
  }
}

std::string BytesFor(const FieldDescriptor& field, const Known& known) {
  if (auto found = known.find(field.name()); found != known.end()) return found->second;
  return std::string(static_cast<size_t>(std::max<int64_t>(RuleOf(field).min(), 1)), 'x');
}

void FillMessage(Message* message, const Known& known);

// What runs out does so later; anything else is over.
void FillTime(Message* message, const std::string& name) {
  const absl::Time time = name == "expires_at" ? Clinic::Wall(30, 8, 0) : Clinic::Wall(21, 7, 55);
  static_cast<google::protobuf::Timestamp*>(message)->set_seconds(absl::ToUnixSeconds(time));
}

void FillField(Message* message, const FieldDescriptor& field, const Known& known) {
  const auto* reflection = message->GetReflection();
  const int64_t number = std::max<int64_t>(RuleOf(field).min(), 1);
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = field.type() == FieldDescriptor::TYPE_BYTES ? BytesFor(field, known)
                                                                           : TextFor(field, known);
      many ? reflection->AddString(message, &field, text)
           : reflection->SetString(message, &field, text);
      return;
    }
    case FieldDescriptor::CPPTYPE_INT32:
      many ? reflection->AddInt32(message, &field, static_cast<int32_t>(number))
           : reflection->SetInt32(message, &field, static_cast<int32_t>(number));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      if (auto found = known.find(field.name()); found != known.end()) {
        return reflection->SetInt64(message, &field, std::stoll(found->second));
      }
      many ? reflection->AddInt64(message, &field, number)
           : reflection->SetInt64(message, &field, number);
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      if (auto found = known.find(field.name()); found != known.end()) {
        return reflection->SetEnumValue(
            message, &field, *contract::ParseCodeText(*field.enum_type(), found->second));
      }
      many ? reflection->AddEnumValue(message, &field, 1)
           : reflection->SetEnumValue(message, &field, 1);
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(message, &field, true);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field.message_type()->full_name() == "google.protobuf.Timestamp") {
        return FillTime(reflection->MutableMessage(message, &field), field.name());
      }
      return FillMessage(many ? reflection->AddMessage(message, &field)
                              : reflection->MutableMessage(message, &field),
                         known);
    default:
      throw std::runtime_error("the contract does not use such fields: " + field.full_name());
  }
}

void FillMessage(Message* message, const Known& known) {
  const Descriptor& type = *message->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const auto* oneof = field.real_containing_oneof();
    if (oneof != nullptr && oneof->field(0) != &field) continue;
    if (RuleOf(field).optional() && !known.contains(field.name())) continue;
    FillField(message, field, known);
  }
}

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

std::string Other(const FieldDescriptor& field, const std::string& text, const Known& known) {
  if (auto found = known.find(field.name()); found != known.end()) return found->second;
  const v1::Text kind = RuleOf(field).text();
  if (kind == v1::TEXT_UUID) return NewId();
  if (kind == v1::TEXT_DATE) return text == "2026-11-26" ? "2026-11-27" : "2026-11-26";
  if (kind == v1::TEXT_PATIENT_NUMBER) return PatientNumber::Make().text();
  if (kind == v1::TEXT_CODE) return text == "X2" ? "X3" : "X2";
  return text + "y";
}

// A list of texts differs from itself with the first one twice.
bool RepeatFirst(Message* message, const FieldDescriptor& field) {
  const auto* reflection = message->GetReflection();
  const bool is_text = field.type() == FieldDescriptor::TYPE_STRING;
  if (!is_text || reflection->FieldSize(*message, &field) == 0) return false;
  reflection->AddString(message, &field, reflection->GetRepeatedString(*message, &field, 0));
  return true;
}

bool VaryField(Message* message, const FieldDescriptor& field, const Known& known) {
  const auto* reflection = message->GetReflection();
  if (RuleOf(field).secret() || field.name() == "request_id") return false;
  if (field.is_repeated()) return RepeatFirst(message, field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = reflection->GetString(*message, &field);
      reflection->SetString(message, &field, Other(field, text, known));
      return true;
    }
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(message, &field, reflection->GetInt64(*message, &field) + 1);
      return true;
    case FieldDescriptor::CPPTYPE_ENUM:
      if (field.enum_type()->FindValueByNumber(2) == nullptr) return false;
      reflection->SetEnumValue(message, &field,
                               reflection->GetEnumValue(*message, &field) == 2 ? 1 : 2);
      return true;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return reflection->HasField(*message, &field) &&
             Vary(reflection->MutableMessage(message, &field), known);
    default:
      return false;
  }
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToText(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  buffer.Dump(&slices);
  std::string text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

}  // namespace

Messages MakeCall(const MethodDescriptor& method, const Known& known) {
  const Descriptor& type = *method.input_type();
  Messages messages;
  messages.push_back(New(type));
  if (!method.client_streaming()) {
    FillMessage(messages.back().get(), known);
    return messages;
  }
  FillField(messages.back().get(), *type.FindFieldByName("header"), known);
  messages.push_back(New(type));
  FillField(messages.back().get(), *type.FindFieldByName("row"), known);
  return messages;
}

bool Vary(Message* message, const Known& known) {
  const Descriptor& type = *message->GetDescriptor();
  if (type.full_name() == "google.protobuf.Timestamp") return false;
  for (int i = 0; i < type.field_count(); ++i) {
    if (VaryField(message, *type.field(i), known)) return true;
  }
  return false;
}

std::vector<std::string> Bytes(const Messages& messages) {
  std::vector<std::string> bytes;
  for (const auto& message : messages) bytes.push_back(message->SerializeAsString());
  return bytes;
}

Wire::Wire(const std::string& server,
           const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  channel_ = grpc::CreateCustomChannel(server, credentials, arguments);
}

Answer Wire::Call(const std::string& path, const std::vector<std::string>& messages,
                  const Tokens& tokens, absl::Duration patience) const {
  std::map<std::string, std::string> metadata;
  if (!tokens.device.empty()) metadata["oat-device"] = tokens.device;
  if (!tokens.session.empty()) metadata["authorization"] = "Bearer " + tokens.session;
  return CallWith(metadata, path, messages, patience);
}

Answer Wire::CallWith(const std::map<std::string, std::string>& metadata, const std::string& path,
                      const std::vector<std::string>& messages, absl::Duration patience) const {
  grpc::ClientContext context;
  if (patience < absl::InfiniteDuration()) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
  }
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  grpc::CompletionQueue queue;
  void* const tag = &queue;
  auto step_ended = [&] {
    void* ended = nullptr;
    bool ok = false;
    return queue.Next(&ended, &ok) && ok;
  };
  grpc::GenericStub stub(channel_);
  auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(tag);
  bool open = step_ended();
  for (const std::string& message : messages) {
    if (!open) break;
    call->Write(ToBuffer(message), tag);
    open = step_ended();
  }
  if (open) {
    call->WritesDone(tag);
    step_ended();
  }
  Answer answer;
  grpc::ByteBuffer buffer;
  while (true) {
    call->Read(&buffer, tag);
    if (!step_ended()) break;
    answer.messages.push_back(ToText(buffer));
  }
  grpc::Status status;
  call->Finish(&status, tag);
  step_ended();
  answer.status = link::FromGrpc(status);
  return answer;
}

Answer Wire::Call(const MethodDescriptor& method, const Messages& messages,
                  const Tokens& tokens) const {
  return Call(absl::StrCat("/", method.service()->full_name(), "/", method.name()), Bytes(messages),
              tokens);
}

Tokens NewTokens(Clinic& clinic, const std::string& site, const std::string& station) {
  v1::RegisterDeviceRequest request;
  request.set_request_id(NewId());
  request.set_device_name(absl::AsciiStrToUpper(NewId()));
  request.set_device_token(access::MakeToken().Reveal());
  request.set_site_code(site);
  request.set_station(station);
  Must(clinic.admin().Call(&v1::AccessService::Stub::RegisterDevice, request));
  return {.device = request.device_token()};
}

Tokens SignedIn(Clinic& clinic, const std::string& login, const std::string& site,
                const std::string& station) {
  Tokens tokens = NewTokens(clinic, site, station);
  link::Link link(clinic.server(), {.token = tokens.device});
  tokens.session = clinic.SignIn(link, login).session_token();
  return tokens;
}

void NewStaff(Clinic& clinic, const std::string& login, const std::vector<std::string>& roles,
              const std::string& site) {
  link::Link& admin = clinic.admin();
  v1::CreateStaffRequest create;
  create.set_request_id(NewId());
  create.set_login(login);
  create.set_password(Clinic::kPassword);
  Must(admin.Call(&v1::AccessService::Stub::CreateStaff, create));
  for (const std::string& role : roles) {
    v1::GrantRoleRequest grant;
    grant.set_request_id(NewId());
    grant.set_login(login);
    grant.set_role(contract::FromCode<v1::Role>(role));
    grant.set_site_code(site);
    Must(admin.Call(&v1::AccessService::Stub::GrantRole, grant));
  }
}

void LetTimePass(Clinic& clinic, absl::Duration duration, const std::vector<std::string>& roles,
                 const std::string& site) {
  // Made first, while the administrator's session lives.
  for (const std::string& role : roles) clinic.As(role, site);
  clinic.Advance(duration);
  for (const std::string& role : roles) {
    clinic.SignIn(clinic.As(role, site), Clinic::LoginOf(role, site));
  }
  clinic.SignInAdmin();
}

std::vector<std::string> AllRoles() {
  std::vector<std::string> roles;
  for (int i = 1; i < v1::Role_descriptor()->value_count(); ++i) {
    roles.push_back(
        contract::Code(static_cast<v1::Role>(v1::Role_descriptor()->value(i)->number())));
  }
  return roles;
}

std::string DatabaseUrl(const Clinic& clinic, const std::string& user) {
  std::ifstream stream(clinic.folder() + "/oatd.conf");
  for (std::string line; std::getline(stream, line);) {
    absl::string_view url = line;
    if (!absl::ConsumePrefix(&url, "database = ")) continue;
    return absl::StrReplaceAll(url, {{"user=oat_service", "user=" + user}});
  }
  throw std::runtime_error("the clinic's configuration names no database");
}

Blocker::Blocker(const Clinic& clinic, const std::string& lock) {
  const std::string held = absl::StrCat(clinic.folder(), "/held-", NewId());
  const std::string command =
      absl::StrCat("psql -X -Atq \"", DatabaseUrl(clinic, "postgres"), "\" >/dev/null");
  psql_ = popen(command.c_str(), "w");
  const std::string script = absl::StrCat("BEGIN;\n", lock, ";\n\\! touch ", held, "\n");
  fwrite(script.data(), 1, script.size(), psql_);
  fflush(psql_);
  // psql says by the file that the statement is through; there is nothing else to wait for.
  while (!std::filesystem::exists(held)) std::this_thread::yield();
}

Blocker::~Blocker() { pclose(psql_); }

void WaitUntilBlocked(const Clinic& clinic, int calls) {
  // The sealer reads every table that is sealed, and waits for a locked one as well: it is known by
  // the lock that makes it the only one.
  const std::string waiting =
      "SELECT count(*) FROM pg_stat_activity a WHERE datname = current_database() AND "
      "wait_event_type = 'Lock' AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND "
      "granted AND locktype = 'advisory' AND (classid, objid) = (0, 6911303))";
  const absl::Time enough = absl::Now() + absl::Seconds(10);
  while (clinic.Sql(waiting) != absl::StrCat(calls)) {
    if (absl::Now() > enough) throw std::runtime_error(clinic.Sql(waiting) + " calls wait");
  }
}

}  // namespace oat::test
