#include "services/oversight/service.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/access/alarm.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/consent/store.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/custody/store.h"
#include "services/identity/key_store.h"
#include "services/identity/store.h"
#include "services/oversight/rules.h"
#include "services/oversight/store.h"

namespace oat::oversight {
namespace {

using access::Call;

// How many rows to show; one more is loaded, which says whether there are older ones.
int32_t LimitOf(int32_t asked) { return asked > 0 ? asked : kEntries; }

bool DropBeyond(std::vector<Look>* looks, int32_t limit) {
  const bool has_more = static_cast<int32_t>(looks->size()) > limit;
  if (has_more) looks->resize(static_cast<size_t>(limit));
  return has_more;
}

std::optional<std::string> NotEmpty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// Whom the person was told of, as an entry of the log.
Look LookOf(const consent::AccountedDisclosure& told) {
  return {.at = told.at,
          .login = told.login,
          .site_code = told.site_code,
          .method = "DecideDisclosure",
          .purpose = contract::Code(v1::PURPOSE_DISCLOSURE),
          .outcome = "accepted",
          .recipient = told.recipient};
}

// Of what was looked at nothing is said: neither what was shown nor what was withheld.
void Fill(const Look& look, v1::AccessLogEntry* out) {
  *out->mutable_at() = contract::ToTimestamp(look.at);
  out->set_login(look.login);
  out->set_site_code(look.site_code);
  out->set_purpose(contract::FromCode<v1::Purpose>(look.purpose));
  out->set_method(look.method);
  out->set_outcome(look.outcome);
  out->set_recipient(look.recipient.Reveal());
}

void Fill(const Look& look, v1::AuditEvent* out) {
  *out->mutable_at() = contract::ToTimestamp(look.at);
  out->set_login(look.login);
  out->set_device_name(look.device_name);
  out->set_site_code(look.site_code);
  out->set_method(look.method);
  out->set_purpose(contract::FromCode<v1::Purpose>(look.purpose));
  out->set_outcome(look.outcome);
  out->set_patient_number(look.patient_number);
}

}  // namespace

absl::Status Service::GetAccessLog(Call& call, const v1::GetAccessLogRequest& request,
                                   v1::GetAccessLogResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckAccessLog(call, person));
  const int32_t limit = LimitOf(request.limit());
  std::vector<Look> looks = LoadLooks(call.transaction, person, limit + 1);
  OAT_ASSIGN_OR_RETURN(auto account,
                       consent::LoadAccount(call.transaction, vault_, person, call.today()));
  for (const auto& told : account) looks.push_back(LookOf(told));
  std::stable_sort(looks.begin(), looks.end(),
                   [](const Look& a, const Look& b) { return a.at > b.at; });
  response->set_has_more(DropBeyond(&looks, limit));
  for (const Look& look : looks) oversight::Fill(look, response->add_entries());
  return absl::OkStatus();
}

absl::Status Service::OpenEmergencyAccess(Call& call, const v1::OpenEmergencyAccessRequest& request,
                                          v1::OpenEmergencyAccessResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  if (custody::OpensChart(call, person) && !call.under_emergency) {
    return absl::FailedPreconditionError(
        "patient_number: this site treats the person, whose record is open to you: no emergency is "
        "needed");
  }
  OAT_ASSIGN_OR_RETURN(const db::Bytes note, identity::SealFor(call.transaction, vault_,
                                                               {.person = person}, request.note()));
  const Emergency emergency{
      .id = call.request_id,
      .person = person,
      .staff = call.caller.staff,
      .device = call.caller.device,
      .site_code = call.site().code,
      .home_site_code = custody::HomeOn(call.transaction, person, call.today()),
      .reason = contract::Code(request.reason()),
      .note = note,
      .until = call.now + kEmergencyLife};
  RecordEmergency(call.transaction, emergency, call.now);
  access::RaiseAlarm(call.transaction, {.id = MakeUuid(call.now),
                                        .kind = "break_glass",
                                        .at = call.now,
                                        .staff = emergency.staff,
                                        .device = emergency.device,
                                        .site_code = emergency.site_code,
                                        .home_site_code = emergency.home_site_code,
                                        .person = person,
                                        .access = emergency.id});
  *response->mutable_until() = contract::ToTimestamp(emergency.until);
  return absl::OkStatus();
}

