// What speaks against a pack, each fault behind its place: the list that its examinations share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/policy/pack.h"

namespace oat::policy {

// No rule counts further, in whatever unit.
inline constexpr int64_t kMostOfAnything = 1'000'000;

class Faults {
 public:
  void Add(const std::string& path, const std::string& got, const std::string& wanted);
  void Match(const std::string& path, const std::string& got, const char* pattern,
             const std::string& wanted);
  void NotEmpty(const std::string& path, const std::string& got);
  void AtMost(const std::string& path, const rules::v1::Value& value, int64_t most);
  // A range whose end 0 leaves open.
  void AskRange(const std::string& path, const char* end, int32_t from, int32_t until);

  void Take(std::string fault) { told_.push_back(std::move(fault)); }
  const std::vector<std::string>& Told() const { return told_; }

 private:
  std::vector<std::string> told_;
};

// Of the tables alone: two rows for one case, limits that contradict each other, empty ones.
std::vector<std::string> FaultsInTables(const rules::v1::RulePack& says);

}  // namespace oat::policy
