// The words of a clinical no, from the contract's catalogue.
#pragma once

#include <string>

#include "oat/v1/reason.pb.h"

namespace oat::desk {

enum class Language { kEnglish, kRussian, kKazakh };

// A reason as the nurse reads it, its placeholders filled.
std::string InWords(const v1::Reason& reason, Language language);

}  // namespace oat::desk
