// How many rows each table has, and by how many it grew for each dose.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/support/clinic.h"

namespace oat::bench {

using Rows = std::map<std::string, int64_t>;
// Rows added for each dose, by table; none of a table that did not grow.
using RowsPerDose = std::map<std::string, double>;

Rows CountRows(const test::Clinic& clinic);

RowsPerDose Growth(const Rows& before, const Rows& after, int64_t doses);

}  // namespace oat::bench
