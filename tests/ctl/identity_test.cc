// Who a person is, at the command line.
#include "absl/strings/str_cat.h"
#include "oat/v1/enrolment.pb.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using testing::Contains;
using testing::HasSubstr;

const std::string kPassword = std::string(Clinic::kPassword) + "\n";

std::string AdmitNamed(const std::string& family) {
  v1::NameAndBirthDate name;
  name.set_family_name(family);
  name.set_given_name("Dana");
  name.set_birth_date("1979-08-09");
  return TheClinic().AdmitWithoutOrder("ALA1", &name);
}

Said Identity(const std::string& role, Strings words, const std::string& input = "") {
  words.insert(words.begin(), "identity");
  return AtSite(role, words, input);
}

TEST(Identity, IsShownForALabelAndForACorrection) {
  const std::string number = AdmitNamed("Tolegenova");
  EXPECT_EQ(Identity("nurse", {"label", number}).out,
            absl::StrCat("Tolegenova Dana\n", number, "\n"));
  EXPECT_THAT(Identity("site_manager", {"show", number}).lines(),
              testing::IsSupersetOf({"family name Tolegenova", "birth date 1979-08-09",
                                     "document number", "revision 1"}));
  EXPECT_EQ(Identity("nurse", {"show", number}).exit_code, 4) << "a manager's to see";
}

TEST(Identity, IsCorrectedFieldByFieldByTwo) {
  const std::string number = AdmitNamed("Sagyndykova");
  const std::string second = Clinic::LoginOf("nurse", "ALA1");
  TheClinic().As("nurse");
  const Said said = Identity("site_manager", {"correct", number, "changed", "--second", second},
                             "Omarova\n\n\npassport\nN-445566\n\n" + kPassword);
  EXPECT_EQ(said.out, "corrected; this is revision 2\n") << said.err;
  EXPECT_THAT(Identity("site_manager", {"show", number}).lines(),
              testing::IsSupersetOf({"family name Omarova", "given name Dana", "document passport",
                                     "document number N-445566", "revision 2"}));
  const Said alone =
      Identity("site_manager", {"correct", number, "changed"}, "Omarova\n\n\n\n-\n\n");
  EXPECT_EQ(alone.exit_code, 1);
  EXPECT_THAT(Identity("site_manager", {"correct", number, "married"}, "").err,
              HasSubstr("recorded_in_error"));
}

TEST(Identity, HasAPhotoThatComesBackAsItWasAndGoes) {
  const std::string number = AdmitNamed("Serikova");
  const std::string jpeg = "\xff\xd8\xff" + std::string(500, 'j') + "\xff\xd9";
  const std::string file = NewFileOfBytes(jpeg);
  EXPECT_THAT(Identity("nurse", {"photo", "store", number, file}).err, HasSubstr("person_agrees"));
  EXPECT_THAT(Identity("nurse", {"photo", "store", number, file, "--person-agrees"}).out,
              HasSubstr("kept; destroy"));
  const std::string copy = TheClinic().folder() + "/face.jpg";
  EXPECT_THAT(Identity("nurse", {"photo", "get", number, copy}).out, HasSubstr(copy));
  EXPECT_EQ(ModeOf(copy), 0600U);
  EXPECT_EQ(test::Run("cat " + copy), jpeg);
  EXPECT_EQ(Identity("nurse", {"photo", "remove", number}).out, "gone for good\n");
  EXPECT_EQ(Identity("nurse", {"photo", "get", number, copy}).exit_code, 1);
}

}  // namespace
}  // namespace oat::ctl
