#include "tests/fuzz/input.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"

namespace oat::fuzz {
namespace {

constexpr size_t kLongestText = 300;

// No-break space, joiner, accent, byte order mark, line separator, noncharacter, a face.
constexpr const char* kRare[] = {"\u00a0", "\u200d", "\u0301", "\ufeff",
                                 "\u2028", "\uffff", "\u0085", "\U0001f600"};

std::string LetterOf(uint8_t byte) {
  if (byte < 0x80) return {static_cast<char>(byte)};
  if (byte >= 0xf8) return kRare[byte - 0xf8];
  // U+0400 to U+0477, two bytes in UTF-8.
  const int letter = 0x400 + byte - 0x80;
  return {static_cast<char>(0xc0 | letter >> 6), static_cast<char>(0x80 | (letter & 0x3f))};
}

}  // namespace

uint8_t Input::Byte() {
  if (rest_.empty()) return 0;
  const auto byte = static_cast<uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return byte;
}

size_t Input::Below(size_t count) {
  size_t number = Byte();
  if (count > 256) number = number << 8 | Byte();
  return number % count;
}

int64_t Input::Number() {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | Byte();
  return static_cast<int64_t>(number);
}

std::string Input::Text() {
  std::string text;
  const size_t length = std::min(Below(kLongestText), rest_.size());
  for (size_t i = 0; i < length; ++i) text += LetterOf(Byte());
  return text;
}

absl::string_view Input::Rest() {
  const absl::string_view rest = rest_;
  rest_ = {};
  return rest;
}

void PlantSeeds(int argc, char** argv, const std::vector<std::string>& seeds) {
  std::string folder;
  for (int i = argc - 1; i > 0; --i) {
    struct stat status {};
    if (stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode)) folder = argv[i];
  }
  if (folder.empty()) return;  // a kept input is run again by itself
  for (size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream(absl::StrCat(folder, "/seed-", i)) << seeds[i];
  }
}

void Fail(const std::string& what) {
  std::cerr << "found: " << what << std::endl;
  std::abort();
}

UnnamedFile::UnnamedFile(absl::string_view bytes) : file_(memfd_create("fuzz", 0)) {
  if (file_ < 0 || fchmod(file_, 0600) != 0 ||
      write(file_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    Fail("no file could be made");
  }
}

UnnamedFile::~UnnamedFile() { close(file_); }

std::string UnnamedFile::path() const { return absl::StrCat("/proc/self/fd/", file_); }

}  // namespace oat::fuzz
