// A network that nobody is in: seven hundred invented people over thirteen sites, month by month.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "services/reporting/release.h"

namespace oat::reporting {

class Network {
 public:
  explicit Network(uint64_t seed) : dice_(seed) {
    for (int i = 0; i < 700; ++i) people_.push_back(Somebody());
  }

  static const Regions& regions() {
    static const auto* const regions =
        new Regions{{"PVL1", "KZ-55"}, {"EKB1", "KZ-55"}, {"TMR1", "KZ-35"}, {"KRG1", "KZ-35"},
                    {"OSK1", "KZ-63"}, {"SEM1", "KZ-10"}, {"KST1", "KZ-39"}, {"AKT1", "KZ-15"},
                    {"ORL1", "KZ-27"}, {"ATR1", "KZ-23"}, {"TRZ1", "KZ-31"}, {"KZO1", "KZ-43"},
                    {"ALA1", "KZ-75"}, {"OSKM", "KZ-63"}, {"KRGH", "KZ-35"}, {"PVLD", "KZ-55"}};
    return *regions;
  }

  // Some leave, some come, some miss their doses; counted.
  Findings Live(Day month) {
    static const std::vector<std::string> exits = {"completed", "own_choice", "lost",
                                                   "prison",    "died",       "moved_away"};
    static const std::vector<std::string> histories = {"first_ever", "again", "unknown"};
    static const std::vector<std::string> decisions = {
        "none",     "none",         "clinical_contraindication", "site_overload",
        "no_staff", "waiting_list", "quota_verbal_instruction",  "patient_withdrew"};
    std::vector<EpisodeCount> episodes;
    std::vector<EpisodeCount> staying;
    for (EpisodeCount person : people_) {
      person.on_treatment = Roll(100) < 95;
      if (Roll(1000) < 12) {
        person.enrolled = false;
        person.exited = exits[Roll(exits.size())];
      }
      episodes.push_back(person);
      if (person.enrolled) staying.push_back(person);
    }
    for (size_t newcomers = 4 + Roll(12); newcomers > 0; --newcomers) {
      EpisodeCount person = Somebody();
      staying.push_back(person);
      person.enrolled_before = false;
      person.admitted = histories[Roll(histories.size())];
      episodes.push_back(person);
    }
    people_ = staying;
    std::vector<DecisionCount> decided;
    for (int i = 0; i < 14; ++i) decided.push_back({Site(), decisions[Roll(decisions.size())], 1});
    Findings findings{.release = {.month = month}, .threshold = 5, .covered_within_days = 7};
    const Day last = Day(absl::CivilMonth(month) + 1) - 1;
    findings.release.cells =
        Tabulate(episodes, decided, static_cast<int64_t>(Roll(20)), regions(), last);
    return findings;
  }

  // `below`: from 0 to one less. Standard distributions differ from one library to another.
  size_t Roll(size_t below) { return dice_() % below; }

 private:
  std::string Site() {
    // The roster's sizes; hospitals and the detention centre are nobody's home.
    static const std::vector<std::pair<std::string, size_t>> sizes = {
        {"PVL1", 93}, {"EKB1", 43}, {"TMR1", 78}, {"KRG1", 71}, {"OSK1", 78},
        {"SEM1", 44}, {"KST1", 43}, {"AKT1", 36}, {"ORL1", 36}, {"ATR1", 28},
        {"TRZ1", 28}, {"KZO1", 28}, {"ALA1", 108}};
    size_t place = Roll(714);
    for (const auto& [site, size] : sizes) {
      if (place < size) return site;
      place -= size;
    }
    return "ALA1";
  }
  EpisodeCount Somebody() {
    return {.site_code = Site(),
            .sex = Roll(100) < 23 ? "female" : "male",
            .birth_year = static_cast<int32_t>(1962 + Roll(43)),
            .medication = Roll(100) < 9 ? "buprenorphine_sublingual" : "methadone_oral_solution",
            .enrolled_before = true,
            .enrolled = true,
            .on_treatment = true,
            .linkable = Roll(100) > 5,
            .count = 1};
  }

  std::mt19937_64 dice_;
  std::vector<EpisodeCount> people_;
};

}  // namespace oat::reporting
