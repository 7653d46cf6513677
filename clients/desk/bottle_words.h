// What the desk says of bottles to take home; see catalogue.h.
#pragma once

#include "clients/desk/catalogue.h"

namespace oat::desk::text {

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

// What the keys do.
inline constexpr Text kKeyHandOutSecond("hand out, second identifier asked",
                                        "выдать, спрошены данные", "беру, екінші белгісі сұралды");
inline constexpr Text kKeyHandOutPhoto("hand out, photo compared", "выдать, сверено фото",
                                       "беру, сурет салыстырылды");
inline constexpr Text kKeyHandOutKnown("hand out, known to me", "выдать, знаю лично",
                                       "беру, өзім танимын");
inline constexpr Text kKeyTakeBack("take a bottle back", "принять флакон", "құтыны қайтарып алу");

}  // namespace oat::desk::text
