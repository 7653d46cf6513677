#include "tests/bench/shift.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <random>
#include <thread>

#include "absl/time/clock.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/reason.pb.h"

namespace oat::bench {
namespace {

using test::NewId;

// The people of each site in the order in which they come.
class Queues {
 public:
  explicit Queues(const Network& network) : people_(network.people()) {}

  const std::string& Next(int site) {
    const auto index = static_cast<size_t>(site);
    const size_t place = next_[index]++;
    if (place < people_[index].size()) return people_[index][place];
    throw std::runtime_error("nobody is left to come to " + Network::SiteCode(site) +
                             ": more people are wanted (--people)");
  }

 private:
  const std::vector<std::vector<std::string>>& people_;
  std::array<std::atomic<size_t>, kSites> next_{};
};

// Runs the work of each desk on a thread; the first that fails speaks for all.
Shift AtEachDesk(Network& network, int desks,
                 const std::function<void(const Desk&, std::vector<Timing>*)>& work) {
  std::mutex mutex;
  Shift shift;
  std::exception_ptr failure;
  std::vector<std::jthread> threads;
  for (int i = 0; i < desks; ++i) {
    threads.emplace_back([&, desk = &network.desks()[static_cast<size_t>(i)]] {
      std::vector<Timing> timings;
      std::exception_ptr failed;
      try {
        work(*desk, &timings);
      } catch (...) {
        failed = std::current_exception();
      }
      std::lock_guard lock(mutex);
      shift.timings.insert(shift.timings.end(), timings.begin(), timings.end());
      if (failed) failure = failed;
    });
  }
  threads.clear();
  if (failure) std::rethrow_exception(failure);
  return shift;
}

void MustBeAccepted(const v1::Outcome& outcome) {
  if (!outcome.accepted()) throw std::runtime_error("a desk was told: " + test::Reasons(outcome));
}

}  // namespace

Timing Give(const Desk& desk, const std::string& patient_number) {
  const absl::Time begun = absl::Now();
  const v1::AuthoriseDoseRequest authorise =
      test::Clinic::AuthoriseRequest(patient_number, desk.station);
  MustBeAccepted(
      test::Must(desk.link->Call(&v1::DosingService::Stub::AuthoriseDose, authorise)).outcome());
  const absl::Time authorised = absl::Now();
  v1::ConfirmDoseRequest confirm;
  confirm.set_request_id(NewId());
  confirm.set_patient_number(patient_number);
  confirm.set_dose_id(authorise.request_id());
  confirm.set_outcome(v1::DOSE_OUTCOME_GIVEN);
  MustBeAccepted(
      test::Must(desk.link->Call(&v1::DosingService::Stub::ConfirmDose, confirm)).outcome());
  const absl::Time confirmed = absl::Now();
  return {.authorise = authorised - begun,
          .confirm = confirmed - authorised,
          .dose = confirmed - begun};
}

Shift WorkClosed(Network& network, int desks, absl::Duration duration) {
  Queues queues(network);
  const absl::Time start = absl::Now();
  return AtEachDesk(network, desks, [&](const Desk& desk, std::vector<Timing>* timings) {
    for (absl::Duration begun; (begun = absl::Now() - start) < duration;) {
      timings->push_back(Give(desk, queues.Next(desk.site)));
      timings->back().begun = begun;
    }
  });
}

Shift WorkOpen(Network& network, int desks, double people_per_second, absl::Duration duration,
               uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::exponential_distribution<double> pause(people_per_second);
  std::vector<absl::Duration> comings;
  for (absl::Duration at; at < duration; at += absl::Seconds(pause(engine))) comings.push_back(at);
  Queues queues(network);
  std::atomic<size_t> next = 0;
  const absl::Time start = absl::Now();
  return AtEachDesk(network, desks, [&](const Desk& desk, std::vector<Timing>* timings) {
    for (size_t i; (i = next++) < comings.size();) {
      absl::SleepFor(start + comings[i] - absl::Now());
      const absl::Duration waited = absl::Now() - start - comings[i];
      Timing& timing = timings->emplace_back(Give(desk, queues.Next(desk.site)));
      timing.begun = comings[i];
      timing.authorise += waited;
      timing.dose += waited;
    }
  });
}

}  // namespace oat::bench
