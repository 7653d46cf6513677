// Packets through the real oatd: what the tests of the topic share.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "oat/v1/consent.grpc.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "oat/v1/packet.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "tests/takehome/at_home.h"

namespace oat::test {

class PacketTest : public TakeHomeTest {
 protected:
  using Looks = v1::PacketService::Stub;
  using Code = absl::StatusCode;

  static absl::StatusOr<v1::Packet> Opened(link::Link& desk, const std::string& number,
                                           v1::PacketPurpose purpose = v1::PACKET_PURPOSE_GO_ON) {
    v1::GetPacketRequest request;
    request.set_patient_number(number);
    request.set_purpose(purpose);
    auto response = desk.Call(&v1::PacketService::Stub::GetPacket, request);
    if (!response.ok()) return response.status();
    return response->packet();
  }
  static v1::Packet PacketOf(const std::string& number, const std::string& role = "nurse") {
    return Must(Opened(Desk(role), number));
  }

  // Doses as "11-21 observed", the latest first.
  static std::vector<std::string> Doses(const v1::Packet& packet) {
    std::vector<std::string> lines;
    for (const v1::PacketDose& dose : packet.doses()) {
      lines.push_back(
          absl::StrCat(dose.clinical_day().substr(5), " ", contract::Code(dose.knowledge())));
    }
    return lines;
  }
  // Days without one as "11-23 not_come".
  static std::vector<std::string> Gaps(const v1::Packet& packet) {
    std::vector<std::string> lines;
    for (const v1::PacketDayWithoutDose& day : packet.days_without_dose()) {
      lines.push_back(absl::StrCat(day.clinical_day().substr(5), " ", contract::Code(day.why())));
    }
    return lines;
  }
  static std::string LabelOf(const v1::Packet& packet, v1::PacketPart part) {
    for (const v1::PacketLabel& label : packet.labels()) {
      if (label.part() == part) return contract::Code(label.confidence());
    }
    return "none";
  }

  // Gives the day's dose on each of the days of November.
  static void GiveOn(const std::string& number, int first, int last) {
    for (int day = first; day <= last; ++day) {
      At(day, 9, 0);
      Give(number);
    }
  }

  static std::string Recorded(const v1::RecordConsentRequest& request) {
    return Reasons(
        Must(Desk("nurse").Call(&v1::ConsentService::Stub::RecordConsent, request)).outcome());
  }
  static bool OpensAtSemey(const std::string& number) {
    return Opened(Desk("nurse", "SEM1"), number).ok();
  }

  static v1::ListPacketLooksResponse LooksOf(const std::string& site, int32_t days = 0) {
    v1::ListPacketLooksRequest request;
    request.set_days(days);
    return Must(Desk("site_manager", site).Call(&Looks::ListPacketLooks, request));
  }
  // Of one person as "SEM1 nurse.SEM1 go_on treatment", the latest first.
  static std::vector<std::string> LooksAt(const std::string& number,
                                          const std::string& site = "ALA1", int32_t days = 0) {
    std::vector<std::string> lines;
    const auto response = LooksOf(site, days);
    for (const v1::PacketLook& look : response.looks()) {
      if (look.patient_number() != number) continue;
      lines.push_back(absl::StrCat(look.site_code(), " ", look.login(), " ",
                                   contract::Code(look.purpose()), " ",
                                   contract::Code(look.way())));
    }
    return lines;
  }
  // Hands a person's custody to a site from a day on, as a transfer would.
  static void Move(const std::string& number, const std::string& from_day, const std::string& site,
                   const std::string& kind = "guest") {
    clinic().Sql(absl::StrCat(
        "INSERT INTO custody_start SELECT person_id, '", from_day, "', 7, '", site, "', '", kind,
        "', (SELECT min(staff_id) FROM staff), now() FROM patient_number WHERE patient_number = '",
        number, "'"));
  }
};

}  // namespace oat::test
