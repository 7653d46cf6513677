// The packs of ops/rules, as the tests of rules take them.
#pragma once

#include <string>
#include <vector>

#include "services/policy/rules.h"

namespace oat::test {

// The text of ops/rules/NAME.textproto.
std::string PackText(const std::string& name);
// Those packs together, in the order given.
policy::Stack StackOf(const std::vector<std::string>& names);
// What this software asks where no law speaks: ops/rules/jalgas.textproto alone.
policy::Rules DefaultRules();

}  // namespace oat::test
