// What the demonstration's people know and carry: kept in one file of its folder, mode 0600, so
// that the next day, and the reader who tries things by hand, find it.
#pragma once

#include <map>
#include <string>

#include "absl/synchronization/mutex.h"
#include "clients/link/link.h"
#include "services/server/clock_file.h"

namespace oat::scenario {

struct Belongings {
  std::string password;
  std::string one_time_key;  // base 32; empty: no role of hers wants a code
  std::string badge;         // empty: she works at no window
  std::string pin;
};

class Keyring {
 public:
  Keyring(std::string path, std::string clock_file);

  // False where the file is not there yet.
  bool Load();
  void Save() const;
  bool Has(const std::string& login) const { return people_.contains(login); }
  // What she has; made where it is not there.
  Belongings& Of(const std::string& login) { return people_[login]; }

  // Her login and password, with a code where she has a key. A code is good once and stands for 30
  // seconds: the demonstration's clock goes on to the next before it is made.
  link::Credentials ByPassword(const std::string& login);
  link::Credentials ByBadge(const std::string& login) const;
  std::string NextCode(const std::string& one_time_key);

  // Moves the clock, never back: codes that were used would count again.
  void AdvanceClock(absl::Time time);
  absl::Time Now() const { return clock_.Now(); }
  const Clock* clock() const { return &clock_; }

 private:
  const std::string path_;
  const std::string clock_file_;
  const server::ClockFile clock_;
  absl::Mutex clock_mutex_;
  std::map<std::string, Belongings> people_;  // by login
};

}  // namespace oat::scenario
