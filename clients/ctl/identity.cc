// Who a person is: for a label, for a correction; the language; and the photo for the window.
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/files.h"
#include "clients/ctl/print.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/identity.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::IdentityService::Stub;

const Parameter kNumber = {"number", "NUMBER", "The patient number"};

absl::Status Label(Terminal& t, const Arguments& a) {
  v1::RevealForLabelRequest request;
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RevealForLabel, request));
  return Show(t, response, [&] {
    if (!response.family_name().empty()) {
      t.out << response.family_name() << " " << response.given_name() << "\n";
    }
    t.out << request.patient_number() << "\n";
  });
}

absl::StatusOr<v1::RevealForCorrectionResponse> Reveal(Terminal& t, const std::string& number) {
  v1::RevealForCorrectionRequest request;
  request.set_patient_number(number);
  return Ask(t, &Stub::RevealForCorrection, request);
}

absl::Status ShowIdentity(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto response, Reveal(t, a.Text("number")));
  return Show(t, response, [&] {
    Listing listing({"field", "recorded"});
    listing.Add({"family name", response.name().family_name()});
    listing.Add({"given name", response.name().given_name()});
    listing.Add({"birth date", response.name().birth_date()});
    listing.Add({"document", response.has_document() ? Word(response.document().kind()) : ""});
    listing.Add({"document number", response.document().number()});
    listing.Add({"UIC", response.uic()});
    listing.Add({"language", response.language()});
    listing.Add({"revision", absl::StrCat(response.revision())});
    listing.Print(t.out);
  });
}

// What is typed in the place of what is recorded: Enter leaves it, a hyphen takes it away.
absl::Status AskField(Terminal& t, const std::string& name, std::string* field) {
  const auto typed = t.AskLine(absl::StrCat(name, " [", *field, "]: "));
  if (!typed.ok()) return typed.status();
  if (!typed->empty()) *field = *typed == "-" ? "" : *typed;
  return absl::OkStatus();
}

absl::Status AskName(Terminal& t, v1::CorrectIdentityRequest* request) {
  v1::NameAndBirthDate* name = request->mutable_name();
  OAT_RETURN_IF_ERROR(AskField(t, "Family name", name->mutable_family_name()));
  OAT_RETURN_IF_ERROR(AskField(t, "Given name", name->mutable_given_name()));
  OAT_RETURN_IF_ERROR(AskField(t, "Birth date", name->mutable_birth_date()));
  const bool is_empty =
      name->family_name().empty() && name->given_name().empty() && name->birth_date().empty();
  if (is_empty) request->clear_name();
  return absl::OkStatus();
}

absl::Status AskDocument(Terminal& t, v1::CorrectIdentityRequest* request) {
  v1::IdentityDocument* document = request->mutable_document();
  std::string kind =
      document->kind() == v1::DOCUMENT_KIND_UNSPECIFIED ? "" : Word(document->kind());
  OAT_RETURN_IF_ERROR(AskField(t, absl::StrCat("Document, ", Words<v1::DocumentKind>()), &kind));
  OAT_RETURN_IF_ERROR(AskField(t, "Document number", document->mutable_number()));
  if (kind.empty() && document->number().empty()) {
    request->clear_document();
    return absl::OkStatus();
  }
  OAT_ASSIGN_OR_RETURN(auto read, ReadWord<v1::DocumentKind>("document", kind));
  document->set_kind(read);
  return absl::OkStatus();
}

absl::Status Correct(Terminal& t, const Arguments& a) {
  v1::CorrectIdentityRequest request;
  OAT_ASSIGN_OR_RETURN(auto reason, ReadWord<v1::CorrectionReason>("reason", a.Text("reason")));
  OAT_ASSIGN_OR_RETURN(auto recorded, Reveal(t, a.Text("number")));
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_revision(recorded.revision());
  request.set_reason(reason);
  *request.mutable_name() = recorded.name();
  *request.mutable_document() = recorded.document();
  request.set_uic(recorded.uic());
  OAT_RETURN_IF_ERROR(AskName(t, &request));
  OAT_RETURN_IF_ERROR(AskDocument(t, &request));
  OAT_RETURN_IF_ERROR(AskField(t, "UIC", request.mutable_uic()));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.IdentityService.CorrectIdentity", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::CorrectIdentity, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "corrected; this is revision " << request.revision() + 1 << "\n";
  });
}

