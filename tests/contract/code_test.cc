#include "services/contract/code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/consent.pb.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/oversight.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/report.pb.h"
#include "oat/v1/site.pb.h"
#include "oat/v1/stock.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "services/contract/shape.h"
#include "tests/support/methods.h"

namespace oat::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

TEST(Code, IsTheEnumeratorWithoutItsPrefix) {
  EXPECT_EQ(Code(v1::DOSE_OUTCOME_PARTLY_GIVEN), "partly_given");
  EXPECT_EQ(Code(v1::ROLE_NURSE), "nurse");
  EXPECT_EQ(Code(v1::REASON_CODE_OVER_24_HOURS), "over_24_hours");
  EXPECT_EQ(Code(v1::DOCUMENT_KIND_NATIONAL_ID), "national_id");
}

TEST(Code, OfNothingKnownIsUnspecified) {
  EXPECT_EQ(Code(v1::ROLE_UNSPECIFIED), "unspecified");
  EXPECT_EQ(CodeText(*v1::Role_descriptor(), 99), "unspecified");
}

TEST(FromCode, NamesTheEnumerator) {
  EXPECT_EQ(FromCode<v1::DoseOutcome>("partly_given"), v1::DOSE_OUTCOME_PARTLY_GIVEN);
  EXPECT_EQ(FromCode<v1::SiteKind>("mobile"), v1::SITE_KIND_MOBILE);
  EXPECT_EQ(ParseCodeText(*v1::Role_descriptor(), "auditor"), v1::ROLE_AUDITOR);
}

TEST(FromCode, OfNoEnumeratorIsZero) {
  for (const char* text : {"", "_", "unspecified", "unknown", "DOSE_OUTCOME_GIVEN", "given ",
                           " given", "partly given", "partly", "nurse", "1"}) {
    EXPECT_EQ(FromCode<v1::DoseOutcome>(text), v1::DOSE_OUTCOME_UNSPECIFIED) << text;
    EXPECT_FALSE(ParseCodeText(*v1::DoseOutcome_descriptor(), text).has_value()) << text;
  }
}

const FileDescriptor* const kFiles[] = {
    v1::AccessRule::descriptor()->file(),
    v1::Outcome::descriptor()->file(),
    v1::DoseLine::descriptor()->file(),
    v1::SignInRequest::descriptor()->file(),
    v1::Site::descriptor()->file(),
    v1::FindPatientRequest::descriptor()->file(),
    v1::SignOrderRequest::descriptor()->file(),
    v1::WorklistRequest::descriptor()->file(),
    v1::StockAccount::descriptor()->file(),
    v1::RecordConsentRequest::descriptor()->file(),
    v1::FreezeReleaseRequest::descriptor()->file(),
    v1::ListAlarmsRequest::descriptor()->file(),
};

// Stores keep codes for ever: each enumerator must come back from its own.
TEST(Code, OfEveryEnumeratorComesBack) {
  for (const FileDescriptor* file : kFiles) {
    for (int i = 0; i < file->enum_type_count(); ++i) {
      const auto& type = *file->enum_type(i);
      std::set<std::string> codes;
      for (int j = 0; j < type.value_count(); ++j) {
        const auto& value = *type.value(j);
        const std::string code = CodeText(type, value.number());
        EXPECT_TRUE(codes.insert(code).second) << value.full_name();
        EXPECT_EQ(code, absl::AsciiStrToLower(code));
        EXPECT_TRUE(value.name().ends_with("_" + absl::AsciiStrToUpper(code))) << value.name();
        EXPECT_EQ(ParseCodeText(type, code).value_or(0), value.number()) << value.full_name();
      }
    }
  }
}

// The {placeholders} of a text; a brace out of place shows as "broken".
std::multiset<std::string> Placeholders(const std::string& text) {
  std::multiset<std::string> found;
  size_t end = 0;
  while (true) {
    const size_t begin = text.find_first_of("{}", end);
    if (begin == std::string::npos) return found;
    end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", begin + 1);
    if (text[begin] != '{' || end == std::string::npos || text[end] != '}' || end == begin + 1) {
      return {"broken"};
    }
    found.insert(text.substr(begin + 1, end - begin - 1));
    ++end;
  }
}

TEST(Placeholders, AreFound) {
  EXPECT_EQ(Placeholders("from {day} to {until}."), (std::multiset<std::string>{"day", "until"}));
  EXPECT_EQ(Placeholders("plain"), std::multiset<std::string>{});
  for (const char* text : {"{}", "{day", "day}", "{day}}", "{{day}", "{1}"}) {
    EXPECT_EQ(Placeholders(text), std::multiset<std::string>{"broken"}) << text;
  }
}

