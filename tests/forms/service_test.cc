// Numbered forms at a real clinic: received, handed on, used once, ended, and asked for by rules.
#include <gmock/gmock.h>

#include <functional>
#include <thread>

#include "absl/strings/ascii.h"
#include "oat/v1/form.grpc.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Forms : public UnderPacks {
 protected:
  using Stub = v1::FormService::Stub;

  // A series that no other test uses.
  void SetUp() override {
    UnderPacks::SetUp();
    series_ = absl::StrCat("T", ++made_);
  }
  // Every form is where the ledger of moves says, whatever a test did.
  void TearDown() override {
    UnderPacks::TearDown();
    EXPECT_EQ(clinic().Sql(R"(
        SELECT count(*) FROM form f
         CROSS JOIN LATERAL (SELECT m.site_code, m.holder_id FROM form_move m
                              WHERE m.series = f.series
                                AND f.number BETWEEN m.first_number AND m.last_number
                              ORDER BY m.recorded_in DESC LIMIT 1) m
         WHERE (f.site_code, f.holder_id) IS DISTINCT FROM (m.site_code, m.holder_id))"),
              "0");
  }

  template <class Request, class Response>
  static absl::StatusOr<Response> Call(Method<Stub, Request, Response> method, Request request,
                                       const std::string& role = "stock_custodian",
                                       const std::string& site = "ALA1") {
    if constexpr (requires { request.set_request_id(""); }) request.set_request_id(NewId());
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }
  static v1::ReceiveFormsRequest Receipt(int64_t first, int64_t last) {
    v1::ReceiveFormsRequest request;
    FillRange(first, last, request.mutable_range());
    request.set_note("ministry, waybill 17");
    return request;
  }
  static std::string Received(int64_t first, int64_t last, const std::string& site = "ALA1") {
    return InWords(
        Must(Call(&Stub::ReceiveForms, Receipt(first, last), "stock_custodian", site)).outcome());
  }
  static v1::MoveFormsRequest Move(int64_t first, int64_t last, const std::string& to_login,
                                   const std::string& to_site = "") {
    v1::MoveFormsRequest request;
    FillRange(first, last, request.mutable_range());
    request.set_to_login(to_login);
    request.set_to_site(to_site);
    return request;
  }
  static std::string Moved(const v1::MoveFormsRequest& request, const std::string& site = "ALA1") {
    const auto response = Call(&Stub::MoveForms, request, "stock_custodian", site);
    return response.ok() ? InWords(response->outcome()) : std::string(response.status().message());
  }
  static std::string Ended(int64_t number, v1::FormEnd end, const std::string& site = "ALA1") {
    v1::EndFormRequest request;
    request.set_series(series_);
    request.set_number(number);
    request.set_end(end);
    request.set_note("found so this morning");
    return InWords(Must(Call(&Stub::EndForm, request, "stock_custodian", site)).outcome());
  }
  // "1-10 safe", of the test's series.
  static std::vector<std::string> Held(const std::string& site = "ALA1") {
    std::vector<std::string> held;
    const v1::ListFormsResponse list = List(site);
    for (const v1::HeldForms& one : list.held()) {
      if (one.range().series() != series_) continue;
      held.push_back(absl::StrCat(one.range().first(), "-", one.range().last(), " ",
                                  one.login().empty() ? "safe" : one.login()));
    }
    return held;
  }
  // "8 unused, 2 used, 112 days until 2027-03-13", of the test's series.
  static std::string Forecast(const std::string& site = "ALA1") {
    const v1::ListFormsResponse list = List(site);
    for (const v1::FormForecast& one : list.forecasts()) {
      if (one.series() != series_) continue;
      return absl::StrCat(one.unused(), " unused, ", one.used_last_28_days(), " used, ",
                          one.days_left(), " days until ", one.lasts_until());
    }
    return "";
  }
  static v1::ListFormsResponse List(const std::string& site) {
    return Must(Call(&Stub::ListForms, v1::ListFormsRequest(), "nurse", site));
  }
  static std::string LookedUp(int64_t number) {
    v1::LookUpFormRequest request;
    request.set_series(series_);
    request.set_number(number);
    const auto form = Call(&Stub::LookUpForm, request);
    if (!form.ok()) return std::string(form.status().message());
    return absl::StrCat(contract::Code(form->state()), " ", form->site_code(), " ", form->login(),
                        form->has_at() ? " at its time" : "");
  }

  static v1::SignOrderRequest OnForm(const std::string& patient, int64_t number) {
    v1::SignOrderRequest request = Order(patient, 21, {20});
    request.set_form_series(series_);
    request.set_form_number(number);
    return request;
  }
  // The test's series is asked for of every order.
  static void AskForForms() {
    UnderText("forms-" + absl::AsciiStrToLower(series_),
              TextOf("forms-" + absl::AsciiStrToLower(series_),
                     absl::StrCat("stock_keeping { order_form { series: \"", series_, "\" ",
                                  kEvidence, " } }")));
  }
  static std::string Uses() {
    return clinic().Sql(absl::StrCat(
        "SELECT coalesce(string_agg(number || ' ' || coalesce(ended, 'order'), ', ' ORDER BY "
        "number), '') FROM form_use WHERE series = '",
        series_, "'"));
  }

  static inline std::string series_;

 private:
  static void FillRange(int64_t first, int64_t last, v1::FormRange* range) {
    range->set_series(series_);
    range->set_first(first);
    range->set_last(last);
  }
  static inline int made_ = 0;
};

