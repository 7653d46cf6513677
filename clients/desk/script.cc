#include "clients/desk/script.h"

#include <google/protobuf/util/json_util.h>

#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "clients/link/away.h"
#include "oat/v1/card.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/identity.pb.h"
#include "oat/v1/pump.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/takehome.pb.h"
#include "services/base/status.h"

namespace oat::desk {
namespace {

using nlohmann::json;

// The contract's own JSON form of a message.
json ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  // The messages are ours and UTF-8, so printing them cannot fail.
  static_cast<void>(google::protobuf::util::MessageToJsonString(message, &text, options));
  return json::parse(text);
}

// Reads the fields of a command, less the ones that are the script's own, into a message.
absl::Status FromJson(json command, std::initializer_list<const char*> own,
                      google::protobuf::Message* message) {
  command.erase("do");
  for (const char* name : own) command.erase(name);
  auto parsed = google::protobuf::util::JsonStringToMessage(command.dump(), message);
  if (parsed.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the command does not fit: ", std::string(parsed.message())));
}

std::string Field(const json& command, const char* name) {
  auto found = command.find(name);
  return found != command.end() && found->is_string() ? found->get<std::string>() : "";
}

class Script {
 public:
  Script(Window& window, Language language, Pouring* pouring)
      : window_(window), language_(language), pouring_(pouring) {}

  json Answer(const std::string& line) {
    json command = json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!command.is_object()) return Failure(Invalid("line", "no JSON object", "one a line"));
    auto found = commands_.find(Field(command, "do"));
    if (found == commands_.end()) {
      return Failure(Invalid("do", Field(command, "do"), "a command; see the manual"));
    }
    auto result = (this->*found->second)(command);
    if (link::IsAway(result.status())) window_.downtime().SawAway();
    if (!result.ok()) return Failure(result.status());
    result->emplace("ok", true);
    return *result;
  }

 private:
  using Result = absl::StatusOr<json>;
  using Command = Result (Script::*)(const json&);

  static json Failure(const absl::Status& status) {
    return {{"ok", false},
            {"status", absl::StatusCodeToString(status.code())},
            {"message", status.message()}};
  }

  // An answer of the contract, with the words of its outcome beside it.
  template <class Response>
  Result WithWords(const absl::StatusOr<Response>& response) {
    if (!response.ok()) return response.status();
    json answer = ToJson(*response);
    for (const v1::Reason& reason : response->outcome().reasons()) {
      answer["words"].push_back(InWords(reason, language_));
    }
    return answer;
  }

  static link::Credentials Shown(const json& command) {
    return {.login = Field(command, "login"),
            .password = Field(command, "password"),
            .one_time_code = Field(command, "one_time_code"),
            .badge = Field(command, "badge"),
            .pin = Field(command, "pin")};
  }

  Result Unlock(const json& command) {
    const link::Credentials who = Shown(command);
    OAT_RETURN_IF_ERROR(window_.Unlock(who));
    if (command.value("take_list", json()) == true) window_.TakeList(who);
    OAT_ASSIGN_OR_RETURN(json answer, State(command));
    AddToldCards(&answer);
    answer["wants_code"] = window_.wants_code();
    // A pump that cannot be asked about now is no reason to be without a window.
    if (pouring_ != nullptr && pouring_->TakeUp(window_).ok()) AddToMeasure(&answer);
    return answer;
  }
  Result Lock(const json& command) {
    window_.Lock();
    return State(command);
  }
  Result Find(const json& command) {
    v1::FindPatientRequest key;
    OAT_RETURN_IF_ERROR(FromJson(command, {}, &key));
    OAT_ASSIGN_OR_RETURN(v1::FindPatientResponse found, window_.Find(key));
    return ToJson(found);
  }
  Result Photo(const json&) {
    OAT_ASSIGN_OR_RETURN(v1::GetPhotoResponse photo, window_.Photo());
    return ToJson(photo);
  }
  Result Hide(const json& command) {
    window_.Hide();
    return State(command);
  }
  Result Dismiss(const json& command) {
    window_.Dismiss();
    return State(command);
  }
  Result Authorise(const json& command) {
    v1::AuthoriseDoseRequest request;
    OAT_RETURN_IF_ERROR(FromJson(command, {}, &request));
    auto answer =
        window_.Authorise(request.identity_check(), request.assessment(),
                          {.asked_desk = request.asked_desk(), .own_bottle = request.own_bottle()});
    if (!answer.ok()) return answer.status();
    OAT_ASSIGN_OR_RETURN(json out, WithWords<v1::AuthoriseDoseResponse>(answer->response));
    out["dose_id"] = answer->dose_id;
    return out;
  }
  Result Confirm(const json& command) {
    v1::ConfirmDoseRequest request;
    OAT_RETURN_IF_ERROR(FromJson(command, {}, &request));
    return WithWords(window_.Confirm(request.dose_id(), request));
  }
  Result Void(const json& command) {
    v1::VoidDoseRequest request;
    OAT_RETURN_IF_ERROR(FromJson(command, {}, &request));
    return WithWords(window_.Void(request.dose_id(), request.reason(), request.poured()));
  }
  Result Carry(const json& command) {
    v1::CarryDoseRequest request;
    OAT_RETURN_IF_ERROR(
        FromJson(command, {"login", "password", "one_time_code", "badge", "pin"}, &request));
    return WithWords(window_.Carry(request.dose_id(), request, Shown(command)));
  }
  Result TakeHome(const json& command) {
    OAT_ASSIGN_OR_RETURN(v1::GetTakeHomeResponse at_home,
                         window_.TakeHome(Field(command, "patient_number")));
    return ToJson(at_home);
  }
  Result HandOut(const json& command) {
    v1::SupplyBottlesRequest request;
    OAT_RETURN_IF_ERROR(FromJson(command, {}, &request));
    return WithWords(window_.HandOut(request.patient_number(), request.authorisation_id(),
                                     request.identity_check()));
  }
  Result TakeBack(const json& command) {
    v1::ReturnBottleRequest request;
    OAT_RETURN_IF_ERROR(FromJson(command, {}, &request));
    return WithWords(window_.TakeBack(request.patient_number(), request.serial(),
                                      request.condition() == v1::BOTTLE_CONDITION_INTACT));
  }
  Result TakeToday(const json& command) {
    return WithWords(window_.TakeToday(Field(command, "patient_number")));
  }
  Result Open(const json&) {
    OAT_ASSIGN_OR_RETURN(v1::ListOpenDosesResponse doses, window_.SiteOpenDoses());
    return ToJson(doses);
  }
  Result Adopt(const json& command) {
    OAT_ASSIGN_OR_RETURN(v1::ListOpenDosesResponse doses, window_.SiteOpenDoses());
    for (const v1::OpenDose& dose : doses.doses()) {
      if (dose.dose_id() == Field(command, "dose_id")) return WithWords(window_.Adopt(dose));
    }
    return absl::NotFoundError("dose_id: this site has no such open dose");
  }
  Result Closures(const json&) {
    OAT_ASSIGN_OR_RETURN(const auto closures, window_.Closures());
    return ToJson(closures);
  }
  Result Board(const json& command) {
    OAT_ASSIGN_OR_RETURN(const auto board, window_.Board(Field(command, "closure_id")));
    return ToJson(board);
  }
  Result Worklist(const json& command) {
    OAT_ASSIGN_OR_RETURN(auto rows, window_.Worklist(Field(command, "day")));
    json answer = {{"people", json::array()}};
    for (const v1::WorklistResponse& row : rows) answer["people"].push_back(ToJson(row));
    return answer;
  }
  Result Tend(const json& command) {
    window_.TendList();
    return State(command);
  }
  Result UnlockOffline(const json& command) {
    OAT_RETURN_IF_ERROR(window_.downtime().UnlockOffline(ListSecret(Shown(command))));
    return ToJson(window_.downtime().header());
  }
  Result Look(const json& command) {
    OAT_ASSIGN_OR_RETURN(
        v1::DowntimePerson person,
        window_.downtime().Open(window_.journal(), Field(command, "patient_number")));
    json answer = ToJson(person);
    for (const v1::Reason& reason : person.dose().outcome().reasons()) {
      answer["words"].push_back(InWords(reason, language_));
    }
    return answer;
  }
  Result UnlockCards(const json& command) {
    OAT_RETURN_IF_ERROR(window_.cards().UnlockOffline(ListSecret(Shown(command))));
    return json::object();
  }
  Result ReadCard(const json& command) {
    OAT_ASSIGN_OR_RETURN(
        const Cards::Reading reading,
        window_.cards().Read(window_.link(), window_.journal(), Field(command, "card")));
    if (reading.is_offline) window_.downtime().SawAway();
    OAT_ASSIGN_OR_RETURN(json answer, WithWords<v1::ReadCardResponse>(reading.response));
    answer["is_offline"] = reading.is_offline;
    return answer;
  }
  void AddToldCards(json* answer) {
    for (const Cards::Told& told : window_.cards().TakeTold()) {
      json one = ToJson(told.response);
      one["read_at"] = absl::FormatTime(told.read_at);
      for (const v1::Reason& reason : told.response.outcome().reasons()) {
        one["words"].push_back(InWords(reason, language_));
      }
      (*answer)["told_cards"].push_back(std::move(one));
    }
  }
  Result WriteDown(const json& command) {
    v1::RecordAdministrationRequest request;
    OAT_RETURN_IF_ERROR(FromJson(command, {"second_login"}, &request));
    const GivenOffline given{
        .outcome = request.micrograms() == 0 ? v1::DOSE_OUTCOME_REFUSED : v1::DOSE_OUTCOME_GIVEN,
        .drug_form = request.drug_form(),
        .micrograms = request.micrograms(),
        .lines = {request.lines().begin(), request.lines().end()},
        .second_login = Field(command, "second_login")};
    OAT_RETURN_IF_ERROR(
        window_.downtime().Record(window_.journal(), request.patient_number(), given));
    return Unsent(command);
  }
  Result Unsent(const json&) {
    OAT_ASSIGN_OR_RETURN(const auto doses, Downtime::Unsent(window_.journal()));
    json answer = {{"doses", json::array()}};
    for (const v1::DowntimeDose& dose : doses) answer["doses"].push_back(ToJson(dose));
    return answer;
  }
  Result Enter(const json& command) {
    const Entered entered =
        window_.downtime().Enter(window_.link(), window_.journal(), Shown(command));
    json answer = entered.status.ok() ? json::object() : Failure(entered.status);
    answer["entered"] = entered.doses;
    answer["incidents"] = json::array();
    for (v1::IncidentKind kind : entered.incidents) {
      answer["incidents"].push_back(v1::IncidentKind_Name(kind));
    }
    return answer;
  }
  absl::StatusOr<Pouring*> WithPump() const {
    if (pouring_ != nullptr) return pouring_;
    return absl::FailedPreconditionError("this desk has no pump: start it with --pump");
  }
  void AddToMeasure(json* answer) {
    const auto pours = pouring_->ToMeasure(window_);
    if (!pours.ok()) return;
    (*answer)["to_measure"] = json::array();
    for (const v1::Pour& pour : *pours) (*answer)["to_measure"].push_back(ToJson(pour));
  }
  Result Pour(const json& command) {
    OAT_ASSIGN_OR_RETURN(Pouring * pouring, WithPump());
    v1::BeginPourRequest line;
    OAT_RETURN_IF_ERROR(FromJson(command, {}, &line));
    OAT_ASSIGN_OR_RETURN(
        const Pouring::Poured poured,
        pouring->Pour(window_, {line.dose_id(), line.lot_number(), line.quantity()}));
    v1::BeginPourResponse said;
    *said.mutable_outcome() = poured.outcome;
    OAT_ASSIGN_OR_RETURN(json answer, WithWords<v1::BeginPourResponse>(said));
    answer["pour_id"] = poured.pour_id;
    answer["poured"] = poured.microlitres;
    answer["fault"] = poured.fault;
    answer["must_be_measured"] = poured.must_be_measured;
    answer["is_told"] = poured.is_told;
    return answer;
  }
  Result Pumps(const json&) {
    OAT_ASSIGN_OR_RETURN(Pouring * pouring, WithPump());
    OAT_RETURN_IF_ERROR(pouring->TakeUp(window_));
    json answer = {{"pump_id", pouring->pump_id()}};
    AddToMeasure(&answer);
    return answer;
  }
  Result ResolvePour(const json& command) {
    OAT_ASSIGN_OR_RETURN(Pouring * pouring, WithPump());
    v1::ResolvePourRequest measured;
    OAT_RETURN_IF_ERROR(
        FromJson(command, {"login", "password", "one_time_code", "badge", "pin"}, &measured));
    return WithWords(
        pouring->Resolve(window_, measured.pour_id(), measured.measured(), Shown(command)));
  }
  Result State(const json&) {
    static const std::map<Window::State, const char*> names = {
        {Window::State::kLocked, "locked"},
        {Window::State::kReady, "ready"},
        {Window::State::kIdentifying, "identifying"}};
    return json{{"state", names.at(window_.state())},
                {"station", window_.station()},
                {"open_doses", window_.open().size()},
                {"past_is_broken", window_.is_past_broken()},
                {"holds_list", window_.downtime().HoldsList()},
                {"list_at", window_.downtime().holder()},
                {"list_is_offered", window_.downtime().IsOffered()}};
  }

  Window& window_;
  const Language language_;
  Pouring* const pouring_;
  const std::map<std::string, Command> commands_ = {{"unlock", &Script::Unlock},
                                                    {"lock", &Script::Lock},
                                                    {"find", &Script::Find},
                                                    {"hide", &Script::Hide},
                                                    {"dismiss", &Script::Dismiss},
                                                    {"photo", &Script::Photo},
                                                    {"authorise", &Script::Authorise},
                                                    {"confirm", &Script::Confirm},
                                                    {"carry", &Script::Carry},
                                                    {"void", &Script::Void},
                                                    {"take_home", &Script::TakeHome},
                                                    {"hand_out", &Script::HandOut},
                                                    {"take_back", &Script::TakeBack},
                                                    {"take_today", &Script::TakeToday},
                                                    {"open", &Script::Open},
                                                    {"adopt", &Script::Adopt},
                                                    {"worklist", &Script::Worklist},
                                                    {"closures", &Script::Closures},
                                                    {"board", &Script::Board},
                                                    {"state", &Script::State},
                                                    {"tend", &Script::Tend},
                                                    {"unlock_offline", &Script::UnlockOffline},
                                                    {"look", &Script::Look},
                                                    {"unlock_cards", &Script::UnlockCards},
                                                    {"read_card", &Script::ReadCard},
                                                    {"write_down", &Script::WriteDown},
                                                    {"unsent", &Script::Unsent},
                                                    {"enter", &Script::Enter},
                                                    {"pour", &Script::Pour},
                                                    {"pumps", &Script::Pumps},
                                                    {"resolve_pour", &Script::ResolvePour}};
};

}  // namespace

void RunScript(Window& window, Language language, std::istream& in, std::ostream& out,
               Pouring* pouring) {
  Script script(window, language, pouring);
  std::string line;
  while (std::getline(in, line)) {
    if (line.empty()) continue;
    out << script.Answer(line).dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
  }
}

}  // namespace oat::desk
