// What the desk says of the stock of its window and of a dose that is carried out; see catalogue.h.
#pragma once

#include "clients/desk/catalogue.h"

namespace oat::desk::text {

// Quantities.
inline constexpr Text kMillilitres("{amount} mL", "{amount} мл", "{amount} мл");
inline constexpr Text kPieces("{amount} pieces", "{amount} шт.", "{amount} дана");
inline constexpr Text kNotAQuantity("\"{got}\" is no quantity. Write it as 250 or 2.5.",
                                    "«{got}» — не количество. Напишите так: 250 или 2,5.",
                                    "«{got}» мөлшер емес. Былай жазыңыз: 250 немесе 2,5.");
inline constexpr Text kLot("{product}, lot {lot}", "{product}, серия {lot}",
                           "{product}, сериясы {lot}");
inline constexpr Text kNothingRecorded("Nothing was recorded.", "Ничего не записано.",
                                       "Ештеңе жазылмады.");

// The count of the window.
inline constexpr Text kCountTitle("Count of window {station}", "Пересчёт окна {station}",
                                  "{station} терезесін санау");
inline constexpr Text kCountFirst(
    "The two of you measure and count everything first, then type it. What the book says is shown "
    "afterwards.",
    "Сначала вдвоём измерьте и сосчитайте всё, потом вводите. Что по книге, будет показано после.",
    "Алдымен екі адам болып бәрін өлшеп, санаңыз, содан кейін теріңіз. Кітаптағысы кейін "
    "көрсетіледі.");
inline constexpr Text kMeasured("Millilitres in all its bottles, open and closed (0: none): ",
                                "Миллилитров во всех бутылях, открытых и закрытых (0 — нет): ",
                                "Барлық құтыда, ашығында да жабығында да, миллилитр (0 — жоқ): ");
inline constexpr Text kCounted("Pieces counted (0: none): ", "Сосчитано штук (0 — нет): ",
                               "Саналған дана (0 — жоқ): ");
inline constexpr Text kIsItAll("Is this everything, as the two of you found it?",
                               "Это всё, как вы вдвоём нашли?",
                               "Екеуіңіз тапқан күйде, бәрі осы ма?");
inline constexpr Text kNothingByBook("By the book nothing is here.", "По книге здесь ничего нет.",
                                     "Кітап бойынша мұнда ештеңе жоқ.");
inline constexpr Text kWhichProduct("Which product?", "Какой препарат?", "Қай препарат?");
inline constexpr Text kLotNumber("Lot, as its label says: ", "Серия, как на этикетке: ",
                                 "Сериясы, жапсырмадағыдай: ");
inline constexpr Text kCountKept("Counted and recorded.", "Пересчёт записан.", "Саналды, жазылды.");
inline constexpr Text kAsTheBook("as the book says", "как по книге", "кітаптағыдай");
inline constexpr Text kLessThanBook("{amount} less than the book",
                                    "на {amount} меньше, чем по книге", "кітаптан {amount} кем");
inline constexpr Text kMoreThanBook("{amount} more than the book",
                                    "на {amount} больше, чем по книге", "кітаптан {amount} артық");
inline constexpr Text kWithinRules("{difference}, within the rules",
                                   "{difference}, в пределах правил",
                                   "{difference}, ереже шегінде");
inline constexpr Text kCauseWaits(
    "The book now says what is here. The custodian and a second person say the cause.",
    "Теперь в книге то, что есть. Причину укажут хранитель и второй человек.",
    "Енді кітапта бары жазылды. Себебін сақтаушы мен екінші адам айтады.");

// The bottle that stands open.
inline constexpr Text kNoLiquid("By the book no bottle is here. Fetch one from the safe first.",
                                "По книге здесь нет ни одной бутыли. Сначала получите из сейфа.",
                                "Кітап бойынша мұнда құты жоқ. Алдымен сейфтен алыңыз.");
inline constexpr Text kStandsOpen("Open: {product}, lot {lot}", "Открыта: {product}, серия {lot}",
                                  "Ашық тұр: {product}, сериясы {lot}");
inline constexpr Text kResidue("Millilitres that the two of you measured in it (0: empty): ",
                               "Сколько миллилитров вы вдвоём измерили в ней (0 — пуста): ",
                               "Екеуіңіз онда өлшеген миллилитр (0 — бос): ");
inline constexpr Text kWhichIsOpened("Which bottle is opened?", "Какую бутыль открыть?",
                                     "Қай құты ашылады?");
inline constexpr Text kNoneIsOpened("none: the open one is closed, no more",
                                    "никакую: только закрыть открытую",
                                    "ешқайсысы: ашығы жабылады");
inline constexpr Text kHolds("Millilitres in the new bottle, as its label says: ",
                             "Миллилитров в новой бутыли, по этикетке: ",
                             "Жаңа құтыдағы миллилитр, жапсырма бойынша: ");
inline constexpr Text kOpened("Open now: {product}, lot {lot}.",
                              "Теперь открыта: {product}, серия {lot}.",
                              "Енді ашық: {product}, сериясы {lot}.");
inline constexpr Text kClosed("Lot {lot} is closed: {difference}. What was left is held for waste.",
                              "Серия {lot} закрыта: {difference}. Остаток отложен на списание.",
                              "{lot} сериясы жабылды: {difference}. Қалдығы жоюға сақталды.");

// A dose that is carried out.
inline constexpr Text kDestination("Where to? The ward, the cell, the house; no name: ",
                                   "Куда? Отделение, камера, адрес; без имени: ",
                                   "Қайда? Бөлімше, камера, мекенжай; аты-жөнсіз: ");
inline constexpr Text kSeal("Number on the seal: ", "Номер пломбы: ", "Пломба нөмірі: ");
inline constexpr Text kCarried(
    "{number}: carried out to {destination}, seal {seal}. It stays open until you say here what "
    "became of it.",
    "{number}: вынесена, {destination}, пломба {seal}. Остаётся открытой, пока вы не скажете "
    "здесь, "
    "что с ней стало.",
    "{number}: шығарылды, {destination}, пломбасы {seal}. Не болғанын осында айтқанша ашық "
    "тұрады.");
inline constexpr Text kIsCarried(
    "Carried out to {destination}, seal {seal}. What became of it there?",
    "Вынесена: {destination}, пломба {seal}. Что с ней там стало?",
    "Шығарылған: {destination}, пломбасы {seal}. Ол жерде не болды?");

// What the keys do.
inline constexpr Text kKeyCount("count this window", "пересчёт окна", "терезені санау");
inline constexpr Text kKeyBottle("change the bottle", "сменить бутыль", "құтыны ауыстыру");
inline constexpr Text kKeyCarry("carry out", "вынести", "сыртқа апару");
inline constexpr Text kKeySign("yes, the second person signs", "да, второй человек подписывает",
                               "иә, екінші адам қол қояды");
inline constexpr Text kKeyAnother("another lot is here", "есть ещё серия", "тағы бір серия бар");
inline constexpr Text kKeyAnew("type it anew", "ввести заново", "қайта теру");

}  // namespace oat::desk::text
