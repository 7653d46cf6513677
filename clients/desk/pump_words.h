// What the desk says of the pump of its window; see catalogue.h.
#pragma once

#include "clients/desk/catalogue.h"

namespace oat::desk::text {

inline constexpr Text kPumpTitle("A pump at the window", "Насос у окна", "Терезедегі сорғы");
inline constexpr Text kPump("Pump {pump}, {product}: {standing}",
                            "Насос {pump}, {product}: {standing}",
                            "{pump} сорғысы, {product}: {standing}");
inline constexpr Text kPumpElsewhere(
    "Pump {pump} was never put at this window. Pour by hand; the custodian places it.",
    "Насос {pump} не закреплён за этим окном. Наливайте вручную; закрепит хранитель.",
    "{pump} сорғысы бұл терезеге қойылмаған. Қолмен құйыңыз; сақтаушы тіркейді.");
inline constexpr Text kPumpUnverified(
    "The pump is not verified today: [p] and Enter, or pour by hand.",
    "Насос сегодня не проверен: [p] и Enter, или наливайте вручную.",
    "Сорғы бүгін тексерілмеген: [p] және Enter, не қолмен құйыңыз.");
inline constexpr Text kCupWaits("What is in a cup is to be measured: [p] and Enter.",
                                "Нужно измерить, что в стакане: [p] и Enter.",
                                "Стакандағыны өлшеу керек: [p] және Enter.");

// A dose that the pump pours.
inline constexpr Text kPutCup(
    "Put the cup under the pump. [d] pours {line}; any other key goes back.",
    "Поставьте стакан под насос. [d] — налить {line}; любая другая клавиша — назад.",
    "Стаканды сорғы астына қойыңыз. [d] — {line} құю; басқа перне — артқа.");
inline constexpr Text kPouring("The pump pours {line}. Leave the cup where it is.",
                               "Насос наливает {line}. Не трогайте стакан.",
                               "Сорғы құйып жатыр: {line}. Стаканға тимеңіз.");
inline constexpr Text kPoured("Poured by the pump: {amount} mL of lot {lot}.",
                              "Налито насосом: {amount} мл, серия {lot}.",
                              "Сорғы құйды: {amount} мл, сериясы {lot}.");
inline constexpr Text kPumpStopped(
    "The pump stopped early: {fault}. Pour the rest with [d], or by hand.",
    "Насос остановился раньше: {fault}. Остаток — [d] или вручную.",
    "Сорғы ерте тоқтады: {fault}. Қалғаны — [d] не қолмен.");
inline constexpr Text kToldLater("The server has yet to hear of it; it is kept and told later.",
                                 "Сервер об этом ещё не знает; сохранено и будет передано.",
                                 "Сервер мұны әлі білмейді; сақталды, кейін айтылады.");
inline constexpr Text kPumpToldNothing(
    "The server does not answer, so the pump was told nothing. Try again, or pour by hand.",
    "Сервер не отвечает, насосу ничего не передано. Повторите или налейте вручную.",
    "Сервер жауап бермейді, сорғыға ештеңе айтылмады. Қайталаңыз не қолмен құйыңыз.");
inline constexpr Text kNothingForPump("Nothing of this dose is left for the pump.",
                                      "Для насоса в этой дозе ничего не осталось.",
                                      "Бұл дозада сорғыға ештеңе қалмады.");
inline constexpr Text kLeftToPour("Millilitres to pour (Enter alone: back): ",
                                  "Сколько миллилитров налить (только Enter — назад): ",
                                  "Құйылатын миллилитр (тек Enter — артқа): ");

// A pour of which nobody knows how far it came.
inline constexpr Text kMeasureCup(
    "Nobody knows how far the pump came with {amount} mL of lot {lot}. Pour nothing after it: the "
    "two of you measure what is in the cup.",
    "Неизвестно, сколько насос налил из {amount} мл серии {lot}. Не доливайте: вдвоём измерьте, "
    "что "
    "в стакане.",
    "Сорғы {lot} сериясының {amount} мл-інен қанша құйғаны белгісіз. Үстемелемеңіз: екі адам болып "
    "стакандағыны өлшеңіз.");
inline constexpr Text kInCup("Millilitres in the cup (0: empty): ",
                             "Миллилитров в стакане (0 — пуст): ",
                             "Стакандағы миллилитр (0 — бос): ");
inline constexpr Text kCupMeasured(
    "Recorded: {amount} mL were in the cup. The pump may pour again.",
    "Записано: в стакане было {amount} мл. Насос снова может наливать.",
    "Жазылды: стаканда {amount} мл болды. Сорғы қайта құя алады.");

// The day's verification.
inline constexpr Text kTestPour(
    "A measuring glass under the pump. Millilitres of the next test pour (Enter alone: enough): ",
    "Мерный стакан под насос. Миллилитров в следующем пробном наливе (только Enter — довольно): ",
    "Сорғы астына өлшеуіш стакан. Келесі сынақтағы миллилитр (тек Enter — жетеді): ");
inline constexpr Text kInGlass("Millilitres that the two of you read in the glass: ",
                               "Сколько миллилитров вы вдвоём прочли на стакане: ",
                               "Стаканнан екеуіңіз оқыған миллилитр: ");
inline constexpr Text kTestPours("Test pours: {pours}", "Пробные наливы: {pours}",
                                 "Сынақ құюлар: {pours}");
inline constexpr Text kTestPoured("{asked} mL asked, {measured} mL measured",
                                  "задано {asked} мл, измерено {measured} мл",
                                  "{asked} мл берілді, {measured} мл өлшенді");
inline constexpr Text kPassed(
    "Verified: off by {error} mL where {tolerance} mL is allowed. The pump may pour today.",
    "Проверен: ошибка {error} мл при допуске {tolerance} мл. Сегодня насос может наливать.",
    "Тексерілді: қателігі {error} мл, рұқсаты {tolerance} мл. Сорғы бүгін құя алады.");
inline constexpr Text kFailed(
    "OUT OF TOLERANCE: off by {error} mL where {tolerance} mL is allowed. Pour by hand; have it "
    "calibrated, then verify it anew.",
    "ВНЕ ДОПУСКА: ошибка {error} мл при допуске {tolerance} мл. Наливайте вручную; после "
    "калибровки "
    "проверьте снова.",
    "РҰҚСАТТАН ТЫС: қателігі {error} мл, рұқсаты {tolerance} мл. Қолмен құйыңыз; калибрленген соң "
    "қайта тексеріңіз.");
inline constexpr Text kGlassUnrecorded(
    "{amount} mL were read in the glass and are in no book. Pour them back into the open bottle, "
    "or "
    "have the custodian enter them.",
    "В стакане прочитано {amount} мл, в книге их нет. Вылейте обратно в открытую бутыль, или пусть "
    "их "
    "внесёт хранитель.",
    "Стаканнан {amount} мл оқылды, кітапта жоқ. Ашық құтыға қайта құйыңыз не сақтаушы енгізсін.");

// What the keys do.
inline constexpr Text kKeyPump("pump", "насос", "сорғы");
inline constexpr Text kKeyDispense("pour with the pump", "налить насосом", "сорғымен құю");
inline constexpr Text kKeyVerify("verify it for today", "проверить на сегодня", "бүгінге тексеру");
inline constexpr Text kKeyMeasure("measure what is in the cup", "измерить, что в стакане",
                                  "стакандағыны өлшеу");

}  // namespace oat::desk::text
