#include "services/server/guard.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/access/credential.h"
#include "services/access/rules.h"
#include "services/access/session_store.h"
#include "services/access/store.h"
#include "services/access/trail.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/code.h"
#include "services/contract/digest.h"
#include "services/contract/role.h"
#include "services/contract/shape.h"
#include "services/server/duress.h"
#include "services/server/log.h"

namespace oat::server {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const v1::AccessRule& RuleOf(const MethodDescriptor& method) {
  return method.options().GetExtension(v1::access);
}

access::Requirement RequirementOf(const v1::AccessRule& rule) {
  access::Requirement requirement{.session = rule.credential() != v1::CREDENTIAL_DEVICE,
                                  .site = rule.scope() != v1::SCOPE_NETWORK};
  for (int role : rule.roles()) {
    requirement.roles.insert(contract::Code(static_cast<v1::Role>(role)));
  }
  return requirement;
}

absl::Status AdmissionStatus(access::Admission admission) {
  switch (admission) {
    case access::Admission::kAdmitted:
      return absl::OkStatus();
    case access::Admission::kNeedsSession:
      return absl::UnauthenticatedError("no open session on this device: sign in");
    case access::Admission::kNeedsSite:
      return absl::PermissionDeniedError("this device belongs to no site");
    case access::Admission::kNeedsRole:
      return absl::PermissionDeniedError("the role that this needs is not yours here");
  }
  return absl::InternalError("an admission without a status");
}

// The message of a client stream or of a single request that carries the request id.
const Message& Header(const Passage& passage) {
  const Message& first = *passage.requests.front();
  const auto* header = first.GetDescriptor()->FindFieldByName("header");
  return header == nullptr ? first : first.GetReflection()->GetMessage(first, header);
}

db::Bytes DigestOfAll(const Passage& passage) {
  if (passage.requests.size() == 1) return {contract::Digest(*passage.requests.front())};
  std::string digests;
  for (const Message* request : passage.requests) digests += contract::Digest(*request);
  return access::HashToken(Secret(digests));
}

// What the audit trail says of an answer: a clinical no stands in its `outcome`.
std::string AuditOutcome(const v1::AccessRule& rule, const Message* response) {
  if (rule.effect() == v1::EFFECT_READ || response == nullptr) return "read";
  const auto* field = response->GetDescriptor()->FindFieldByName("outcome");
  if (field == nullptr || field->message_type() != v1::Outcome::descriptor()) return "accepted";
  const auto& outcome =
      static_cast<const v1::Outcome&>(response->GetReflection()->GetMessage(*response, field));
  return outcome.accepted() ? "accepted" : "refused";
}

// One try of one call inside one transaction.
class Attempt {
 public:
  Attempt(const Passage& passage, db::Transaction& transaction, absl::Time now)
      : passage_(passage), rule_(RuleOf(*passage.method)), transaction_(transaction), now_(now) {}

  absl::Status Run() {
    OAT_RETURN_IF_ERROR(Identify());
    OAT_RETURN_IF_ERROR(AdmissionStatus(access::Judge(RequirementOf(rule_), *caller_)));
    access::Call call{.transaction = transaction_, .caller = *caller_, .now = now_};
    if (caller_->is_under_duress && rule_.credential() == v1::CREDENTIAL_SESSION) {
      const Pretence pretence = PretenceOf(*passage_.method, Header(passage_));
      if (pretence != Pretence::kReal) return Pretend(pretence, call);
    }
    const bool writes = rule_.effect() == v1::EFFECT_WRITE;
    if (writes) {
      call.request_id = request_id_ = Uuid(contract::TextField(Header(passage_), "request_id"));
      digest_ = DigestOfAll(passage_);
      // A desk that gave up waiting sends the same id while its first call still runs: the second
      // must find that answer, not the keys and the approval that the first has used.
      access::LockRequest(transaction_, request_id_);
      if (auto given = access::LoadAnswer(transaction_, request_id_)) return Replay(*given);
      OAT_RETURN_IF_ERROR(TakeApproval(&call));
    }
    OAT_RETURN_IF_ERROR(BeServed(call));
    if (rule_.names_patient() && !person_) {
      return absl::InternalError("a method that names a patient did not say which");
    }
    if (person_ && rule_.purpose() == v1::PURPOSE_UNSPECIFIED) {
      return absl::InternalError("a method that touched a patient does not say why");
    }
    Audit(AuditOutcome(rule_, passage_.response));
    return writes ? KeepAnswer() : absl::OkStatus();
  }

  // After Run failed and was rolled back: what the trail keeps of it, in a transaction of its own.
  void AuditFailure(db::Transaction& transaction, absl::StatusCode code) const {
    access::RecordAudit(transaction, Row(absl::AsciiStrToLower(absl::StatusCodeToString(code))));
  }

