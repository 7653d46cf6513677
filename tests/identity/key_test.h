// People with sealed records, and the commands of oatd that change or take away what opens them.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "oat/v1/enrolment.pb.h"
#include "services/base/clinical_day.h"
#include "tests/enrolment/enrolment_test.h"

namespace oat::test {

class KeyTest : public EnrolmentTest {
 protected:
  // What a subcommand of oatd says, and "exit N" where it fails; as the owner of the schema.
  static std::string Oatd(const std::string& arguments, const std::string& environment = "") {
    return std::string(absl::StripAsciiWhitespace(
        test::Run(absl::StrCat("OATD_OWNER_DATABASE=\"", DatabaseUrl(clinic(), "oat_owner"), "\" ",
                               environment, " ", OAT_OATD, " --config ", clinic().folder(),
                               "/oatd.conf ", arguments, " 2>&1 || echo exit $?"))));
  }
  static std::string KeyFilePath() { return clinic().folder() + "/keys"; }
  static std::string ReadKeys() {
    std::ifstream file(KeyFilePath(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // Everybody of a test has a name and a birthday of her own.
  static v1::NameAndBirthDate NewName() {
    static int count = 0;
    ++count;
    return Name("Zhaksylyk" + std::string(1, static_cast<char>('a' + count % 26)), "Aru",
                FormatDay(Day(1985, 1, 1) + count));
  }
  static std::string FamilyNameOf(link::Link& link, const std::string& number) {
    const auto found = link.Call(&Stub::FindPatient, ByNumber(number));
    return found.ok() ? found->identity().family_name() : found.status().ToString();
  }
};

}  // namespace oat::test
