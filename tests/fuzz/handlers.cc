// Any calls to any methods by anybody: the services answer or say in a status why not. Guard and
// services run in this process, on a real database (OAT_TEST_CLUSTER).
#include "tests/fuzz/house.h"

namespace {

oat::fuzz::House* house = nullptr;

// A call of each method as it is, and changed a little; of those that name a thing by its id behind
// a call that made one.
std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  const size_t methods = oat::fuzz::House::Methods().size();
  for (size_t i = 0; i < methods; ++i) {
    const std::string method(1, static_cast<char>(i));
    seeds.push_back(method + std::string("\x00\x00\x03", 3));
    seeds.push_back(method + std::string("\x00\x00\x03\x02\x00\x01\x02\x03\x00\x02\x01\x01", 12));
    const std::string next(1, static_cast<char>((i + 1) % methods));
    seeds.push_back(method + std::string("\x00\x00\x01\x00", 4) + next +
                    std::string("\x00\x00\x01\x00", 4));
  }
  return seeds;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  house = new oat::fuzz::House();
  oat::fuzz::PlantSeeds(*argc, *argv, Seeds());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  house->Play(oat::fuzz::Input(data, size));
  return 0;
}
