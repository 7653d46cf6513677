// Doses to take home: what a person may have, what was authorised, and who may collect.
#include "clients/ctl/take_home.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "oat/v1/reason.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

const Parameter kDays = {
    "day", "DAY",
    "A clinical day; DAY/2 is its second portion alone, several days after one "
    "another",
    false, true};
const Parameter kGround = {"--ground", "CODE", "The ground, where the rules ask for one"};
const Parameter kMet = {"--met", "CODE", "Criteria found met, several after one another", false,
                        true};

// YYYY-MM-DD, or YYYY-MM-DD/PORTION.
absl::Status ReadDose(const std::string& text, v1::TakeHomeDose* dose) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  int32_t portion = 0;
  if (parts.size() > 2 || (parts.size() == 2 && !absl::SimpleAtoi(parts[1], &portion))) {
    return Invalid("day", text, "a day, or a day and a portion, such as 2026-12-01/2");
  }
  dose->set_clinical_day(parts[0]);
  dose->set_portion(portion);
  return absl::OkStatus();
}

template <class Request>
absl::Status ReadAsked(const Arguments& a, Request* request) {
  for (const std::string& day : a.All("day")) {
    OAT_RETURN_IF_ERROR(ReadDose(day, request->add_doses()));
  }
  request->set_ground(a.Text("--ground"));
  for (const std::string& code : a.All("--met")) request->add_criteria_met(code);
  return absl::OkStatus();
}

// What every pack says, as it can be read aloud.
template <class Response>
void PrintFindings(Terminal& t, const Response& response) {
  t.out << "Day " << response.treatment_day() << " of treatment.\n";
  Listing ceilings(
      {"rules", "counted", ">most", ">this makes", ">closed days on top", "", "source"});
  for (const v1::CeilingFinding& one : response.ceilings()) {
    const bool has_number =
        one.unit() != v1::CEILING_UNIT_NONE && one.unit() != v1::CEILING_UNIT_UNSPECIFIED;
    ceilings.Add({one.pack(), has_number ? Word(one.unit()) : "",
                  has_number ? absl::StrCat(one.most()) : "",
                  has_number ? absl::StrCat(one.counted()) : "",
                  has_number ? absl::StrCat(one.closed_days_on_top()) : "",
                  one.within() ? "within" : "over", one.source()});
  }
  if (response.ceilings_size() > 0) ceilings.Print(t.out);
  Listing criteria({"criterion", "", "rules", "in words"});
  for (const v1::CriterionFinding& one : response.criteria()) {
    criteria.Add({one.code(), Word(one.state()), one.pack(), one.words().en()});
  }
  if (response.criteria_size() > 0) criteria.Print(t.out);
}

absl::Status Evaluate(Terminal& t, const Arguments& a) {
  v1::EvaluateTakeHomeRequest request;
  request.set_patient_number(a.Text("number"));
  OAT_RETURN_IF_ERROR(ReadAsked(a, &request));
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::EvaluateTakeHome, request));
  return Show(t, response, [&] {
    PrintFindings(t, response);
    for (const v1::Reason& reason : response.outcome().reasons()) {
      t.out << WordsOfReason(reason) << "\n";
    }
    if (response.outcome().accepted()) t.out << "It may be authorised.\n";
  });
}

absl::Status Authorise(Terminal& t, const Arguments& a) {
  auto request = AboutPatient<v1::AuthoriseTakeHomeRequest>(a);
  OAT_RETURN_IF_ERROR(ReadAsked(a, &request));
  request.set_storage_explained(a.Has("--storage-explained"));
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::AuthoriseTakeHome, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "authorised as " << request.request_id() << "\n"; });
}

absl::Status Revoke(Terminal& t, const Arguments& a) {
  auto request = AboutPatient<v1::RevokeTakeHomeRequest>(a);
  request.set_authorisation_id(a.Text("authorisation"));
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::RevokeTakeHome, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "revoked\n";
    if (response.at_home_size() == 0) return;
    t.out << "at home still: " << absl::StrJoin(response.at_home(), ", ")
          << "; recall them where they must come back\n";
  });
}

absl::Status ShowAll(Terminal& t, const Arguments& a) {
  v1::GetTakeHomeRequest request;
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::GetTakeHome, request));
  return Show(t, response, [&] {
    Listing authorised({"authorisation", "days", "ground", "rules", "by", ""});
    for (const v1::TakeHomeAuthorisation& one : response.authorisations()) {
      const std::string days =
          absl::StrJoin(one.doses(), " ", [](std::string* out, const v1::TakeHomeDose& dose) {
            absl::StrAppend(out, dose.clinical_day(), dose.portion() > 1 ? "/" : "",
                            dose.portion() > 1 ? absl::StrCat(dose.portion()) : "");
          });
      authorised.Add({one.authorisation_id(), days, one.ground(), one.rule_packs(),
                      one.authorised_by(), one.revoked() ? "revoked" : ""});
    }
    authorised.Print(t.out);
    PrintBottles(t, response.bottles());
  });
}