  // Another call with this request id committed first: the whole is run again and replays it.
  bool was_overtaken() const { return was_overtaken_; }
  bool is_identified() const { return caller_.has_value(); }

 private:
  absl::Status Identify() {
    const Credentials& credentials = passage_.credentials;
    std::optional<db::Bytes> session;
    if (!credentials.session_token.empty()) {
      session = access::HashToken(Secret(credentials.session_token));
    }
    caller_ = credentials.certificate
                  ? access::IdentifyByCertificate(transaction_, {*credentials.certificate}, session,
                                                  rule_.reaches_everyone(), now_)
                  : access::IdentifyByToken(transaction_,
                                            access::HashToken(Secret(credentials.device_token)),
                                            session, rule_.reaches_everyone(), now_);
    if (caller_) {
      caller_->roles =
          access::RolesThatCount(caller_->roles, contract::RolesWantingCode(), caller_->with_code);
      return absl::OkStatus();
    }
    return absl::UnauthenticatedError(
        "this device is not registered, was revoked, or its certificate has run out");
  }

  absl::Status BeServed(access::Call& call) {
    absl::Status served = passage_.service(call);
    person_ = call.person;
    subject_ = call.subject;
    under_emergency_ = call.under_emergency;
    return served;
  }

  // What was answered under a request id before is not shown either, and no answer is kept.
  absl::Status Pretend(Pretence pretence, access::Call& call) {
    if (pretence == Pretence::kUnanswered) {
      return absl::UnavailableError("the outcome is unknown: send the same request id again");
    }
    if (pretence == Pretence::kUnknown) return AsOfSomebodyUnknown(*passage_.requests.front());
    if (pretence == Pretence::kRehearsed) {
      transaction_.BeginRehearsal();
      if (rule_.effect() == v1::EFFECT_WRITE) {
        call.request_id = request_id_ = Uuid(contract::TextField(Header(passage_), "request_id"));
        OAT_RETURN_IF_ERROR(TakeApproval(&call));
      }
      OAT_RETURN_IF_ERROR(BeServed(call));
      transaction_.EndRehearsal();
      person_.reset();
    }
    Audit(AuditOutcome(rule_, passage_.response));
    return absl::OkStatus();
  }

  absl::Status Replay(const access::GivenAnswer& given) {
    if (given.method != passage_.method->full_name() || given.digest != digest_) {
      return absl::AlreadyExistsError(
          "request_id: got one that was used for another content, wanted a new one");
    }
    if (!passage_.response->ParseFromString(given.answer.value)) {
      return absl::InternalError("a stored answer cannot be read");
    }
    Audit("replayed");
    return absl::OkStatus();
  }

  absl::Status TakeApproval(access::Call* call) {
    const Message& request = *passage_.requests.front();
    const std::string id = contract::TextField(request, "approval_id");
    if (id.empty()) return absl::OkStatus();
    auto approval = access::LoadApproval(transaction_, Uuid(id));
    if (!approval || approval->requested_by != caller_->staff ||
        approval->method != passage_.method->full_name() ||
        approval->digest != db::Bytes{contract::DigestForApproval(request)}) {
      return absl::FailedPreconditionError(
          "approval_id: got one that is not for this request of yours, wanted a new approval");
    }
    if (now_ - approval->approved_at > access::kApprovalLife) {
      return absl::FailedPreconditionError("approval_id: it has run out, wanted a new approval");
    }
    if (!access::UseApproval(transaction_, approval->id, request_id_)) {
      return absl::FailedPreconditionError("approval_id: it was used, wanted a new approval");
    }
    call->second = approval->approved_by;
    return absl::OkStatus();
  }

  absl::Status KeepAnswer() {
    access::GivenAnswer answer{
        passage_.method->full_name(), digest_, {passage_.response->SerializeAsString()}};
    if (access::RecordAnswer(transaction_, request_id_, answer, caller_->staff, now_)) {
      return absl::OkStatus();
    }
    was_overtaken_ = true;
    return absl::AbortedError("the same request is being answered elsewhere: send it again");
  }

  void Audit(const std::string& outcome) { access::RecordAudit(transaction_, Row(outcome)); }

  access::AuditRow Row(const std::string& outcome) const {
    access::AuditRow row{.at = now_,
                         .method = passage_.method->name(),
                         .outcome = outcome,
                         .device = caller_->device,
                         .person = person_,
                         .subject = subject_};
    if (caller_->has_session) row.staff = caller_->staff;
    if (caller_->site) row.site_code = caller_->site->code;
    if (!request_id_.empty()) row.request_id = request_id_;
    if (person_ && rule_.purpose() != 0) {
      row.purpose = contract::Code(under_emergency_ ? v1::PURPOSE_BREAK_GLASS : rule_.purpose());
    }
    return row;
  }

