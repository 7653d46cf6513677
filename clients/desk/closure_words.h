// What the desk says of sites that close; see catalogue.h.
#pragma once

#include "clients/desk/catalogue.h"

namespace oat::desk::text {

inline constexpr Text kKeyClosures("sites that close", "закрывающиеся пункты",
                                   "жабылатын пункттер");
inline constexpr Text kNoClosure("No site of the network closes.",
                                 "Ни один пункт сети не закрывается.",
                                 "Желінің ешбір пункті жабылмайды.");
inline constexpr Text kClosures("Sites that close", "Закрывающиеся пункты", "Жабылатын пункттер");
inline constexpr Text kClosure(
    "{site} closes from {day}: {waiting} of {patients} not dosed yet",
    "{site} закрыт с {day}: ещё без дозы {waiting} из {patients}",
    "{site} {day} бастап жабық: {patients} адамның {waiting} әлі дозасыз");
inline constexpr Text kClosureDone("{site} closes from {day}: all {patients} are accounted for",
                                   "{site} закрыт с {day}: известно о всех {patients}",
                                   "{site} {day} бастап жабық: барлық {patients} адам белгілі");
inline constexpr Text kClosureCounts(
    "to move {planned}, moved {moved}, told {told}, dosed {dosed}, accounted for {accounted}; no "
    "place {placeless}",
    "перевести {planned}, переведено {moved}, предупреждены {told}, с дозой {dosed}, учтено "
    "{accounted}; без места {placeless}",
    "ауыстыру керек {planned}, ауыстырылды {moved}, хабарланды {told}, дозасы берілді {dosed}, "
    "есепте {accounted}; орынсыз {placeless}");
inline constexpr Text kOthersPatients(
    "Numbers are shown at the site that closes and where a person goes.",
    "Номера видны в закрывающемся пункте и там, куда человек переводится.",
    "Нөмірлер жабылатын пунктте және адам баратын жерде көрінеді.");
inline constexpr Text kNoPlace("no place yet", "пока без места", "әзірге орынсыз");
inline constexpr Text kHoursWithout("{hours} h since the last dose", "{hours} ч с последней дозы",
                                    "соңғы дозадан бері {hours} сағ");

}  // namespace oat::desk::text
