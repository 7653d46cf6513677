// Any bytes as any request of the contract: the check of its shape and its digests hold, and what
// is refused says neither a secret nor who somebody is.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "absl/strings/match.h"
#include "oat/v1/contract.pb.h"
#include "services/contract/digest.h"
#include "services/contract/shape.h"
#include "tests/support/methods.h"

namespace oat {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The texts of a message that nobody may read in an error.
void CheckRepeatsNothing(const Message& message, absl::string_view words) {
  constexpr size_t kTellingBytes = 12;
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated()) continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      CheckRepeatsNothing(reflection->GetMessage(message, field), words);
      continue;
    }
    const v1::FieldRule& rule = field->options().GetExtension(v1::rule);
    const bool is_kept = rule.secret() || rule.identity();
    if (!is_kept || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
    const std::string text = reflection->GetString(message, field);
    if (text.size() >= kTellingBytes && absl::StrContains(words, text)) std::abort();
  }
}

}  // namespace
}  // namespace oat

// The first byte chooses the method.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const auto& methods = *new auto(oat::test::AllMethods());
  const auto* type = methods[data[0] % methods.size()]->input_type();
  const std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!request->ParseFromArray(data + 1, static_cast<int>(size - 1))) return 0;
  const absl::Status shape = oat::contract::CheckShape(*request);
  if (!shape.ok()) oat::CheckRepeatsNothing(*request, shape.message());
  // What is sent again in another order of fields is the same request.
  const std::unique_ptr<google::protobuf::Message> again(request->New());
  if (again->ParseFromString(request->SerializeAsString()) &&
      oat::contract::Digest(*again) != oat::contract::Digest(*request)) {
    std::abort();
  }
  oat::contract::DigestForApproval(*request);
  return 0;
}
