// What the desk says of a dose, from its opening until it is settled; see catalogue.h.
#pragma once

#include "clients/desk/catalogue.h"

namespace oat::desk::text {

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

// What the keys do.
inline constexpr Text kKeyGiven("given", "дана", "берілді");
inline constexpr Text kKeyPartly("partly", "частично", "ішінара");
inline constexpr Text kKeyRefused("refused", "отказ", "бас тартты");
inline constexpr Text kKeyWithheld("withheld", "не дана", "берілмеді");
inline constexpr Text kKeyVoid("void", "отменить", "жою");
inline constexpr Text kKeyKeep("keep open, next person", "оставить, следующий",
                               "қалдыру, келесі адам");
inline constexpr Text kDoseTitle("An open dose", "Открытая доза", "Ашық доза");

}  // namespace oat::desk::text
