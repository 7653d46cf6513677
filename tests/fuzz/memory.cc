#include "tests/fuzz/memory.h"

#include <algorithm>
#include <set>

#include "oat/v1/contract.pb.h"
#include "oat/v1/stock.pb.h"
#include "services/contract/digest.h"
#include "tests/support/clinic.h"
#include "tests/support/methods.h"

namespace oat::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const v1::FieldRule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::rule);
}

// The own fields of a request that must name a thing by its id.
std::vector<std::string> IdsIn(const MethodDescriptor& method) {
  const auto& type = *method.input_type();
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool is_id = RuleOf(field).text() == v1::TEXT_UUID && !RuleOf(field).optional();
    if (is_id && field.name() != "request_id") names.push_back(field.name());
  }
  return names;
}

// The names of all such fields.
const std::set<std::string>& NamesOfIds() {
  static const auto* const names = [] {
    auto* all = new std::set<std::string>();
    for (const MethodDescriptor* method : test::AllMethods()) {
      for (const std::string& name : IdsIn(*method)) all->insert(name);
    }
    return all;
  }();
  return *names;
}

// Newest first, each once, and not without end.
template <class T>
void Remember(const T& one, std::vector<T>* known) {
  constexpr size_t kMost = 64;
  if (std::find(known->begin(), known->end(), one) != known->end()) return;
  known->insert(known->begin(), one);
  if (known->size() > kMost) known->pop_back();
}

}  // namespace

bool NamesAThing(const MethodDescriptor& method) { return !IdsIn(method).empty(); }

// The clinic of the tests, on its day.
Memory::Memory()
    : pool_({{"station", {"W1", "W2"}},
             {"site_code", {"ALA1", "SEM1"}},
             {"product_code", {"METHADONE-5MG-ML", "BUPRENORPHINE-8MG"}},
             {"lot_number", {"LOT-1"}},
             {"expires_on", {"2027-12-31"}},
             {"password", {test::Clinic::kPassword}},
             {"day", {"2026-12-24", "2026-11-21"}},
             {"from_day", {"2026-11-22", "2026-11-21"}},
             {"until_day", {"2026-11-22", "2026-12-20"}},
             {"month", {"2026-10-01"}},
             {"overridden", {"too_soon"}},
             {"uic", {"A1290489"}}}) {
  for (const MethodDescriptor* method : test::AllMethods()) {
    if (test::RuleOf(*method).approver_roles().empty()) continue;
    // What a second person may be asked to approve.
    pool_["method"].push_back(method->full_name());
    pool_["request"].push_back(test::MakeCall(*method).front()->SerializeAsString());
  }
}

void Memory::AddPatient(const std::string& number) { Remember(number, &pool_["patient_number"]); }

void Memory::AddLogin(const std::string& login) { Remember(login, &pool_["login"]); }

void Memory::Learn(const MethodDescriptor& method, const test::Messages& requests,
                   const std::vector<std::string>& answers) {
  for (const std::string& bytes : answers) {
    const std::unique_ptr<Message> message(google::protobuf::MessageFactory::generated_factory()
                                               ->GetPrototype(method.output_type())
                                               ->New());
    if (!message->ParseFromString(bytes)) Fail("an answer that cannot be read");
    LearnFrom(*message);
  }
  // An id that was taken is one of its name, and that of a request is often that of what it made.
  const Message& request = *requests.front();
  LearnFrom(request);
  const std::string id = contract::TextField(request, "request_id");
  if (!id.empty()) Remember({"", id, contract::TextField(request, "patient_number")}, &things_);
}

void Memory::LearnFrom(const Message& message) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (field->is_repeated()) {
      for (int i = 0; is_message && i < reflection->FieldSize(message, field); ++i) {
        LearnFrom(reflection->GetRepeatedMessage(message, field, i));
      }
    } else if (is_message) {
      LearnFrom(reflection->GetMessage(message, field));
    } else if (NamesOfIds().contains(field->name())) {
      const std::string id = reflection->GetString(message, field);
      Remember({field->name(), id, contract::TextField(message, "patient_number")}, &things_);
      Remember(id, &pool_[field->name()]);
    }
  }
}

// Those that are known to be such, then all that may be.
const Memory::Thing* Memory::ThingFor(const std::string& kind, size_t offset) const {
  std::vector<const Thing*> fitting;
  for (const std::string& of : {kind, std::string()}) {
    for (const Thing& thing : things_) {
      if (thing.kind == of) fitting.push_back(&thing);
    }
  }
  return fitting.empty() ? nullptr : fitting[offset % fitting.size()];
}

test::Messages Memory::MakeCall(const MethodDescriptor& method, size_t offset) const {
  test::Known known;
  for (const auto& [name, texts] : pool_) {
    const auto* field = method.input_type()->FindFieldByName(name);
    const bool is_left_out = offset % 2 == 1 && field != nullptr && RuleOf(*field).optional();
    if (!is_left_out) known[name] = texts[offset / 2 % texts.size()];
  }
  for (const std::string& name : IdsIn(method)) {
    const Thing* thing = ThingFor(name, offset);
    if (thing == nullptr) continue;
    known[name] = thing->id;
    if (!thing->patient_number.empty()) known["patient_number"] = thing->patient_number;
  }
  return test::MakeCall(method, known);
}

}  // namespace oat::fuzz
