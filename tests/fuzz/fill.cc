#include "tests/fuzz/fill.h"

#include "absl/strings/str_cat.h"
#include "oat/v1/contract.pb.h"

namespace oat::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const v1::FieldRule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::rule);
}

std::string TextFor(const FieldDescriptor& field, const Pool& pool, Input* input) {
  const auto known = pool.find(field.name());
  switch (input->Below(4)) {
    case 0:
      if (known != pool.end()) return known->second[input->Below(known->second.size())];
      return input->Text();
    case 1:
      return std::string(static_cast<size_t>(RuleOf(field).max() % 5000) + input->Below(2), 'X');
    case 2:
      return absl::StrCat("2026-11-", 10 + input->Below(20));
    default:
      return input->Text();
  }
}

// Some rules reach to the end of the type.
int64_t WrappedSum(int64_t number, int64_t other) {
  return static_cast<int64_t>(static_cast<uint64_t>(number) + static_cast<uint64_t>(other));
}

int64_t NumberFor(const FieldDescriptor& field, Input* input) {
  const v1::FieldRule& rule = RuleOf(field);
  switch (input->Below(7)) {
    case 0:
      return rule.min();
    case 1:
      return rule.max();
    case 2:
      return WrappedSum(rule.min(), -1);
    case 3:
      return WrappedSum(rule.max(), 1);
    case 4:
      return input->Byte();
    case 5:
      return input->Byte() * int64_t{1000};
    default:
      return input->Number();
  }
}

int EnumFor(const FieldDescriptor& field, Input* input) {
  const auto& type = *field.enum_type();
  const size_t chosen = input->Below(static_cast<size_t>(type.value_count()) + 1);
  if (chosen == static_cast<size_t>(type.value_count())) return static_cast<int8_t>(input->Byte());
  return type.value(static_cast<int>(chosen))->number();
}

void SetField(Message* message, const FieldDescriptor& field, const Pool& pool, Input* input) {
  const auto* reflection = message->GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = TextFor(field, pool, input);
      return many ? reflection->AddString(message, &field, text)
                  : reflection->SetString(message, &field, text);
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto number = static_cast<int32_t>(NumberFor(field, input));
      return many ? reflection->AddInt32(message, &field, number)
                  : reflection->SetInt32(message, &field, number);
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const int64_t number = NumberFor(field, input);
      return many ? reflection->AddInt64(message, &field, number)
                  : reflection->SetInt64(message, &field, number);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = EnumFor(field, input);
      return many ? reflection->AddEnumValue(message, &field, number)
                  : reflection->SetEnumValue(message, &field, number);
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool yes = input->Below(2) == 0;
      return many ? reflection->AddBool(message, &field, yes)
                  : reflection->SetBool(message, &field, yes);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ChangeOneField(many ? reflection->AddMessage(message, &field)
                                 : reflection->MutableMessage(message, &field),
                            pool, input);
    default:
      Fail("the contract does not use such fields: " + field.full_name());
  }
}

// A time of the clinic's day, or any at all.
void SetTime(Message* message, Input* input) {
  constexpr int64_t kNoonInAlmaty = 1795244400;  // 2026-11-21
  const auto* type = message->GetDescriptor();
  const bool any = input->Below(2) == 1;
  message->GetReflection()->SetInt64(
      message, type->FindFieldByName("seconds"),
      any ? input->Number() : kNoonInAlmaty + (input->Byte() - 128) * int64_t{600});
  message->GetReflection()->SetInt32(message, type->FindFieldByName("nanos"),
                                     static_cast<int32_t>(any ? input->Number() : 0));
}

}  // namespace

void ChangeOneField(Message* message, const Pool& pool, Input* input) {
  const auto& type = *message->GetDescriptor();
  if (type.full_name() == "google.protobuf.Timestamp") return SetTime(message, input);
  if (type.field_count() == 0) return;
  const FieldDescriptor& field =
      *type.field(static_cast<int>(input->Below(static_cast<size_t>(type.field_count()))));
  const auto* reflection = message->GetReflection();
  const size_t way = input->Below(8);
  if (way == 7) return reflection->ClearField(message, &field);
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (!field.is_repeated()) return SetField(message, field, pool, input);
  const int items = reflection->FieldSize(*message, &field);
  if (is_message && items > 0 && way < 5) {
    return ChangeOneField(
        reflection->MutableRepeatedMessage(
            message, &field, static_cast<int>(input->Below(static_cast<size_t>(items)))),
        pool, input);
  }
  // Now and then more than any rule allows.
  const size_t added = way == 6 ? input->Below(100) : 1;
  for (size_t i = 0; i < added; ++i) SetField(message, field, pool, input);
}

std::string InWords(const Message& message) {
  return absl::StrCat(message.GetDescriptor()->full_name(), " {\n", message.DebugString(), "}\n");
}

}  // namespace oat::fuzz
