#include "services/downtime/service.h"

#include "services/base/sealed_entry.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/custody/lease.h"
#include "services/dosing/store.h"
#include "services/downtime/list.h"
#include "services/downtime/rules.h"
#include "services/downtime/store.h"
#include "services/identity/store.h"

namespace oat::downtime {

using access::Call;

absl::Status Service::GetDowntimeList(Call& call, const v1::GetDowntimeListRequest&,
                                      std::vector<v1::GetDowntimeListResponse>* responses) const {
  responses->clear();
  if (call.caller.station.empty()) {
    return absl::FailedPreconditionError("this device stands at no window");
  }
  const custody::Lease lease{.site_code = call.site().code,
                             .device = call.caller.device,
                             .station = call.caller.station,
                             .heard_at = call.now,
                             .keep_until = KeepUntil(call.now, call.reckoning())};
  v1::DowntimeHeader* header = responses->emplace_back().mutable_header();
  if (auto holder = custody::TakeLease(call.transaction, lease)) {
    contract::Refuse(header->mutable_outcome(), v1::REASON_CODE_LIST_HELD,
                     {{"station", holder->station}});
    return absl::OkStatus();
  }
  contract::Accept(header->mutable_outcome());
  header->set_clinical_day(FormatDay(call.today()));
  *header->mutable_made_at() = contract::ToTimestamp(call.now);
  *header->mutable_keep_until() = contract::ToTimestamp(lease.keep_until);
  header->set_time_zone(call.site().time_zone);
  const Secret list_key = MakeListKey();
  header->set_list_key(list_key.Reveal());
  const auto rules = book_.Of(call);
  if (!rules.ok() && !absl::IsFailedPrecondition(rules.status())) return rules.status();
  ListMaker maker(&call, &vault_, rules.ok() ? rules->get() : nullptr);
  for (const dosing::WorklistRow& row :
       dosing::LoadWorklist(call.transaction, call.today(), call.now)) {
    OAT_ASSIGN_OR_RETURN(v1::DowntimePerson person, maker.PersonOf(row.patient_number));
    SealedEntry sealed =
        SealEntry(list_key, row.patient_number, Secret(person.SerializeAsString()));
    v1::DowntimeEntry* entry = responses->emplace_back().mutable_entry();
    entry->set_locator(std::move(sealed.locator));
    entry->set_box(std::move(sealed.box));
  }
  return absl::OkStatus();
}

absl::Status Service::KeepDowntimeList(Call& call, const v1::KeepDowntimeListRequest&,
                                       v1::KeepDowntimeListResponse* response) const {
  response->set_held(custody::KeepLease(call.transaction, call.caller.device, call.now));
  return absl::OkStatus();
}

absl::Status Service::ReleaseDowntimeList(Call& call, const v1::ReleaseDowntimeListRequest&,
                                          v1::ReleaseDowntimeListResponse*) const {
  custody::ReleaseLease(call.transaction, call.caller.device, call.now);
  return absl::OkStatus();
}

absl::Status Service::EndDowntimeList(Call& call, const v1::EndDowntimeListRequest& request,
                                      v1::EndDowntimeListResponse*) const {
  if (custody::EndLease(call.transaction, call.site().code, request.station(), call.now)) {
    return absl::OkStatus();
  }
  return absl::NotFoundError("station: got one that holds no list now, wanted the one that does");
}

absl::Status Service::RecordDowntimeLook(Call& call, const v1::RecordDowntimeLookRequest& request,
                                         v1::RecordDowntimeLookResponse*) const {
  // What was seen was seen, wherever the person is treated by now: no record is opened by telling.
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  const absl::Time looked_at = contract::FromTimestamp(request.looked_at());
  if (!IsTellable(looked_at, call.now)) {
    return Invalid("looked_at", absl::FormatTime(absl::RFC3339_sec, looked_at, absl::UTCTimeZone()),
                   "a time in the last 14 days");
  }
  RecordLook(call.transaction,
             {.id = call.request_id,
              .person = person,
              .site_code = call.site().code,
              .device = call.caller.device,
              .login = request.login(),
              .outcome = contract::Code(request.outcome()),
              .looked_at = looked_at},
             call.caller.staff, call.now);
  return absl::OkStatus();
}

}  // namespace oat::downtime