// Who it is stands on no command line, which others of the machine can read.
absl::Status NameDelegate(Terminal& t, const Arguments& a) {
  auto request = AboutPatient<v1::NameDelegateRequest>(a);
  OAT_ASSIGN_OR_RETURN(const std::string name, t.AskLine("Name, as in the document: "));
  OAT_ASSIGN_OR_RETURN(const std::string document, t.AskLine("Number of the document: "));
  request.set_name(name);
  request.set_document(document);
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::NameDelegate, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "may collect from now on, and nobody else\n"; });
}

absl::Status RemoveDelegate(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto response, SendTakeHome(t, &TakeHomeStub::RemoveDelegate,
                                                   AboutPatient<v1::RemoveDelegateRequest>(a)));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "nobody collects for this person any more\n"; });
}

std::vector<Command> Deciding() {
  return {
      {"evaluate",
       "Says what a person may take home for some days, under which rules, and what is still to be "
       "judged. Nothing is kept.",
       "oat.v1.TakeHomeService.EvaluateTakeHome",
       "oatctl take-home evaluate 7K3MPZ4Q8X 2026-12-05 2026-12-06",
       {kPatientNumber, kDays, kGround, kMet},
       Evaluate},
      {"authorise",
       "Authorises doses to take home for named days, as far as the rules in force let it.",
       "oat.v1.TakeHomeService.AuthoriseTakeHome",
       "oatctl take-home authorise 7K3MPZ4Q8X 2026-12-05 2026-12-06 --storage-explained",
       {kPatientNumber,
        kDays,
        kGround,
        kMet,
        {"--storage-explained", "",
         "How to carry and keep it was talked over; without it nothing is authorised"}},
       Authorise},
      {"revoke",
       "Takes an authorisation back; what is filled and still here becomes waste.",
       "oat.v1.TakeHomeService.RevokeTakeHome",
       "oatctl take-home revoke 7K3MPZ4Q8X 019ac000-0000-7000-8000-000000000001",
       {kPatientNumber, kAuthorisation},
       Revoke},
      {"show",
       "Shows a person's authorisations and bottles, the newest first.",
       "oat.v1.TakeHomeService.GetTakeHome",
       "oatctl take-home show 7K3MPZ4Q8X",
       {kPatientNumber},
       ShowAll}};
}

std::vector<Command> Collecting() {
  return {{"name-delegate",
           "Says who may collect a person's bottles. Asks for name and document, which stand on no "
           "command line.",
           "oat.v1.TakeHomeService.NameDelegate",
           "oatctl take-home name-delegate 7K3MPZ4Q8X",
           {kPatientNumber},
           NameDelegate},
          {"remove-delegate",
           "Nobody collects for the person any more; whoever comes is told what a stranger is.",
           "oat.v1.TakeHomeService.RemoveDelegate",
           "oatctl take-home remove-delegate 7K3MPZ4Q8X",
           {kPatientNumber},
           RemoveDelegate}};
}

}  // namespace

void PrintBottles(Terminal& t, const google::protobuf::RepeatedPtrField<v1::Bottle>& bottles) {
  Listing listing(
      {"serial", "number", "for", "state", "drug and form", ">dose", "site", "bring back until"});
  for (const v1::Bottle& bottle : bottles) {
    listing.Add({bottle.serial(), bottle.patient_number(),
                 absl::StrCat(bottle.clinical_day(), bottle.portion() > 1 ? "/" : "",
                              bottle.portion() > 1 ? absl::StrCat(bottle.portion()) : ""),
                 Word(bottle.state()), Word(bottle.drug_form()),
                 FormatDose(Micrograms(bottle.micrograms())), bottle.site_code(),
                 bottle.bring_back_until_day()});
  }
  listing.Print(t.out);
}

Command TakeHomeCommand() {
  std::vector<Command> commands = Deciding();
  for (Command& one : BottleCommands()) commands.push_back(std::move(one));
  commands.push_back(LabelsCommand());
  for (Command& one : Collecting()) commands.push_back(std::move(one));
  return {.name = "take-home",
          .what = "Doses to take home: what may be, what was authorised, and every bottle.",
          .commands = std::move(commands)};
}

}  // namespace oat::ctl
