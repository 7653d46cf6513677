#include "tests/scenario/keyring.h"

#include <liboath/oath.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace oat::scenario {
namespace {

// As the contract has them: BeginOneTimeCode.
constexpr unsigned kStepSeconds = 30;
constexpr unsigned kDigits = 6;

std::string CodeAt(const std::string& one_time_key, absl::Time time) {
  char* key = nullptr;
  size_t length = 0;
  char code[kDigits + 1] = {};
  const bool is_key =
      oath_base32_decode(one_time_key.data(), one_time_key.size(), &key, &length) == OATH_OK;
  const std::unique_ptr<char, void (*)(void*)> owner(key, std::free);
  if (!is_key || oath_totp_generate(key, length, absl::ToTimeT(time), kStepSeconds, 0, kDigits,
                                    code) != OATH_OK) {
    throw std::runtime_error("a one-time key that is none");
  }
  return code;
}

}  // namespace

Keyring::Keyring(std::string path, std::string clock_file)
    : path_(std::move(path)), clock_file_(std::move(clock_file)), clock_(clock_file_) {}

bool Keyring::Load() {
  std::ifstream stream(path_);
  const auto json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return false;
  for (const auto& [login, one] : json.items()) {
    people_[login] = {.password = one.value("password", ""),
                      .one_time_key = one.value("one_time_key", ""),
                      .badge = one.value("badge", ""),
                      .pin = one.value("pin", "")};
  }
  return true;
}

void Keyring::Save() const {
  nlohmann::json json;
  for (const auto& [login, one] : people_) {
    json[login] = {{"password", one.password},
                   {"one_time_key", one.one_time_key},
                   {"badge", one.badge},
                   {"pin", one.pin}};
  }
  const mode_t before = umask(0077);
  std::ofstream(path_) << json.dump(1) << "\n";
  umask(before);
}

link::Credentials Keyring::ByPassword(const std::string& login) {
  const Belongings& hers = people_.at(login);
  return {.login = login,
          .password = hers.password,
          .one_time_code = hers.one_time_key.empty() ? "" : NextCode(hers.one_time_key)};
}

link::Credentials Keyring::ByBadge(const std::string& login) const {
  return {.badge = people_.at(login).badge, .pin = people_.at(login).pin};
}

std::string Keyring::NextCode(const std::string& one_time_key) {
  AdvanceClock(clock_.Now() + absl::Seconds(kStepSeconds));
  return CodeAt(one_time_key, clock_.Now());
}

void Keyring::AdvanceClock(absl::Time time) {
  absl::MutexLock lock(&clock_mutex_);
  if (time <= clock_.Now()) return;
  const absl::Status set = server::ClockFile::Set(clock_file_, time);
  if (!set.ok()) throw std::runtime_error(set.ToString());
}

}  // namespace oat::scenario
