#include "services/contract/shape.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "oat/v1/contract.pb.h"
#include "services/base/clinical_day.h"
#include "services/base/patient_number.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using oat::v1::FieldRule;

const FieldRule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(oat::v1::rule);
}

// Counts characters and finds control characters; -1 where there are any. protobuf has already
// refused what is not UTF-8.
int64_t PrintableCharacters(absl::string_view text) {
  int64_t count = 0;
  unsigned char before = 0;
  for (unsigned char byte : text) {
    // C0, delete, and C1: U+0080 to U+009F, two bytes that begin with C2.
    if (byte < 0x20 || byte == 0x7f || (before == 0xc2 && byte < 0xa0)) return -1;
    if ((byte & 0xc0) != 0x80) ++count;
    before = byte;
  }
  return count;
}

std::string Shown(const FieldRule& rule, absl::string_view got) {
  if (rule.secret() || rule.identity()) return "a value that is not shown";
  if (got.empty()) return "nothing";
  size_t shown = std::min<size_t>(got.size(), 60);
  // Never half a character: gRPC refuses a status that is not UTF-8.
  while (shown < got.size() && shown > 0 && (got[shown] & 0xc0) == 0x80) --shown;
  return absl::StrCat("\"", got.substr(0, shown), shown < got.size() ? "...\"" : "\"");
}

absl::Status CheckFree(const std::string& name, const FieldRule& rule, const std::string& text) {
  int64_t count = PrintableCharacters(text);
  if (count < 0) return Invalid(name, "a control character", "plain text on one line");
  if (count >= rule.min() && count <= rule.max()) return absl::OkStatus();
  return Invalid(name, absl::StrCat(count, " characters"),
                 absl::StrCat(rule.min(), " to ", rule.max()));
}

absl::Status CheckCode(const std::string& name, const FieldRule& rule, const std::string& text) {
  bool right = text.size() <= static_cast<size_t>(rule.max());
  for (char c : text)
    right = right && (absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '-');
  if (right) return absl::OkStatus();
  return Invalid(name, Shown(rule, text),
                 absl::StrCat("up to ", rule.max(), " of A-Z, 0-9 and hyphen"));
}

absl::Status CheckText(const std::string& name, const FieldRule& rule, const std::string& text) {
  switch (rule.text()) {
    case oat::v1::TEXT_UUID:
      if (IsUuidVersion7(text)) return absl::OkStatus();
      return Invalid(name, Shown(rule, text), "a UUID of version 7 in lower case");
    case oat::v1::TEXT_PATIENT_NUMBER: {
      absl::Status parsed = PatientNumber::Parse(text).status();
      if (parsed.ok()) return parsed;
      return absl::InvalidArgumentError(absl::StrCat(name, ": ", parsed.message()));
    }
    case oat::v1::TEXT_DATE:
      if (ParseDay(text).ok()) return absl::OkStatus();
      return Invalid(name, Shown(rule, text), "a date YYYY-MM-DD from 1900 to 2199");
    case oat::v1::TEXT_CODE:
      return CheckCode(name, rule, text);
    case oat::v1::TEXT_FREE:
      return CheckFree(name, rule, text);
    default:  // a cell of an imported file: what it says is judged by line and column, not here
      if (text.find('\0') == std::string::npos) return absl::OkStatus();
      return Invalid(name, "a zero byte", "text");
  }
}

absl::Status CheckNumber(const std::string& name, const FieldRule& rule, int64_t number) {
  if (number >= rule.min() && number <= rule.max()) return absl::OkStatus();
  return Invalid(name, absl::StrCat(number), absl::StrCat(rule.min(), " to ", rule.max()));
}

absl::Status CheckEnum(const std::string& name, const FieldDescriptor& field, int number) {
  const auto* value = field.enum_type()->FindValueByNumber(number);
  if (value != nullptr && number != 0) return absl::OkStatus();
  return Invalid(name, value == nullptr ? absl::StrCat(number) : value->name(),
                 absl::StrCat("one of ", field.enum_type()->name()));
}

absl::Status CheckMessage(const std::string& path, const Message& message);

