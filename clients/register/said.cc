#include "clients/register/said.h"

#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace oat::registers {
namespace {

// A true minus sign: a hyphen is lost at the edge of a column.
constexpr char kMinus[] = "\u2212";
// No line ends between a number and its unit.
constexpr char kTied[] = "\u00a0";

std::string Thousandths(int64_t thousandths, Language language) {
  const int64_t rest = std::abs(thousandths) % 1000;
  std::string text = absl::StrCat(thousandths < 0 ? kMinus : "", std::abs(thousandths) / 1000);
  if (rest == 0) return text;
  std::string decimals = absl::StrCat(1000 + rest).substr(1);
  while (decimals.back() == '0') decimals.pop_back();
  return absl::StrCat(text, language == Language::kEnglish ? "." : ",", decimals);
}

std::string Whole(int64_t count) { return absl::StrCat(count < 0 ? kMinus : "", std::abs(count)); }

const Term& EntryOf(const v1::RegisterLine& line) {
  const bool is_in = line.quantity() > 0;
  switch (line.kind()) {
    case v1::REGISTER_LINE_KIND_RECEIVED:
      return term::kIsReceived;
    case v1::REGISTER_LINE_KIND_CONSUMED:
      return is_in ? term::kIsTakenBack : term::kIsConsumed;
    case v1::REGISTER_LINE_KIND_TAKEN_HOME:
      return is_in ? term::kIsBroughtBack : term::kIsTakenHome;
    case v1::REGISTER_LINE_KIND_DESTROYED:
      return term::kIsDestroyed;
    case v1::REGISTER_LINE_KIND_VARIANCE:
      return is_in ? term::kIsOver : term::kIsShort;
    case v1::REGISTER_LINE_KIND_SENT:
      return term::kIsSent;
    case v1::REGISTER_LINE_KIND_ACKNOWLEDGED:
      return term::kIsAcknowledged;
    case v1::REGISTER_LINE_KIND_RETURNED:
      return term::kIsReturned;
    case v1::REGISTER_LINE_KIND_LOST:
      return term::kIsLost;
    default:
      return term::kIsCorrection;
  }
}

}  // namespace

std::string Amount(int64_t quantity, const v1::Product& product, Language language) {
  switch (product.unit()) {
    case v1::STOCK_UNIT_MICROLITRE: {
      // Micrograms in a millilitre times microlitres: exact for whatever can be measured.
      const int64_t micrograms = quantity * product.micrograms_per_unit() / 1000;
      return absl::StrCat(Thousandths(quantity, language), kTied, In(language, term::kMillilitre),
                          " (", Thousandths(micrograms, language), kTied,
                          In(language, term::kMilligram), ")");
    }
    case v1::STOCK_UNIT_SYRINGE:
      return absl::StrCat(Whole(quantity), kTied, In(language, term::kSyringes));
    case v1::STOCK_UNIT_TABLET:
      return absl::StrCat(Whole(quantity), kTied, In(language, term::kTablets));
    default:
      return Whole(quantity);
  }
}

std::string Substance(const v1::Product& product, Language language) {
  switch (product.drug_form()) {
    case v1::DRUG_FORM_METHADONE_ORAL_SOLUTION:
    case v1::DRUG_FORM_METHADONE_TABLET:
      return In(language, term::kMethadone);
    case v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL:
    case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY:
    case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_MONTHLY:
    case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_IN_SITU_MONTHLY:
      return In(language, term::kBuprenorphine);
    case v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL:
      return In(language, term::kBuprenorphineNaloxone);
    default:
      return product.product_code();
  }
}

std::string Strength(const v1::Product& product, Language language) {
  return absl::StrReplaceAll(product.strength(),
                             {{"mg", In(language, term::kMilligram)},
                              {"mL", In(language, term::kMillilitre)},
                              {".", language == Language::kEnglish ? "." : ","}});
}

std::string DosageForm(const v1::Product& product, Language language) {
  switch (product.drug_form()) {
    case v1::DRUG_FORM_METHADONE_ORAL_SOLUTION:
      return In(language, term::kOralSolution);
    case v1::DRUG_FORM_METHADONE_TABLET:
      return In(language, term::kTablet);
    case v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL:
    case v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL:
      return In(language, term::kSublingualTablet);
    case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY:
      return In(language, term::kWeeklyDepot);
    case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_MONTHLY:
    case v1::DRUG_FORM_BUPRENORPHINE_DEPOT_IN_SITU_MONTHLY:
      return In(language, term::kMonthlyDepot);
    default:
      return "";
  }
}

std::string InWords(const v1::Product& product, Language language) {
  return absl::StrCat(Substance(product, language), " ", Strength(product, language), ", ",
                      DosageForm(product, language), " (", product.product_code(), ")");
}

std::string Unit(const v1::Product& product, Language language) {
  switch (product.unit()) {
    case v1::STOCK_UNIT_MICROLITRE:
      return In(language, term::kMicrolitres);
    case v1::STOCK_UNIT_SYRINGE:
      return In(language, term::kSyringesInWords);
    default:
      return In(language, term::kTabletsInWords);
  }
}

std::string When(absl::Time at, const Place& place) {
  return absl::FormatTime("%Y-%m-%d %H:%M", at, place.reckoning.zone);
}

std::string ZoneOf(const Place& place) { return place.reckoning.zone.name(); }

absl::Time TimeOf(const v1::RegisterLine& line) {
  return absl::FromUnixSeconds(line.at().seconds()) + absl::Nanoseconds(line.at().nanos());
}

std::string Entry(const v1::RegisterLine& line, Language language) {
  return In(language, EntryOf(line));
}

std::string Party(const v1::RegisterLine& line) {
  return line.patient_number().empty() ? line.party() : line.patient_number();
}

// Whoever collects for another has always shown a document.
std::string IdentityShown(const v1::RegisterLine& line, Language language) {
  if (line.patient_number().empty()) return kNone;
  if (!line.collected_by().empty()) return In(language, term::kYes);
  if (line.identity_check().empty()) return kNone;
  const bool is_known = line.identity_check() == "known_to_nurse";
  return In(language, is_known ? term::kNo : term::kYes);
}

std::string Collector(const v1::RegisterLine& line, Language language) {
  if (line.patient_number().empty()) return line.party().empty() ? kNone : line.party();
  return In(language, line.collected_by().empty() ? term::kThePatient : term::kTheRepresentative);
}

std::string SignedBy(const v1::RegisterLine& line) {
  return line.second().empty() ? line.staff() : absl::StrCat(line.staff(), ", ", line.second());
}

std::string Margin(const v1::RegisterLine& line, const Place& place, Language language) {
  std::vector<std::string> words;
  if (!line.serial().empty()) words.push_back(line.serial());
  if (!line.note().empty()) words.push_back(line.note());
  const bool is_late = FormatDay(ClinicalDay(TimeOf(line), place.reckoning)) != line.clinical_day();
  if (is_late)
    words.push_back(absl::StrCat(In(language, term::kEntered), " ", line.clinical_day()));
  return absl::StrJoin(words, "; ");
}

}  // namespace oat::registers
