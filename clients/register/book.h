// A register as it came from the server, with all that its pages say beside it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.pb.h"
#include "oat/v1/stock_register.pb.h"
#include "services/base/clinical_day.h"

namespace oat::registers {

// Where it is kept. What is not known stays empty, and times are UTC.
struct Place {
  std::string name;
  std::string code;
  std::string address;
  std::string licence;
  DayReckoning reckoning;
};

struct Book {
  Place place;
  std::string from_day;
  std::string until_day;
  absl::Time printed_at;
  std::map<std::string, v1::Product> products;  // by their codes
  v1::GetRegisterResponse whole;

  // One that the network does not list has its code alone.
  v1::Product ProductOf(const std::string& code) const;
};

// What came into a product's keeping in the period and left it, as it stands in the sum: what left
// counts below zero.
struct Reckoned {
  int64_t opening = 0;
  std::map<v1::RegisterLineKind, int64_t> moved;
  int64_t closing = 0;  // reckoned from these
  int64_t booked = 0;   // the balance of the last line
  // Lines whose balance is not that of the line before with their own quantity.
  int torn = 0;

  bool adds_up() const { return closing == booked && torn == 0; }
};
// By product, of each that has a balance or a line.
std::map<std::string, Reckoned> Reckon(const v1::GetRegisterResponse& whole);

}  // namespace oat::registers
