// The packet of a person, on a screen or as a document for another system; and who opened packets
// of this site's people.
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/files.h"
#include "clients/ctl/packet_screen.h"
#include "clients/ctl/print.h"
#include "clients/fhir/ips.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/packet.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::PacketService::Stub;

// Who it is, by a call of its own: the trail says that the name was asked for.
absl::StatusOr<fhir::Name> AskName(Terminal& t, const std::string& number) {
  v1::FindPatientRequest request;
  request.set_patient_number(number);
  OAT_ASSIGN_OR_RETURN(auto found, Ask(t, &v1::EnrolmentService::Stub::FindPatient, request));
  if (!found.has_identity()) {
    return absl::PermissionDeniedError(
        "name: it is not this site's to see, or none was recorded; without --name the number alone "
        "stands in the document");
  }
  return fhir::Name{found.identity().family_name(), found.identity().given_name(),
                    found.identity().birth_date()};
}

absl::Status WriteSummary(Terminal& t, const Arguments& a, const v1::Packet& packet) {
  std::optional<fhir::Name> name;
  if (a.Has("--name")) {
    OAT_ASSIGN_OR_RETURN(name, AskName(t, a.Text("number")));
  }
  return WriteSecretFile(a.Text("--fhir"), fhir::PatientSummary(packet, name));
}

absl::Status ShowPacket(Terminal& t, const Arguments& a) {
  if (a.Has("--name") && !a.Has("--fhir")) {
    return Invalid("--name", "it alone", "--fhir beside it: the screen shows no names");
  }
  v1::GetPacketRequest request;
  request.set_patient_number(a.Text("number"));
  request.set_purpose(v1::PACKET_PURPOSE_GO_ON);
  if (a.Has("--purpose")) {
    OAT_ASSIGN_OR_RETURN(const auto purpose,
                         ReadWord<v1::PacketPurpose>("purpose", a.Text("--purpose")));
    request.set_purpose(purpose);
  }
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetPacket, request));
  if (a.Has("--fhir")) OAT_RETURN_IF_ERROR(WriteSummary(t, a, response.packet()));
  return Show(t, response, [&] {
    if (a.Has("--fhir")) {
      t.out << "written to " << a.Text("--fhir") << ", for you alone to read: pass it on as you "
            << "would the paper\n";
    } else {
      PrintScreen(response.packet(), t.out);
    }
  });
}

absl::Status ShowLooks(Terminal& t, const Arguments& a) {
  v1::ListPacketLooksRequest request;
  int32_t days = 0;
  if (a.Has("--days") && !absl::SimpleAtoi(a.Text("--days"), &days)) {
    return Invalid("days", a.Text("--days"), "a number from 1 to 366");
  }
  request.set_days(days);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListPacketLooks, request));
  return Show(t, response, [&] {
    auto site = [](const std::string& code) { return code.empty() ? "no site" : code; };
    Listing listing({"at", "number", "site", "login", "purpose", "way"});
    for (const v1::PacketLook& look : response.looks()) {
      listing.Add({FormatTime(look.at()), look.patient_number(), site(look.site_code()),
                   look.login(), Word(look.purpose()), Word(look.way())});
    }
    listing.Print(t.out);
    for (const v1::PacketLooksOfSite& one : response.sites()) {
      t.out << site(one.site_code()) << ": " << one.looks() << " looks, " << one.people()
            << " people\n";
    }
  });
}

}  // namespace

std::vector<Command> PacketCommands() {
  return {
      {"packet",
       "Prints what the next site needs to go on with a person's treatment, and how sure each part "
       "is. The home site is told of every look from another.",
       "oat.v1.PacketService.GetPacket",
       "oatctl packet 7K3MPZ4Q8X --purpose institution",
       {{"number", "NUMBER", "The patient number"},
        {"--purpose", Words<v1::PacketPurpose>(), "What for; left out: go_on"},
        {"--fhir", "FILE",
         "Writes it as an International Patient Summary, a FHIR R4 document, and prints nothing of "
         "it"},
        {"--name", "",
         "With the name and birth date in the document, where they are yours to see"}},
       ShowPacket},
      {"packet-looks",
       "Lists who opened packets of this device's site's people from elsewhere, the latest first.",
       "oat.v1.PacketService.ListPacketLooks",
       "oatctl packet-looks --days 7",
       {{"--days", "COUNT", "How many days back, 1 to 366; left out: 30"}},
       ShowLooks}};
}

}  // namespace oat::ctl
