#include "services/contract/digest.h"

#include <sodium.h>

#include <memory>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "oat/v1/contract.pb.h"

namespace oat::contract {
namespace {

using google::protobuf::Message;

void ClearSecrets(Message* message) {
  const auto* type = message->GetDescriptor();
  const auto* reflection = message->GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->options().GetExtension(oat::v1::rule).secret())
      reflection->ClearField(message, field);
  }
}

std::string DigestOf(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  std::string digest(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                     0);
  return digest;
}

}  // namespace

std::string Digest(const Message& request) {
  std::unique_ptr<Message> copy(request.New());
  copy->CopyFrom(request);
  ClearSecrets(copy.get());
  return DigestOf(*copy);
}

std::string DigestForApproval(const Message& request) {
  std::unique_ptr<Message> copy(request.New());
  copy->CopyFrom(request);
  if (const auto* field = copy->GetDescriptor()->FindFieldByName("approval_id")) {
    copy->GetReflection()->ClearField(copy.get(), field);
  }
  return Digest(*copy);
}

std::string TextField(const Message& request, const std::string& field) {
  const auto* descriptor = request.GetDescriptor()->FindFieldByName(field);
  if (descriptor == nullptr) return "";
  return request.GetReflection()->GetString(request, descriptor);
}

}  // namespace oat::contract
