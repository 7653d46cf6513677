// Probable duplicates: listed, compared one pair at a time without being shown, decided.
#include "clients/ctl/duplicates.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::EnrolmentService::Stub;

absl::StatusOr<v1::ListDuplicateReviewsResponse> Waiting(Terminal& t) {
  return Ask(t, &Stub::ListDuplicateReviews, v1::ListDuplicateReviewsRequest());
}

absl::Status List(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Waiting(t));
  return Show(t, response, [&] {
    Listing listing({"review", "newcomer at", ">line", "known as", "agreeing", "since"});
    for (const v1::DuplicateReview& review : response.reviews()) {
      listing.Add({review.review_id(), review.site_code(),
                   review.line() > 0 ? absl::StrCat(review.line()) : "", review.patient_number(),
                   absl::StrJoin(review.agreeing(), ","), FormatTime(review.opened_at())});
    }
    listing.Print(t.out);
  });
}

absl::StatusOr<v1::DecideDuplicateResponse> SendVerdict(Terminal& t, const std::string& review_id,
                                                        bool same_person) {
  v1::DecideDuplicateRequest request;
  request.set_request_id(NewId());
  request.set_review_id(review_id);
  request.set_verdict(same_person ? v1::DUPLICATE_VERDICT_SAME_PERSON
                                  : v1::DUPLICATE_VERDICT_DIFFERENT_PEOPLE);
  return Ask(t, &Stub::DecideDuplicate, request);
}

absl::Status ShowVerdict(Terminal& t, bool same_person,
                         const v1::DecideDuplicateResponse& response) {
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << (same_person ? "the same person: " : "two people; the newcomer is: ")
          << response.patient_number() << "\n";
  });
}

absl::Status Decide(Terminal& t, const Arguments& a) {
  const std::string verdict = a.Text("verdict");
  const bool same_person = verdict == "same";
  if (!same_person && verdict != "different")
    return Invalid("verdict", verdict, "same or different");
  OAT_ASSIGN_OR_RETURN(auto response, SendVerdict(t, a.Text("review"), same_person));
  return ShowVerdict(t, same_person, response);
}

absl::StatusOr<v1::CompareDuplicateResponse> CompareOne(Terminal& t, const std::string& review_id) {
  v1::CompareDuplicateRequest request;
  request.set_review_id(review_id);
  return Ask(t, &Stub::CompareDuplicate, request);
}

const char* WordsOfAgreement(v1::Agreement agreement) {
  switch (agreement) {
    case v1::AGREEMENT_SAME:
      return "same";
    case v1::AGREEMENT_ALIKE:
      return "alike";
    case v1::AGREEMENT_DIFFERENT:
      return "different";
    default:
      return "not known";
  }
}

void PrintComparison(Terminal& t, const v1::CompareDuplicateResponse& comparison) {
  const v1::DuplicateReview& review = comparison.review();
  t.out << "newcomer at " << review.site_code();
  if (review.line() > 0) t.out << ", line " << review.line() << " of the file";
  t.out << "; known as " << review.patient_number() << "\n\n";
  PrintFields(comparison.fields(), "newcomer and known", t.out);
}

enum class Answer { kSame, kDifferent, kNext, kQuit };

// The end of the input is a quit: nothing is decided that nobody said.
Answer AskVerdict(Terminal& t) {
  while (true) {
    auto line = t.AskLine("\ns same person, d different people, n next, q quit: ");
    if (!line.ok()) return Answer::kQuit;
    const std::string word = absl::AsciiStrToLower(absl::StripAsciiWhitespace(*line));
    if (word == "s" || word == "same") return Answer::kSame;
    if (word == "d" || word == "different") return Answer::kDifferent;
    if (word == "n" || word == "next") return Answer::kNext;
    if (word == "q" || word == "quit") return Answer::kQuit;
    t.err << "answer: got \"" << *line << "\", wanted s, d, n or q\n";
  }
}

absl::Status Review(Terminal& t, const Arguments&) {
  if (t.json) {
    return Invalid("--json", "a conversation",
                   "duplicates list and duplicates compare, which programs can read");
  }
  OAT_ASSIGN_OR_RETURN(auto waiting, Waiting(t));
  const int count = waiting.reviews_size();
  int decided = 0;
  for (int i = 0; i < count; ++i) {
    auto comparison = CompareOne(t, waiting.reviews(i).review_id());
    if (absl::IsNotFound(comparison.status())) continue;  // somebody else decided it meanwhile
    OAT_RETURN_IF_ERROR(comparison.status());
    t.out << (i == 0 ? "" : "\n") << i + 1 << " of " << count << ": ";
    PrintComparison(t, *comparison);
    const Answer answer = AskVerdict(t);
    if (answer == Answer::kQuit) break;
    if (answer == Answer::kNext) continue;
    const bool same_person = answer == Answer::kSame;
    OAT_ASSIGN_OR_RETURN(auto response,
                         SendVerdict(t, waiting.reviews(i).review_id(), same_person));
    OAT_RETURN_IF_ERROR(ShowVerdict(t, same_person, response));
    ++decided;
  }
  t.out << (count == 0 ? "no probable duplicate waits\n"
                       : absl::StrCat(decided, " decided, ", count - decided, " left\n"));
  return absl::OkStatus();
}

absl::Status Compare(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto comparison, CompareOne(t, a.Text("review")));
  return Show(t, comparison, [&] { PrintComparison(t, comparison); });
}

}  // namespace

void PrintFields(const google::protobuf::RepeatedPtrField<v1::FieldComparison>& fields,
                 const char* pair, std::ostream& out) {
  Listing listing({"field", pair});
  for (const v1::FieldComparison& field : fields) {
    listing.Add(
        {absl::StrReplaceAll(field.field(), {{"_", " "}}), WordsOfAgreement(field.agreement())});
  }
  listing.Print(out);
}

Command DuplicatesCommand() {
  const Parameter review = {"review", "ID", "The review, as the list names it"};
  return {
      .name = "duplicates",
      .what = "Newcomers who are probably known already and wait for a person to decide.",
      .commands = {
          {"list",
           "Lists them by number; nobody is named.",
           "oat.v1.EnrolmentService.ListDuplicateReviews",
           "oatctl duplicates list",
           {},
           List},
          {"review",
           "Goes through them one pair at a time: shows which fields agree, never what they hold, "
           "and asks. Each look is in the audit trail.",
           "oat.v1.EnrolmentService.CompareDuplicate",
           "oatctl duplicates review",
           {},
           Review},
          {"compare",
           "Shows which fields of one pair agree, never what they hold.",
           "oat.v1.EnrolmentService.CompareDuplicate",
           "oatctl duplicates compare 019d7a52-4c1e-7a31-9c55-0d4e6b2f8a10",
           {review},
           Compare},
          {"decide",
           "Decides one: the same person (nothing new is enrolled) or two (the newcomer is).",
           "oat.v1.EnrolmentService.DecideDuplicate",
           "oatctl duplicates decide 019d7a52-4c1e-7a31-9c55-0d4e6b2f8a10 different",
           {review, {"verdict", "same|different", "What you found"}},
           Decide}}};
}

}  // namespace oat::ctl
