// The network that is measured: four sites with sixteen windows each, and people who come every
// day. Made through the real calls, in a database of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "tests/support/clinic.h"

namespace oat::bench {

inline constexpr int kSites = 4;
inline constexpr int64_t kDoseMilligrams = 80;
// For how long everybody has been in treatment when the network begins.
inline constexpr int kEnrolledDays = 2000;

struct Desk {
  std::unique_ptr<link::Link> link;
  int site = 0;
  std::string station;
};

class Network {
 public:
  struct Options {
    std::string cluster;
    int desks = 0;
    int people = 0;
    uint64_t seed = 0;
  };

  explicit Network(const Options& options);

  // The next clinical day: everybody may come again. Who did not come today has today's dose
  // entered as a roster's import would, so that nobody has missed a day; the sessions go on. By
  // SQL, as it is no part of what is measured.
  void BeginDay();
  // How many days have begun.
  int day() const { return day_; }
  // The clinical day, and that on which the network was made.
  Day today() const;
  Day first_day() const { return today() - day_; }

  test::Clinic& clinic() { return clinic_; }
  const test::Clinic& clinic() const { return clinic_; }
  const std::vector<Desk>& desks() const { return desks_; }
  // By site: the patient numbers of those who come to the desks of oatd.
  const std::vector<std::vector<std::string>>& people() const { return people_; }

  static std::string SiteCode(int site);
  // pgbench can count, and cannot make the check character of a patient number: each of the people
  // who come to its desks has a second number, this plus how many of the site come before.
  static int64_t FirstNumberOf(int site) { return 1'000'000'000 + site * 1'000'000; }

 private:
  void MakeSites();
  void MakeDesk(int index);
  void StockUp(int site);
  void Enrol(const Options& options);
  void DealPeople();

  test::Clinic clinic_;
  int day_ = 0;
  std::vector<Desk> desks_;
  std::vector<std::vector<std::string>> people_;
};

}  // namespace oat::bench
