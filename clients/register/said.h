// The cells of a register in words: amounts, times, products, and what a line is.
#pragma once

#include <cstdint>
#include <string>

#include "clients/register/book.h"
#include "clients/register/words.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock_register.pb.h"

namespace oat::registers {

// "12.5 mL (62.5 mg)", "40 tab.": of a solution with the drug that it holds.
std::string Amount(int64_t quantity, const v1::Product& product, Language language);
// "Methadone", "5 mg/mL", "oral solution".
std::string Substance(const v1::Product& product, Language language);
std::string Strength(const v1::Product& product, Language language);
std::string DosageForm(const v1::Product& product, Language language);
// The three, for a heading.
std::string InWords(const v1::Product& product, Language language);
// What a product is counted in.
std::string Unit(const v1::Product& product, Language language);

// "2026-11-25 09:02", on the wall of the place.
std::string When(absl::Time at, const Place& place);
// "+05:00", or the name of the zone: how times are told.
std::string ZoneOf(const Place& place);
// When it really happened.
absl::Time TimeOf(const v1::RegisterLine& line);

// What a line is; one of the other sign than usual takes back.
std::string Entry(const v1::RegisterLine& line, Language language);
// Of whom it came from or to whom it went: a firm, a number, or nobody.
std::string Party(const v1::RegisterLine& line);
// Stands in a cell for which there is nothing.
inline constexpr char kNone[] = "\u2013";
// Of what was supplied: whether somebody had to show who she is, and did; and who collected it.
std::string IdentityShown(const v1::RegisterLine& line, Language language);
std::string Collector(const v1::RegisterLine& line, Language language);
// Who wrote it, and who signed with her.
std::string SignedBy(const v1::RegisterLine& line);
// What stands in the margin: the note, the serial of a bottle, and the day of writing where that is
// not the day on which it happened.
std::string Margin(const v1::RegisterLine& line, const Place& place, Language language);

}  // namespace oat::registers
