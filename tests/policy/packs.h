// The packs of ops/rules, as the tests of rules take them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/policy/rules.h"

namespace oat::test {

// The text of ops/rules/NAME.textproto.
std::string PackText(const std::string& name);
// Those packs together, in the order given.
policy::Stack StackOf(const std::vector<std::string>& names);
// A pack of version 7 that says these things and no more; its one source's key is S.
std::shared_ptr<const policy::Pack> Made(const std::string& name, const std::string& values);
inline constexpr char kEvidence[] = "evidence { source: \"S\" mark: MARK_VERIFIED_PRIMARY }";
// A number as such a pack says it.
std::string Says(int64_t number);
// What this software asks where no law speaks: ops/rules/jalgas.textproto alone.
policy::Rules DefaultRules();

}  // namespace oat::test
