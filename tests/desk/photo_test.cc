// The photo for the check at the window, drawn with characters.
#include "clients/desk/photo.h"

#include <gmock/gmock.h>
#include <turbojpeg.h>

#include <memory>

#include "absl/strings/str_join.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/identity.grpc.pb.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// A JPEG whose left half is white and whose right half is black.
std::string HalfAndHalf(int width, int height) {
  std::vector<unsigned char> grey(static_cast<size_t>(width) * static_cast<size_t>(height));
  for (size_t i = 0; i < grey.size(); ++i) {
    grey[i] = static_cast<int>(i) % width < width / 2 ? 255 : 0;
  }
  const std::unique_ptr<void, int (*)(void*)> encoder(tjInitCompress(), tjDestroy);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): the library's own
  EXPECT_EQ(tjCompress2(encoder.get(), grey.data(), width, 0, height, TJPF_GRAY, &bytes, &size,
                        TJSAMP_GRAY, 90, 0),
            0);
  std::string jpeg(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  return jpeg;
}

constexpr int kColumns = 40;
constexpr int kRows = 20;

std::optional<std::vector<std::string>> Draw(const std::string& jpeg, bool has_blocks = false,
                                             bool colours = false) {
  return DrawPhoto(jpeg, kColumns, kRows, {.colours = colours, .has_blocks = has_blocks});
}

TEST(Photo, IsDrawnLightAndDarkInItsProportions) {
  const auto lines = Draw(HalfAndHalf(240, 320));
  ASSERT_TRUE(lines);
  ASSERT_THAT(*lines, SizeIs(kRows));
  // Three by four, of characters that are half as wide as high.
  const size_t columns = kRows * 2 * 3 / 4;
  for (const std::string& line : *lines) {
    ASSERT_EQ(line.size(), columns) << line;
    EXPECT_EQ(line.substr(0, columns / 2), std::string(columns / 2, line.front()));
    EXPECT_EQ(line.substr(columns / 2), std::string(columns / 2, line.back()));
    EXPECT_NE(line.front(), line.back());
  }
}

TEST(Photo, ThatIsWideFillsTheColumns) {
  const auto lines = Draw(HalfAndHalf(320, 80));
  ASSERT_TRUE(lines);
  EXPECT_THAT(*lines, SizeIs(kColumns / 2 / 4));
  EXPECT_THAT(*lines, Each(SizeIs(kColumns)));
}

TEST(Photo, HasBlocksAndColoursOnlyWhereTheTerminalHas) {
  const std::string jpeg = HalfAndHalf(240, 320);
  const std::string plain = absl::StrJoin(*Draw(jpeg), "");
  for (const char c : plain) ASSERT_TRUE(c >= ' ' && c <= '~');
  EXPECT_THAT(absl::StrJoin(*Draw(jpeg, true), ""), HasSubstr("\u2588"));
  EXPECT_THAT(absl::StrJoin(*Draw(jpeg, true), ""), Not(HasSubstr("\x1b[")));
  EXPECT_THAT(absl::StrJoin(*Draw(jpeg, true, true), ""), HasSubstr("\x1b["));
}

TEST(Photo, ThatIsNoneOrIsCutOffOrHugeIsNotDrawn) {
  const std::string jpeg = HalfAndHalf(240, 320);
  EXPECT_FALSE(Draw(""));
  EXPECT_FALSE(Draw("\xff\xd8\xff" + std::string(200, 'x') + "\xff\xd9"));
  EXPECT_FALSE(Draw(jpeg.substr(0, jpeg.size() / 2)));
  EXPECT_FALSE(Draw(HalfAndHalf(kMostPixels + 1, 8)));
  EXPECT_TRUE(Draw(HalfAndHalf(kMostPixels, 8)));
}

