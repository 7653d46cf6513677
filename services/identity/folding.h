// Comparison keys for names and document numbers, for the duplicate check and the exact look-up.
//
// A key is coarse on purpose: two spellings that a careful clerk reads as one name meet, at the
// price of a few rare pairs that meet as well. So equal keys are a reason to look, never a proof
// that two people are one.
#pragma once

#include <string>
#include <string_view>

namespace oat::identity {

// Returns the comparison key of a name: lower-case ASCII letters, one space between its parts.
// The input is UTF-8 in any script; bytes that are not UTF-8 are dropped. The key is empty when
// the text holds no letter that can be read: an empty key matches nobody and must not be indexed.
// Folding a key again returns the same key.
std::string FoldName(std::string_view name);

// Returns the keys of family and given name joined by '|', in this order, or an empty string when
// both are empty. Swapped names do not meet: order tells two people apart more often than it errs.
std::string FoldFullName(std::string_view family, std::string_view given);

// Returns the comparison key of a document number or a UIC: upper case, no blanks, no hyphens.
// Cyrillic letters that print like a Latin one become that letter; the others stay as they are.
std::string FoldDocumentNumber(std::string_view number);

}  // namespace oat::identity
