#include "clients/desk/downtime.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/link/away.h"
#include "clients/link/lists.h"
#include "oat/v1/downtime.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "services/base/patient_number.h"
#include "services/base/sealed_entry.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::desk {
namespace {

constexpr char kDose[] = "RecordAdministration";
constexpr char kLook[] = "RecordDowntimeLook";
constexpr absl::Duration kAskAwayEvery = absl::Seconds(5);

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  return timestamp;
}

void Refuse(v1::ReasonCode code, absl::Time time, const std::string& zone,
            v1::DowntimePerson* person) {
  DayReckoning reckoning;
  absl::LoadTimeZone(zone, &reckoning.zone);
  v1::Outcome* outcome = person->mutable_dose()->mutable_outcome();
  outcome->set_accepted(false);
  v1::Reason* reason = outcome->add_reasons();
  reason->set_code(code);
  v1::Parameter* parameter = reason->add_parameters();
  parameter->set_placeholder("time");
  parameter->set_value(FormatWallTime(time, reckoning));
}

}  // namespace

Secret ListSecret(const link::Credentials& who) {
  return Secret(who.badge.empty() ? who.password : who.badge + who.pin);
}

Downtime::Downtime(std::string path, const Clock* clock)
    : path_(path), file_(std::move(path)), clock_(clock) {
  // Since when the server has been away outlives a restart, but no gap in which it may have been
  // back: other windows would have worked then.
  std::ifstream stream(path_ + ".away");
  int64_t since = 0, last = 0;
  if (stream >> since >> last && clock_->Now() - absl::FromUnixSeconds(last) <= kOldest) {
    away_since_ = absl::FromUnixSeconds(since);
  }
}

void Downtime::SignedIn(link::Link& link, Journal& journal, const std::string& login,
                        const Secret& secret, const std::string& station) {
  SawServer();
  login_ = login;
  station_ = station;
  list_.reset();
  // What was given is entered first: until then the other windows are to ask here.
  const auto unsent = Unsent(journal);
  const bool is_due = unsent.ok() && unsent->empty();
  if (file_.MakeKey(secret).ok() && is_due) Refresh(link);
}

void Downtime::Tend(link::Link& link, Journal& journal, bool is_signed_in) {
  if (const auto until = file_.KeepUntil(); until && clock_->Now() >= *until) Drop();
  if (clock_->Now() < due_at_) return;
  due_at_ = clock_->Now() + kTellEvery;
  const auto unsent = Unsent(journal);
  const bool waits = !unsent.ok() || !unsent->empty();
  if (waits && IsAway()) return Probe(link);
  if (waits) return;
  if (!IsAway() && clock_->Now() < refresh_at_) return Keep(link);
  if (is_signed_in) {
    Refresh(link);
  } else {
    EndWork(link, journal);
  }
}

void Downtime::EndWork(link::Link& link, Journal& journal) {
  const auto unsent = Unsent(journal);
  if (file_.Exists() && unsent.ok() && unsent->empty()) GiveBack(link);
}

void Downtime::Probe(link::Link& link) {
  // Any answer is one, that nobody is signed in too.
  const absl::Status status =
      link.Call(&v1::SiteService::Stub::ListSites, v1::ListSitesRequest()).status();
  if (link::IsAway(status)) return SawAway();
  SawServer();
}

void Downtime::Refresh(link::Link& link) {
  const absl::Time now = clock_->Now();
  due_at_ = now + kTellEvery;
  refresh_at_ = now + kRefreshEvery;
  auto parts = link::ReadDowntimeList(link);
  // Where a list is not for this caller, there is none; a server that cannot answer is away.
  const bool is_denied = absl::IsPermissionDenied(parts.status()) ||
                         absl::IsUnauthenticated(parts.status()) ||
                         absl::IsFailedPrecondition(parts.status());
  if (is_denied) return Drop();
  if (!parts.ok() || parts->empty()) return SawAway();
  SawServer();
  const v1::Outcome& outcome = parts->front().header().outcome();
  holder_ = outcome.accepted() ? "" : outcome.reasons(0).parameters(0).value();
  if (!outcome.accepted()) return Drop();
  v1::DowntimeList list;
  list.set_login(login_);
  list.set_station(station_);
  *list.mutable_fetched_at() = TimestampOf(now);
  for (v1::GetDowntimeListResponse& part : *parts) {
    if (part.has_header()) *list.mutable_header() = std::move(*part.mutable_header());
    if (part.has_entry()) *list.add_entries() = std::move(*part.mutable_entry());
  }
  if (file_.Write(list).ok()) list_ = std::move(list);
}

void Downtime::Keep(link::Link& link) {
  if (!file_.Exists()) return;
  const auto kept =
      link.Call(&v1::DowntimeService::Stub::KeepDowntimeList, v1::KeepDowntimeListRequest());
  if (link::IsAway(kept.status())) return SawAway();
  if (kept.ok() && !kept->held()) Drop();
}

void Downtime::GiveBack(link::Link& link) {
  const auto given_back =
      link.Call(&v1::DowntimeService::Stub::ReleaseDowntimeList, v1::ReleaseDowntimeListRequest());
  if (!given_back.ok()) return SawAway();
  SawServer();
  Drop();
}

void Downtime::SawAway() {
  const absl::Time now = clock_->Now();
  if (!away_since_) away_since_ = now;
  due_at_ = now + kAskAwayEvery;
  // Where this cannot be written a restarted desk opens no list, which is the safe side.
  static_cast<void>(ReplaceFile(
      path_ + ".away",
      absl::StrCat(absl::ToUnixSeconds(*away_since_), " ", absl::ToUnixSeconds(now), "\n")));
}