// One value, of a single field (index -1) or of a repeated one.
absl::Status CheckValue(const std::string& name, const Message& message,
                        const FieldDescriptor& field, int index) {
  const auto* reflection = message.GetReflection();
  const FieldRule& rule = RuleOf(field);
  const bool repeated = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      const std::string& text =
          repeated ? reflection->GetRepeatedStringReference(message, &field, index, &scratch)
                   : reflection->GetStringReference(message, &field, &scratch);
      if (field.type() != FieldDescriptor::TYPE_BYTES) return CheckText(name, rule, text);
      return CheckNumber(name + " (bytes)", rule, static_cast<int64_t>(text.size()));
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return CheckNumber(name, rule,
                         repeated ? reflection->GetRepeatedInt32(message, &field, index)
                                  : reflection->GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return CheckNumber(name, rule,
                         repeated ? reflection->GetRepeatedInt64(message, &field, index)
                                  : reflection->GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return CheckEnum(name, field,
                       repeated ? reflection->GetRepeatedEnumValue(message, &field, index)
                                : reflection->GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return absl::OkStatus();  // present means true
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return CheckMessage(name, repeated ? reflection->GetRepeatedMessage(message, &field, index)
                                         : reflection->GetMessage(message, &field));
    default:
      return absl::InternalError(absl::StrCat(name, " is of a type the contract does not use"));
  }
}

absl::Status CheckField(const std::string& name, const Message& message,
                        const FieldDescriptor& field) {
  const auto* reflection = message.GetReflection();
  const FieldRule& rule = RuleOf(field);
  if (!field.is_repeated()) {
    if (reflection->HasField(message, &field)) return CheckValue(name, message, field, -1);
    // A number that is zero counts as absent; where zero is in range that is what was meant.
    bool zero_is_meant = field.cpp_type() != FieldDescriptor::CPPTYPE_BOOL && rule.text() == 0 &&
                         rule.max() > 0 && rule.min() == 0;
    if (rule.optional() || zero_is_meant || field.real_containing_oneof() != nullptr) {
      return absl::OkStatus();
    }
    return Invalid(name, "nothing", "a value");
  }
  const int items = reflection->FieldSize(message, &field);
  if (items == 0 && !rule.optional()) return Invalid(name, "nothing", "at least one item");
  if (items > rule.max_items()) {
    return Invalid(name, absl::StrCat(items, " items"), absl::StrCat("at most ", rule.max_items()));
  }
  for (int i = 0; i < items; ++i) {
    OAT_RETURN_IF_ERROR(CheckValue(absl::StrCat(name, "[", i, "]"), message, field, i));
  }
  return absl::OkStatus();
}

// The years that a date may have, and the nanoseconds that a second has.
absl::Status CheckTime(const std::string& name, const google::protobuf::Timestamp& time) {
  constexpr int64_t kFirst = -2208988800;  // 1900-01-01T00:00:00Z
  constexpr int64_t kLast = 7258118399;    // 2199-12-31T23:59:59Z
  constexpr int32_t kMostNanos = 999'999'999;
  if (time.seconds() >= kFirst && time.seconds() <= kLast && time.nanos() >= 0 &&
      time.nanos() <= kMostNanos) {
    return absl::OkStatus();
  }
  return Invalid(name, absl::StrCat(time.seconds(), " s and ", time.nanos(), " ns"),
                 "a time from 1900 to 2199");
}

absl::Status CheckMessage(const std::string& path, const Message& message) {
  const auto* type = message.GetDescriptor();
  if (type == google::protobuf::Timestamp::descriptor()) {
    return CheckTime(path, static_cast<const google::protobuf::Timestamp&>(message));
  }
  const std::string prefix = path.empty() ? "" : path + ".";
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor& field = *type->field(i);
    OAT_RETURN_IF_ERROR(CheckField(prefix + field.name(), message, field));
  }
  for (int i = 0; i < type->real_oneof_decl_count(); ++i) {
    const auto* oneof = type->oneof_decl(i);
    if (message.GetReflection()->HasOneof(message, oneof)) continue;
    return Invalid(prefix + oneof->name(), "nothing", "one of its fields");
  }
  return absl::OkStatus();
}

void CollectWithoutRule(const google::protobuf::Descriptor& type,
                        std::set<const google::protobuf::Descriptor*>* seen,
                        std::vector<std::string>* found) {
  if (type.full_name() == "google.protobuf.Timestamp" || !seen->insert(&type).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!field.options().HasExtension(oat::v1::rule)) found->push_back(field.full_name());
    if (field.message_type() != nullptr) CollectWithoutRule(*field.message_type(), seen, found);
  }
}

}  // namespace

absl::Status CheckShape(const Message& request) { return CheckMessage("", request); }

std::vector<std::string> FieldsWithoutRule(const google::protobuf::Descriptor& request) {
  std::set<const google::protobuf::Descriptor*> seen;
  std::vector<std::string> found;
  CollectWithoutRule(request, &seen, &found);
  return found;
}

}  // namespace oat::contract