TEST(ReasonCode, HasItsWordsInThreeLanguages) {
  const auto& type = *v1::ReasonCode_descriptor();
  for (int i = 0; i < type.value_count(); ++i) {
    const auto& value = *type.value(i);
    EXPECT_EQ(value.options().HasExtension(v1::words), value.number() != 0) << value.name();
    if (value.number() == 0) continue;
    const v1::Words& words = value.options().GetExtension(v1::words);
    for (const std::string& text : {words.en(), words.ru(), words.kk()}) {
      EXPECT_TRUE(text.ends_with(".")) << value.name() << ": " << text;
      EXPECT_FALSE(Placeholders(text).contains("broken")) << text;
      EXPECT_EQ(Placeholders(text), Placeholders(words.en())) << value.name() << ": " << text;
    }
    // Not one language's words under two headings.
    EXPECT_NE(words.en(), words.ru()) << value.name();
    EXPECT_NE(words.ru(), words.kk()) << value.name();
    EXPECT_NE(words.en(), words.kk()) << value.name();
  }
}

// Calls `check` with every method of every service of the contract.
void ForEachMethod(
    const std::function<void(const MethodDescriptor&, const v1::AccessRule&)>& check) {
  for (const MethodDescriptor* method : test::AllMethods()) {
    SCOPED_TRACE(method->full_name());
    check(*method, test::RuleOf(*method));
  }
}

bool HasField(const Descriptor& type, const char* name) {
  const auto* header = type.FindFieldByName("header");
  return type.FindFieldByName(name) != nullptr ||
         (header != nullptr && header->message_type()->FindFieldByName(name) != nullptr);
}

// The fields of a message, nested ones too, whose rule says `wanted`.
std::string FieldsThat(const Descriptor& type, bool (v1::FieldRule::*wanted)() const,
                       std::set<const Descriptor*> seen = {}) {
  std::string found;
  if (!seen.insert(&type).second) return found;
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    if ((field.options().GetExtension(v1::rule).*wanted)()) found += field.full_name() + " ";
    if (field.message_type() != nullptr) found += FieldsThat(*field.message_type(), wanted, seen);
  }
  return found;
}

TEST(Contract, HasARuleForEachMethodAndEachRequestField) {
  ForEachMethod([](const MethodDescriptor& method, const v1::AccessRule& rule) {
    EXPECT_TRUE(rule.credential() != 0 && rule.scope() != 0 && rule.effect() != 0);
    EXPECT_THAT(FieldsWithoutRule(*method.input_type()), testing::IsEmpty());
  });
  // The check bites: an answer states no rules.
  EXPECT_THAT(FieldsWithoutRule(*v1::ListStaffResponse::descriptor()),
              testing::Contains("oat.v1.RoleGrant.site_code"));
}

TEST(Contract, KeysEachWriteByItsRequestId) {
  ForEachMethod([](const MethodDescriptor& method, const v1::AccessRule& rule) {
    EXPECT_EQ(HasField(*method.input_type(), "request_id"), rule.effect() == v1::EFFECT_WRITE);
    EXPECT_EQ(HasField(*method.input_type(), "approval_id"), rule.approver_roles_size() > 0);
  });
}

// What is stored for ever says of nobody who she is, and opens nothing.
TEST(Contract, StoresNoIdentityAndNoSecret) {
  ForEachMethod([](const MethodDescriptor& method, const v1::AccessRule& rule) {
    if (rule.effect() != v1::EFFECT_WRITE) return;
    EXPECT_EQ(FieldsThat(*method.output_type(), &v1::FieldRule::identity), "");
    EXPECT_EQ(FieldsThat(*method.output_type(), &v1::FieldRule::secret), "");
  });
  EXPECT_NE(FieldsThat(*v1::FindPatientResponse::descriptor(), &v1::FieldRule::identity), "");
}

// Digests leave out the secrets of a request's own fields, not of what is nested in it.
TEST(Contract, NestsNoSecret) {
  ForEachMethod([](const MethodDescriptor& method, const v1::AccessRule&) {
    for (int i = 0; i < method.input_type()->field_count(); ++i) {
      const Descriptor* nested = method.input_type()->field(i)->message_type();
      EXPECT_TRUE(nested == nullptr || FieldsThat(*nested, &v1::FieldRule::secret).empty());
    }
  });
}

}  // namespace
}  // namespace oat::contract
