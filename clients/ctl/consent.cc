// What a person agreed to have told outside: recorded, withdrawn, listed.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/consent.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::ConsentService::Stub;

const Parameter kNumber = {"number", "NUMBER", "The patient number"};

absl::Status Record(Terminal& t, const Arguments& a) {
  v1::RecordConsentRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(auto kind, ReadWord<v1::RecipientKind>("kind", a.Text("kind")));
  request.set_recipient_kind(kind);
  request.set_recipient(a.Text("recipient"));
  request.set_purpose(a.Text("purpose"));
  request.set_until_day(a.Text("until"));
  for (const std::string& word : a.All("element")) {
    OAT_ASSIGN_OR_RETURN(auto element, ReadWord<v1::DisclosureElement>("element", word));
    request.add_elements(element);
  }
  request.set_manner(a.Has("--read-aloud") ? v1::CONSENT_MANNER_READ_ALOUD
                                           : v1::CONSENT_MANNER_SIGNED);
  request.set_interpreted_into(a.Text("--interpreted-into"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--witness"), "oat.v1.ConsentService.RecordConsent", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordConsent, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "recorded until " << request.until_day() << " as " << request.request_id()
          << "; it can be taken back at any time\n";
  });
}

absl::Status Withdraw(Terminal& t, const Arguments& a) {
  v1::WithdrawConsentRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_consent_id(a.Text("consent"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::WithdrawConsent, request));
  return Show(t, response, [&] { t.out << "withdrawn; it counts no more\n"; });
}

// How it was given, in one cell.
std::string MannerOf(const v1::Consent& consent) {
  std::string manner = Word(consent.manner());
  if (!consent.interpreted_into().empty()) {
    absl::StrAppend(&manner, ", in ", consent.interpreted_into());
  }
  if (!consent.witness().empty()) absl::StrAppend(&manner, ", before ", consent.witness());
  return manner;
}

absl::Status List(Terminal& t, const Arguments& a) {
  v1::ListConsentsRequest request;
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListConsents, request));
  return Show(t, response, [&] {
    Listing listing({"consent", "given on", "until", "to", "what for", "to be told", "how", ""});
    for (const v1::Consent& consent : response.consents()) {
      std::vector<std::string> elements;
      for (int element : consent.elements()) {
        elements.push_back(Word(static_cast<v1::DisclosureElement>(element)));
      }
      listing.Add({consent.consent_id(), consent.given_on(), consent.until_day(),
                   absl::StrCat(Word(consent.recipient_kind()), ": ", consent.recipient()),
                   consent.purpose(), absl::StrJoin(elements, ","), MannerOf(consent),
                   consent.has_withdrawn_at() ? "withdrawn"
                   : consent.in_force()       ? "in force"
                                              : "over"});
    }
    listing.Print(t.out);
  });
}

}  // namespace

Command ConsentCommand() {
  return {.name = "consent",
          .what = "What people agreed to have told outside.",
          .commands = {
              {"record",
               "Records what a present person agrees to: to tell whom what, what for, until when.",
               "oat.v1.ConsentService.RecordConsent",
               "oatctl consent record 7K3MPZ4Q8X care_provider Hospital-7 surgery 2027-05-20 order",
               {kNumber,
                {"kind", Words<v1::RecipientKind>(), "Who is to be told"},
                {"recipient", "RECIPIENT", "The office, clinic or firm; of family, the relation"},
                {"purpose", "PURPOSE", "What for, in the person's words"},
                {"until", "DAY", "The last day on which it counts; at most a year ahead"},
                {"element", Words<v1::DisclosureElement>(), "What is to be told", false, true},
                {"--read-aloud", "", "It was read aloud, before a witness"},
                {"--interpreted-into", "LANGUAGE",
                 "Where an interpreter was there: ISO 639, such as kk"},
                {"--witness", "LOGIN",
                 "The witness, whose password is asked for too; 'badge': by badge and PIN"}},
               Record},
              {"withdraw",
               "Takes a consent back, without a reason.",
               "oat.v1.ConsentService.WithdrawConsent",
               "oatctl consent withdraw 7K3MPZ4Q8X 019bb0a6-5c1e-7000-8000-0000000000c1",
               {kNumber, {"consent", "ID", "The consent, as the list names it"}},
               Withdraw},
              {"list",
               "Lists a person's consents, the latest first, those that are over too.",
               "oat.v1.ConsentService.ListConsents",
               "oatctl consent list 7K3MPZ4Q8X",
               {kNumber},
               List}}};
}

}  // namespace oat::ctl
