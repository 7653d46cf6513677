#include "clients/desk/catalogue.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace oat::desk {
namespace {

constexpr std::pair<v1::DrugForm, Text> kDrugForms[] = {
    {v1::DRUG_FORM_METHADONE_ORAL_SOLUTION,
     {"Methadone, oral solution", "Метадон, раствор для приёма внутрь",
      "Метадон, ішуге арналған ерітінді"}},
    {v1::DRUG_FORM_METHADONE_TABLET,
     {"Methadone, tablets", "Метадон, таблетки", "Метадон, таблеткалар"}},
    {v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL,
     {"Buprenorphine, under the tongue", "Бупренорфин, под язык", "Бупренорфин, тіл астына"}},
    {v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL,
     {"Buprenorphine with naloxone, under the tongue", "Бупренорфин с налоксоном, под язык",
      "Налоксонды бупренорфин, тіл астына"}},
    {v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY,
     {"Buprenorphine, depot for a week", "Бупренорфин, депо на неделю",
      "Бупренорфин, бір апталық депо"}},
    {v1::DRUG_FORM_BUPRENORPHINE_DEPOT_MONTHLY,
     {"Buprenorphine, depot for four weeks", "Бупренорфин, депо на четыре недели",
      "Бупренорфин, төрт апталық депо"}},
    {v1::DRUG_FORM_BUPRENORPHINE_DEPOT_IN_SITU_MONTHLY,
     {"Buprenorphine, depot that sets under the skin, for a month",
      "Бупренорфин, депо, образующееся под кожей, на месяц",
      "Бупренорфин, тері астында түзілетін бір айлық депо"}}};

constexpr std::pair<v1::WorklistState, Text> kWorklistStates[] = {
    {v1::WORKLIST_STATE_STILL_TO_COME, {"still to come", "ещё придёт", "әлі келмеді"}},
    {v1::WORKLIST_STATE_OPEN, {"dose open", "доза открыта", "доза ашық"}},
    {v1::WORKLIST_STATE_DONE, {"done", "готово", "бітті"}},
    {v1::WORKLIST_STATE_REFUSED, {"refused", "отказ", "бас тартты"}},
    {v1::WORKLIST_STATE_WITHHELD,
     {"withheld, to come back", "не дана, вернётся", "берілмеді, қайта келеді"}},
    {v1::WORKLIST_STATE_MISSED, {"did not come", "не пришёл", "келмеді"}},
    {v1::WORKLIST_STATE_UNRESOLVED, {"nobody can say", "неизвестно", "белгісіз"}},
    {v1::WORKLIST_STATE_AT_HOME, {"bottle at home", "флакон на дому", "құты үйде"}},
    {v1::WORKLIST_STATE_NOT_DUE, {"not due", "ещё не срок", "мерзімі келмеді"}}};

constexpr std::pair<v1::PlacementState, Text> kPlacementStates[] = {
    {v1::PLACEMENT_STATE_PLANNED, {"not moved yet", "ещё не переведён", "әлі ауыстырылмады"}},
    {v1::PLACEMENT_STATE_MOVED, {"moved", "переведён", "ауыстырылды"}},
    {v1::PLACEMENT_STATE_TOLD, {"told", "предупреждён", "хабарланды"}},
    {v1::PLACEMENT_STATE_DOSED, {"dosed there", "доза дана там", "сонда доза берілді"}},
    {v1::PLACEMENT_STATE_ACCOUNTED_FOR, {"accounted for", "учтён", "есепке алынды"}}};

constexpr std::pair<v1::BottleState, Text> kBottleStates[] = {
    {v1::BOTTLE_STATE_PREPARED, {"filled, here", "наполнен, здесь", "толтырылған, мұнда"}},
    {v1::BOTTLE_STATE_AT_HOME, {"at home", "на дому", "үйде"}},
    {v1::BOTTLE_STATE_RECALLED, {"asked back", "отзывается", "қайтаруға сұралды"}},
    {v1::BOTTLE_STATE_DRUNK_HERE, {"drunk here", "выпит здесь", "мұнда ішілді"}},
    {v1::BOTTLE_STATE_RETURNED, {"back, whole", "возвращён целым", "бүтін қайтарылды"}},
    {v1::BOTTLE_STATE_RETURNED_OPENED,
     {"back, opened", "возвращён вскрытым", "ашық күйде қайтарылды"}},
    {v1::BOTTLE_STATE_LOST, {"lost", "утерян", "жоғалды"}},
    {v1::BOTTLE_STATE_REPLACED, {"replaced", "заменён", "ауыстырылды"}},
    {v1::BOTTLE_STATE_UNMADE, {"not handed out", "не выдан", "берілмеді"}}};

constexpr std::pair<v1::DoseOutcome, Text> kOutcomes[] = {
    {v1::DOSE_OUTCOME_GIVEN, {"given", "дана", "берілді"}},
    {v1::DOSE_OUTCOME_PARTLY_GIVEN, {"given in part", "дана частично", "ішінара берілді"}},
    {v1::DOSE_OUTCOME_REFUSED, {"refused", "отказ", "бас тартты"}},
    {v1::DOSE_OUTCOME_WITHHELD, {"withheld", "не дана", "берілмеді"}}};

constexpr std::pair<v1::Assessment, Text> kAssessments[] = {
    {v1::ASSESSMENT_WELL, {"well", "хорошо", "жақсы"}},
    {v1::ASSESSMENT_SEDATED, {"sedated", "заторможен", "тежелген"}},
    {v1::ASSESSMENT_ALCOHOL, {"alcohol", "алкоголь", "алкоголь ішкен"}},
    {v1::ASSESSMENT_WITHDRAWAL, {"withdrawal", "абстиненция", "абстиненция белгілері"}},
    {v1::ASSESSMENT_UNWELL, {"unwell otherwise", "нездоров", "сырқат"}}};

constexpr std::pair<v1::IdentityCheck, Text> kIdentityChecks[] = {
    {v1::IDENTITY_CHECK_PHOTO, {"photo compared", "сверено фото", "суреті салыстырылды"}},
    {v1::IDENTITY_CHECK_SECOND_IDENTIFIER,
     {"second identifier asked", "спрошены данные", "деректері сұралды"}},
    {v1::IDENTITY_CHECK_KNOWN_TO_NURSE, {"known to me", "знаю лично", "өзім танимын"}}};

constexpr std::pair<v1::VoidReason, Text> kVoidReasons[] = {
    {v1::VOID_REASON_ENTERED_IN_ERROR,
     {"entered in error", "введена по ошибке", "қате енгізілген"}},
    {v1::VOID_REASON_SPILLED, {"spilled", "пролита", "төгілді"}},
    {v1::VOID_REASON_PERSON_LEFT, {"the person left", "человек ушёл", "адам кетіп қалды"}}};

constexpr std::pair<v1::DocumentKind, Text> kDocumentKinds[] = {
    {v1::DOCUMENT_KIND_NATIONAL_ID, {"identity card", "удостоверение личности", "жеке куәлік"}},
    {v1::DOCUMENT_KIND_PASSPORT, {"passport", "паспорт", "паспорт"}},
    {v1::DOCUMENT_KIND_RESIDENCE_PERMIT, {"residence permit", "вид на жительство", "ықтиярхат"}}};

constexpr std::pair<v1::PumpStanding, Text> kPumpStandings[] = {
    {v1::PUMP_STANDING_VERIFIED, {"may pour today", "сегодня может наливать", "бүгін құя алады"}},
    {v1::PUMP_STANDING_UNVERIFIED,
     {"not verified today", "сегодня не проверен", "бүгін тексерілмеген"}},
    {v1::PUMP_STANDING_OUT_OF_TOLERANCE, {"out of tolerance", "вне допуска", "рұқсаттан тыс"}},
    {v1::PUMP_STANDING_UNRESOLVED,
     {"waits until what is in the cup is measured", "ждёт, пока измерят, что в стакане",
      "стакандағы өлшенгенше күтеді"}},
    {v1::PUMP_STANDING_OUT_OF_USE, {"out of use", "не используется", "қолданылмайды"}}};

constexpr std::pair<const char*, Text> kProducts[] = {
    {"METHADONE-1MG-ML", {"methadone 1 mg/mL", "метадон 1 мг/мл", "метадон 1 мг/мл"}},
    {"METHADONE-5MG-ML", {"methadone 5 mg/mL", "метадон 5 мг/мл", "метадон 5 мг/мл"}},
    {"METHADONE-10MG-ML", {"methadone 10 mg/mL", "метадон 10 мг/мл", "метадон 10 мг/мл"}},
    {"METHADONE-5MG",
     {"methadone tablet 5 mg", "таблетка метадона 5 мг", "метадон таблеткасы 5 мг"}},
    {"METHADONE-10MG",
     {"methadone tablet 10 mg", "таблетка метадона 10 мг", "метадон таблеткасы 10 мг"}},
    {"BUPRENORPHINE-2MG",
     {"buprenorphine tablet 2 mg", "таблетка бупренорфина 2 мг", "бупренорфин таблеткасы 2 мг"}},
    {"BUPRENORPHINE-8MG",
     {"buprenorphine tablet 8 mg", "таблетка бупренорфина 8 мг", "бупренорфин таблеткасы 8 мг"}},
    {"BUPRENORPHINE-NALOXONE-2MG",
     {"buprenorphine with naloxone tablet 2 mg + 0.5 mg",
      "таблетка бупренорфина с налоксоном 2 мг + 0,5 мг",
      "налоксонды бупренорфин таблеткасы 2 мг + 0,5 мг"}},
    {"BUPRENORPHINE-NALOXONE-8MG",
     {"buprenorphine with naloxone tablet 8 mg + 2 mg",
      "таблетка бупренорфина с налоксоном 8 мг + 2 мг",
      "налоксонды бупренорфин таблеткасы 8 мг + 2 мг"}},
    {"BUPRENORPHINE-DEPOT-WEEKLY-8MG",
     {"buprenorphine weekly depot, syringe 8 mg", "недельное депо бупренорфина, шприц 8 мг",
      "бупренорфиннің апталық депосы, шприц 8 мг"}},
    {"BUPRENORPHINE-DEPOT-WEEKLY-16MG",
     {"buprenorphine weekly depot, syringe 16 mg", "недельное депо бупренорфина, шприц 16 мг",
      "бупренорфиннің апталық депосы, шприц 16 мг"}},
    {"BUPRENORPHINE-DEPOT-WEEKLY-24MG",
     {"buprenorphine weekly depot, syringe 24 mg", "недельное депо бупренорфина, шприц 24 мг",
      "бупренорфиннің апталық депосы, шприц 24 мг"}},
    {"BUPRENORPHINE-DEPOT-WEEKLY-32MG",
     {"buprenorphine weekly depot, syringe 32 mg", "недельное депо бупренорфина, шприц 32 мг",
      "бупренорфиннің апталық депосы, шприц 32 мг"}},
    {"BUPRENORPHINE-DEPOT-MONTHLY-64MG",
     {"buprenorphine four-week depot, syringe 64 mg",
      "четырёхнедельное депо бупренорфина, шприц 64 мг",
      "бупренорфиннің төрт апталық депосы, шприц 64 мг"}},
    {"BUPRENORPHINE-DEPOT-MONTHLY-96MG",
     {"buprenorphine four-week depot, syringe 96 mg",
      "четырёхнедельное депо бупренорфина, шприц 96 мг",
      "бупренорфиннің төрт апталық депосы, шприц 96 мг"}},
    {"BUPRENORPHINE-DEPOT-MONTHLY-128MG",
     {"buprenorphine four-week depot, syringe 128 mg",
      "четырёхнедельное депо бупренорфина, шприц 128 мг",
      "бупренорфиннің төрт апталық депосы, шприц 128 мг"}},
    {"BUPRENORPHINE-DEPOT-MONTHLY-160MG",
     {"buprenorphine four-week depot, syringe 160 mg",
      "четырёхнедельное депо бупренорфина, шприц 160 мг",
      "бупренорфиннің төрт апталық депосы, шприц 160 мг"}},
    {"BUPRENORPHINE-DEPOT-IN-SITU-100MG",
     {"buprenorphine month depot, set under the skin, syringe 100 mg",
      "месячное депо бупренорфина, образуется под кожей, шприц 100 мг",
      "бупренорфиннің айлық депосы, тері астында түзіледі, шприц 100 мг"}},
    {"BUPRENORPHINE-DEPOT-IN-SITU-300MG",
     {"buprenorphine month depot, set under the skin, syringe 300 mg",
      "месячное депо бупренорфина, образуется под кожей, шприц 300 мг",
      "бупренорфиннің айлық депосы, тері астында түзіледі, шприц 300 мг"}}};

template <class Value, size_t kSize>
std::string NameIn(const std::pair<Value, Text> (&table)[kSize], Value value, Language language) {
  for (const auto& [one, text] : table) {
    if (one == value) return text.In(language);
  }
  return absl::StrCat(static_cast<int>(value));
}

}  // namespace

