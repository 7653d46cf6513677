// Somebody who has every release and a solver: an independent reading of what the tables give away.
#pragma once

#include <z3++.h>

#include <map>
#include <string>
#include <vector>

#include "oat/v1/report.pb.h"

namespace oat::reporting {

// Holds what is published to be true of whole numbers that are not negative, and knows that people
// have one region, sex and year of birth, that a month begins as the last one ended, and that
// whoever is on treatment is enrolled.
class Attacker {
 public:
  // Releases in the order of their months.
  explicit Attacker(const std::map<std::string, std::string>& region_of_site);
  void Read(const oat::v1::Release& release);

  // The withheld cells that can have one value only, by name; one name alone if what was read
  // cannot be true.
  std::vector<std::string> Worked();
  size_t withheld() const { return withheld_.size(); }

 private:
  struct Page {  // a month's cells, by name
    int month = 0;
    int year = 0;
    std::map<std::string, z3::expr> cells;
  };
  z3::expr Cell(Page* page, const std::string& name);
  void ReadTables(const oat::v1::Release& release, Page* page);
  void AddUp(Page* page, const std::string& measure);
  void GroundDecisions(Page* page);
  void Move(Page* page, const std::string& cell, bool linked);
  void Sum(const z3::expr_vector& parts, const z3::expr& whole);

  const std::map<std::string, std::string> regions_;
  z3::context context_;
  z3::solver solver_;
  std::vector<Page> pages_;
  std::map<std::string, z3::expr> withheld_;
};

}  // namespace oat::reporting
