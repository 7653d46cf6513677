// What is asked from outside about a person: recorded, decided by two people, handed over as a
// page.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/packet_page.h"
#include "clients/ctl/print.h"
#include "oat/v1/consent.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::ConsentService::Stub;

const Parameter kDisclosure = {"disclosure", "ID", "The request, as the list names it"};

// Adds the elements that were typed to a request.
template <class Request>
absl::Status AddElements(const Arguments& a, Request* request) {
  for (const std::string& word : a.All("element")) {
    OAT_ASSIGN_OR_RETURN(auto element, ReadWord<v1::DisclosureElement>("element", word));
    request->add_elements(element);
  }
  return absl::OkStatus();
}

absl::Status Request(Terminal& t, const Arguments& a) {
  v1::RequestDisclosureRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("--number"));
  OAT_ASSIGN_OR_RETURN(auto kind, ReadWord<v1::RecipientKind>("kind", a.Text("kind")));
  request.set_recipient_kind(kind);
  request.set_recipient(a.Text("recipient"));
  OAT_ASSIGN_OR_RETURN(auto basis, ReadWord<v1::LegalBasis>("basis", a.Text("basis")));
  request.set_basis(basis);
  request.set_reference(a.Text("--reference"));
  request.set_consent_id(a.Text("--consent"));
  OAT_RETURN_IF_ERROR(AddElements(a, &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RequestDisclosure, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "recorded as " << request.request_id()
          << ", and refused unless two people grant it; say neither yes nor no to who asks\n";
  });
}

absl::Status Decide(Terminal& t, const Arguments& a) {
  v1::DecideDisclosureRequest request;
  request.set_request_id(NewId());
  request.set_disclosure_id(a.Text("disclosure"));
  OAT_RETURN_IF_ERROR(AddElements(a, &request));
  request.set_secret_until_day(a.Text("--secret-until"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.ConsentService.DecideDisclosure", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::DecideDisclosure, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << (request.elements_size() == 0 ? "refused for good\n"
                                           : absl::StrCat("granted: oatctl disclosure packet ",
                                                          request.disclosure_id(), " prints it\n"));
  });
}

absl::Status Packet(Terminal& t, const Arguments& a) {
  v1::GetDisclosurePacketRequest request;
  request.set_disclosure_id(a.Text("disclosure"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetDisclosurePacket, request));
  return Show(t, response, [&] { PrintPacket(response.packet(), t.out); });
}

template <class Elements>
std::string WordsOfElements(const Elements& elements) {
  return absl::StrJoin(elements, ",", [](std::string* out, int element) {
    absl::StrAppend(out, Word(static_cast<v1::DisclosureElement>(element)));
  });
}

absl::Status List(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListDisclosures, v1::ListDisclosuresRequest()));
  return Show(t, response, [&] {
    Listing listing(
        {"request", "asked at", "about", "by", "basis", "reference", "asked", "state", "granted"});
    for (const v1::Disclosure& one : response.disclosures()) {
      listing.Add({one.disclosure_id(), FormatTime(one.asked_at()),
                   one.patient_number().empty() ? "nobody known" : one.patient_number(),
                   absl::StrCat(Word(one.recipient_kind()), ": ", one.recipient()),
                   Word(one.basis()), one.reference(), WordsOfElements(one.asked()),
                   Word(one.state()), WordsOfElements(one.granted())});
    }
    listing.Print(t.out);
  });
}

}  // namespace

Command DisclosureCommand() {
  const std::string elements = Words<v1::DisclosureElement>();
  return {
      .name = "disclosure",
      .what = "What somebody outside asks about a person: refused unless two people grant it.",
      .commands = {
          {"request",
           "Records that somebody outside asks, and on what basis in law. The answer says neither "
           "yes nor no, whoever is asked about.",
           "oat.v1.ConsentService.RequestDisclosure",
           "oatctl disclosure request police Department-4 none identity in_treatment",
           {{"kind", Words<v1::RecipientKind>(), "Who asks"},
            {"recipient", "RECIPIENT",
             "The office, clinic or firm; with a consent, as the consent names it"},
            {"basis", Words<v1::LegalBasis>(), "What the request rests on"},
            {"element", elements, "What is asked", false, true},
            {"--number", "NUMBER", "The patient number, where the person is known"},
            {"--reference", "TEXT", "The number of the order or letter, the article of the law"},
            {"--consent", "ID", "The person's consent that it rests on"}},
           Request},
          {"decide",
           "Grants some of what was asked, or refuses it for good. The first decision stands.",
           "oat.v1.ConsentService.DecideDisclosure",
           "oatctl disclosure decide 019bb0a6-5c1e-7000-8000-0000000000d1 identity --second "
           "dr.omarova",
           {kDisclosure,
            {"element", elements, "What is granted; left out: refused for good", true, true},
            {"--secret-until", "DAY",
             "The last day on which a court forbids telling the person; left out: she may read of "
             "it"},
            {"--second", "LOGIN", "The second person of a grant, whose password is asked for too"}},
           Decide},
          {"packet",
           "Prints what was granted as a page to hand over, as the record stands now.",
           "oat.v1.ConsentService.GetDisclosurePacket",
           "oatctl disclosure packet 019bb0a6-5c1e-7000-8000-0000000000d1",
           {kDisclosure},
           Packet},
          {"list",
           "Lists what this device's site was asked, the latest first.",
           "oat.v1.ConsentService.ListDisclosures",
           "oatctl disclosure list",
           {},
           List}}};
}

}  // namespace oat::ctl
