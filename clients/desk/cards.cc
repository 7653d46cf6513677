#include "clients/desk/cards.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "clients/card/content.h"
#include "clients/link/away.h"
#include "oat/v1/card.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/base/clinical_day.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::desk {
namespace {

using Stub = v1::CardService::Stub;

constexpr char kReading[] = "ReportCardReading";

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

void Refuse(v1::ReasonCode code, std::optional<std::string> time, v1::Outcome* outcome) {
  v1::Reason* reason = outcome->add_reasons();
  reason->set_code(code);
  if (!time) return;
  v1::Parameter* parameter = reason->add_parameters();
  parameter->set_placeholder("time");
  parameter->set_value(*std::move(time));
}

// When a newer card of the same person was issued, if one was read here.
absl::StatusOr<std::optional<absl::Time>> SupersededHere(Journal& journal,
                                                         const std::vector<card::OpeningKey>& keys,
                                                         const card::Content& content) {
  OAT_ASSIGN_OR_RETURN(const auto kept, journal.Of(kReading));
  for (const KeptRequest& one : kept) {
    v1::ReportCardReadingRequest reading;
    if (!reading.ParseFromString(one.body)) continue;
    const card::Opened opened = card::Open(reading.card(), keys);
    const bool is_newer = opened.fault == card::Fault::kNone &&
                          opened.content.patient_number == content.patient_number &&
                          opened.content.issue > content.issue;
    if (is_newer) return opened.content.issued_at;
  }
  return std::nullopt;
}

}  // namespace

Cards::Cards(std::string path, const Clock* clock)
    : file_(std::move(path), "oat card keys 1"), clock_(clock) {}

void Cards::SignedIn(link::Link& link, Journal& journal, const std::string& login,
                     const Secret& secret) {
  Forget();
  const auto keys = link.Call(&Stub::GetCardKeys, v1::GetCardKeysRequest());
  // Whoever may not read cards leaves the keys here as they are; so does a server that is away.
  if (!keys.ok()) return;
  *keyring_.mutable_keys() = *keys;
  keyring_.set_login(login);
  // Where they cannot be kept, cards are read while she is signed in.
  if (file_.MakeKey(secret).ok()) {
    static_cast<void>(file_.Write(TimeOf(keys->keep_until()), keyring_.SerializeAsString()));
  }
  Report(link, journal);
}

absl::Status Cards::UnlockOffline(const Secret& secret) {
  Tend();
  const auto text = file_.Open(secret);
  if (text && keyring_.ParseFromString(*text)) return absl::OkStatus();
  Forget();
  return absl::UnauthenticatedError("there are no keys of cards here that this opens");
}

void Cards::Tend() {
  const auto until = file_.KeepUntil();
  if (!until || clock_->Now() < *until) return;
  file_.Delete();
  Forget();
}

void Cards::Forget() {
  keyring_.Clear();
  file_.ForgetKey();
}

absl::StatusOr<Cards::Reading> Cards::Read(link::Link& link, Journal& journal,
                                           const std::string& text) {
  v1::ReadCardRequest request;
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_card(text);
  auto response = link.Call(&Stub::ReadCard, request);
  if (response.ok()) return Reading{*std::move(response), /*is_offline=*/false};
  if (!link::IsAway(response.status())) return response.status();
  Tend();
  if (!keyring_.has_keys()) return response.status();
  OAT_ASSIGN_OR_RETURN(v1::ReadCardResponse alone, ReadAlone(journal, text));
  return Reading{std::move(alone), /*is_offline=*/true};
}

absl::StatusOr<v1::ReadCardResponse> Cards::ReadAlone(Journal& journal,
                                                      const std::string& text) const {
  v1::ReadCardResponse response;
  v1::Outcome* outcome = response.mutable_outcome();
  const auto keys = card::KeysOf(keyring_.keys());
  const card::Opened opened = card::Open(text, keys);
  // What is no card is nobody's, and nothing to tell of.
  if (opened.fault == card::Fault::kNoCard) {
    Refuse(card::ReasonOf(opened.fault), std::nullopt, outcome);
    return response;
  }
  v1::ReportCardReadingRequest reading;
  reading.set_request_id(MakeUuid(clock_->Now()).text());
  reading.set_card(text);
  reading.mutable_read_at()->set_seconds(absl::ToUnixSeconds(clock_->Now()));
  reading.set_login(keyring_.login());
  OAT_RETURN_IF_ERROR(journal.Keep({reading.request_id(), kReading, reading.SerializeAsString()}));
  if (opened.fault != card::Fault::kNone) {
    Refuse(card::ReasonOf(opened.fault), std::nullopt, outcome);
    return response;
  }
  DayReckoning reckoning;
  absl::LoadTimeZone(keyring_.keys().time_zone(), &reckoning.zone);
  const auto in_words = [&](absl::Time time) {
    return absl::StrCat(FormatDay(Day(absl::ToCivilMinute(time, reckoning.zone))), " ",
                        FormatWallTime(time, reckoning));
  };
  OAT_ASSIGN_OR_RETURN(const auto superseded_at, SupersededHere(journal, keys, opened.content));
  if (superseded_at) {
    Refuse(v1::REASON_CODE_CARD_SUPERSEDED, in_words(*superseded_at), outcome);
  } else if (opened.content.valid_until <= clock_->Now()) {
    Refuse(v1::REASON_CODE_CARD_EXPIRED, in_words(opened.content.valid_until), outcome);
  } else {
    outcome->set_accepted(true);
    *response.mutable_content() = card::ForContract(opened.content);
  }
  return response;
}

void Cards::Report(link::Link& link, Journal& journal) {
  const auto kept = journal.Unanswered();
  if (!kept.ok()) return;
  for (const KeptRequest& one : *kept) {
    v1::ReportCardReadingRequest reading;
    if (one.method != kReading || !reading.ParseFromString(one.body)) continue;
    auto response = link.Call(&Stub::ReportCardReading, reading);
    // Too old to be told, or of somebody whose record is gone: asking again changes nothing.
    const bool is_over =
        absl::IsInvalidArgument(response.status()) || absl::IsNotFound(response.status());
    if (!response.ok() && !is_over) return;
    if (!journal.Settle(one.request_id).ok()) return;
    if (response.ok()) told_.push_back({TimeOf(reading.read_at()), *std::move(response)});
  }
}

}  // namespace oat::desk
