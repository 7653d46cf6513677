// Any calls to any methods by anybody: the services answer or say in a status why not. Guard and
// services run in this process, on a real database (OAT_TEST_CLUSTER).
#include "tests/fuzz/house.h"

namespace {

oat::fuzz::House* house = nullptr;

// A call of each method as it is; with each of its fields at the end of what the rule allows; and
// followed by a call of the next, which may ask about what the first has made.
std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  const auto& methods = oat::fuzz::House::Methods();
  for (size_t i = 0; i < methods.size(); ++i) {
    // By somebody with every role, about the newest of what is known, approved and sent twice.
    const std::string call{static_cast<char>(i), 0, 0, 3};
    seeds.push_back(call);
    for (int field = 0; field < methods[i]->input_type()->field_count(); ++field) {
      seeds.push_back(call + std::string{1, 0, static_cast<char>(field), 0, 1});
    }
    const std::string next{static_cast<char>((i + 1) % methods.size()), 0, 0, 3, 0};
    seeds.push_back(call + std::string{0} + next);
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
