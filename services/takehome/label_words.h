// The words of a label that no pack gives: drug, amounts, the day. In the patient's language, so
// that nobody takes milligrams for millilitres.
#pragma once

#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/policy/label.h"
#include "services/stock/rules.h"

namespace oat::takehome {

// "Methadone, oral solution". `drug_form` is a code of oat.v1.DrugForm.
std::string MedicationInWords(const std::string& drug_form, policy::Language language);
// "80 mg".
std::string DoseInWords(Micrograms dose, policy::Language language);
// "16 mL of METHADONE 5 mg/mL", "1 tablet of 8 mg + 2 mg": every line, with its strength.
struct ContentLine {
  stock::DoseLine line;
  stock::Product product;
};
std::string ContentInWords(const std::vector<ContentLine>& lines, policy::Language language);
// "2026-12-01", and which portion where the day has several.
std::string DayInWords(Day day, int32_t portion, bool has_several, policy::Language language);

}  // namespace oat::takehome
