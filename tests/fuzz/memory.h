// What a fuzzer knows of its clinic, so that its requests are about what is there: texts that mean
// something in a field, and the ids of what earlier calls have made.
#pragma once

#include <string>
#include <vector>

#include "tests/fuzz/fill.h"
#include "tests/support/request.h"

namespace oat::fuzz {

// The request names something by its id, a dose or an incident, and must name it right.
bool NamesAThing(const google::protobuf::MethodDescriptor& method);

class Memory {
 public:
  Memory();

  void AddPatient(const std::string& number);
  void AddLogin(const std::string& login);
  // Takes in which ids a call that was answered OK has used, made and shown.
  void Learn(const google::protobuf::MethodDescriptor& method, const test::Messages& requests,
             const std::vector<std::string>& answers);

  // A request in which all is right, as far as can be known. The offset chooses among what is
  // known; what need not be there is there at even ones.
  test::Messages MakeCall(const google::protobuf::MethodDescriptor& method, size_t offset) const;
  const Pool& pool() const { return pool_; }

 private:
  // Its kind is the field that holds its id, "dose_id"; empty while that is not known.
  struct Thing {
    std::string kind;
    std::string id;
    std::string patient_number;
    bool operator==(const Thing&) const = default;
  };

  void LearnFrom(const google::protobuf::Message& message);
  const Thing* ThingFor(const std::string& kind, size_t offset) const;

  Pool pool_;
  std::vector<Thing> things_;  // newest first
};

}  // namespace oat::fuzz
