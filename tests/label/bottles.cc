#include "tests/label/bottles.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/policy/label.h"
#include "tests/policy/packs.h"
#include "tests/support/process.h"

namespace oat::label {
namespace {

policy::Language Of(v1::LabelLanguage language) {
  if (language == v1::LABEL_LANGUAGE_KAZAKH) return policy::Language::kKazakh;
  if (language == v1::LABEL_LANGUAGE_RUSSIAN) return policy::Language::kRussian;
  return policy::Language::kEnglish;
}

const char* Pick(v1::LabelLanguage language, const char* kazakh, const char* russian,
                 const char* english) {
  if (language == v1::LABEL_LANGUAGE_KAZAKH) return kazakh;
  return language == v1::LABEL_LANGUAGE_RUSSIAN ? russian : english;
}

void SetWords(const std::vector<std::string>& packs, v1::LabelLanguage language,
              v1::BottleLabel* bottle) {
  const policy::LabelRules rules = policy::LabelOf(test::StackOf(packs));
  bottle->set_warning(rules.Warning(Of(language)));
  bottle->set_storage(rules.Storage(Of(language)));
}

}  // namespace

v1::BottleLabel UsualBottle(v1::LabelLanguage language) {
  v1::BottleLabel bottle;
  bottle.set_serial("B-5X8D2YS8SW");
  bottle.set_medication(Pick(language, "Метадон, ішуге арналған ерітінді",
                             "Метадон, раствор для приёма внутрь", "Methadone, oral solution"));
  bottle.set_dose(Pick(language, "60 мг", "60 мг", "60 mg"));
  bottle.set_content(Pick(language, "12 мл, 5 мг/мл", "12 мл по 5 мг/мл", "12 mL of 5 mg/mL"));
  bottle.set_take_on("2026-12-01");
  bottle.set_lot("DEMO-2026");
  bottle.set_expires("2027-06-30");
  bottle.set_dispensed_on("2026-11-30");
  bottle.set_emergency_telephone("+7 7182 55 00 00");
  bottle.set_patient_number("7K3MPZ4Q8X");
  SetWords({"jalgas"}, language, &bottle);
  return bottle;
}

v1::BottleLabel FullBottle(v1::LabelLanguage language) {
  v1::BottleLabel bottle = UsualBottle(language);
  SetWords({"jalgas", "us-ca"}, language, &bottle);
  bottle.set_site(Pick(language, "Павлодар наркология орталығы, Торайғыров көшесі 12, Павлодар",
                       "Павлодарский наркологический центр, ул. Торайгырова 12, Павлодар",
                       "Pavlodar narcology centre, 12 Toraigyrov street, Pavlodar"));
  bottle.set_telephone("+7 7182 55 11 22");
  bottle.set_prescriber(Pick(language, "А. Омарова", "А. Омарова", "Dr A. Omarova"));
  return bottle;
}

std::string Kept(const std::string& bytes, const std::string& kind) {
  std::string path = "/tmp/oat-label-XXXXXX" + kind;
  const int file = mkstemps(path.data(), static_cast<int>(kind.size()));
  if (file < 0) throw std::runtime_error("no file can be made in /tmp");
  close(file);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::string OneLine(const std::string& text) {
  return absl::StrJoin(
      std::vector<std::string>(absl::StrSplit(text, absl::ByAnyChar(" \n\f"), absl::SkipEmpty())),
      " ");
}

std::string TextOf(const std::string& pdf) {
  const std::string path = Kept(pdf, ".pdf");
  return OneLine(test::Run(absl::StrCat("pdftotext -raw ", path, " - && rm ", path)));
}

std::string Scanned(const std::string& image, const std::string& kind) {
  const std::string path = Kept(image, kind);
  return test::Run(absl::StrCat("zbarimg --quiet --raw ", path, " 2>/dev/null; rm ", path));
}

Dots Rendered(const std::string& pdf, Size size) {
  const std::string path = Kept(pdf, ".pdf");
  const std::string image = test::Run(
      absl::StrCat("pdftoppm -singlefile -gray -scale-to-x ", size.width * kDotsPerMillimetre,
                   " -scale-to-y ", size.height * kDotsPerMillimetre, " ", path, " && rm ", path));
  std::istringstream stream(image);
  std::string magic;
  int most = 0;
  Dots dots;
  stream >> magic >> dots.width >> dots.height >> most;
  stream.get();
  if (magic != "P5" || most != 255) throw std::runtime_error("no grey image: " + magic);
  dots.bytes.resize(static_cast<size_t>(dots.bytes_per_row() * dots.height));
  for (int y = 0; y < dots.height; ++y) {
    for (int x = 0; x < dots.width; ++x) {
      if (stream.get() >= 128) continue;
      dots.bytes[static_cast<size_t>(y * dots.bytes_per_row() + x / 8)] |= 0x80 >> (x % 8);
    }
  }
  return dots;
}

std::string BitmapOf(const Dots& dots) {
  return absl::StrCat("P4\n", dots.width, " ", dots.height, "\n",
                      std::string(dots.bytes.begin(), dots.bytes.end()));
}

}  // namespace oat::label
