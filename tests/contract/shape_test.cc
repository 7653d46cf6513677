#include "services/contract/shape.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "oat/v1/site.pb.h"
#include "oat/v1/stock.pb.h"

namespace oat::contract {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// One change, merged into a request that is right (a field set to its default is absent again), and
// how the words of the fault begin; empty: the request stays right.
struct Case {
  std::string change;
  std::string fault;
};

template <class Request>
void Expect(const std::string& right, const std::vector<Case>& cases) {
  for (const auto& [change, fault] : cases) {
    SCOPED_TRACE(change.substr(0, 200));
    Request request;
    ASSERT_TRUE(google::protobuf::TextFormat::MergeFromString(right, &request));
    ASSERT_TRUE(google::protobuf::TextFormat::MergeFromString(change, &request));
    const absl::Status status = CheckShape(request);
    EXPECT_EQ(status.ok(), fault.empty()) << status;
    if (status.ok() || fault.empty()) continue;
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    const std::string words(status.message());
    EXPECT_THAT(words, StartsWith(fault));
    EXPECT_THAT(words, testing::AllOf(HasSubstr(": got "), HasSubstr(", wanted ")));
    EXPECT_THAT(words, Not(HasSubstr("PLANTED")));
  }
}

std::string Repeat(int count, absl::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) absl::StrAppend(&all, text);
  return all;
}
std::string Quote(const char* field, const std::string& text) {
  return absl::StrCat(field, ": '", text, "'");
}

constexpr char kId[] = "request_id: '017f22e2-79b0-7cc3-98c4-dc0c0c07398f' ";
constexpr char kPatient[] = "patient_number: '100000000T' ";

TEST(CheckShape, JudgesFreeTextByCharacters) {
  Expect<v1::RedeemResetRequest>(
      "login: 'nurse' reset_word: 'a word of chance' new_password: 'and a new one'",
      {{"", ""},
       {"login: ''", "login: got nothing"},
       {Quote("login", Repeat(64, "ә")), ""},
       {Quote("login", Repeat(65, "ә")), "login: got 65 characters, wanted"},
       {"login: '😀'", ""},
       {"login: 'a\\nb'", "login: got a control character"},
       {"login: '\\000'", "login: got a control character"},
       {"login: '\\177'", "login: got a control character"},
       // U+0085 and U+009B: the second commands a terminal. U+00A0 is a blank.
       {"login: '\\302\\205'", "login: got a control character"},
       {"login: '\\302\\233'", "login: got a control character"},
       {"login: '\\302\\240'", ""}});
}

TEST(CheckShape, JudgesIdsDatesAndCodes) {
  Expect<v1::ReceiveStockRequest>(
      absl::StrCat(kId, "product_code: 'A-1' lot_number: 'L' expires_on: '2028-02-29' quantity: 1"),
      {{"", ""},
       {"request_id: ''", "request_id: got nothing"},
       {"request_id: '017F22E2-79B0-7CC3-98C4-DC0C0C07398F'", "request_id: got \"017F22E2"},
       {"request_id: '017f22e2-79b0-4cc3-98c4-dc0c0c07398f'", "request_id: got"},  // version 4
       {"expires_on: '2027-02-29'", "expires_on: got \"2027-02-29\""},
       {"expires_on: '2200-01-01'", "expires_on: got"},
       {Quote("product_code", Repeat(40, "Z")), ""},
       {Quote("product_code", Repeat(41, "Z")), "product_code: got"},
       {"product_code: 'a'", "product_code: got \"a\""},
       {"product_code: 'É'", "product_code: got"}});
}

TEST(CheckShape, TellsAWrongCheckCharacterFromAWrongForm) {
  auto words = [](const char* number) {
    v1::GetOrdersRequest request;
    request.set_patient_number(number);
    return std::string(CheckShape(request).message());
  };
  EXPECT_EQ(words("IOOO-ooo-oot"), "");
  EXPECT_THAT(words("100000000S"), StartsWith("patient_number: got a wrong check character"));
  for (const char* form : {"", "100000000", "10000000000", "100000000U"}) {
    EXPECT_THAT(words(form), StartsWith("patient_number: got "));
    EXPECT_THAT(words(form), Not(HasSubstr("check character")));
  }
}

std::string Step(const std::string& until_day, const std::string& portions) {
  return absl::StrCat("steps { from_day: '2026-11-21' until_day: '", until_day,
                      "' portion_micrograms: [", portions, "] } ");
}

TEST(CheckShape, JudgesEnumsListsAndNestedMessages) {
  const std::string step = Step("2026-11-30", "80000");
  Expect<v1::SignOrderRequest>(
      absl::StrCat(kId, kPatient, "drug_form: DRUG_FORM_METHADONE_TABLET supervised_weekdays: 1 ",
                   step),
      {{"", ""},
       {"drug_form: DRUG_FORM_UNSPECIFIED", "drug_form: got nothing"},
       {"drug_form: 99", "drug_form: got 99, wanted one of DrugForm"},
       {"approval_id: '017f22e2-79b0-7cc3-98c4-dc0c0c073990' patient_told: true", ""},
       {"approval_id: 'x'", "approval_id: got \"x\""},
       {Repeat(59, step), ""},
       {Repeat(60, step), "steps: got 61 items, wanted at most 60"},
       {"steps {}", "steps[1].from_day: got nothing"},
       {Step("2026-11-31", "1"), "steps[1].until_day: got \"2026-11-31\""},
       {Step("2026-11-30", ""), "steps[1].portion_micrograms: got nothing"},
       {Step("2026-11-30", "1, 0"), "steps[1].portion_micrograms[1]: got 0, wanted 1 to 1000000"},
       {Step("2026-11-30", "1000000"), ""},
       {Step("2026-11-30", "1000001"), "steps[1].portion_micrograms[0]: got 1000001"},
       {Step("2026-11-30", "1, 1, 1, 1, 1"), "steps[1].portion_micrograms: got 5 items, wanted"},
       {"supervised_weekdays: 8", "supervised_weekdays[1]: got 8, wanted 1 to 7"}});
  Expect<v1::SignOrderRequest>("", {{"", "request_id: got nothing"}});
}

