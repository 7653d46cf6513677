// The log: JSON, one line an event, to standard error. A field takes numbers, times, codes written
// in the program, and ids that name nobody outside. A Secret, a name or any other text from outside
// is no Loggable, so putting one here does not compile.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/base/patient_number.h"

namespace oat::server {

// Text that stands in the program itself or is made of such.
class Word {
 public:
  template <size_t N>
  consteval Word(const char (&text)[N]) : text_(text) {}
  const char* text() const { return text_; }

 private:
  const char* text_;
};

class Loggable {
 public:
  Loggable(int64_t number);
  Loggable(int32_t number) : Loggable(static_cast<int64_t>(number)) {}
  Loggable(Word word);
  Loggable(absl::StatusCode code);
  Loggable(absl::Duration duration);  // in milliseconds
  Loggable(const Uuid& id);
  Loggable(const PatientNumber& number);

  // The name of one of our methods, settings or files: for the wrapper and the start of the
  // program.
  static Loggable OwnName(const std::string& name);

  const std::string& json() const { return json_; }

 private:
  struct Raw {};
  Loggable(Raw, std::string json) : json_(std::move(json)) {}
  std::string json_;
};

enum class Severity { kInfo, kWarning, kError };

struct Field {
  Word name;
  Loggable value;
};
using Fields = std::vector<Field>;
void Log(Severity severity, Word event, const Fields& fields = {});

}  // namespace oat::server
