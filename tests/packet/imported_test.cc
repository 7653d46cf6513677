// The packet of somebody who came with a roster: of days before that nobody here can say.
#include "oat/v1/packet.grpc.pb.h"
#include "services/contract/code.h"
#include "tests/enrolment/roster_test.h"

namespace oat::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Not;
using testing::SizeIs;

class ImportedPacket : public RosterTest {
 protected:
  // Of a day of November, with everybody signed in anew.
  static void Morning(int day) {
    clinic().SetTime(Clinic::Wall(day, 8, 0));
    clinic().SignInAdmin();
    clinic().SignIn(clinic().As("nurse"), Clinic::LoginOf("nurse", "ALA1"));
  }
  static v1::Packet PacketOf(const std::string& number) {
    v1::GetPacketRequest request;
    request.set_patient_number(number);
    request.set_purpose(v1::PACKET_PURPOSE_REVIEW);
    link::Link& nurse = clinic().As("nurse");
    return Must(nurse.Call(&v1::PacketService::Stub::GetPacket, request)).packet();
  }
  // The reasons of the days that nothing covers, before a day and from it on, the latest first.
  static std::vector<std::string> Gaps(const v1::Packet& packet, const std::string& from,
                                       const std::string& until) {
    std::vector<std::string> reasons;
    for (const v1::PacketDayWithoutDose& day : packet.days_without_dose()) {
      if (day.clinical_day() < from || day.clinical_day() >= until) continue;
      reasons.push_back(contract::Code(day.why()));
    }
    return reasons;
  }
};

TEST_F(ImportedPacket, SaysNothingOfDaysBeforeTheNetworkKnew) {
  Morning(21);
  const v1::RosterRow row = Row();  // treated since January, the last dose on the 20th
  Import({row});
  const std::string number = NumberOf(row);
  Morning(24);
  const v1::Packet packet = PacketOf(number);
  EXPECT_EQ(packet.treatment_from(), "2026-01-10");
  // The thirty days begin on 26 October; the day of the import is known, and so are those after it.
  EXPECT_THAT(Gaps(packet, "2026-10-26", "2026-11-20"),
              AllOf(SizeIs(25), Each(std::string("not_known"))));
  EXPECT_THAT(Gaps(packet, "2026-11-20", "2026-11-21"), SizeIs(0)) << "the roster told of it";
  EXPECT_THAT(Gaps(packet, "2026-11-21", "2026-11-24"),
              ElementsAre("not_come", "not_come", "not_come"));
  for (const v1::PacketLabel& label : packet.labels()) {
    if (label.part() != v1::PACKET_PART_DAYS_WITHOUT_DOSE) continue;
    EXPECT_EQ(label.confidence(), v1::PACKET_CONFIDENCE_UNKNOWN);
  }
  Morning(51);  // 21 December: the month behind is all known
  EXPECT_THAT(Gaps(PacketOf(number), "2026-11-20", "2026-12-21"),
              Not(Contains(std::string("not_known"))));
}

TEST_F(ImportedPacket, TellsWhatAWindowRecordedOfADayBefore) {
  Morning(21);
  const v1::RosterRow row = Row();
  Import({row});
  const std::string number = NumberOf(row);
  // Told at a window of the roster's days, as a book that is typed in afterwards would be.
  clinic().Sql(
      "INSERT INTO withholding SELECT gen_random_uuid(), person_id, '2026-11-19', 'sedated', "
      "'ALA1', (SELECT min(staff_id) FROM staff), now() FROM patient_number WHERE "
      "patient_number = '" +
      number + "'");
  EXPECT_THAT(Gaps(PacketOf(number), "2026-11-18", "2026-11-20"),
              ElementsAre("withheld", "not_known"));
}

}  // namespace
}  // namespace oat::test
