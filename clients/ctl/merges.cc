// Two numbers that mean one person: compared, merged, taken apart again.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/duplicates.h"
#include "clients/ctl/print.h"
#include "oat/v1/merge.grpc.pb.h"
#include "services/base/quantity.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::MergeService::Stub;

absl::Status List(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListMerges, v1::ListMergesRequest()));
  return Show(t, response, [&] {
    Listing listing({"second number", "means", "state", "said at", "by", "and", "on"});
    for (const v1::Merge& one : response.merges()) {
      listing.Add({one.duplicate_number(), one.patient_number(),
                   one.stands() ? "merged" : "apart again", one.site_code(), one.login(),
                   one.second_login(), FormatTime(one.at())});
    }
    listing.Print(t.out);
  });
}

void AddHistory(const v1::NumberHistory& one, Listing* listing) {
  const std::string order =
      one.micrograms() == 0
          ? "none"
          : absl::StrCat(FormatDose(Micrograms(one.micrograms())), " ", Word(one.drug_form()));
  listing->Add({one.patient_number(), one.home_site(), one.in_treatment() ? "yes" : "no", order,
                one.last_dose_day().empty() ? "none" : one.last_dose_day(),
                absl::StrCat(one.bottles_out())});
}

std::string DaysInWords(const google::protobuf::RepeatedPtrField<std::string>& days) {
  if (days.empty()) return "no day on which both had a dose";
  return absl::StrCat("both had a dose on ", absl::StrJoin(days, ", "));
}

absl::Status Compare(Terminal& t, const Arguments& a) {
  v1::ComparePatientsRequest request;
  request.set_patient_number(a.Text("number"));
  request.set_duplicate_number(a.Text("second-number"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ComparePatients, request));
  return Show(t, response, [&] {
    PrintFields(response.fields(), "the two", t.out);
    t.out << "\n";
    Listing listing({"number", "home", "in treatment", "order", "last dose", ">bottles at home"});
    AddHistory(response.patient(), &listing);
    AddHistory(response.duplicate(), &listing);
    listing.Print(t.out);
    t.out << "\n" << DaysInWords(response.double_days()) << "\n";
  });
}

template <class Request>
absl::StatusOr<Request> SignedBySecond(Terminal& t, const Arguments& a, const std::string& method) {
  Request request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_duplicate_number(a.Text("second-number"));
  OAT_RETURN_IF_ERROR(AddApproval(t, a.Text("--second"), method, &request));
  return request;
}

absl::Status Merge(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto request, SignedBySecond<v1::MergePatientsRequest>(
                                         t, a, "oat.v1.MergeService.MergePatients"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::MergePatients, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << request.duplicate_number() << " means " << request.patient_number() << " from now on\n"
          << DaysInWords(response.double_days()) << "\n";
    if (response.incident_opened()) {
      t.out << "a prescriber looks before the next dose (oatctl incidents)\n";
    }
  });
}

absl::Status Separate(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto request, SignedBySecond<v1::SeparatePatientsRequest>(
                                         t, a, "oat.v1.MergeService.SeparatePatients"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::SeparatePatients, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << response.patient_number() << " is somebody else again\n"; });
}

}  // namespace

Command MergesCommand() {
  const Parameter number = {"number", "NUMBER", "Whose treatment goes on"};
  const Parameter duplicate = {"second-number", "SECOND-NUMBER",
                               "The number that means the same person"};
  const Parameter second = SecondParameter();
  const Command list = {"list",
                        "Lists the numbers that mean a person of another number, or did.",
                        "oat.v1.MergeService.ListMerges",
                        "oatctl merges list",
                        {},
                        List};
  return {.name = "merges",
          .what = "Two numbers that mean one person; alone it lists them.",
          .method = list.method,
          .example = "oatctl merges",
          .run = List,
          .commands = {
              list,
              {"compare",
               "Shows two numbers side by side: which particulars agree, each one's treatment, and "
               "the days on which both had a dose.",
               "oat.v1.MergeService.ComparePatients",
               "oatctl merges compare K7PX2M4Q9V 3HW8C5N0TJ",
               {number, duplicate},
               Compare},
              {"merge",
               "Says that both mean one person. What was claimed under the second number is hers; "
               "a manager signs.",
               "oat.v1.MergeService.MergePatients",
               "oatctl merges merge K7PX2M4Q9V 3HW8C5N0TJ --second m.akhmetova",
               {number, duplicate, second},
               Merge},
              {"separate",
               "Takes it back: two people after all. The second one's treatment goes on where it "
               "was.",
               "oat.v1.MergeService.SeparatePatients",
               "oatctl merges separate K7PX2M4Q9V 3HW8C5N0TJ --second m.akhmetova",
               {number, duplicate, second},
               Separate}}};
}

}  // namespace oat::ctl
