// A pgbench script made from what oatd sent, so that a change of the service changes the script.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/recording.h"

namespace oat::bench {

// What two recorded doses were given of: each its window and its person.
struct Origins {
  std::array<std::string, 2> stations;
  std::array<std::string, 2> patient_numbers;
  // The one row that a query returns, by column; empty when it does not return exactly one.
  std::function<std::map<std::string, std::string>(const std::string& query)> row_of;
};
Origins OriginsOf(Network& network);

class Script {
 public:
  // Two doses of different people at different desks tell what of the parameters is constant and
  // what belongs to the desk, to the person, to an earlier result, or was made for this dose.
  // Something that differs and has no known origin ends the program: a script that sent the wrong
  // thing would measure the wrong thing.
  Script(const std::vector<Recording>& doses, const Origins& origins);

  const std::string& text() const { return text_; }
  // The constants, for a day that many days after the recorded one.
  std::map<std::string, std::string> Constants(int days_later) const;
  // Round trips a dose, commits among them.
  int statements() const { return statements_; }
  // Identifiers made a dose.
  static constexpr int kMostIds = 10;

 private:
  std::string text_;
  std::map<std::string, std::string> constants_;
  int statements_ = 0;
};

}  // namespace oat::bench
