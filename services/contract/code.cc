#include "services/contract/code.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace oat::contract {
namespace {

// Every enumerator begins with the name of its zero value less UNSPECIFIED (buf checks it).
size_t PrefixLength(const google::protobuf::EnumDescriptor& type) {
  return type.FindValueByNumber(0)->name().size() - absl::string_view("UNSPECIFIED").size();
}

}  // namespace

std::string CodeText(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* enumerator = type.FindValueByNumber(value);
  if (enumerator == nullptr) return "unspecified";
  return absl::AsciiStrToLower(enumerator->name().substr(PrefixLength(type)));
}

std::optional<int> ParseCodeText(const google::protobuf::EnumDescriptor& type,
                                 absl::string_view text) {
  const std::string prefix = type.FindValueByNumber(0)->name().substr(0, PrefixLength(type));
  const auto* enumerator = type.FindValueByName(absl::StrCat(prefix, absl::AsciiStrToUpper(text)));
  if (enumerator == nullptr || enumerator->number() == 0) return std::nullopt;
  return enumerator->number();
}

}  // namespace oat::contract