absl::Status Service::ListAuditEvents(Call& call, const v1::ListAuditEventsRequest& request,
                                      v1::ListAuditEventsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Day from_day, ParseDay(request.from_day()));
  OAT_ASSIGN_OR_RETURN(Day until_day, ParseDay(request.until_day()));
  if (!IsReadable(from_day, until_day)) {
    return Invalid(
        "until_day", request.until_day(),
        absl::StrCat(FormatDay(from_day), " to ", FormatDay(from_day + kDaysOfTrail - 1)));
  }
  TrailQuery query{.from = absl::FromCivil(from_day, absl::UTCTimeZone()),
                   .until = absl::FromCivil(until_day + 1, absl::UTCTimeZone()),
                   .login = NotEmpty(request.login()),
                   .site_code = NotEmpty(request.site_code())};
  if (!request.patient_number().empty()) {
    OAT_ASSIGN_OR_RETURN(query.person,
                         identity::FindPerson(call.transaction, request.patient_number()));
    // Who reads one person's trail looks at that person.
    call.person = query.person;
  }
  const int32_t limit = LimitOf(request.limit());
  query.limit = limit + 1;
  std::vector<Look> looks = LoadTrail(call.transaction, query);
  response->set_has_more(DropBeyond(&looks, limit));
  for (const Look& look : looks) oversight::Fill(look, response->add_events());
  return absl::OkStatus();
}

absl::Status Service::Fill(const RaisedAlarm& alarm, v1::Alarm* out) const {
  out->set_alarm_id(alarm.id.text());
  *out->mutable_at() = contract::ToTimestamp(alarm.at);
  out->set_kind(contract::FromCode<v1::AlarmKind>(alarm.kind));
  out->set_login(alarm.login);
  out->set_site_code(alarm.site_code);
  out->set_home_site_code(alarm.home_site_code);
  out->set_patient_number(alarm.patient_number);
  out->set_patients(alarm.patients);
  out->set_reason(contract::FromCode<v1::EmergencyReason>(alarm.reason));
  if (alarm.note) {
    OAT_ASSIGN_OR_RETURN(const auto note, vault_.Unseal(*alarm.note));
    out->set_note(note.value_or(""));
  }
  if (!alarm.review) return absl::OkStatus();
  *out->mutable_reviewed_at() = contract::ToTimestamp(alarm.review->at);
  out->set_reviewed_by(alarm.review->login);
  OAT_ASSIGN_OR_RETURN(const auto finding, vault_.Unseal(alarm.review->finding));
  out->set_finding(finding.value_or(""));
  return absl::OkStatus();
}

absl::Status Service::ListAlarms(Call& call, const v1::ListAlarmsRequest& request,
                                 v1::ListAlarmsResponse* response) const {
  std::optional<std::string> of_site;
  if (!call.caller.roles.contains("auditor")) {
    if (!call.caller.site) return absl::PermissionDeniedError("this device belongs to no site");
    of_site = call.site().code;
  }
  for (const RaisedAlarm& alarm :
       oversight::ListAlarms(call.transaction, of_site, request.reviewed_too())) {
    OAT_RETURN_IF_ERROR(Fill(alarm, response->add_alarms()));
  }
  return absl::OkStatus();
}

absl::Status Service::ReviewAlarm(Call& call, const v1::ReviewAlarmRequest& request,
                                  v1::ReviewAlarmResponse*) const {
  OAT_ASSIGN_OR_RETURN(const db::Bytes finding,
                       identity::SealFor(call.transaction, vault_, {}, request.finding()));
  if (RecordReview(call.transaction, Uuid(request.alarm_id()), finding, call.caller.staff,
                   call.now)) {
    return absl::OkStatus();
  }
  return absl::NotFoundError(
      "alarm_id: there is none such, or it was reviewed, or you gave rise to it yourself");
}

}  // namespace oat::oversight
