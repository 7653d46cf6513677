#include "clients/label/words.h"

namespace oat::label {
namespace {

struct Words {
  const char* kazakh;
  const char* russian;
  const char* english;
};

// No default, so that a heading without words does not compile unseen.
Words Of(Heading heading) {
  switch (heading) {
    case Heading::kDose:
      return {"Доза", "Доза", "Dose"};
    case Heading::kTakeOn:
      return {"Қабылдау күні", "Принять", "Take on"};
    case Heading::kPatientNumber:
      return {"Нөмірі", "Номер", "Number"};
    case Heading::kName:
      return {"Кімге", "Кому", "For"};
    case Heading::kLot:
      return {"Серия", "Серия", "Lot"};
    case Heading::kExpires:
      return {"Жарамды", "Годен до", "Use by"};
    case Heading::kDispensedOn:
      return {"Берілді", "Выдано", "Dispensed"};
    case Heading::kPrescriber:
      return {"Дәрігер", "Врач", "Prescriber"};
    case Heading::kTelephone:
      return {"Телефон", "Телефон", "Telephone"};
    case Heading::kEmergency:
      return {"Шұғыл көмек, тәулік бойы", "Экстренно, круглосуточно", "Emergency, day and night"};
    case Heading::kFound:
      return {"Таптыңыз ба? Тәулік бойы қоңырау шалыңыз", "Нашли? Звоните круглосуточно",
              "Found it? Call, day or night"};
  }
  return {};
}

}  // namespace

std::string In(v1::LabelLanguage language, Heading heading) {
  const Words words = Of(heading);
  switch (language) {
    case v1::LABEL_LANGUAGE_KAZAKH:
      return words.kazakh;
    case v1::LABEL_LANGUAGE_RUSSIAN:
      return words.russian;
    default:
      return words.english;
  }
}

}  // namespace oat::label
