// What the desk says of a card that a patient carries; see catalogue.h.
#pragma once

#include "clients/desk/catalogue.h"

namespace oat::desk::text {

inline constexpr Text kCardOf("{number}, card of {time}, site {site}",
                              "{number}, карта от {time}, пункт {site}",
                              "{number}, {time} картасы, {site} пункті");
inline constexpr Text kCardOrder("Order: {dose} mg, {form}, until {day}",
                                 "Назначение: {dose} мг, {form}, до {day}",
                                 "Тағайындау: {dose} мг, {form}, {day} дейін");
inline constexpr Text kCardNoOrder("Order: nothing may be given.", "Назначение: выдавать нечего.",
                                   "Тағайындау: ештеңе берілмейді.");
inline constexpr Text kCardLast("Last dose: {dose} mg, {form}, {time}",
                                "Последняя доза: {dose} мг, {form}, {time}",
                                "Соңғы доза: {dose} мг, {form}, {time}");
inline constexpr Text kCardNoLast("Last dose: none was recorded.", "Последняя доза: не записана.",
                                  "Соңғы доза: жазылмаған.");
inline constexpr Text kCardBottles("Bottles at home: {count} ({days})",
                                   "Флаконов на руках: {count} ({days})",
                                   "Қолындағы құтылар: {count} ({days})");
inline constexpr Text kCardNoBottles("Bottles at home: none.", "Флаконов на руках нет.",
                                     "Қолында құты жоқ.");
inline constexpr Text kCardAlone(
    "Read without the server: what came later is not on it. Ask, look at the bottles, call.",
    "Прочитано без сервера: позднейшее не учтено. Спросите, посмотрите флаконы, позвоните.",
    "Серверсіз оқылды: кейінгісі жоқ. Сұраңыз, құтыларды қараңыз, қоңырау шалыңыз.");
inline constexpr Text kCardChanged("Now it is so, and not as the card says:",
                                   "Сейчас так, а не как на карте:",
                                   "Қазір былай, картадағыдай емес:");
inline constexpr Text kCardTold("A card read without the server at {time}:",
                                "Карта, прочитанная без сервера в {time}:",
                                "{time} серверсіз оқылған карта:");

}  // namespace oat::desk::text