class PhotoAtTheWindow : public AtTheWindow {
 protected:
  static void Keep(const std::string& number, const std::string& jpeg) {
    v1::StorePhotoRequest store;
    store.set_request_id(test::NewId());
    store.set_patient_number(number);
    store.set_jpeg(jpeg);
    store.set_person_agrees(true);
    link::Link& desk = Desk();
    EXPECT_TRUE(
        Must(desk.Call(&v1::IdentityService::Stub::StorePhoto, store)).outcome().accepted());
  }
  static std::string Drawn(const std::string& jpeg) {
    // The performance's screen: 24 rows, neither blocks nor colours.
    const auto lines = DrawPhoto(jpeg, 199, 24 - Pages::kRowsBelowPhoto, {});
    return lines ? absl::StrJoin(*lines, "\n") + "\n" : "";
  }
  static std::string CheckOf(const std::string& number) {
    return clinic().Sql(
        "SELECT identity_check FROM dose JOIN patient_number USING (person_id) WHERE "
        "patient_number "
        "= '" +
        number + "' ORDER BY clinical_day DESC LIMIT 1");
  }
};

TEST_F(PhotoAtTheWindow, IsSeenByAKeyAndComparedByTheNext) {
  const std::string jpeg = HalfAndHalf(240, 320);
  const v1::NameAndBirthDate name = Named("Суретова", "Айна", "1991-01-02");
  const std::string number = Ordinary(&name);
  Keep(number, jpeg);
  const Performance desk = Play({number, "p", "2", "g"});
  const auto pages = desk.PagesWith(Drawn(jpeg));
  ASSERT_THAT(pages, SizeIs(1));
  EXPECT_THAT(pages[0], HasSubstr("[2] well, photo compared"));
  EXPECT_THAT(pages[0], Not(HasSubstr("Суретова"))) << "one thing at a time";
  EXPECT_EQ(StateOf(number), "given");
  EXPECT_EQ(CheckOf(number), "photo");
  EXPECT_EQ(
      clinic().Sql("SELECT purpose || ' ' || outcome FROM audit WHERE method LIKE '%GetPhoto' "
                   "ORDER BY audit_id DESC LIMIT 1"),
      "identity_check read");
}

TEST_F(PhotoAtTheWindow, VanishesByItselfLikeTheName) {
  const std::string jpeg = HalfAndHalf(240, 320);
  const v1::NameAndBirthDate name = Named("Кеткенова", "Айна", "1991-01-03");
  const std::string number = Ordinary(&name);
  Keep(number, jpeg);
  const Performance desk = Play({number, "p", Passes{absl::Seconds(21)}, "3", "g"});
  ASSERT_THAT(desk.PagesWith(Drawn(jpeg)), SizeIs(1));
  ASSERT_THAT(desk.PagesWith("Кеткенова"), SizeIs(1));
  EXPECT_EQ(CheckOf(number), "known_to_nurse");
}

TEST_F(PhotoAtTheWindow, ThatIsNotThereOrCannotBeDrawnIsSaid) {
  const std::string number = Ordinary();
  EXPECT_TRUE(Play({number, "p", "q"}).Shows("No photo is kept of this person."));
  Keep(number, "\xff\xd8\xff" + std::string(200, 'x') + "\xff\xd9");
  EXPECT_TRUE(Play({number, "p", "q"}).Shows("The photo cannot be drawn here."));
}

TEST_F(PhotoAtTheWindow, OfTheScriptIsTheJpegItself) {
  const std::string number = Ordinary();
  EXPECT_TRUE(absl::IsFailedPrecondition(window().Photo().status())) << "nobody is chosen";
  Must(window().Unlock({.login = Clinic::LoginOf("nurse", "ALA1"), .password = Clinic::kPassword}));
  v1::FindPatientRequest key;
  key.set_patient_number(number);
  Must(window().Find(key).status());
  EXPECT_TRUE(absl::IsNotFound(window().Photo().status()));
  const std::string jpeg = HalfAndHalf(24, 32);
  Keep(number, jpeg);
  EXPECT_EQ(Must(window().Photo()).jpeg(), jpeg);
  window().Dismiss();
  EXPECT_TRUE(absl::IsFailedPrecondition(window().Photo().status()));
}

}  // namespace
}  // namespace oat::desk