absl::Status Language(Terminal& t, const Arguments& a) {
  v1::RecordLanguageRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_language(a.Text("language"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordLanguage, request));
  return Show(t, response, [&] { t.out << "recorded: " << request.language() << "\n"; });
}

absl::Status StorePhoto(Terminal& t, const Arguments& a) {
  v1::StorePhotoRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(*request.mutable_jpeg(), ReadWholeFile(a.Text("file")));
  request.set_person_agrees(a.Has("--person-agrees"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::StorePhoto, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "kept; destroy " << a.Text("file") << " now\n"; });
}

absl::Status GetPhoto(Terminal& t, const Arguments& a) {
  v1::GetPhotoRequest request;
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetPhoto, request));
  if (response.jpeg().empty()) return absl::NotFoundError("no photo is kept of this person");
  OAT_RETURN_IF_ERROR(WriteSecretFile(a.Text("file"), response.jpeg()));
  v1::GetPhotoResponse shown = response;
  shown.clear_jpeg();
  return Show(t, shown, [&] {
    t.out << a.Text("file") << ", taken " << FormatTime(response.taken_at())
          << "; delete it when you have looked\n";
  });
}

absl::Status RemovePhoto(Terminal& t, const Arguments& a) {
  v1::RemovePhotoRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RemovePhoto, request));
  return ShowOutcome(t, response, response.outcome(), [&] { t.out << "gone for good\n"; });
}

Command PhotoCommand() {
  return {.name = "photo",
          .what = "The photo for the check at the window, where the person agrees to one.",
          .commands = {{"store",
                        "Keeps a photo, sealed, in the place of one before.",
                        "oat.v1.IdentityService.StorePhoto",
                        "oatctl identity photo store 7K3MPZ4Q8X face.jpg --person-agrees",
                        {kNumber,
                         {"file", "FILE", "A JPEG of at most 40 KiB"},
                         {"--person-agrees", "", "She is present and agrees"}},
                        StorePhoto},
                       {"get",
                        "Writes it to a file that you alone can read.",
                        "oat.v1.IdentityService.GetPhoto",
                        "oatctl identity photo get 7K3MPZ4Q8X face.jpg",
                        {kNumber, {"file", "FILE", "Where to"}},
                        GetPhoto},
                       {"remove",
                        "Takes it away for good; nobody is asked why.",
                        "oat.v1.IdentityService.RemovePhoto",
                        "oatctl identity photo remove 7K3MPZ4Q8X",
                        {kNumber},
                        RemovePhoto}}};
}

}  // namespace

Command IdentityCommand() {
  return {.name = "identity",
          .what = "Who a person is, for one purpose at a time; each look is in the person's trail.",
          .commands = {{"label",
                        "Prints the name as it goes on a label.",
                        "oat.v1.IdentityService.RevealForLabel",
                        "oatctl identity label 7K3MPZ4Q8X",
                        {kNumber},
                        Label},
                       {"show",
                        "Shows what is recorded, to be held against the document in hand.",
                        "oat.v1.IdentityService.RevealForCorrection",
                        "oatctl identity show 7K3MPZ4Q8X",
                        {kNumber},
                        ShowIdentity},
                       {"correct",
                        "Asks for each field: Enter leaves it as it is recorded, a hyphen takes it "
                        "away. It takes a second person.",
                        "oat.v1.IdentityService.CorrectIdentity",
                        "oatctl identity correct 7K3MPZ4Q8X changed --second nurse.aidana",
                        {kNumber,
                         {"reason", Words<v1::CorrectionReason>(),
                          "Of changed particulars she is still found by the old ones"},
                         {"--second", "LOGIN",
                          "The second person, whose password is asked for too; 'badge': by badge "
                          "and PIN"}},
                        Correct},
                       {"language",
                        "Records in which language she wants to be spoken to.",
                        "oat.v1.IdentityService.RecordLanguage",
                        "oatctl identity language 7K3MPZ4Q8X kk",
                        {kNumber, {"language", "LANGUAGE", "Two letters, as ISO 639-1 has them"}},
                        Language},
                       PhotoCommand()}};
}

}  // namespace oat::ctl
