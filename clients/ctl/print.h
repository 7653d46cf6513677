// How answers are shown: as the contract's JSON to programs, in aligned columns to people.
#pragma once

#include <google/protobuf/generated_enum_reflection.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/ctl/terminal.h"
#include "oat/v1/reason.pb.h"

namespace oat::ctl {

// Prints an answer as JSON where that is wanted, else by `for_people`.
absl::Status Show(Terminal& terminal, const google::protobuf::Message& answer,
                  const std::function<void()>& for_people);
// The same for a list that the contract streams: one document, {"name": [...]}.
absl::Status ShowList(Terminal& terminal, const std::string& name,
                      const std::vector<const google::protobuf::Message*>& answers,
                      const std::function<void()>& for_people);
// For an answer that holds an outcome: a clinical no is shown and returned as FAILED_PRECONDITION
// with the words that tell what can be done; what stands beside a yes is printed after it.
absl::Status ShowOutcome(Terminal& terminal, const google::protobuf::Message& answer,
                         const v1::Outcome& outcome, const std::function<void()>& for_people);
// A command that ended without an answer, as a document of its own: {"error": {...}}.
void ShowFailure(Terminal& terminal, const absl::Status& status);

// Columns under a header line. Widths are those of the screen: a letter of Cyrillic takes two bytes
// and one column. A name that begins with '>' is a column of figures, set to the right.
class Listing {
 public:
  explicit Listing(std::vector<std::string> header);
  void Add(std::vector<std::string> cells);
  // A header alone says that there is nothing; so does the line below it.
  void Print(std::ostream& out) const;

 private:
  std::vector<bool> is_right_;
  std::vector<std::vector<std::string>> lines_;
};

// Columns of the screen that a text in UTF-8 takes.
size_t DisplayWidth(const std::string& text);

// Broken into lines of at most so many columns at blanks.
std::string Wrap(const std::string& text, size_t width = 80);

// An enumerator as people type it: its name without the type's prefix, in lower case.
std::string WordOf(const google::protobuf::EnumDescriptor& type, int value);
template <class Enum>
std::string Word(Enum value) {
  return WordOf(*google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value));
}
// Every word of a type, separated by bars; the unspecified is none.
std::string WordsOf(const google::protobuf::EnumDescriptor& type);
template <class Enum>
std::string Words() {
  return WordsOf(*google::protobuf::GetEnumDescriptor<Enum>());
}
absl::StatusOr<int> ReadWordOf(const google::protobuf::EnumDescriptor& type,
                               const std::string& field, const std::string& text);
template <class Enum>
absl::StatusOr<Enum> ReadWord(const std::string& field, const std::string& text) {
  auto value = ReadWordOf(*google::protobuf::GetEnumDescriptor<Enum>(), field, text);
  if (!value.ok()) return value.status();
  return static_cast<Enum>(*value);
}

// The words of a reason, its placeholders filled.
std::string WordsOfReason(const v1::Reason& reason);
// "2026-11-21 08:00", in the time zone of this computer.
std::string FormatTime(const google::protobuf::Timestamp& time);
// "a, b or c".
std::string Either(const std::vector<std::string>& words);

}  // namespace oat::ctl
