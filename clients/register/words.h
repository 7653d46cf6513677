// What stands on the pages of a register beside its figures, in the three languages.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace oat::registers {

enum class Language { kEnglish, kRussian, kKazakh };

// INVALID_ARGUMENT for another word than en, ru or kk.
absl::StatusOr<Language> ReadLanguage(const std::string& text);

// A word without one of its languages does not compile.
struct Term {
  const char* english;
  const char* russian;
  const char* kazakh;
  constexpr Term(const char* in_english, const char* in_russian, const char* in_kazakh)
      : english(in_english), russian(in_russian), kazakh(in_kazakh) {}
};
std::string In(Language language, const Term& term);

namespace term {

inline constexpr Term kDispensingLog{"Dispensing log", "Журнал отпуска", "Босату журналы"};
inline constexpr Term kControlledDrugsRegister{"Controlled drugs register",
                                               "Журнал учёта подконтрольных веществ",
                                               "Бақылаудағы заттарды есепке алу журналы"};
inline constexpr Term kReconciliation{"Reconciliation of the period", "Сверка за период",
                                      "Кезең бойынша салыстыру"};
inline constexpr Term kUsSource{"Headings of 21 CFR 1304.24(a)", "Графы по 21 CFR 1304.24(a)",
                                "Бағандар 21 CFR 1304.24(a) бойынша"};
inline constexpr Term kUkSource{"Headings of SI 2001/3998, regulation 19",
                                "Графы по SI 2001/3998, правило 19",
                                "Бағандар SI 2001/3998, 19-ереже бойынша"};
inline constexpr Term kReconciliationSource{
    "Opening + received + from sites − consumed − taken home − destroyed + differences − to sites "
    "− returned − lost + corrections = closing",
    "Начало + получено + от пунктов − принято − на дом − уничтожено + разница − пунктам − "
    "возвращено − утрачено + исправления = конец",
    "Басы + алынды + пункттерден − қабылдау − үйге − жойылды + айырма − пункттерге − "
    "қайтарылды − жоғалды + түзетулер = соңы"};

inline constexpr Term kLicence{"licence", "лицензия", "лицензия"};
inline constexpr Term kPeriod{"Period", "Период", "Кезең"};
inline constexpr Term kPage{"Page $0 of $1", "Страница $0 из $1", "$0-бет, барлығы $1"};
inline constexpr Term kPrinted{"Printed", "Напечатано", "Басып шығарылды"};
inline constexpr Term kContinued{"continued", "продолжение", "жалғасы"};
inline constexpr Term kNothing{"No entries in this period.", "За период записей нет.",
                               "Бұл кезеңде жазба жоқ."};
inline constexpr Term kAboutNumbers{
    "Patients stand here by number; who they are is sealed, and the site reveals it to whoever may "
    "ask. Entries are never altered: what was written in error is taken back by a line that says "
    "why.",
    "Пациенты указаны номером; кто они, хранится запечатанным, и пункт раскроет это тому, кто "
    "вправе "
    "спросить. Записи не изменяются: ошибочная снимается отдельной строкой с причиной.",
    "Пациенттер нөмірімен көрсетілген; олардың кім екені мөрленген күйде сақталады, пункт оны "
    "сұрауға "
    "құқығы барға ашады. Жазбалар өзгертілмейді: қате жазба себебі көрсетілген бөлек жолмен "
    "алынады."};
inline constexpr Term kTimes{"Times are those of", "Время по часам:", "Уақыт белдеуі:"};

inline constexpr Term kDate{"Date", "Дата", "Күні"};
inline constexpr Term kDateDispensed{"Date dispensed", "Дата отпуска", "Босатылған күні"};
inline constexpr Term kSubstance{"Name of substance", "Вещество", "Зат атауы"};
inline constexpr Term kStrength{"Strength", "Дозировка", "Дозасы"};
inline constexpr Term kDosageForm{"Dosage form", "Лекарственная форма", "Дәрілік түрі"};
inline constexpr Term kPatient{"Patient (number)", "Пациент (номер)", "Пациент (нөмірі)"};
inline constexpr Term kAmountConsumed{"Amount consumed", "Принято на месте", "Орнында қабылданды"};
inline constexpr Term kAmountTakenHome{"Amount and dosage form taken home",
                                       "Выдано на дом: количество и форма",
                                       "Үйге берілді: мөлшері мен түрі"};
inline constexpr Term kInitials{"Dispenser's initials", "Отпустил", "Босатқан"};
inline constexpr Term kBalance{"Balance", "Остаток", "Қалдық"};
inline constexpr Term kNotes{"Notes", "Примечания", "Ескертпелер"};
inline constexpr Term kLot{"Lot", "Серия", "Серия"};
inline constexpr Term kEntry{"Entry", "Запись", "Жазба"};
inline constexpr Term kIn{"In", "Приход", "Кіріс"};
inline constexpr Term kOut{"Out", "Расход", "Шығыс"};
inline constexpr Term kParty{"From or to whom, with the address", "От кого или кому, с адресом",
                             "Кімнен немесе кімге, мекенжайымен"};
inline constexpr Term kSigned{"Entered by", "Внесли", "Енгізген"};
inline constexpr Term kReceiptsAndOthers{"Receipts and other movements",
                                         "Поступления и прочие движения",
                                         "Түсімдер мен басқа қозғалыстар"};
inline constexpr Term kTotal{"Total", "Итого", "Барлығы"};
inline constexpr Term kOpening{"Opening balance", "Остаток на начало", "Басындағы қалдық"};
inline constexpr Term kClosing{"Closing balance", "Остаток на конец", "Соңындағы қалдық"};

inline constexpr Term kObtained{"Obtained", "Получено", "Алынды"};
inline constexpr Term kSupplied{"Supplied", "Отпущено", "Босатылды"};
inline constexpr Term kClass{"Class", "Класс", "Класы"};
inline constexpr Term kDateObtained{"Date supply obtained", "Дата получения", "Алынған күні"};
inline constexpr Term kObtainedFrom{"Name and address of person or firm from whom obtained",
                                    "От кого получено: имя и адрес",
                                    "Кімнен алынды: аты мен мекенжайы"};
inline constexpr Term kAmountObtained{"Amount obtained", "Получено, количество", "Алынған мөлшері"};
inline constexpr Term kDateSupplied{"Date supplied", "Дата отпуска", "Босатылған күні"};
inline constexpr Term kSuppliedTo{"Name and address of person or firm supplied",
                                  "Кому отпущено: имя и адрес",
                                  "Кімге босатылды: аты мен мекенжайы"};
inline constexpr Term kAuthority{"Authority to possess: prescriber or licence holder",
                                 "Основание: кто назначил или чья лицензия",
                                 "Негізі: тағайындаған немесе лицензия иесі"};
inline constexpr Term kAmountSupplied{"Amount supplied", "Отпущено, количество",
                                      "Босатылған мөлшері"};
inline constexpr Term kCollecting{"Person collecting: patient, representative or professional",
                                  "Кто забрал: пациент, представитель или медработник",
                                  "Кім алды: пациент, өкілі немесе медицина қызметкері"};
inline constexpr Term kIdRequested{"Proof of identity requested", "Документ запрошен",
                                   "Құжат сұралды"};
inline constexpr Term kIdProvided{"Proof of identity provided", "Документ предъявлен",
                                  "Құжат көрсетілді"};
inline constexpr Term kYes{"yes", "да", "иә"};
inline constexpr Term kNo{"no", "нет", "жоқ"};

inline constexpr Term kReceived{"Received", "Получено", "Алынды"};
inline constexpr Term kFromSites{"From sites", "От пунктов", "Пункттерден"};
inline constexpr Term kConsumed{"Consumed", "Принято", "Қабылдау"};
inline constexpr Term kTakenHome{"Taken home", "На дом", "Үйге берілді"};
inline constexpr Term kDestroyed{"Destroyed", "Уничтожено", "Жойылды"};
inline constexpr Term kDifferences{"Differences", "Разница", "Айырма"};
inline constexpr Term kToSites{"To sites", "Пунктам", "Пункттерге"};
inline constexpr Term kReturned{"Returned", "Возвращено", "Қайтарылды"};
inline constexpr Term kLost{"Lost", "Утрачено", "Жоғалды"};
inline constexpr Term kCorrections{"Corrections", "Исправления", "Түзетулер"};
inline constexpr Term kByTheBook{"By the book", "По книге", "Кітап бойынша"};
inline constexpr Term kProduct{"Product", "Препарат", "Препарат"};
inline constexpr Term kUnit{"Unit", "Единица", "Бірлік"};

inline constexpr Term kIsReceived{"received", "получено", "алынды"};
inline constexpr Term kIsConsumed{"consumed", "принято", "қабылданды"};
inline constexpr Term kIsTakenBack{"not consumed: taken back", "не принято: возвращено",
                                   "қабылданбады: кері алынды"};
inline constexpr Term kIsTakenHome{"taken home", "выдано на дом", "үйге берілді"};
inline constexpr Term kIsBroughtBack{"brought back", "возвращено из дома", "үйден қайтарылды"};
inline constexpr Term kIsDestroyed{"destroyed", "уничтожено", "жойылды"};
inline constexpr Term kIsOver{"found over", "излишек при подсчёте", "санағанда артық"};
inline constexpr Term kIsShort{"found short", "недостача при подсчёте", "санағанда кем"};
inline constexpr Term kIsSent{"to another site", "другому пункту", "басқа пунктке"};
inline constexpr Term kIsAcknowledged{"from another site", "от другого пункта", "басқа пункттен"};
inline constexpr Term kIsReturned{"returned to supplier", "возвращено поставщику",
                                  "жеткізушіге қайтарылды"};
inline constexpr Term kIsLost{"lost or stolen", "утрачено или похищено",
                              "жоғалған немесе ұрланған"};
inline constexpr Term kIsCorrection{"correction", "исправление", "түзету"};
inline constexpr Term kEntered{"entered", "внесено", "енгізілді"};
inline constexpr Term kThePatient{"patient", "пациент", "пациент"};
inline constexpr Term kTheRepresentative{"representative", "представитель", "өкілі"};

inline constexpr Term kDoesNotAddUp{"DOES NOT ADD UP", "НЕ СХОДИТСЯ", "СӘЙКЕС КЕЛМЕЙДІ"};
inline constexpr Term kByTheLines{"by the lines", "по строкам", "жолдар бойынша"};
inline constexpr Term kInTheBook{"in the book", "в книге", "кітапта"};
inline constexpr Term kAddsUp{
    "It adds up: every balance is that of the line before with the line's amount.",
    "Сходится: каждый остаток равен предыдущему с количеством его строки.",
    "Сәйкес: әр қалдық алдыңғы қалдыққа өз жолының мөлшерін қосқанға тең."};

inline constexpr Term kFirstSignature{"Keeper of the register", "Ответственный за журнал",
                                      "Журналға жауапты"};
inline constexpr Term kSecondSignature{"Second person", "Второе лицо", "Екінші адам"};
inline constexpr Term kNameOf{"Name", "Ф. И. О.", "Т. А. Ә."};
inline constexpr Term kSignature{"Signature", "Подпись", "Қолы"};

inline constexpr Term kMethadone{"Methadone", "Метадон", "Метадон"};
inline constexpr Term kBuprenorphine{"Buprenorphine", "Бупренорфин", "Бупренорфин"};
inline constexpr Term kBuprenorphineNaloxone{
    "Buprenorphine with naloxone", "Бупренорфин с налоксоном", "Налоксоны бар бупренорфин"};
inline constexpr Term kOralSolution{"oral solution", "раствор для приёма внутрь",
                                    "ішуге арналған ерітінді"};
inline constexpr Term kTablet{"tablet", "таблетка", "таблетка"};
inline constexpr Term kSublingualTablet{"sublingual tablet", "таблетка под язык",
                                        "тіл астына салатын таблетка"};
inline constexpr Term kWeeklyDepot{"weekly depot injection", "депо-инъекция на неделю",
                                   "апталық депо-инъекция"};
inline constexpr Term kMonthlyDepot{"monthly depot injection", "депо-инъекция на месяц",
                                    "айлық депо-инъекция"};

inline constexpr Term kMillilitre{"mL", "мл", "мл"};
inline constexpr Term kMilligram{"mg", "мг", "мг"};
inline constexpr Term kTablets{"tab.", "табл.", "табл."};
inline constexpr Term kSyringes{"syr.", "шпр.", "шпр."};
inline constexpr Term kMicrolitres{"microlitres", "микролитры", "микролитр"};
inline constexpr Term kTabletsInWords{"tablets", "таблетки", "таблетка"};
inline constexpr Term kSyringesInWords{"syringes", "шприцы", "шприц"};
inline constexpr Term kInUnits{" (whole microlitres, tablets or syringes)",
                               " (целые микролитры, таблетки или шприцы)",
                               " (бүтін микролитр, таблетка немесе шприц)"};
inline constexpr Term kMicrograms{"In or out (micrograms of the drug)",
                                  "Приход или расход (микрограммы вещества)",
                                  "Кіріс немесе шығыс (заттың микрограмы)"};

}  // namespace term

}  // namespace oat::registers
