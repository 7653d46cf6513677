// The desks of a site at work, each on a thread of its own, while the ground shakes: every request
// is sent again under its id until an answer comes.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/escaping.h"
#include "absl/synchronization/mutex.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "tests/support/clinic.h"

namespace oat::test {

struct Desk {
  std::unique_ptr<link::Link> link;
  std::string station;
  std::vector<std::string> people;  // who come to this window, by number
};

// Long enough for a server that is killed again and again, short enough for a test to fail.
inline constexpr link::Patience kUntilAnswered{
    .deadline = absl::Seconds(5), .tries = 2000, .pause = absl::Milliseconds(20)};

// One day's work: every desk authorises and confirms the dose of each of its people.
class Shift {
 public:
  explicit Shift(const std::vector<Desk>& desks) : at_work_(static_cast<int>(desks.size())) {
    for (const Desk& desk : desks) {
      threads_.emplace_back([this, &desk] { Work(desk); });
    }
  }

  // Waits until so many more answers have come; false when the work was done before.
  bool AwaitAnswers(int more) {
    absl::MutexLock lock(&mutex_);
    awaited_ = static_cast<int>(answers_.size()) + more;
    mutex_.Await(absl::Condition(this, &Shift::HasAwaitedOrIsDone));
    return at_work_ > 0;
  }

  // Waits for the end of the work. The answers, as bytes in hexadecimal, by request id.
  std::map<std::string, std::string> Finish() {
    threads_.clear();
    absl::MutexLock lock(&mutex_);
    EXPECT_THAT(failures_, ::testing::IsEmpty());
    return answers_;
  }

 private:
  bool HasAwaitedOrIsDone() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return at_work_ == 0 || static_cast<int>(answers_.size()) >= awaited_;
  }

  // A desk that was told anything but yes stops: nothing after it would be what this test is about.
  void Work(const Desk& desk) {
    for (const std::string& number : desk.people) {
      auto authorise = Clinic::AuthoriseRequest(number, desk.station);
      if (!Send(desk, &v1::DosingService::Stub::AuthoriseDose, authorise)) break;
      v1::ConfirmDoseRequest confirm;
      confirm.set_request_id(NewId());
      confirm.set_patient_number(number);
      confirm.set_dose_id(authorise.request_id());
      confirm.set_outcome(v1::DOSE_OUTCOME_GIVEN);
      if (!Send(desk, &v1::DosingService::Stub::ConfirmDose, confirm)) break;
    }
    absl::MutexLock lock(&mutex_);
    --at_work_;
  }

  template <class Request, class Response>
  bool Send(const Desk& desk,
            grpc::Status (v1::DosingService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                            Response*),
            const Request& request) {
    auto answer = desk.link->Call(method, request);
    absl::MutexLock lock(&mutex_);
    if (answer.ok()) {
      answers_[request.request_id()] = absl::BytesToHexString(answer->SerializeAsString());
      if (answer->outcome().accepted()) return true;
      failures_.push_back(Request::descriptor()->name() + ": " + Reasons(answer->outcome()));
    } else {
      failures_.push_back(Request::descriptor()->name() + ": " + answer.status().ToString());
    }
    return false;
  }

  absl::Mutex mutex_;
  std::map<std::string, std::string> answers_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> failures_ ABSL_GUARDED_BY(mutex_);
  int at_work_ ABSL_GUARDED_BY(mutex_);
  int awaited_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace oat::test
