// What is shown here, and what was shown while the server was away.
#include "absl/strings/str_cat.h"
#include "services/access/alarm.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/cards/content.h"
#include "services/cards/service.h"
#include "services/cards/store.h"
#include "services/contract/advice.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/custody/store.h"
#include "services/identity/store.h"

namespace oat::cards {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

constexpr char kGood[] = "good";

const char* ReasonOf(card::Fault fault) {
  switch (fault) {
    case card::Fault::kNone:
      return kGood;
    case card::Fault::kNoCard:
      return reason::kCardUnreadable;
    case card::Fault::kUnknownKey:
      return reason::kCardKeyUnknown;
    case card::Fault::kAltered:
      return reason::kCardAltered;
    case card::Fault::kForged:
      return reason::kCardForged;
  }
  return "";
}

// One card that is, or was, in somebody's hands here.
class Look {
 public:
  Look(Call& call, absl::Time read_at, const std::string& login, bool is_offline)
      : call_(call),
        reading_{.id = call.request_id,
                 .is_offline = is_offline,
                 .site_code = call.site().code,
                 .device = call.caller.device,
                 .login = login,
                 .read_at = read_at,
                 .staff = call.caller.staff,
                 .at = call.now} {}

  // Judges it, says so in the outcome, and keeps that it was read.
  absl::Status Take(const std::string& text, const Keys& keys, v1::Outcome* outcome) {
    const card::Opened opened = card::Open(text, keys.opening_keys());
    reading_.found = ReasonOf(opened.fault);
    if (opened.fault == card::Fault::kNone) {
      OAT_RETURN_IF_ERROR(Judge(opened.content, outcome));
    } else {
      Refuse(outcome, Reason{reading_.found, {}});
    }
    if (opened.fault == card::Fault::kForged) Alarm("card_forged", std::nullopt);
    RecordReading(call_.transaction, reading_);
    return absl::OkStatus();
  }

  // Without one the card is worth nothing.
  const std::optional<card::Content>& content() const { return content_; }
  bool is_outside_treatment() const { return reading_.is_outside_treatment; }

 private:
  absl::Status Judge(const card::Content& content, v1::Outcome* outcome) {
    OAT_ASSIGN_OR_RETURN(const PersonId person,
                         identity::FindPerson(call_.transaction, content.patient_number));
    call_.person = reading_.person = person;
    reading_.issue = content.issue;
    // Issues are counted for whom the number was given to, whomever it means by now.
    const auto holder = identity::HolderOf(call_.transaction, content.patient_number);
    const auto why = WhyWorthless(LoadStanding(call_.transaction, *holder, content.issue), content,
                                  reading_.read_at, call_.reckoning());
    if (why) {
      reading_.found = why->code;
      Refuse(outcome, *why);
    } else {
      content_ = content;
      Accept(outcome);
    }
    if (!custody::OpensChart(call_, person)) TellOfStranger(content, outcome);
    return absl::OkStatus();
  }

  // The look is shown to the site that treats the person; whoever has the card has it in hand.
  void TellOfStranger(const card::Content& content, v1::Outcome* outcome) {
    reading_.is_outside_treatment = true;
    const auto home = custody::HomeOn(call_.transaction, *reading_.person, call_.today());
    const Reason told{reason::kCardOutsideTreatment, {{"site", home.value_or(content.site_code)}}};
    if (content_) {
      contract::Advise(outcome, {told});
    } else {
      Refuse(outcome, told);
    }
    Alarm("card_outside_treatment",
          absl::StrCat(reading_.person->value(), "/", content.issue, "/", reading_.site_code, "/",
                       FormatDay(call_.today())),
          home);
  }

  // One card at one site alarms once a day.
  void Alarm(const char* kind, std::optional<std::string> occasion,
             std::optional<std::string> home = std::nullopt) {
    access::RaiseAlarm(call_.transaction, {.id = MakeUuid(call_.now),
                                           .kind = kind,
                                           .at = call_.now,
                                           .staff = call_.caller.staff,
                                           .device = call_.caller.device,
                                           .site_code = reading_.site_code,
                                           .home_site_code = std::move(home),
                                           .person = reading_.person,
                                           .occasion = std::move(occasion)});
  }

  Call& call_;
  Reading reading_;
  std::optional<card::Content> content_;
};

}  // namespace

absl::Status Service::ReadCard(Call& call, const v1::ReadCardRequest& request,
                               v1::ReadCardResponse* response) const {
  Look look(call, call.now, call.caller.login, /*is_offline=*/false);
  OAT_RETURN_IF_ERROR(look.Take(request.card(), keys_, response->mutable_outcome()));
  response->set_is_outside_treatment(look.is_outside_treatment());
  if (!look.content()) return absl::OkStatus();
  const card::Content& then = *look.content();
  FillContent(then, response->mutable_content());
  if (look.is_outside_treatment()) return absl::OkStatus();
  const card::Content now = ContentOf(LoadSituation(call, *call.person), then.patient_number);
  for (const std::string& change : ChangesSince(then, now)) {
    response->add_changes(contract::FromCode<v1::CardChange>(change));
  }
  if (response->changes_size() > 0) FillContent(now, response->mutable_now());
  return absl::OkStatus();
}

absl::Status Service::ReportCardReading(Call& call, const v1::ReportCardReadingRequest& request,
                                        v1::ReportCardReadingResponse* response) const {
  const absl::Time read_at = contract::FromTimestamp(request.read_at());
  if (read_at > call.now || call.now - read_at > kOldestReading) {
    return Invalid("read_at", absl::FormatTime(absl::RFC3339_sec, read_at, absl::UTCTimeZone()),
                   "a time in the last 14 days");
  }
  Look look(call, read_at, request.login(), /*is_offline=*/true);
  OAT_RETURN_IF_ERROR(look.Take(request.card(), keys_, response->mutable_outcome()));
  response->set_is_outside_treatment(look.is_outside_treatment());
  return absl::OkStatus();
}

}  // namespace oat::cards
