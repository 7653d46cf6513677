#include "clients/ctl/print.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

constexpr size_t kGap = 2;

std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  const std::string& unspecified = type.FindValueByNumber(0)->name();
  return unspecified.substr(0, unspecified.size() - std::string("UNSPECIFIED").size());
}

std::string Pad(const std::string& text, size_t width, bool is_right) {
  const std::string blanks(width - DisplayWidth(text), ' ');
  return is_right ? blanks + text : text + blanks;
}

// The contract's own form of JSON, every field in it, so that a program need not know the defaults.
std::string JsonOf(const google::protobuf::Message& answer) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto printed = google::protobuf::util::MessageToJsonString(answer, &text, options);
  if (!printed.ok()) throw std::logic_error(std::string(printed.message()));
  return absl::EndsWith(text, "\n") ? text : text + "\n";
}

}  // namespace

absl::Status Show(Terminal& terminal, const google::protobuf::Message& answer,
                  const std::function<void()>& for_people) {
  terminal.answered = true;
  if (terminal.json) {
    terminal.out << JsonOf(answer);
  } else {
    for_people();
  }
  return absl::OkStatus();
}

absl::Status ShowList(Terminal& terminal, const std::string& name,
                      const std::vector<const google::protobuf::Message*>& answers,
                      const std::function<void()>& for_people) {
  terminal.answered = true;
  if (!terminal.json) {
    for_people();
    return absl::OkStatus();
  }
  terminal.out << "{\n \"" << name << "\": [";
  const char* separator = "\n";
  for (const google::protobuf::Message* answer : answers) {
    terminal.out << separator << absl::StripAsciiWhitespace(JsonOf(*answer));
    separator = ",\n";
  }
  terminal.out << "]\n}\n";
  return absl::OkStatus();
}

absl::Status ShowOutcome(Terminal& terminal, const google::protobuf::Message& answer,
                         const v1::Outcome& outcome, const std::function<void()>& for_people) {
  std::vector<std::string> reasons;
  for (const v1::Reason& reason : outcome.reasons()) {
    reasons.push_back(absl::StrCat(Word(reason.code()), ": ", WordsOfReason(reason)));
  }
  OAT_RETURN_IF_ERROR(Show(terminal, answer, [&] {
    if (!outcome.accepted()) return;
    for_people();
    // What stands beside a yes.
    for (const std::string& reason : reasons) terminal.out << reason << "\n";
  }));
  if (outcome.accepted()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrJoin(reasons, "\n"));
}

void ShowFailure(Terminal& terminal, const absl::Status& status) {
  google::protobuf::Struct failure;
  auto& error = *(*failure.mutable_fields())["error"].mutable_struct_value()->mutable_fields();
  error["code"].set_string_value(absl::AsciiStrToLower(absl::StatusCodeToString(status.code())));
  error["message"].set_string_value(std::string(status.message()));
  terminal.out << JsonOf(failure);
}

Listing::Listing(std::vector<std::string> header) {
  for (std::string& name : header) {
    is_right_.push_back(absl::StartsWith(name, ">"));
    if (is_right_.back()) name.erase(0, 1);
  }
  lines_.push_back(std::move(header));
}

void Listing::Add(std::vector<std::string> cells) { lines_.push_back(std::move(cells)); }

void Listing::Print(std::ostream& out) const {
  std::vector<size_t> widths(is_right_.size(), 0);
  for (const auto& cells : lines_) {
    for (size_t i = 0; i < cells.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(cells[i]));
    }
  }
  for (const auto& cells : lines_) {
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) {
      absl::StrAppend(&line, i == 0 ? "" : std::string(kGap, ' '),
                      Pad(cells[i], widths[i], is_right_[i]));
    }
    out << absl::StripTrailingAsciiWhitespace(line) << "\n";
  }
  if (lines_.size() == 1) out << "(none)\n";
}

size_t DisplayWidth(const std::string& text) {
  size_t width = 0;
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    const bool takes_none =
        c >= 0 && (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) != 0;
    const int32_t kind = c < 0 ? U_EA_NEUTRAL : u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    const bool is_wide = kind == U_EA_WIDE || kind == U_EA_FULLWIDTH;
    width += takes_none ? 0 : is_wide ? 2 : 1;
  }
  return width;
}

std::string Wrap(const std::string& text, size_t width) {
  std::string wrapped;
  size_t column = 0;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(text, ' '))) {
    const size_t columns = DisplayWidth(word);
    const bool breaks = column > 0 && column + 1 + columns > width;
    absl::StrAppend(&wrapped, column == 0 ? "" : breaks ? "\n" : " ", word);
    column = breaks || column == 0 ? columns : column + 1 + columns;
  }
  return wrapped;
}

std::string WordOf(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* known = type.FindValueByNumber(value);
  if (known == nullptr) return absl::StrCat(value);
  return absl::AsciiStrToLower(known->name().substr(PrefixOf(type).size()));
}

std::string WordsOf(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 1; i < type.value_count(); ++i) {
    words.push_back(WordOf(type, type.value(i)->number()));
  }
  return absl::StrJoin(words, "|");
}

absl::StatusOr<int> ReadWordOf(const google::protobuf::EnumDescriptor& type,
                               const std::string& field, const std::string& text) {
  const auto* value = type.FindValueByName(PrefixOf(type) + absl::AsciiStrToUpper(text));
  if (value != nullptr && value->number() != 0) return value->number();
  return Invalid(field, text, Either(absl::StrSplit(WordsOf(type), '|')));
}

std::string WordsOfReason(const v1::Reason& reason) {
  const auto* value = v1::ReasonCode_descriptor()->FindValueByNumber(reason.code());
  if (value == nullptr) return "";
  std::vector<std::pair<std::string, std::string>> values;
  for (const v1::Parameter& one : reason.parameters()) {
    values.emplace_back(absl::StrCat("{", one.placeholder(), "}"), one.value());
  }
  return absl::StrReplaceAll(value->options().GetExtension(v1::words).en(), values);
}

std::string FormatTime(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixSeconds(time.seconds()),
                          absl::LocalTimeZone());
}

std::string Either(const std::vector<std::string>& words) {
  if (words.size() < 2) return absl::StrJoin(words, "");
  const std::vector<std::string> first(words.begin(), words.end() - 1);
  return absl::StrCat(absl::StrJoin(first, ", "), " or ", words.back());
}

}  // namespace oat::ctl
