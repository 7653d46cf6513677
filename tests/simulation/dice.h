// Chance with a name: every run draws anew, and a run that failed can be had again.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace oat::test {

// The seed is that of the environment, OAT_TEST_SEED, or a new one; it is printed either way.
class Dice {
 public:
  Dice() : seed_(ChooseSeed()), engine_(seed_) { std::cout << name() << std::endl; }

  // One of 0 to sides - 1.
  int Below(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(engine_); }
  std::mt19937_64& engine() { return engine_; }
  // For a failure to say: how to throw the same again.
  std::string name() const { return absl::StrCat("OAT_TEST_SEED=", seed_); }

 private:
  static uint64_t ChooseSeed() {
    uint64_t seed = 0;
    const char* wanted = std::getenv("OAT_TEST_SEED");
    if (wanted != nullptr && absl::SimpleAtoi(wanted, &seed)) return seed;
    return std::random_device()();
  }

  const uint64_t seed_;
  std::mt19937_64 engine_;
};

}  // namespace oat::test