std::string Catalogue::operator()(const Text& text, const Values& values) const {
  std::vector<std::pair<std::string, std::string>> replacements;
  for (const auto& [placeholder, value] : values) {
    replacements.emplace_back(absl::StrCat("{", placeholder, "}"), value);
  }
  return absl::StrReplaceAll(text.In(language_), replacements);
}

std::string Catalogue::operator()(v1::DrugForm form) const {
  return NameIn(kDrugForms, form, language_);
}
std::string Catalogue::operator()(v1::WorklistState state) const {
  return NameIn(kWorklistStates, state, language_);
}
std::string Catalogue::operator()(v1::PlacementState state) const {
  return NameIn(kPlacementStates, state, language_);
}
std::string Catalogue::operator()(v1::BottleState state) const {
  return NameIn(kBottleStates, state, language_);
}
std::string Catalogue::operator()(v1::DoseOutcome outcome) const {
  return NameIn(kOutcomes, outcome, language_);
}
std::string Catalogue::operator()(v1::Assessment assessment) const {
  return NameIn(kAssessments, assessment, language_);
}
std::string Catalogue::operator()(v1::IdentityCheck check) const {
  return NameIn(kIdentityChecks, check, language_);
}
std::string Catalogue::operator()(v1::VoidReason reason) const {
  return NameIn(kVoidReasons, reason, language_);
}
std::string Catalogue::operator()(v1::DocumentKind kind) const {
  return NameIn(kDocumentKinds, kind, language_);
}
std::string Catalogue::operator()(v1::PumpStanding standing) const {
  return NameIn(kPumpStandings, standing, language_);
}

std::string Catalogue::Product(const std::string& code) const {
  for (const auto& [one, text] : kProducts) {
    if (code == one) return text.In(language_);
  }
  return code;
}

}  // namespace oat::desk
