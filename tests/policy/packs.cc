#include "tests/policy/packs.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "services/policy/pack_text.h"

namespace oat::test {

std::string PackText(const std::string& name) {
  std::ifstream stream(std::string(OAT_SOURCE_DIR) + "/ops/rules/" + name + ".textproto");
  if (!stream) throw std::runtime_error("no pack " + name);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

policy::Stack StackOf(const std::vector<std::string>& names) {
  policy::Stack stack;
  for (const std::string& name : names) {
    auto pack = policy::ReadPack(PackText(name));
    if (!pack.ok()) throw std::runtime_error(name + ": " + pack.status().ToString());
    stack.push_back(std::make_shared<const policy::Pack>(*std::move(pack)));
  }
  return stack;
}

std::shared_ptr<const policy::Pack> Made(const std::string& name, const std::string& values) {
  auto pack = policy::ReadPack(absl::StrCat(
      "name: \"", name, "\" version: \"7\" sources { key: \"S\" title: \"Its own\" }", values));
  if (!pack.ok()) throw std::runtime_error(name + ": " + pack.status().ToString());
  return std::make_shared<const policy::Pack>(*std::move(pack));
}

std::string Says(int64_t number) { return absl::StrCat("{ is: ", number, " ", kEvidence, " }"); }

policy::Rules DefaultRules() {
  auto rules = policy::Resolve(StackOf({"jalgas"}));
  if (!rules.ok()) throw std::runtime_error(rules.status().ToString());
  return *std::move(rules);
}

}  // namespace oat::test
