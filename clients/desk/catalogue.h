// Everything the desk says, each text once in its three languages. A text without words in one of
// them, or with other placeholders in one than in the others, does not compile. The words of a
// clinical no stand in the contract (words.h).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/desk/words.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/takehome.pb.h"

namespace oat::desk {

class Text {
 public:
  consteval Text(const char* en, const char* ru, const char* kk) : words_{en, ru, kk} {
    for (const char* one : words_) {
      if (std::string_view(one).empty()) throw "a text has no words in one of the languages";
      for (const char* other : words_) {
        if (!HasPlaceholdersOf(one, other)) throw "a placeholder is missing in one language";
      }
    }
  }
  const char* In(Language language) const { return words_[static_cast<size_t>(language)]; }

 private:
  static consteval bool HasPlaceholdersOf(std::string_view text, std::string_view model) {
    for (size_t at = model.find('{'); at != model.npos; at = model.find('{', at + 1)) {
      if (text.find(model.substr(at, model.find('}', at) + 1 - at)) == text.npos) return false;
    }
    return true;
  }

  std::array<const char*, 3> words_;  // as Language counts them
};

// One language of the catalogue.
class Catalogue {
 public:
  explicit Catalogue(Language language) : language_(language) {}

  using Values = std::vector<std::pair<std::string, std::string>>;  // placeholder to value
  std::string operator()(const Text& text, const Values& values = {}) const;
  std::string operator()(const v1::Reason& reason) const { return InWords(reason, language_); }

  // The names of what the contract enumerates; the bare number for one newer than this desk.
  std::string operator()(v1::DrugForm form) const;
  std::string operator()(v1::WorklistState state) const;
  std::string operator()(v1::BottleState state) const;
  std::string operator()(v1::DoseOutcome outcome) const;
  std::string operator()(v1::Assessment assessment) const;
  std::string operator()(v1::IdentityCheck check) const;
  std::string operator()(v1::VoidReason reason) const;
  std::string operator()(v1::DocumentKind kind) const;
  // A product with its strength, by its code; the code itself for an unknown one.
  std::string Product(const std::string& code) const;