TEST(CheckShape, JudgesNumbersAtBothEnds) {
  Expect<v1::ConfirmDoseRequest>(
      absl::StrCat(kId, kPatient, "dose_id: '017f22e2-79b0-7cc3-98c4-dc0c0c073990' outcome: 1"),
      {{"", ""},
       {"micrograms_swallowed: 1000000 return_in_minutes: 1440 poured: true", ""},
       {"micrograms_swallowed: 1000001", "micrograms_swallowed: got 1000001"},
       {"micrograms_swallowed: -1", "micrograms_swallowed: got -1, wanted 0 to 1000000"},
       {"signs: 99", "signs: got 99"}});  // optional, and still of no meaning
  Expect<v1::GetDoseHistoryRequest>(kPatient, {{"limit: 1", ""},
                                               {"limit: 400", ""},
                                               {"limit: 401", "limit: got 401, wanted 1 to 400"},
                                               {"limit: 0", "limit: got"},
                                               {"limit: -1", "limit: got -1"}});
  Expect<v1::ApproveRequest>("login: 'a' password: 'p' method: 'm'",
                             {{"request: '\\000\\377'", ""},
                              {Quote("request", Repeat(65536, "x")), ""},
                              {Quote("request", Repeat(65537, "x")), "request"},
                              {"", "request: got nothing"}});
}

TEST(CheckShape, JudgesOptionalMessagesOneofsAndConsent) {
  const char* name = "name { family_name: 'Omarova' given_name: 'A' birth_date: '1990-01-02' }";
  Expect<v1::OpenApplicationRequest>(
      absl::StrCat(kId, "sex: 1 birth_year: 1990 referral_source: 1 history: 2 ",
                   "consents_to_duplicate_check: true"),
      {{"", ""},
       {name, ""},
       {"consents_to_duplicate_check: false", "consents_to_duplicate_check: got nothing"},
       {"name {}", "name.family_name: got nothing"},
       {"document { number: 'N12345' }", "document.kind: got nothing"}});
  Expect<v1::FindPatientRequest>("", {{"", "key: got nothing"},
                                      {kPatient, ""},
                                      {name, ""},
                                      {"patient_number: ''", "patient_number: got "},
                                      {"uic: '12345'", ""},
                                      {"uic: ''", "uic: got 0 characters"}});
  // A cell may hold anything: the import names its faults by line and column.
  Expect<v1::ImportNetworkRequest>("", {{"", "part: got nothing"},
                                        {"row { line: 1 city: 'a\\nb' capacity: 'x' }", ""},
                                        {"row {}", "row.line: got nothing"},
                                        {"header {}", "header.request_id: got nothing"}});
  Expect<v1::RecordAdministrationRequest>(
      absl::StrCat(kId, kPatient, "cause: 1 drug_form: 1 micrograms: 1"),
      {{"", "taken_at: got nothing"}, {"taken_at { seconds: 1 }", ""}});
}

TEST(CheckShape, JudgesTimesByTheYearsOfDates) {
  Expect<v1::RecordAdministrationRequest>(
      absl::StrCat(kId, kPatient, "cause: 1 drug_form: 1 micrograms: 1"),
      {{"taken_at {}", ""},
       {"taken_at { seconds: -2208988800 }", ""},  // date -ud 1900-01-01 +%s
       {"taken_at { seconds: -2208988801 }", "taken_at: got -2208988801 s and 0 ns"},
       {"taken_at { seconds: 7258118399 nanos: 999999999 }",
        ""},  // date -ud 2200-01-01 +%s, less 1
       {"taken_at { seconds: 7258118400 }", "taken_at: got 7258118400 s"},
       {"taken_at { seconds: 9223372036854775807 }", "taken_at: got 9223372036854775807 s"},
       {"taken_at { nanos: 1000000000 }", "taken_at: got 0 s and 1000000000 ns"},
       {"taken_at { nanos: -1 }", "taken_at: got 0 s and -1 ns"}});
}

TEST(CheckShape, NeverRepeatsASecretOrWhoAPersonIs) {
  const std::string longer = Repeat(50, "PLANTED");
  Expect<v1::SignInRequest>("login: 'a'", {{"password: 'PLANTED\\n'", "password: got"},
                                           {Quote("password", longer), "password: got"}});
  Expect<v1::RedeemResetRequest>("reset_word: 'a word of chance'",
                                 {{"new_password: 'PLANTED, PLANTED' login: ''", "login: got"}});
  Expect<v1::RegisterDeviceRequest>(absl::StrCat(kId, "device_name: 'D'"),
                                    {{"device_token: 'PLANTED'", "device_token: got"}});
  Expect<v1::FindPatientRequest>(
      "", {{Quote("uic", longer), "uic: got"},
           {"uic: 'PLANTED\\007'", "uic: got"},
           {absl::StrCat("document { kind: 1 number: '", longer, "' }"), "document.number: got"},
           {"document { kind: 99 number: 'PLANTED' }", "document.kind: got 99"},
           {"name { family_name: 'PLANTED\\n' }", "name.family_name: got"},
           {"name { family_name: 'a' given_name: 'b' birth_date: 'PLANTED' }", "name.birth_date"}});
}

}  // namespace
}  // namespace oat::contract
