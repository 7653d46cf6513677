// What the desk says while the server is away; see catalogue.h.
#pragma once

#include "clients/desk/catalogue.h"

namespace oat::desk::text {

inline constexpr Text kListOffered("The server is away. [t] and Enter: go on with the list.",
                                   "Сервера нет. [t] и Enter: работать по списку.",
                                   "Сервер жоқ. [t] және Enter: тізім бойынша жұмыс.");
inline constexpr Text kListElsewhere("Without a server, window {station} has the list.",
                                     "Без сервера список есть у окна {station}.",
                                     "Сервер болмаса, тізім {station} терезесінде.");
inline constexpr Text kNoList(
    "No list can be opened here: too early, too old, or at another window.",
    "Здесь нет списка: слишком рано, он устарел или у другого окна.",
    "Мұнда тізім жоқ: тым ерте, ескірген немесе басқа терезеде.");
inline constexpr Text kListOf(
    "List of {time}. Later visits to other windows are not in it: ask.",
    "Список от {time}. Позднейшие визиты к другим окнам не учтены: спросите.",
    "{time} тізімі. Одан кейін басқа терезеге келгендер жоқ: сұраңыз.");
inline constexpr Text kListPrompt("Scan or type a number, q: back, l: lock: ",
                                  "Считайте или введите номер, q: назад, l: закрыть: ",
                                  "Нөмірді оқытыңыз не теріңіз, q: артқа, l: жабу: ");
inline constexpr Text kNotOnList(
    "Not on this list. Call the site or the prescriber. What is given all the same can be written "
    "down.",
    "Нет в списке. Позвоните в пункт или врачу. Выданное всё же можно записать.",
    "Тізімде жоқ. Пунктке не дәрігерге қоңырау шалыңыз. Бәрібір берілгенін жазуға болады.");
inline constexpr Text kAskFirst(
    "Ask the prescriber by telephone. What is given all the same is written down here.",
    "Спросите врача по телефону. Выданное всё же записывается здесь.",
    "Дәрігерден телефонмен сұраңыз. Бәрібір берілгені осында жазылады.");
inline constexpr Text kWhichForm("What was given?", "Что выдано?", "Не берілді?");
inline constexpr Text kTypeGiven("Milligrams swallowed, 0: refused, Enter alone: back: ",
                                 "Принято миллиграммов, 0: отказ, только Enter: назад: ",
                                 "Ішілген миллиграмм, 0: бас тартты, тек Enter: артқа: ");
inline constexpr Text kNotGiven("{got} is no amount for this page.", "{got} здесь не подходит.",
                                "{got} мұнда жарамайды.");
inline constexpr Text kWhoSigns("Login of the second person, who signs afterwards: ",
                                "Логин второго человека, который подпишет позже: ",
                                "Кейін қол қоятын екінші адамның логині: ");
inline constexpr Text kWrittenDown("{number}: {dose} mg written down.",
                                   "{number}: записано {dose} мг.", "{number}: {dose} мг жазылды.");
inline constexpr Text kToEnter(
    "Written down and not entered: {count}. [e] and Enter, with the second person.",
    "Записано и не внесено: {count}. [e] и Enter, вместе со вторым человеком.",
    "Жазылған, енгізілмеген: {count}. [e] және Enter, екінші адаммен бірге.");
inline constexpr Text kAllEntered("Entered: {count}. To be looked at by a prescriber: {incidents}.",
                                  "Внесено: {count}. Должен посмотреть врач: {incidents}.",
                                  "Енгізілді: {count}. Дәрігер қарауы керек: {incidents}.");
inline constexpr Text kNotEntered("Not all is entered: {message}", "Внесено не всё: {message}",
                                  "Бәрі енгізілген жоқ: {message}");
inline constexpr Text kAskedThere("[y] asked there, nothing was given  [Enter] back",
                                  "[y] спросили там, не выдавали  [Enter] назад",
                                  "[y] сол жерден сұралды, берілмеген  [Enter] артқа");

}  // namespace oat::desk::text
