// A dose against a transfer, an acceptance against a cancellation, two destinations at once:
// through the real RPCs, at the same instant. Whoever comes first, one site has the person and
// somebody can give today's dose. OAT_TRANSFER_RACES says how many.
#include <gmock/gmock.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tests/simulation/contest.h"
#include "tests/support/sites.h"
#include "tests/transfers/moving.h"

namespace oat::test {
namespace {

class TransferRaces : public testing::Test {
 protected:
  static constexpr int kPeople = 20;
  static constexpr int kOrderDays = 25;  // after which they are signed anew

  static void SetUpTestSuite() {
    clinic_ = new Clinic;
    AddPlace(*clinic_, "PVL1", "clinic");
    for (const char* site : {"ALA1", "SEM1"}) {
      nurses_[site] = clinic_->NewDesk("nurse", site, "W1");
      // Two of each, as neither waits for the other's call to end.
      managers_[site] = clinic_->NewDesk("site_manager", site, "");
      others_[site] = clinic_->NewDesk("site_manager", site, "");
    }
    for (int i = 0; i < kPeople; ++i) homes_[clinic_->Admit()] = "ALA1";
  }
  static void TearDownTestSuite() {
    nurses_.clear();
    managers_.clear();
    others_.clear();
    homes_.clear();
    delete clinic_;
  }

  static int Rounds() {
    const char* wanted = std::getenv("OAT_TRANSFER_RACES");
    int races = 120;
    if (wanted != nullptr && !absl::SimpleAtoi(wanted, &races)) races = 0;
    return races;
  }
  static std::string Today(int later = 0) {
    absl::TimeZone almaty;
    absl::LoadTimeZone("Asia/Almaty", &almaty);
    return FormatDay(ClinicalDay(clinic_->now(), {.zone = almaty}) + later);
  }
  static std::string Other(const std::string& site) { return site == "ALA1" ? "SEM1" : "ALA1"; }

  template <class Request, class Response>
  static std::string Do(link::Link& desk, Method<Transfers, Request, Response> method,
                        const Request& request) {
    const auto answer = desk.Call(method, request);
    return answer.ok() ? InWords(answer->outcome()) : answer.status().ToString();
  }
  template <class Request, class Response>
  static std::string DoFor(link::Link& desk, Method<Transfers, Request, Response> method,
                           const std::string& number) {
    return Do(desk, method, StepFor<Request>(number));
  }
  static std::string Authorise(const std::string& site, const v1::AuthoriseDoseRequest& request) {
    const auto answer = nurses_[site]->Call(&v1::DosingService::Stub::AuthoriseDose, request);
    return answer.ok() ? Reasons(answer->outcome()) : answer.status().ToString();
  }
  static std::string Give(const std::string& site, const std::string& number,
                          const std::string& dose) {
    v1::ConfirmDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_outcome(v1::DOSE_OUTCOME_GIVEN);
    return Reasons(
        Must(nurses_[site]->Call(&v1::DosingService::Stub::ConfirmDose, request)).outcome());
  }
  // Yes, or a no because of the other site or of its dose, and of nothing else.
  static bool IsOneAnswer(const std::string& told) {
    if (told == "accepted") return true;
    for (absl::string_view reason : absl::StrSplit(told, ' ')) {
      if (reason != "other_site" && reason != "dose_open" && reason != "already_dosed")
        return false;
    }
    return true;
  }
  // Nobody gave today's dose: the one site that has the person can.
  static void GiveWhereSheIs(const std::string& number) {
    int given = 0;
    for (const char* site : {"ALA1", "SEM1"}) {
      const auto request = Clinic::AuthoriseRequest(number);
      const std::string told = Authorise(site, request);
      ASSERT_TRUE(IsOneAnswer(told)) << told;
      if (told != "accepted") continue;
      ASSERT_EQ(Give(site, number, request.request_id()), "accepted");
      ++given;
    }
    ASSERT_EQ(given, 1) << number << ": nobody may dose this person, or two may";
  }
  // What the tables say of everybody: one dose a day and person, and nobody without a site.
  static void ExpectOrder() {
    EXPECT_EQ(
        clinic_->Sql("SELECT count(*) FROM (SELECT FROM taken GROUP BY person_id, clinical_day "
                     "HAVING count(*) > 1) twice"),
        "0");
    EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM custody_start WHERE site_code IS NULL"), "0");
    EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM dose_now WHERE state = 'open'"), "0");
    ExpectBooksInOrder(*clinic_);
  }

