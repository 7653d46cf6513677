// A contest for one slot: windows of one site or of two, and maybe a prescriber, at the same
// instant, through the real RPCs. One contest for each person and clinical day.
#pragma once

#include <algorithm>
#include <barrier>
#include <functional>
#include <thread>

#include "oat/v1/dosing.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "tests/simulation/books.h"
#include "tests/simulation/dice.h"
#include "tests/support/clinic.h"

namespace oat::test {

struct Person {
  std::string number;
  std::string site;  // the one with the custody
  int64_t milligrams;
};

struct Window {
  std::string site;
  std::string station;
  std::unique_ptr<link::Link> link;
};

// A window that wants to dose a person, and what it was told.
struct Contender {
  Window* window;
  v1::AuthoriseDoseRequest request;
  absl::StatusOr<v1::AuthoriseDoseResponse> answer = absl::UnknownError("was not asked");

  void Authorise() {
    link::Link& link = *window->link;
    answer = link.Call(&v1::DosingService::Stub::AuthoriseDose, request);
  }
  bool accepted() const { return answer.ok() && answer->outcome().accepted(); }
};

// Makes the calls at the same instant, each on a thread of its own; returns when all are done.
inline void AtOnce(const std::vector<std::function<void()>>& calls) {
  std::barrier start(static_cast<std::ptrdiff_t>(calls.size()));
  std::vector<std::jthread> threads;
  for (const std::function<void()>& call : calls) {
    threads.emplace_back([&start, &call] {
      start.arrive_and_wait();
      call();
    });
  }
}

class Contest : public ::testing::Test {
 protected:
  static constexpr int kPeople = 200;
  static constexpr int kDays = 10;
  static constexpr int kOrderDays = 30;

  static void SetUpTestSuite() {
    clinic_ = new Clinic;
    dice_ = new Dice;
    for (const char* site : {"ALA1", "SEM1"}) {
      for (const char* station : {"W1", "W2"}) {
        windows_.push_back({site, station, clinic_->NewDesk("nurse", site, station)});
      }
    }
    for (int i = 0; i < kPeople; ++i) {
      const std::string site = i % 2 == 0 ? "ALA1" : "SEM1";
      people_.push_back({clinic_->Admit(site, 80), site, 80});
    }
  }
  static void TearDownTestSuite() {
    windows_.clear();
    people_.clear();
    delete clinic_;
    delete dice_;
  }

  // A race for every person on each of the days; ends at the first that went wrong.
  static void RaceForDays(const std::function<void(Person&)>& race) {
    SCOPED_TRACE(dice_->name());
    for (int day = 0; day < kDays; ++day) {
      NextDay(*clinic_);
      for (Person& person : people_) {
        race(person);
        if (HasFatalFailure()) return;
      }
    }
    ExpectBooksInOrder(*clinic_);
    EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM dose_now WHERE state = 'open'"), "0");
  }

  static std::string Today(int later = 0) {
    absl::TimeZone almaty;
    absl::LoadTimeZone("Asia/Almaty", &almaty);
    return FormatDay(ClinicalDay(clinic_->now(), {.zone = almaty}) + later);
  }

  // The windows of a site, or of all sites, in an order of chance.
  static std::vector<Contender> Contend(const Person& person, const std::string& site) {
    std::vector<Contender> contenders;
    for (Window& window : windows_) {
      if (!site.empty() && window.site != site) continue;
      contenders.push_back(
          {.window = &window, .request = Clinic::AuthoriseRequest(person.number, window.station)});
    }
    std::shuffle(contenders.begin(), contenders.end(), dice_->engine());
    return contenders;
  }

  // The contenders against each other, and against a prescriber where there is one.
  static void Run(std::vector<Contender>& contenders, const std::function<void()>& prescriber) {
    std::vector<std::function<void()>> calls;
    for (Contender& one : contenders) calls.emplace_back([&one] { one.Authorise(); });
    if (prescriber) {
      calls.insert(calls.begin() + dice_->Below(static_cast<int>(calls.size()) + 1), prescriber);
    }
    AtOnce(calls);
  }

  // Who was accepted, or null: never two, and all others were told no with a reason.
  static void FindWinner(std::vector<Contender>& contenders, const std::string& reason_of_others,
                         Contender** winner) {
    *winner = nullptr;
    for (Contender& one : contenders) {
      ASSERT_TRUE(one.answer.ok()) << one.answer.status();
      if (one.accepted()) {
        ASSERT_EQ(*winner, nullptr) << "two windows were told to pour";
        *winner = &one;
      }
    }
    for (const Contender& one : contenders) {
      if (&one == *winner) continue;
      ASSERT_EQ(Reasons(one.answer->outcome()), reason_of_others);
    }
  }

  static void Give(const Person& person, const Contender& winner,
                   v1::DoseOutcome outcome = v1::DOSE_OUTCOME_GIVEN, int64_t swallowed = 0) {
    v1::ConfirmDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(person.number);
    request.set_dose_id(winner.request.request_id());
    request.set_outcome(outcome);
    request.set_micrograms_swallowed(swallowed);
    link::Link& link = *winner.window->link;
    auto confirmed = link.Call(&v1::DosingService::Stub::ConfirmDose, request);
    ASSERT_TRUE(confirmed.ok()) << confirmed.status();
    ASSERT_EQ(Reasons(confirmed->outcome()), "accepted");
  }

  // Nobody won, and the person still has a dose to come: it is given without a race.
  static void GiveNow(const Person& person, int64_t micrograms) {
    std::vector<Contender> alone = Contend(person, person.site);
    alone.front().Authorise();
    ASSERT_TRUE(alone.front().answer.ok()) << alone.front().answer.status();
    ASSERT_EQ(Reasons(alone.front().answer->outcome()), "accepted");
    ASSERT_EQ(alone.front().answer->micrograms(), micrograms);
    Give(person, alone.front());
  }

  static inline Clinic* clinic_ = nullptr;
  static inline Dice* dice_ = nullptr;
  static inline std::vector<Window> windows_;
  static inline std::vector<Person> people_;
};

}  // namespace oat::test