  const Passage& passage_;
  const v1::AccessRule& rule_;
  db::Transaction& transaction_;
  const absl::Time now_;
  std::optional<access::Caller> caller_;
  std::optional<PersonId> person_;
  std::optional<StaffId> subject_;
  bool under_emergency_ = false;
  Uuid request_id_;
  db::Bytes digest_;
  bool was_overtaken_ = false;
};

}  // namespace

Guard::Guard(db::Workers* workers, const Clock* clock, Metrics* metrics)
    : workers_(workers), clock_(clock), metrics_(metrics) {}

void Guard::Enter(Passage passage) const {
  const absl::Time arrived = absl::Now();
  auto finish = [this, arrived, name = passage.method->name(),
                 done = std::move(passage.done)](const absl::Status& status) {
    metrics_->CountCall(name, status.code(), absl::Now() - arrived);
    metrics_->SetWaiting(workers_->Waiting());
    if (absl::IsInternal(status)) {
      Log(Severity::kError, "call failed", {{"method", Loggable::OwnName(name)}});
    }
    done(status);
  };
  passage.done = finish;
  // Nobody may wait here for ever: what waits holds memory.
  if (passage.deadline == absl::InfiniteFuture()) {
    return finish(absl::InvalidArgumentError("deadline: got none, wanted one"));
  }
  for (const Message* request : passage.requests) {
    absl::Status shape = contract::CheckShape(*request);
    if (!shape.ok()) return finish(shape);
  }
  auto shared = std::make_shared<Passage>(std::move(passage));
  bool taken = workers_->TryAdd([this, shared](db::Connection& connection) {
    if (absl::Now() >= shared->deadline) {
      return shared->done(absl::DeadlineExceededError("the call waited too long: send it again"));
    }
    Serve(*shared, connection);
  });
  if (!taken) finish(absl::ResourceExhaustedError("too many calls wait here: try again shortly"));
}

void Guard::Serve(const Passage& passage, db::Connection& connection) const {
  constexpr int kTries = 3;
  for (int attempt_number = 1;; ++attempt_number) {
    std::optional<Attempt> attempt;
    absl::Status status = connection.Run([&](db::Transaction& transaction) {
      if (passage.response != nullptr) passage.response->Clear();
      attempt.emplace(passage, transaction, clock_->Now());
      return attempt->Run();
    });
    if (!status.ok() && attempt && attempt->was_overtaken() && attempt_number < kTries) continue;
    if (!status.ok() && attempt && attempt->is_identified() && !absl::IsUnavailable(status)) {
      // The trail of a failure is kept even though what it tried is not; where it cannot be kept
      // the call stays failed all the same.
      absl::Status kept = connection.Run([&](db::Transaction& transaction) {
        attempt->AuditFailure(transaction, status.code());
        return absl::OkStatus();
      });
      if (!kept.ok()) Log(Severity::kError, "audit row lost", {{"status", kept.code()}});
    }
    if (!status.ok() && passage.response != nullptr) passage.response->Clear();
    return passage.done(status);
  }
}

absl::Status CheckContract() {
  std::string faults;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* name :
       {"oat.v1.AccessService",      "oat.v1.SiteService",         "oat.v1.EnrolmentService",
        "oat.v1.PrescribingService", "oat.v1.DosingService",       "oat.v1.StockService",
        "oat.v1.ReportService",      "oat.v1.OversightService",    "oat.v1.ConsentService",
        "oat.v1.DowntimeService",    "oat.v1.IdentityService",     "oat.v1.PolicyService",
        "oat.v1.TakeHomeService",    "oat.v1.LossService",         "oat.v1.ShipmentService",
        "oat.v1.FormService",        "oat.v1.SupplyService",       "oat.v1.PumpService",
        "oat.v1.PacketService",      "oat.v1.InterruptionService", "oat.v1.CardService",
        "oat.v1.TransferService",    "oat.v1.ClosureService",      "oat.v1.InstitutionService",
        "oat.v1.MergeService"}) {
    const auto* service = pool->FindServiceByName(name);
    if (service == nullptr) return absl::InternalError(absl::StrCat(name, " is not linked in"));
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      const v1::AccessRule& rule = RuleOf(method);
      if (rule.credential() == 0 || rule.scope() == 0 || rule.effect() == 0) {
        absl::StrAppend(&faults, " ", method.full_name(), " has no access rule;");
      }
      if (rule.names_patient() && rule.purpose() == 0) {
        absl::StrAppend(&faults, " ", method.full_name(), " does not say why it names a patient;");
      }
      for (const std::string& field : contract::FieldsWithoutRule(*method.input_type())) {
        absl::StrAppend(&faults, " ", field, " has no rule;");
      }
    }
  }
  if (faults.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the contract is incomplete:", faults));
}

}  // namespace oat::server