 private:
  const Language language_;
};

namespace text {

// The locked desk.
inline constexpr Text kLocked("The desk is locked.", "Рабочее место закрыто.", "Жұмыс орны жабық.");
inline constexpr Text kBadgeOrLogin("Scan your badge, or type your login: ",
                                    "Считайте карту или введите логин: ",
                                    "Картаңызды оқытыңыз немесе логинді теріңіз: ");
inline constexpr Text kPin("PIN: ", "PIN-код: ", "PIN-код: ");
inline constexpr Text kPassword("Password: ", "Пароль: ", "Құпиясөз: ");
inline constexpr Text kWantsCode("A role of yours wants a one-time code too.",
                                 "Для одной из ваших ролей нужен ещё и одноразовый код.",
                                 "Рөліңіздің біріне бір реттік код та керек.");
inline constexpr Text kCode("One-time code (Enter alone: go on without that role): ",
                            "Одноразовый код (только Enter — без этой роли): ",
                            "Бір реттік код (тек Enter — бұл рөлсіз): ");
inline constexpr Text kWrongSecret(
    "Badge or PIN, or login, password or code, is wrong. Try again. After several failures wait 15 "
    "minutes, or use another desk.",
    "Карта или PIN-код либо логин, пароль или код неверны. Повторите. После нескольких ошибок "
    "подождите 15 минут или перейдите к другому месту.",
    "Карта немесе PIN-код, не логин, құпиясөз немесе код қате. Қайталаңыз. Бірнеше қатеден кейін "
    "15 минут күтіңіз немесе басқа орынға өтіңіз.");
inline constexpr Text kNoWindow(
    "This device stands at no window. Ask the administrator to register it for a station.",
    "Это устройство не закреплено за окном. Попросите администратора его закрепить.",
    "Бұл құрылғы терезеге бекітілмеген. Әкімшіден бекітуді сұраңыз.");
inline constexpr Text kLockedByTime(
    "Nobody pressed a key for a while: the desk locked itself. Open doses are kept.",
    "Давно не нажимали клавиш: место закрылось само. Открытые дозы сохранены.",
    "Көптен бері перне басылмады: орын өзі жабылды. Ашық дозалар сақталды.");
inline constexpr Text kSessionEnded(
    "Your session has ended: unlock again. What was not answered is kept.",
    "Ваш сеанс закончился: войдите снова. Неотвеченное сохранено.",
    "Сеансыңыз аяқталды: қайта кіріңіз. Жауапсыз сұрау сақталды.");

// Ready for the next person.
inline constexpr Text kWindow("Window {station}, site {site}", "Окно {station}, пункт {site}",
                              "{station} терезесі, {site} пункті");
inline constexpr Text kStillToCome("Still to come today: {count}", "Ещё не пришли сегодня: {count}",
                                   "Бүгін әлі келмегендер: {count}");
inline constexpr Text kScan("Scan or type a number, or a letter and Enter: ",
                            "Считайте или введите номер, либо букву и Enter: ",
                            "Нөмірді оқытыңыз немесе теріңіз, не әріп пен Enter: ");
inline constexpr Text kOpenHere("Open doses at this window:", "Открытые дозы в этом окне:",
                                "Осы терезедегі ашық дозалар:");
inline constexpr Text kNumberLength(
    "That number has {got} characters, a patient number has {wanted}. Read it again.",
    "В номере {got} знаков, а в номере пациента их {wanted}. Прочтите ещё раз.",
    "Нөмірде {got} таңба бар, пациент нөмірінде {wanted} болады. Қайта оқыңыз.");
inline constexpr Text kNumberMisread(
    "That number was misread: its check character does not fit. Read it again.",
    "Номер прочитан с ошибкой: контрольный знак не сходится. Прочтите ещё раз.",
    "Нөмір қате оқылды: бақылау таңбасы сәйкес емес. Қайта оқыңыз.");
inline constexpr Text kUnknownKey("[{key}] does nothing here. [?] shows the keys.",
                                  "[{key}] здесь ничего не делает. [?] покажет клавиши.",
                                  "[{key}] мұнда ештеңе істемейді. [?] пернелерді көрсетеді.");
inline constexpr Text kScanHere(
    "Something was scanned or pasted here and taken for nothing. Finish this first.",
    "Здесь что-то считали или вставили, это не принято. Сначала закончите начатое.",
    "Мұнда бірдеңе оқытылды немесе қойылды, қабылданбады. Алдымен осыны аяқтаңыз.");
inline constexpr Text kFamilyName("Family name: ", "Фамилия: ", "Тегі: ");
inline constexpr Text kGivenName("Given name: ", "Имя: ", "Аты: ");
inline constexpr Text kBirthDate("Birth date, day month year: ", "Дата рождения, день месяц год: ",
                                 "Туған күні, күн ай жыл: ");
inline constexpr Text kNotADate("\"{got}\" is no date. Write it as 05.06.1987.",
                                "«{got}» — не дата. Напишите так: 05.06.1987.",
                                "«{got}» күн емес. Былай жазыңыз: 05.06.1987.");
inline constexpr Text kDocumentKind("Which document?", "Какой документ?", "Қандай құжат?");
inline constexpr Text kDocumentNumber("Number of the document: ", "Номер документа: ",
                                      "Құжат нөмірі: ");
inline constexpr Text kNoPhoto("No photo is kept of this person.", "Фото этого человека нет.",
                               "Бұл адамның суреті жоқ.");
inline constexpr Text kBadPhoto("The photo cannot be drawn here.", "Фото нельзя показать здесь.",
                                "Суретті мұнда көрсету мүмкін емес.");
inline constexpr Text kNobody(
    "Nobody was found. Check what was typed; a name finds only this site's own patients.",
    "Никто не найден. Проверьте введённое; по имени ищутся только пациенты этого пункта.",
    "Ешкім табылмады. Терілгенді тексеріңіз; аты бойынша осы пункт пациенттері ғана ізделеді.");

// A person at the window.
inline constexpr Text kBorn("born {date}", "дата рождения {date}", "туған күні {date}");
inline constexpr Text kNoName(
    "No name is shown: another site answers for today, or the person is treated under a code.",
    "Имя не показано: сегодня отвечает другой пункт, или лечение идёт под кодом.",
    "Аты көрсетілмейді: бүгін басқа пункт жауапты немесе ем кодпен жүргізіледі.");
inline constexpr Text kHidden("The name is hidden again. [i] shows it.",
                              "Имя снова скрыто. [i] покажет его.",
                              "Аты қайта жасырылды. [i] көрсетеді.");
inline constexpr Text kLookAlike(
    "Somebody else here has a name like this one. Ask the birth date and type it as the person "
    "says it.",
    "Здесь есть человек с похожим именем. Спросите дату рождения и введите её со слов человека.",
    "Мұнда аты ұқсас адам бар. Туған күнін сұрап, адам айтқандай теріңіз.");
inline constexpr Text kSaidBirthDate("Birth date as the person says it: ",
                                     "Дата рождения со слов человека: ",
                                     "Адам айтқан туған күні: ");
inline constexpr Text kBirthDateDiffers(
    "The birth date differs: this is not the person of that number. Do not dose. Find the person "
    "again by name and birth date [n].",
    "Дата рождения не та: это не тот человек. Дозу не давать. Найдите человека по имени и дате "
    "рождения [n].",
    "Туған күні сәйкес емес: бұл нөмірдегі адам емес. Доза бермеңіз. Адамды аты мен туған күні "
    "бойынша табыңыз [n].");
inline constexpr Text kBirthDateFits("The birth date fits.", "Дата рождения совпала.",
                                     "Туған күні сәйкес.");
inline constexpr Text kHowChecked("How was it made sure who stands there?",
                                  "Как установлено, кто перед вами?",
                                  "Алдыңыздағы кім екені қалай анықталды?");
inline constexpr Text kLooks("Looks: {assessment}.", "Выглядит так: {assessment}.",
                             "Көрінісі: {assessment}.");
inline constexpr Text kComesBack(
    "This person has a dose open here. Say first what became of it.",
    "У этого человека здесь открыта доза. Сначала скажите, что с ней.",
    "Бұл адамның мұнда ашық дозасы бар. Алдымен онымен не болғанын айтыңыз.");

// A dose.
inline constexpr Text kMilligrams("mg", "мг", "мг");
inline constexpr Text kPour("{amount} mL of {product}, lot {lot}",
                            "{amount} мл: {product}, серия {lot}",
                            "{amount} мл: {product}, сериясы {lot}");
inline constexpr Text kTakeOut("{amount} x {product}, lot {lot}",
                               "{amount} x {product}, серия {lot}",
                               "{amount} x {product}, сериясы {lot}");
inline constexpr Text kLastDose("Last dose taken: {dose} mg on {day}",
                                "Последняя принятая доза: {dose} мг, {day}",
                                "Соңғы қабылданған доза: {dose} мг, {day}");
inline constexpr Text kAtTime("at {time}", "в {time}", "сағат {time}");
inline constexpr Text kAtSite("site {site}", "пункт {site}", "{site} пункті");
inline constexpr Text kMissed("Missed days: {days}", "Пропущено дней: {days}",
                              "Өткізілген күндер: {days}");
inline constexpr Text kOrderUntil("Order until {day}", "Назначение до {day}",
                                  "Тағайындау {day} дейін");
inline constexpr Text kPortion("Portion {portion} of {day}", "Порция {portion} за {day}",
                               "{day} күнгі {portion}-порция");
inline constexpr Text kWatch(
    "Watch until dissolved: {minutes} minutes. [k] keeps it open meanwhile.",
    "Наблюдать до растворения: {minutes} мин. [k] пока оставит открытой.",
    "Ерігенше қадағалаңыз: {minutes} мин. [k] әзірге ашық қалдырады.");
inline constexpr Text kWatched("{past} of {minutes}:00", "{past} из {minutes}:00",
                               "{past} / {minutes}:00");
inline constexpr Text kWatchOver("{past}, the watch is over", "{past}, наблюдение окончено",
                                 "{past}, қадағалау аяқталды");
inline constexpr Text kTooEarly(
    "Open for {past} of {minutes} minutes: a tablet may still be in the mouth. [g] once more says "
    "that it is dissolved; any other key goes back.",
    "Прошло {past} из {minutes} минут: таблетка может быть ещё во рту. Ещё раз [g] — она "
    "растворилась; любая другая клавиша — назад.",
    "{minutes} минуттың {past} өтті: дәрі әлі ауызда болуы мүмкін. Тағы бір [g] — еріді; басқа "
    "перне — артқа.");
inline constexpr Text kSlowly(
    "Out of the ordinary. Read this, then type the milligrams to give it:",
    "Необычный случай. Прочтите и введите миллиграммы, чтобы дать дозу:",
    "Ерекше жағдай. Оқып, дозаны беру үшін миллиграмын теріңіз:");
inline constexpr Text kTypeDose("Milligrams of this dose: ", "Миллиграммы этой дозы: ",
                                "Осы дозаның миллиграмы: ");
inline constexpr Text kOtherAmount(
    "You typed \"{got}\", the dose is {dose} mg. Nothing was recorded.",
    "Вы ввели «{got}», а доза {dose} мг. Ничего не записано.",
    "Сіз «{got}» тердіңіз, доза {dose} мг. Ештеңе жазылмады.");
inline constexpr Text kSwallowed("Milligrams swallowed: ", "Проглочено миллиграммов: ",
                                 "Жұтылған миллиграмм: ");
inline constexpr Text kNotPartly("\"{got}\" is no part of {dose} mg. Nothing was recorded.",
                                 "«{got}» — не часть {dose} мг. Ничего не записано.",
                                 "«{got}» — {dose} мг бөлігі емес. Ештеңе жазылмады.");
inline constexpr Text kWasPoured("Was it poured, or taken out of its pack? [y] yes  [n] no",
                                 "Уже налита или вынута из упаковки? [y] да  [n] нет",
                                 "Құйылды ма немесе қаптан алынды ма? [y] иә  [n] жоқ");
inline constexpr Text kWhichSigns("For which signs is it withheld?", "По каким признакам не дана?",
                                  "Қандай белгілер бойынша берілмеді?");
inline constexpr Text kReturnIn("Told to come back in how many minutes (0: not told)? ",
                                "Через сколько минут сказано вернуться (0 — не сказано)? ",
                                "Неше минуттан кейін келсін делінді (0 — айтылмады)? ");
inline constexpr Text kNotMinutes("\"{got}\" is no number of minutes from 0 to 1440.",
                                  "«{got}» — не число минут от 0 до 1440.",
                                  "«{got}» 0 мен 1440 арасындағы минут саны емес.");
inline constexpr Text kWhyVoid("Why is it void? Only if nothing was swallowed.",
                               "Почему отменяется? Только если ничего не проглочено.",
                               "Неге жойылады? Ештеңе жұтылмаған болса ғана.");
inline constexpr Text kSettled("{number}: {outcome}, {dose} mg.", "{number}: {outcome}, {dose} мг.",
                               "{number}: {outcome}, {dose} мг.");
inline constexpr Text kRemaining("{dose} mg remain: a prescriber may sign them for today.",
                                 "Осталось {dose} мг: врач может подписать их на сегодня.",
                                 "{dose} мг қалды: дәрігер бүгінге қол қоя алады.");
inline constexpr Text kVoided("void", "отменена", "жойылды");
inline constexpr Text kKept("{number}: kept open.", "{number}: оставлена открытой.",
                            "{number}: ашық қалдырылды.");
inline constexpr Text kNo("No dose now.", "Сейчас дозы нет.", "Қазір доза жоқ.");

// What is out of the ordinary.
inline constexpr Text kFirstDose("No earlier dose is known.", "Прежних доз не известно.",
                                 "Бұрынғы дозалар белгісіз.");
inline constexpr Text kMissedDays("Days without a dose: {days}. Look at the person again.",
                                  "Дней без дозы: {days}. Посмотрите на человека ещё раз.",
                                  "{days} күн дозасыз: адамға тағы бір қараңыз.");
inline constexpr Text kMissedRule("Rules for missed days: {pack}, after {source}",
                                  "Правила о пропусках: {pack}, по источнику {source}",
                                  "Өткізілген күндер ережесі: {pack}, дереккөзі {source}");
inline constexpr Text kLowered("Lowered by the rules: {dose} mg, not the {ordered} mg ordered.",
                               "Снижено по правилам: {dose} мг вместо назначенных {ordered} мг.",
                               "Ережеге сай азайтылды: {ordered} мг емес, {dose} мг.");
inline constexpr Text kOtherDose("The dose changed: {last} mg last time, {dose} mg now.",
                                 "Доза изменилась: в прошлый раз {last} мг, сейчас {dose} мг.",
                                 "Доза өзгерді: өткенде {last} мг, қазір {dose} мг.");
inline constexpr Text kOtherProduct(
    "Another product or strength. Last time: {last}. Now: {now}.",
    "Другой препарат или концентрация. В прошлый раз: {last}. Сейчас: {now}.",
    "Басқа препарат немесе концентрация. Өткенде: {last}. Қазір: {now}.");
inline constexpr Text kUnsigned("The order is not signed yet: remind the prescriber.",
                                "Назначение ещё не подписано: напомните врачу.",
                                "Тағайындауға әлі қол қойылмаған: дәрігерге ескертіңіз.");
inline constexpr Text kEndsSoon("The order ends on {day}: the prescriber must renew it.",
                                "Назначение кончается {day}: врач должен продлить.",
                                "Тағайындау {day} бітеді: дәрігер ұзартуы керек.");
inline constexpr Text kReview("A prescriber has something to look at: send the person there.",
                              "Врачу есть что посмотреть: направьте человека к нему.",
                              "Дәрігер қарайтын нәрсе бар: адамды соған жіберіңіз.");
inline constexpr Text kOpenedEarlier(
    "Opened earlier or at another window: what was said then is not known here.",
    "Открыта раньше или в другом окне: что тогда было сказано, здесь не известно.",
    "Бұрын немесе басқа терезеде ашылған: сонда не айтылғаны мұнда белгісіз.");

// Open doses of the site.
inline constexpr Text kOpenTitle("Open doses of the site", "Открытые дозы пункта",
                                 "Пункттің ашық дозалары");
inline constexpr Text kNoneOpen("No dose is open.", "Открытых доз нет.", "Ашық доза жоқ.");
inline constexpr Text kAtWindow("window {station}", "окно {station}", "{station} терезесі");
inline constexpr Text kUnresolved("nobody can say: two people settle it",
                                  "никто не знает: решают двое", "ешкім білмейді: екеу шешеді");
inline constexpr Text kLongAgo("for more than an hour", "больше часа", "бір сағаттан астам");
inline constexpr Text kAdopt(
    "Window {station} opened this dose of {dose} mg for {number} and has not said what became of "
    "it. Take it over only if nobody is busy with it there. [a] takes it over; any other key goes "
    "back.",
    "Окно {station} открыло эту дозу {dose} мг для {number} и не сказало, что с ней. Принимайте, "
    "только если там ею никто не занят. [a] — принять; любая другая клавиша — назад.",
    "{station} терезесі {number} үшін {dose} мг дозаны ашып, не болғанын айтпады. Онымен ешкім "
    "айналыспаса ғана қабылдаңыз. [a] — қабылдау; басқа перне — артқа.");
inline constexpr Text kAdopted("Taken over from window {station}.", "Принята от окна {station}.",
                               "{station} терезесінен қабылданды.");

// The worklist.
inline constexpr Text kWorklist("People of today: {count}", "Люди на сегодня: {count}",
                                "Бүгінгі адамдар: {count}");
inline constexpr Text kReviewFirst("prescriber first", "сначала врач", "алдымен дәрігер");
inline constexpr Text kMore("[Enter] more  [q] back", "[Enter] дальше  [q] назад",
                            "[Enter] әрі қарай  [q] артқа");
inline constexpr Text kAnyKey("Any key goes back.", "Любая клавиша — назад.",
                              "Кез келген перне — артқа.");
inline constexpr Text kNext("[Enter] next", "[Enter] дальше", "[Enter] келесі");
inline constexpr Text kSeeOpen("[o] open doses", "[o] открытые дозы", "[o] ашық дозалар");

// A server that is away.
inline constexpr Text kAway(
    "The server does not answer. Nothing is lost: what you asked is kept and will be asked again.",
    "Сервер не отвечает. Ничего не потеряно: ваш запрос сохранён и будет повторён.",
    "Сервер жауап бермейді. Ештеңе жоғалған жоқ: сұрауыңыз сақталды, қайта сұралады.");
inline constexpr Text kPastBroken(
    "Records of the past were changed in the database. Go on giving doses. Call the auditor today "
    "and "
    "say: the log does not continue.",
    "Прежние записи в базе данных изменены. Дозы выдавайте как обычно. Сегодня же позвоните "
    "аудитору "
    "и скажите: журнал не продолжается.",
    "Дерекқордағы бұрынғы жазбалар өзгертілген. Дозаларды бере беріңіз. Аудиторға бүгін қоңырау "
    "шалып айтыңыз: журнал жалғаспайды.");
inline constexpr Text kAwayLocked("The server does not answer. Unlock again in a moment.",
                                  "Сервер не отвечает. Войдите ещё раз чуть позже.",
                                  "Сервер жауап бермейді. Сәл кейін қайта кіріңіз.");
inline constexpr Text kAskingAgain("[Enter] asks again now  [q] back",
                                   "[Enter] повторить сейчас  [q] назад",
                                   "[Enter] қазір қайта сұрау  [q] артқа");
inline constexpr Text kRefusedRequest("The server did not take it: {message}",
                                      "Сервер не принял: {message}",
                                      "Сервер қабылдамады: {message}");
inline constexpr Text kBelatedOpen(
    "Asked at {time}, answered only now: a dose of {number} is open here. If the person is not "
    "here, choose it with [o] and void it with [v].",
    "Спрошено в {time}, отвечено только сейчас: доза {number} открыта здесь. Если человека нет, "
    "выберите её [o] и отмените [v].",
    "{time} сұралып, енді ғана жауап келді: {number} дозасы осында ашық. Адам жоқ болса, [o] "
    "арқылы "
    "таңдап, [v] арқылы жойыңыз.");
inline constexpr Text kBelatedSettled(
    "Asked at {time}, answered only now: {number} is recorded.",
    "Спрошено в {time}, отвечено только сейчас: {number} записано.",
    "{time} сұралып, енді ғана жауап келді: {number} жазылды.");
inline constexpr Text kBelatedNo("Asked at {time}, answered only now for {number}: {words}",
                                 "Спрошено в {time}, отвечено только сейчас, {number}: {words}",
                                 "{time} сұралып, енді ғана жауап келді, {number}: {words}");
inline constexpr Text kGivenUp(
    "A dose of {number}, asked for at {time}, was never opened and is not asked for any more. Find "
    "the person again.",
    "Доза {number}, запрошенная в {time}, не открыта и больше не запрашивается. Найдите человека "
    "снова.",
    "{time} сұралған {number} дозасы ашылмады және енді сұралмайды. Адамды қайта табыңыз.");

// Bottles to take home.
inline constexpr Text kScanForBottles("Whose bottles? Scan or type a number: ",
                                      "Чьи флаконы? Считайте или введите номер: ",
                                      "Кімнің құтылары? Нөмірді оқытыңыз немесе теріңіз: ");
inline constexpr Text kBottlesTitle("Bottles to take home", "Флаконы на дом",
                                    "Үйге берілетін құтылар");
inline constexpr Text kNoBottles("No bottles were ever filled for this person.",
                                 "Для этого человека флаконов не наполняли.",
                                 "Бұл адамға құты толтырылмаған.");
inline constexpr Text kBottlesOf("Bottles: {home} at home, {ready} to hand out, {fill} to fill",
                                 "Флаконы: на дому {home}, выдать {ready}, наполнить {fill}",
                                 "Құтылар: үйде {home}, беру керек {ready}, толтыру керек {fill}");
inline constexpr Text kOwnBottle("[f] it is here, sealed: drink it at the window",
                                 "[f] он здесь, не вскрыт: выпить у окна",
                                 "[f] ол осында, ашылмаған: терезеде ішеді");
inline constexpr Text kSealWhole(
    "Look at the seal: only a bottle that nobody has opened is drunk here.",
    "Проверьте пломбу: здесь пьют только невскрытый флакон.",
    "Мөрін қараңыз: мұнда тек ашылмаған құты ішіледі.");
inline constexpr Text kFromOwnBottle("From the person's own bottle: pour nothing.",
                                     "Из собственного флакона пациента: ничего не наливать.",
                                     "Адамның өз құтысынан: ештеңе құймаңыз.");
inline constexpr Text kSerial("Serial on the bottle: ", "Номер на флаконе: ", "Құтыдағы нөмір: ");
inline constexpr Text kIsSealWhole("Is the seal whole?", "Пломба цела?", "Мөрі бүтін бе?");
inline constexpr Text kYes("yes", "да", "иә");
inline constexpr Text kOpenedAndEmpty("no, it is opened and empty", "нет, вскрыт и пуст",
                                      "жоқ, ашылған әрі бос");
inline constexpr Text kHandedOut("Handed out: {count}. Each is for its own day.",
                                 "Выдано: {count}. Каждый — на свой день.",
                                 "Берілді: {count}. Әрқайсысы өз күніне.");
inline constexpr Text kNothingFilled("Nothing is filled and waiting. It is filled first.",
                                     "Готовых флаконов нет. Сначала наполните.",
                                     "Дайын құты жоқ. Алдымен толтырыңыз.");
inline constexpr Text kTakenBack("Taken back, and held for waste.", "Принят и отложен на списание.",
                                 "Қайтарып алынды, жоюға сақталды.");

// What the keys do, as the screens and the help name it.
inline constexpr Text kKeyWorklist("worklist", "список", "тізім");
inline constexpr Text kKeyOpen("open doses", "открытые дозы", "ашық дозалар");
inline constexpr Text kKeyName("name and birth date", "имя и дата рождения", "аты мен туған күні");
inline constexpr Text kKeyDocument("document", "документ", "құжат");
inline constexpr Text kKeyBottles("bottles to take home", "флаконы на дом",
                                  "үйге берілетін құтылар");
inline constexpr Text kKeyHandOutSecond("hand out, second identifier asked",
                                        "выдать, спрошены данные", "беру, екінші белгісі сұралды");
inline constexpr Text kKeyHandOutPhoto("hand out, photo compared", "выдать, сверено фото",
                                       "беру, сурет салыстырылды");
inline constexpr Text kKeyHandOutKnown("hand out, known to me", "выдать, знаю лично",
                                       "беру, өзім танимын");
inline constexpr Text kKeyTakeBack("take a bottle back", "принять флакон", "құтыны қайтарып алу");
inline constexpr Text kKeyBlank("blank", "погасить", "өшіру");
inline constexpr Text kKeyLock("lock", "закрыть", "жабу");
inline constexpr Text kKeyHelp("help", "помощь", "көмек");
inline constexpr Text kKeyShow("show the name again", "показать имя", "атын көрсету");
inline constexpr Text kKeyPicture("photo", "фото", "сурет");
inline constexpr Text kKeyBack("back", "назад", "артқа");
inline constexpr Text kKeySecond("well, second identifier asked", "всё хорошо, спрошены данные",
                                 "жақсы, деректері сұралды");
inline constexpr Text kKeyPhoto("well, photo compared", "всё хорошо, сверено фото",
                                "жақсы, суреті салыстырылды");
inline constexpr Text kKeyKnown("well, known to me", "всё хорошо, знаю лично",
                                "жақсы, өзім танимын");
inline constexpr Text kKeyGiven("given", "дана", "берілді");
inline constexpr Text kKeyPartly("partly", "частично", "ішінара");
inline constexpr Text kKeyRefused("refused", "отказ", "бас тартты");
inline constexpr Text kKeyWithheld("withheld", "не дана", "берілмеді");
inline constexpr Text kKeyVoid("void", "отменить", "жою");
inline constexpr Text kKeyKeep("keep open, next person", "оставить, следующий",
                               "қалдыру, келесі адам");
inline constexpr Text kReadyTitle("Ready, then Enter", "Готово к приёму, затем Enter",
                                  "Дайын, содан соң Enter");
inline constexpr Text kPersonTitle("A person at the window", "Человек у окна", "Терезедегі адам");
inline constexpr Text kDoseTitle("An open dose", "Открытая доза", "Ашық доза");
inline constexpr Text kAnywhere(
    "Esc blanks any screen at once; any key shows the ready screen. Ctrl-D or Ctrl-C ends.",
    "Esc сразу гасит любой экран; любая клавиша — готовность. Ctrl-D или Ctrl-C — выход.",
    "Esc кез келген экранды бірден өшіреді; кез келген перне — дайын күй. Ctrl-D не Ctrl-C — "
    "шығу.");

}  // namespace text
}  // namespace oat::desk