  static void RenewOrders() {
    for (const auto& [number, home] : homes_) {
      const auto order = Must(
          clinic_->SignOrder(number, {80}, Today(), 30, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
      ASSERT_EQ(InWords(order.outcome()), "accepted");
    }
  }
  // Each person in turn, a day later each time round.
  void ForEachRace(const std::function<void(const std::string&, std::string&)>& race) {
    int left = Rounds();
    ASSERT_GT(left, 0);
    while (left > 0) {
      NextDay(*clinic_);
      if (++days_ % kOrderDays == 0) RenewOrders();
      for (auto& [number, home] : homes_) {
        if (left-- <= 0) break;
        race(number, home);
        if (HasFatalFailure()) return;
      }
    }
    ExpectOrder();
  }

  static inline Clinic* clinic_ = nullptr;
  static inline int days_ = 0;
  static inline std::map<std::string, std::unique_ptr<link::Link>> nurses_, managers_, others_;
  static inline std::map<std::string, std::string> homes_;
};

TEST_F(TransferRaces, OfADoseAndAMoveEndInOneDoseAtOneSite) {
  int dosed_first = 0, moved_first = 0;
  ForEachRace([&](const std::string& number, std::string& home) {
    const std::string there = Other(home);
    ASSERT_EQ(Do(*managers_[home], &Transfers::RequestTransfer, Asking(number, there, Today())),
              "accepted");
    ASSERT_EQ(DoFor(*managers_[home], &Transfers::PrepareTransfer, number), "accepted");
    const auto here_dose = Clinic::AuthoriseRequest(number);
    const auto there_dose = Clinic::AuthoriseRequest(number);
    std::string accepted, here_told, there_told;
    AtOnce({[&] { accepted = DoFor(*managers_[there], &Transfers::AcceptTransfer, number); },
            [&] { here_told = Authorise(home, here_dose); },
            [&] { there_told = Authorise(there, there_dose); }});
    ASSERT_EQ(accepted, "accepted");
    ASSERT_TRUE(IsOneAnswer(here_told)) << here_told;
    ASSERT_TRUE(IsOneAnswer(there_told)) << there_told;
    ASSERT_FALSE(here_told == "accepted" && there_told == "accepted") << "two doses";
    if (here_told == "accepted") {
      ++dosed_first;
      ASSERT_EQ(Give(home, number, here_dose.request_id()), "accepted");
    } else if (there_told == "accepted") {
      ++moved_first;
      ASSERT_EQ(Give(there, number, there_dose.request_id()), "accepted");
    } else {
      ++moved_first;
      GiveWhereSheIs(number);
    }
    home = there;
  });
  if (HasFatalFailure()) return;
  EXPECT_GT(dosed_first, 0) << "a race that one side always wins is none";
  EXPECT_GT(moved_first, 0);
}

TEST_F(TransferRaces, OfAnAcceptanceAndACancellationHaveOneWinner) {
  int accepted_first = 0, cancelled_first = 0;
  ForEachRace([&](const std::string& number, std::string& home) {
    const std::string there = Other(home);
    ASSERT_EQ(Do(*managers_[home], &Transfers::RequestTransfer, Asking(number, there, Today())),
              "accepted");
    ASSERT_EQ(DoFor(*managers_[home], &Transfers::PrepareTransfer, number), "accepted");
    std::string accepted, cancelled;
    AtOnce({[&] { accepted = DoFor(*managers_[there], &Transfers::AcceptTransfer, number); },
            [&] { cancelled = DoFor(*managers_[home], &Transfers::CancelTransfer, number); }});
    ASSERT_NE(accepted == "accepted", cancelled == "accepted") << accepted << ", " << cancelled;
    if (accepted == "accepted") {
      ++accepted_first;
      ASSERT_EQ(cancelled, "wrong_state in_force");
      home = there;
    } else {
      ++cancelled_first;
      ASSERT_EQ(accepted, "wrong_state cancelled");
    }
    GiveWhereSheIs(number);
  });
  if (HasFatalFailure()) return;
  EXPECT_GT(accepted_first, 0);
  EXPECT_GT(cancelled_first, 0);
}

TEST_F(TransferRaces, OfTwoDestinationsHaveOneWinner) {
  int winners[2] = {0, 0};
  ForEachRace([&](const std::string& number, std::string& home) {
    const std::string there = Other(home);
    std::string here_asks, there_asks;
    AtOnce({[&] {
              here_asks = Do(*managers_[home], &Transfers::RequestTransfer,
                             Asking(number, "PVL1", Today(1)));
            },
            [&] {
              there_asks = Do(*managers_[there], &Transfers::RequestTransfer,
                              Asking(number, there, Today(1)));
            }});
    ASSERT_NE(here_asks == "accepted", there_asks == "accepted") << here_asks << ", " << there_asks;
    ++winners[here_asks == "accepted"];
    ASSERT_EQ(DoFor(*managers_[home], &Transfers::CancelTransfer, number), "accepted");
    GiveWhereSheIs(number);
  });
  if (HasFatalFailure()) return;
  EXPECT_GT(winners[0], 0);
  EXPECT_GT(winners[1], 0);
}

TEST_F(TransferRaces, OfTakingBackAndADoseAtTheHostEndInOneDose) {
  ForEachRace([&](const std::string& number, std::string& home) {
    const std::string there = Other(home);
    ASSERT_EQ(
        Do(*managers_[home], &Transfers::RequestTransfer, Asking(number, there, Today(), Today())),
        "accepted");
    ASSERT_EQ(DoFor(*managers_[home], &Transfers::PrepareTransfer, number), "accepted");
    ASSERT_EQ(DoFor(*managers_[there], &Transfers::AcceptTransfer, number), "accepted");
    const auto there_dose = Clinic::AuthoriseRequest(number);
    std::string taken_back, there_told;
    AtOnce({[&] { taken_back = DoFor(*others_[home], &Transfers::TakeBackPatient, number); },
            [&] { there_told = Authorise(there, there_dose); }});
    ASSERT_NE(taken_back == "accepted", there_told == "accepted")
        << taken_back << ", " << there_told;
    if (there_told == "accepted") {
      ASSERT_EQ(Give(there, number, there_dose.request_id()), "accepted");
    } else {
      GiveWhereSheIs(number);
    }
    // Home for the next race: the stay ends today.
  });
}

}  // namespace
}  // namespace oat::test
