// Any bytes where a text is read: numbers, days, codes, names to be folded, configuration.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "services/base/clinical_day.h"
#include "services/base/patient_number.h"
#include "services/base/uuid.h"
#include "services/identity/folding.h"

namespace oat {
namespace {

// What is read is written as it was read.
void CheckRoundTrips(const std::string& text) {
  if (auto number = PatientNumber::Parse(text);
      number.ok() && PatientNumber::Parse(number->text())->text() != number->text()) {
    std::abort();
  }
  if (auto day = ParseDay(text); day.ok() && FormatDay(*day) != text) std::abort();
  IsUuidVersion7(text);
}

// Folding again changes nothing: what folds alike once folds alike for ever.
void CheckFolds(const std::string& text) {
  const std::string document = identity::FoldDocumentNumber(text);
  if (identity::FoldDocumentNumber(document) != document) std::abort();
  const size_t middle = text.size() / 2;
  identity::FoldFullName(text.substr(0, middle), text.substr(middle));
}

}  // namespace
}  // namespace oat

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  oat::CheckRoundTrips(text);
  oat::CheckFolds(text);
  return 0;
}
