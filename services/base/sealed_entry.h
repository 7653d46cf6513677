// Entries of a list, each sealed apart under a patient number: with the list's key and a number one
// finds and opens that entry, and nothing lists the numbers. Whoever has the key and a list of
// numbers opens what they name: the key is kept like the list.
#pragma once

#include <optional>
#include <string>

#include "services/base/secret.h"

namespace oat {

// 32 random bytes.
Secret MakeListKey();

struct SealedEntry {
  std::string locator;  // 16 bytes
  std::string box;
};
SealedEntry SealEntry(const Secret& list_key, const std::string& patient_number,
                      const Secret& content);

// Where the entry of a number stands.
std::string LocatorOf(const Secret& list_key, const std::string& patient_number);
// Absent: sealed under another key or number, or changed.
std::optional<Secret> OpenEntry(const Secret& list_key, const std::string& patient_number,
                                const std::string& box);

}  // namespace oat