const std::string kDoctor = Clinic::LoginOf("prescriber", "ALA1");

TEST_F(Forms, GoFromTheSafeToAPrescriberAndBack) {
  Desk("prescriber");
  EXPECT_EQ(Received(1, 10), "accepted");
  EXPECT_THAT(Held(), ElementsAre("1-10 safe"));
  EXPECT_EQ(Moved(Move(4, 6, kDoctor)), "accepted");
  EXPECT_THAT(Held(), ElementsAre("1-3 safe", "7-10 safe", "4-6 " + kDoctor));
  EXPECT_EQ(LookedUp(5), "unused ALA1 " + kDoctor);
  EXPECT_EQ(Moved(Move(5, 5, "")), "accepted");
  EXPECT_THAT(Held(),
              ElementsAre("1-3 safe", "5-5 safe", "7-10 safe", "4-4 " + kDoctor, "6-6 " + kDoctor));
}

TEST_F(Forms, ComeOnceInTheNetwork) {
  EXPECT_EQ(Received(1, 10), "accepted");
  EXPECT_EQ(Received(10, 20), absl::StrCat("wrong_state ", series_, "-10 received before"));
  EXPECT_EQ(Received(5, 6, "SEM1"), absl::StrCat("wrong_state ", series_, "-5 received before"));
  EXPECT_THAT(Held(), ElementsAre("1-10 safe"));
  EXPECT_THAT(Held("SEM1"), IsEmpty());
  for (const auto& [first, last] : {std::pair(20, 19), std::pair(20, 10'020), std::pair(0, 5)}) {
    EXPECT_EQ(Call(&Stub::ReceiveForms, Receipt(first, last)).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(Received(11, 10'010), "accepted") << "ten thousand";
}

TEST_F(Forms, MoveOnlyAllTogether) {
  Desk("prescriber");
  EXPECT_EQ(Received(1, 10), "accepted");
  EXPECT_EQ(Moved(Move(8, 12, kDoctor)), absl::StrCat("forms_not_together ", series_, "-11"));
  EXPECT_EQ(Moved(Move(4, 6, kDoctor)), "accepted");
  EXPECT_EQ(Moved(Move(1, 10, "", "SEM1")), absl::StrCat("forms_not_together ", series_, "-4"));
  EXPECT_EQ(Ended(9, v1::FORM_END_SPOILT), "accepted");
  EXPECT_EQ(Moved(Move(7, 10, kDoctor)), absl::StrCat("forms_not_together ", series_, "-9"));
  EXPECT_EQ(Moved(Move(1, 3, kDoctor), "SEM1"), "to_login: this site has no prescriber " + kDoctor);
  EXPECT_EQ(Moved(Move(1, 3, ""), "SEM1"), absl::StrCat("forms_not_together ", series_, "-1"));
  EXPECT_EQ(Moved(Move(1, 3, "")), "wrong_state moved") << "they lie there already";
  EXPECT_EQ(Moved(Move(4, 6, kDoctor)), "wrong_state moved");
}

TEST_F(Forms, GoToAPrescriberOfTheSiteOrToAnotherSite) {
  Desk("prescriber");
  EXPECT_EQ(Received(1, 4), "accepted");
  EXPECT_THAT(Moved(Move(1, 1, Clinic::LoginOf("nurse", "ALA1"))), HasSubstr("no prescriber"));
  EXPECT_THAT(Moved(Move(1, 1, "nobody")), HasSubstr("no prescriber nobody"));
  EXPECT_THAT(Moved(Move(1, 1, kDoctor, "SEM1")), HasSubstr("to_login: got"));
  EXPECT_THAT(Moved(Move(1, 1, "", "ALA1")), HasSubstr("wanted another site"));
  EXPECT_THAT(Moved(Move(1, 1, "", "XXX9")), HasSubstr("there is no site XXX9"));
  EXPECT_EQ(Moved(Move(1, 2, "", "SEM1")), "accepted");
  EXPECT_THAT(Held(), ElementsAre("3-4 safe"));
  EXPECT_THAT(Held("SEM1"), ElementsAre("1-2 safe"));
  EXPECT_EQ(Moved(Move(1, 2, "", "ALA1"), "SEM1"), "accepted");
  EXPECT_THAT(Held(), ElementsAre("1-4 safe"));
}

TEST_F(Forms, EndOnce) {
  EXPECT_EQ(Received(1, 3), "accepted");
  EXPECT_EQ(Ended(1, v1::FORM_END_STOLEN, "SEM1"),
            absl::StrCat("forms_not_together ", series_, "-1"));
  EXPECT_EQ(Ended(1, v1::FORM_END_STOLEN), "accepted");
  EXPECT_EQ(Ended(1, v1::FORM_END_LOST), absl::StrCat("forms_not_together ", series_, "-1"));
  EXPECT_EQ(Ended(4, v1::FORM_END_LOST), absl::StrCat("forms_not_together ", series_, "-4"));
  EXPECT_EQ(Uses(), "1 stolen");
  EXPECT_EQ(LookedUp(1),
            "stolen ALA1 " + Clinic::LoginOf("stock_custodian", "ALA1") + " at its time");
  EXPECT_EQ(LookedUp(2), "unused ALA1 ");
  EXPECT_EQ(LookedUp(4), absl::StrCat("number: no site ever received form ", series_, "-4"));
  const std::string patient = Admitted();
  EXPECT_EQ(Sign(OnForm(patient, 1)), absl::StrCat("form_not_yours ", series_, "-1 stolen"));
}

TEST_F(Forms, AreUsedUpByAnOrderAlsoWhereNobodyAsksForThem) {
  EXPECT_EQ(Received(1, 3), "accepted");
  const std::string patient = Admitted();
  EXPECT_EQ(Sign(Order(patient, 21, {20})), "accepted");
  EXPECT_EQ(Uses(), "");
  EXPECT_EQ(Sign(OnForm(patient, 2)), "accepted");
  EXPECT_EQ(Uses(), "2 order");
  EXPECT_EQ(LookedUp(2), "used ALA1 " + kDoctor + " at its time");
  EXPECT_THAT(Held(), ElementsAre("1-1 safe", "3-3 safe"));
  EXPECT_EQ(Sign(OnForm(patient, 2)), absl::StrCat("form_not_yours ", series_, "-2 used"));
}

TEST_F(Forms, AreNamedBySeriesAndNumber) {
  const std::string patient = Admitted();
  v1::SignOrderRequest half = Order(patient, 21, {20});
  half.set_form_number(2);
  EXPECT_THAT(
      Must(Prescribe(&Prescribing::SignOrder, Order(patient, 21, {20}))).outcome().accepted(),
      true);
  EXPECT_THAT(std::string(Prescribe(&Prescribing::SignOrder, half).status().message()),
              HasSubstr("form_series: got nothing"));
  half.set_form_number(0);
  half.set_form_series(series_);
  EXPECT_THAT(std::string(Prescribe(&Prescribing::SignOrder, half).status().message()),
              HasSubstr("form_number: got 0"));
}

TEST_F(Forms, AreAskedForByTheRulesInForce) {
  EXPECT_EQ(Received(1, 3), "accepted");
  AskForForms();
  const std::string patient = Admitted();
  const std::string needed =
      absl::StrCat("form_needed ", series_, " forms-", absl::AsciiStrToLower(series_), "/1");
  EXPECT_EQ(Sign(Order(patient, 21, {20})), needed);
  v1::SignOrderRequest other = OnForm(patient, 1);
  other.set_form_series("OTHER");
  EXPECT_EQ(Sign(other), needed);
  EXPECT_EQ(Sign(OnForm(patient, 1)), "accepted");
}

TEST_F(Forms, OfAnotherOrElsewhereAreNotTheCallers) {
  EXPECT_EQ(Received(1, 3), "accepted");
  const std::string patient = Admitted();
  const std::string colleague = absl::StrCat("colleague-", NewId());
  NewStaff(clinic(), colleague, {"prescriber"}, "ALA1");
  EXPECT_EQ(Moved(Move(1, 1, colleague)), "accepted");
  EXPECT_EQ(Moved(Move(2, 2, "", "SEM1")), "accepted");
  EXPECT_EQ(Sign(OnForm(patient, 1)), absl::StrCat("form_not_yours ", series_, "-1 with_another"));
  EXPECT_EQ(Sign(OnForm(patient, 2)), absl::StrCat("form_not_yours ", series_, "-2 elsewhere"));
  EXPECT_EQ(Sign(OnForm(patient, 9)), absl::StrCat("form_not_yours ", series_, "-9 unknown"));
  EXPECT_EQ(Moved(Move(3, 3, kDoctor)), "accepted");
  EXPECT_EQ(Sign(OnForm(patient, 3)), "accepted");
  EXPECT_EQ(Uses(), "3 order");
}

TEST_F(Forms, StayUnusedWhereTheOrderIsRefused) {
  EXPECT_EQ(Received(1, 1), "accepted");
  v1::SignOrderRequest too_much = OnForm(Admitted(), 1);
  too_much.mutable_steps(0)->set_portion_micrograms(0, 600'000);
  EXPECT_THAT(Sign(too_much), HasSubstr("over_maximum"));
  EXPECT_EQ(Uses(), "");
}

// The forms have run out: no order, and the treatment goes on.
TEST_F(Forms, ThatHaveRunOutStopNoTreatment) {
  EXPECT_EQ(Received(1, 1), "accepted");
  AskForForms();
  const std::string patient = Admitted();
  v1::SignOrderRequest today = OnForm(patient, 1);
  today.mutable_steps(0)->set_until_day("2026-11-21");
  EXPECT_EQ(Sign(today), "accepted");
  Give(patient);
  At(22, 8, 0);
  const auto no = Must(Prescribe(&Prescribing::SignOrder, Order(patient, 22, {20}))).outcome();
  EXPECT_EQ(Reasons(no), "form_needed");
  v1::SignBridgingOrderRequest bridge;
  bridge.set_patient_number(patient);
  bridge.set_days(3);
  EXPECT_EQ(InWords(Must(Prescribe(&Prescribing::SignBridgingOrder, bridge)).outcome()),
            "accepted");
  Give(patient);
  EXPECT_EQ(Uses(), "1 order");
}

TEST_F(Forms, LastAtThePaceOfFourWeeks) {
  EXPECT_EQ(Forecast(), "");
  EXPECT_EQ(Received(1, 10), "accepted");
  EXPECT_EQ(Forecast(), "10 unused, 0 used, -1 days until ");
  EXPECT_EQ(Ended(1, v1::FORM_END_SPOILT), "accepted");
  EXPECT_EQ(Sign(OnForm(Admitted(), 2)), "accepted");
  // 8 at 2 in 28 days.
  EXPECT_EQ(Forecast(), "8 unused, 2 used, 112 days until 2027-03-13");
  EXPECT_EQ(Moved(Move(3, 9, "", "SEM1")), "accepted");
  EXPECT_EQ(Forecast(), "1 unused, 2 used, 14 days until 2026-12-05");
  EXPECT_EQ(Forecast("SEM1"), "7 unused, 0 used, -1 days until ");
  clinic().Advance(absl::Hours(28 * 24) - absl::Minutes(1));
  EXPECT_EQ(Forecast(), "1 unused, 2 used, 14 days until 2027-01-02");
  clinic().Advance(absl::Minutes(1));
  EXPECT_EQ(Forecast(), "1 unused, 0 used, -1 days until ");
}

TEST_F(Forms, ThatAreAskedForAndMissingAreForecast) {
  AskForForms();
  EXPECT_EQ(Forecast(), "0 unused, 0 used, -1 days until ");
}

// Sends calls at once, none of which can go on before all are on their way to one form.
std::vector<std::string> AtOnce(Clinic& clinic, const std::string& series,
                                const std::vector<std::function<std::string()>>& calls) {
  std::vector<std::string> answers(calls.size());
  std::vector<std::thread> threads;
  auto blocker = std::make_unique<Blocker>(
      clinic, absl::StrCat("SELECT FROM form WHERE series = '", series, "' FOR UPDATE"));
  for (size_t i = 0; i < calls.size(); ++i) {
    threads.emplace_back([&, i] { answers[i] = calls[i](); });
  }
  EXPECT_NO_THROW(WaitUntilBlocked(clinic, static_cast<int>(calls.size())));
  blocker.reset();
  for (std::thread& thread : threads) thread.join();
  return answers;
}

TEST_F(Forms, AreUsedByOneOfTwoOrdersAtOnce) {
  EXPECT_EQ(Received(1, 1), "accepted");
  std::vector<std::unique_ptr<link::Link>> desks;
  std::vector<std::function<std::string()>> calls;
  for (int i = 0; i < 2; ++i) {
    v1::SignOrderRequest request = OnForm(Admitted(), 1);
    request.set_request_id(NewId());
    link::Link* desk = desks.emplace_back(clinic().NewDesk("prescriber", "ALA1", "")).get();
    calls.push_back([desk, request] {
      const auto response = desk->Call(&Prescribing::SignOrder, request);
      return response.ok() ? InWords(response->outcome()) : response.status().ToString();
    });
  }
  EXPECT_THAT(AtOnce(clinic(), series_, calls),
              testing::UnorderedElementsAre("accepted",
                                            absl::StrCat("form_not_yours ", series_, "-1 used")));
  EXPECT_EQ(Uses(), "1 order");
}

TEST_F(Forms, AreUsedOrMovedAndNeverBoth) {
  for (int round = 0; round < 4; ++round) {
    const int64_t number = 10 * round + 1;
    EXPECT_EQ(Received(number, number + 2), "accepted");
    v1::SignOrderRequest order = OnForm(Admitted(), number + 1);
    order.set_request_id(NewId());
    v1::MoveFormsRequest move = Move(number, number + 2, "", "SEM1");
    move.set_request_id(NewId());
    auto doctor = clinic().NewDesk("prescriber", "ALA1", "");
    auto custodian = clinic().NewDesk("stock_custodian", "ALA1", "");
    const auto answers = AtOnce(
        clinic(), series_,
        {[&] { return InWords(Must(doctor->Call(&Prescribing::SignOrder, order)).outcome()); },
         [&] { return InWords(Must(custodian->Call(&Stub::MoveForms, move)).outcome()); }});
    const std::string form = absl::StrCat(series_, "-", number + 1);
    EXPECT_THAT(answers,
                testing::AnyOf(ElementsAre("accepted", "forms_not_together " + form),
                               ElementsAre("form_not_yours " + form + " elsewhere", "accepted")));
  }
}

TEST_F(Forms, ComeOnceAlsoFromTwoAtOnce) {
  std::vector<std::unique_ptr<link::Link>> desks;
  std::vector<std::thread> threads;
  std::vector<std::string> answers(4);
  for (size_t i = 0; i < answers.size(); ++i) {
    desks.push_back(clinic().NewDesk("stock_custodian", "ALA1", ""));
  }
  auto blocker = std::make_unique<Blocker>(clinic(), "LOCK TABLE form_move IN SHARE MODE");
  for (size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&, i] {
      v1::ReceiveFormsRequest request = Receipt(1 + static_cast<int64_t>(i), 100);
      request.set_request_id(NewId());
      const auto response = desks[i]->Call(&Stub::ReceiveForms, request);
      answers[i] = response.ok() ? Reasons(response->outcome()) : response.status().ToString();
    });
  }
  EXPECT_NO_THROW(WaitUntilBlocked(clinic(), static_cast<int>(answers.size())));
  blocker.reset();
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(answers, testing::UnorderedElementsAre("accepted", "wrong_state", "wrong_state",
                                                     "wrong_state"));
}

}  // namespace
}  // namespace oat::test
