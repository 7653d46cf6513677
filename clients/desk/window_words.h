// What the desk says of itself and of the person who stands there; see catalogue.h.
#pragma once

#include "clients/desk/catalogue.h"

namespace oat::desk::text {

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

// A second person, who signs.
inline constexpr Text kSecondSigns("Badge or login of the second person: ",
                                   "Бейдж или логин второго человека: ",
                                   "Екінші адамның бейджі не логині: ");
inline constexpr Text kSecondWrong(
    "Badge or PIN, or login or password, of the second person is wrong. Try again; Enter alone "
    "goes "
    "back.",
    "Карта или PIN-код либо логин или пароль второго человека неверны. Повторите; только Enter — "
    "назад.",
    "Екінші адамның картасы немесе PIN-коды, не логині немесе құпиясөзі қате. Қайталаңыз; тек "
    "Enter "
    "— артқа.");
inline constexpr Text kSecondMayNot(
    "This person may not sign: it takes somebody else of this site, a nurse or a stock custodian.",
    "Этот человек подписать не может: нужен другой сотрудник пункта, медсестра или хранитель.",
    "Бұл адам қол қоя алмайды: пункттің басқа қызметкері керек, мейіргер немесе сақтаушы.");

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

// What the keys do, as the screens and the help name it.
inline constexpr Text kKeyWorklist("worklist", "список", "тізім");
inline constexpr Text kKeyOpen("open doses", "открытые дозы", "ашық дозалар");
inline constexpr Text kKeyName("name and birth date", "имя и дата рождения", "аты мен туған күні");
inline constexpr Text kKeyDocument("document", "документ", "құжат");
inline constexpr Text kKeyBottles("bottles to take home", "флаконы на дом",
                                  "үйге берілетін құтылар");
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
inline constexpr Text kReadyTitle("Ready, then Enter", "Готово к приёму, затем Enter",
                                  "Дайын, содан соң Enter");
inline constexpr Text kPersonTitle("A person at the window", "Человек у окна", "Терезедегі адам");
inline constexpr Text kAnywhere(
    "Esc blanks any screen at once; any key shows the ready screen. Ctrl-D or Ctrl-C ends.",
    "Esc сразу гасит любой экран; любая клавиша — готовность. Ctrl-D или Ctrl-C — выход.",
    "Esc кез келген экранды бірден өшіреді; кез келген перне — дайын күй. Ctrl-D не Ctrl-C — "
    "шығу.");

// Who stands here and belongs to another site today.
inline constexpr Text kTakeToday("[t] missed the bus, came back early: take today back here",
                                 "[t] не уехал, вернулся раньше: взять сегодняшний день обратно",
                                 "[t] кетпей қалды, ерте оралды: бүгінгі күнді қайтарып алу");
inline constexpr Text kTookToday("Today is this site's again. Ask for the dose anew.",
                                 "Сегодня снова за этим пунктом. Запросите дозу ещё раз.",
                                 "Бүгін қайтадан осы пунктте. Дозаны қайта сұраңыз.");

}  // namespace oat::desk::text
