#include "services/server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "absl/strings/str_cat.h"

namespace oat::server {

struct Metrics::Parts {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Counter>& calls = prometheus::BuildCounter()
                                                       .Name("oat_calls_total")
                                                       .Help("Calls by method and status")
                                                       .Register(*registry);
  prometheus::Family<prometheus::Histogram>& seconds = prometheus::BuildHistogram()
                                                           .Name("oat_call_seconds")
                                                           .Help("Time from arrival to answer")
                                                           .Register(*registry);
  prometheus::Gauge& waiting = prometheus::BuildGauge()
                                   .Name("oat_calls_waiting")
                                   .Help("Calls in the queue of the workers")
                                   .Register(*registry)
                                   .Add({});
  prometheus::Gauge& unsealed = prometheus::BuildGauge()
                                    .Name("oat_unsealed_seconds")
                                    .Help("Age of the oldest row that is not in the sealed log")
                                    .Register(*registry)
                                    .Add({});
  std::unique_ptr<prometheus::Exposer> exposer;
};

Metrics::Metrics(int port) : parts_(std::make_unique<Parts>()) {
  if (port == 0) return;
  parts_->exposer = std::make_unique<prometheus::Exposer>(absl::StrCat("127.0.0.1:", port), 1);
  parts_->exposer->RegisterCollectable(parts_->registry);
}

Metrics::~Metrics() = default;

void Metrics::CountCall(const std::string& method, absl::StatusCode code, absl::Duration took) {
  static const prometheus::Histogram::BucketBoundaries bounds = {0.001, 0.0025, 0.005, 0.01, 0.025,
                                                                 0.05,  0.1,    0.25,  1,    5};
  parts_->calls.Add({{"method", method}, {"status", absl::StatusCodeToString(code)}}).Increment();
  parts_->seconds.Add({{"method", method}}, bounds).Observe(absl::ToDoubleSeconds(took));
}

void Metrics::SetWaiting(size_t jobs) { parts_->waiting.Set(static_cast<double>(jobs)); }

void Metrics::SetUnsealed(absl::Duration oldest) {
  parts_->unsealed.Set(absl::ToDoubleSeconds(oldest));
}

}  // namespace oat::server
