// What a fuzzer is handed: bytes, read from the front, that decide what is tried. Where they end
// every choice is the first, so a short input is a plain one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace oat::fuzz {

class Input {
 public:
  Input(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return rest_.empty(); }
  uint8_t Byte();
  // 0 to one less than `count`, which is at least 1 and at most 65536.
  size_t Below(size_t count);
  int64_t Number();
  // UTF-8 whatever the bytes are: ASCII with its control characters, Cyrillic, and what is rare.
  std::string Text();
  // All that is left.
  absl::string_view Rest();

 private:
  absl::string_view rest_;
};

// Writes inputs to begin with into the first folder on the fuzzer's command line, its corpus.
void PlantSeeds(int argc, char** argv, const std::vector<std::string>& seeds);

// Says what was found and stops the fuzzer, which keeps the input.
[[noreturn]] void Fail(const std::string& what);

// A file without a name that holds these bytes, for readers that want a path.
class UnnamedFile {
 public:
  // Readable by its owner alone, as files of keys are.
  explicit UnnamedFile(absl::string_view bytes);
  ~UnnamedFile();
  UnnamedFile(const UnnamedFile&) = delete;
  UnnamedFile& operator=(const UnnamedFile&) = delete;
  std::string path() const;

 private:
  const int file_;
};

}  // namespace oat::fuzz