void Downtime::SawServer() {
  if (!away_since_) return;
  away_since_.reset();
  std::remove((path_ + ".away").c_str());
}

void Downtime::Forget() {
  list_.reset();
  file_.ForgetKey();
}

void Downtime::Drop() {
  list_.reset();
  file_.Delete();
}

bool Downtime::IsUsable(const v1::DowntimeList& list) const {
  return away_since_ && *away_since_ - TimeOf(list.fetched_at()) <= kOldest &&
         clock_->Now() < TimeOf(list.header().keep_until());
}

bool Downtime::IsOffered() const {
  return list_ && IsUsable(*list_) && clock_->Now() - *away_since_ >= kPatience;
}

absl::Status Downtime::UnlockOffline(const Secret& password) {
  if (!away_since_ || clock_->Now() - *away_since_ < kPatience) {
    return absl::FailedPreconditionError("the server has not been away for five minutes");
  }
  auto list = file_.Open(password);
  if (!list) return absl::UnauthenticatedError("there is no list here that this opens");
  if (!IsUsable(*list)) return absl::FailedPreconditionError("the list here is too old");
  login_ = list->login();
  station_ = list->station();
  list_ = *std::move(list);
  return absl::OkStatus();
}

absl::Status Downtime::KeepLook(Journal& journal, const std::string& number,
                                v1::DowntimeOutcome outcome) {
  v1::RecordDowntimeLookRequest look;
  look.set_request_id(MakeUuid(clock_->Now()).text());
  look.set_patient_number(number);
  look.set_login(login_);
  look.set_outcome(outcome);
  *look.mutable_looked_at() = TimestampOf(clock_->Now());
  return journal.Keep({look.request_id(), kLook, look.SerializeAsString()});
}

absl::StatusOr<v1::DowntimePerson> Downtime::Open(Journal& journal, const std::string& number) {
  if (!IsOffered()) return absl::FailedPreconditionError("no list is open here");
  OAT_ASSIGN_OR_RETURN(const PatientNumber parsed, PatientNumber::Parse(number));
  const Secret key(list_->header().list_key());
  const std::string locator = LocatorOf(key, parsed.text());
  const auto entry =
      std::find_if(list_->entries().begin(), list_->entries().end(),
                   [&](const v1::DowntimeEntry& one) { return one.locator() == locator; });
  if (entry == list_->entries().end()) return absl::NotFoundError("not on the list");
  OAT_ASSIGN_OR_RETURN(const auto doses, journal.Of(kDose));
  OAT_RETURN_IF_ERROR(KeepLook(journal, parsed.text(), v1::DOWNTIME_OUTCOME_OPENED));
  const auto opened = OpenEntry(key, parsed.text(), entry->box());
  v1::DowntimePerson person;
  if (!opened || !person.ParseFromString(opened->Reveal())) {
    return absl::DataLossError("this entry of the list cannot be read");
  }
  TakeOwnDosesIn(doses, &person);
  return person;
}

void Downtime::TakeOwnDosesIn(const std::vector<KeptRequest>& doses,
                              v1::DowntimePerson* person) const {
  const std::string& zone = list_->header().time_zone();
  for (const KeptRequest& kept : doses) {
    v1::DowntimeDose dose;
    if (!dose.ParseFromString(kept.body)) continue;
    const absl::Time taken = TimeOf(dose.administration().taken_at());
    const bool is_hers = dose.administration().patient_number() == person->patient_number();
    // One that was entered before the list was made stands in the list.
    const bool is_known = kept.settled && taken < TimeOf(list_->header().made_at());
    if (is_hers && !is_known) Refuse(v1::REASON_CODE_ALREADY_DOSED, taken, zone, person);
  }
  if (person->has_not_before() && clock_->Now() < TimeOf(person->not_before())) {
    Refuse(v1::REASON_CODE_TOO_SOON, TimeOf(person->not_before()), zone, person);
  }
}

absl::Status Downtime::Record(Journal& journal, const std::string& number,
                              const GivenOffline& given) {
  if (!is_open()) return absl::FailedPreconditionError("no list is open here");
  OAT_ASSIGN_OR_RETURN(const PatientNumber parsed, PatientNumber::Parse(number));
  if (given.outcome == v1::DOSE_OUTCOME_REFUSED) {
    return KeepLook(journal, parsed.text(), v1::DOWNTIME_OUTCOME_REFUSED);
  }
  if (given.second_login.empty() || given.second_login == login_) {
    return Invalid("second_login", given.second_login, "somebody else, who signs it afterwards");
  }
  const absl::Time taken_at = given.taken_at.value_or(clock_->Now());
  if (taken_at > clock_->Now()) {
    return Invalid("taken_at", absl::FormatTime(taken_at), "a time that has passed");
  }
  v1::DowntimeDose dose;
  dose.set_second_login(given.second_login);
  v1::RecordAdministrationRequest& request = *dose.mutable_administration();
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(parsed.text());
  request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  request.set_drug_form(given.drug_form);
  request.set_micrograms(given.micrograms);
  *request.mutable_taken_at() = TimestampOf(taken_at);
  if (!given.lines.empty()) request.set_station(station_);
  for (const v1::DoseLine& line : given.lines) *request.add_lines() = line;
  OAT_RETURN_IF_ERROR(journal.Keep({request.request_id(), kDose, dose.SerializeAsString()}));
  return KeepLook(journal, parsed.text(), v1::DOWNTIME_OUTCOME_GIVEN);
}

}  // namespace oat::desk
