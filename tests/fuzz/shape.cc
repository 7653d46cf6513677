// Any message as a request of any method: the check of its shape says yes or names a field, in
// words that gRPC can carry and that repeat nothing secret; its digests hold.
#include "services/contract/shape.h"

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/encoding.h"
#include "oat/v1/contract.pb.h"
#include "services/contract/code.h"
#include "services/contract/digest.h"
#include "tests/fuzz/fill.h"
#include "tests/support/methods.h"
#include "tests/support/request.h"

namespace oat::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const auto& Methods() {
  static const auto* const methods = new auto(test::AllMethods());
  return *methods;
}

// The field that an error is about: "steps[2].from_day: got ...". Null where it is not a field's.
const FieldDescriptor* FieldAtFault(const Message& message, absl::string_view words) {
  const auto* type = message.GetDescriptor();
  const FieldDescriptor* field = nullptr;
  const absl::string_view path = words.substr(0, words.find_first_of(": "));
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    if (type == nullptr) return nullptr;
    field = type->FindFieldByName(std::string(part.substr(0, part.find('['))));
    if (field == nullptr) return nullptr;
    type = field->message_type();
  }
  return field;
}

void CheckWords(const Message& message, const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) Fail(absl::StrCat(status.ToString(), InWords(message)));
  const absl::string_view words = status.message();
  if (!ctl::IsUtf8(words)) Fail(absl::StrCat("an error that is not UTF-8: ", words));
  const FieldDescriptor* field = FieldAtFault(message, words);
  if (field == nullptr) return;
  const v1::FieldRule& rule = field->options().GetExtension(v1::rule);
  if (!rule.secret() && !rule.identity()) return;
  // Our own words are ASCII: other letters are the field's.
  for (char c : words) {
    if (!absl::ascii_isascii(static_cast<unsigned char>(c))) {
      Fail(absl::StrCat("an error that repeats what is not shown: ", words));
    }
  }
}

void CheckDigests(const Message& message) {
  const std::string digest = contract::Digest(message);
  std::unique_ptr<Message> again(message.New());
  if (!again->ParseFromString(message.SerializeAsString())) {
    Fail("a request that is not read again: " + InWords(message));
  }
  if (contract::Digest(*again) != digest) Fail("two digests of one request: " + InWords(message));
  if (const auto* approval = message.GetDescriptor()->FindFieldByName("approval_id")) {
    const std::string before = contract::DigestForApproval(message);
    again->GetReflection()->SetString(again.get(), approval, "another");
    if (contract::DigestForApproval(*again) != before) {
      Fail("an approval changes what it approves: " + InWords(message));
    }
  }
}

void CheckCodes(const Message& message) {
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.enum_type() == nullptr || field.is_repeated()) continue;
    const int number = message.GetReflection()->GetEnumValue(message, &field);
    const auto read =
        contract::ParseCodeText(*field.enum_type(), contract::CodeText(*field.enum_type(), number));
    const bool is_known = number != 0 && field.enum_type()->FindValueByNumber(number) != nullptr;
    if (read != (is_known ? std::make_optional(number) : std::nullopt)) {
      Fail(absl::StrCat(field.full_name(), ": the code of ", number, " is read as another"));
    }
  }
}

void Try(Input* input) {
  const auto& method = *Methods()[input->Below(Methods().size())];
  test::Messages messages = test::MakeCall(method);
  Message& message = *messages[input->Below(messages.size())];
  if (input->Below(2) == 0) {
    for (size_t changes = input->Below(8); changes > 0; --changes) {
      ChangeOneField(&message, {}, input);
    }
  } else {
    // What cannot be read, gRPC refuses itself.
    const absl::string_view bytes = input->Rest();
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  }
  if (const absl::Status status = contract::CheckShape(message); !status.ok()) {
    CheckWords(message, status);
  }
  CheckDigests(message);
  CheckCodes(message);
}

}  // namespace
}  // namespace oat::fuzz

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  // Every method as it is, changed a little, and as the bytes of its own request.
  std::vector<std::string> seeds;
  for (size_t i = 0; i < oat::fuzz::Methods().size(); ++i) {
    const std::string method(1, static_cast<char>(i));
    seeds.push_back(method);
    seeds.push_back(method + std::string("\x01\x00\x03\x01\x02\x03\x04\x05\x06\x07\x08", 11));
    const auto messages = oat::test::MakeCall(*oat::fuzz::Methods()[i]);
    seeds.push_back(method + std::string("\x00\x01", 2) + messages.front()->SerializeAsString());
  }
  oat::fuzz::PlantSeeds(*argc, *argv, seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  oat::fuzz::Input input(data, size);
  oat::fuzz::Try(&input);
  return 0;
}
