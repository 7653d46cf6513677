// Plays one clinic day of the demonstration network through the real calls, on the demonstration's
// clock, and prints its account. Called by ops/demo.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <barrier>
#include <fstream>
#include <iostream>
#include <thread>

#include "services/base/clinical_day.h"
#include "services/server/clock_file.h"
#include "tests/scenario/account.h"
#include "tests/scenario/crew.h"
#include "tests/scenario/site_day.h"

namespace oat::scenario {
namespace {

struct Options {
  std::string server;
  std::string admin_server;
  std::string folder;
  std::string authority;
  std::string clock_file;
  std::string admin_home;
  std::string day;
  bool set_up_only = false;
};

std::string ReadLine(const std::string& path) {
  std::ifstream stream(path);
  std::string line;
  if (!std::getline(stream, line)) throw std::runtime_error(path + ": nothing there");
  return line;
}

absl::Time Wall(Day day, int hour, int minute) {
  absl::TimeZone almaty;
  if (!absl::LoadTimeZone("Asia/Almaty", &almaty)) throw std::runtime_error("no tzdata");
  return absl::FromCivil(absl::CivilMinute(absl::CivilHour(day) + hour) + minute, almaty);
}

void SetClock(const Options& options, absl::Time time) {
  absl::Status set = server::ClockFile::Set(options.clock_file, time);
  if (!set.ok()) throw std::runtime_error(set.ToString());
}

bool OpensOn(const v1::Site& site, Day day) {
  for (int weekday : site.opening_weekdays()) {
    if (weekday == IsoWeekday(day)) return true;
  }
  return false;
}

class Demonstration {
 public:
  explicit Demonstration(const Options& options)
      : options_(options),
        day_(*ParseDay(options.day)),
        clock_(options.clock_file),
        crew_(options.server, options.folder, options.authority) {}

  bool Run() {
    SetClock(options_, Wall(day_, 7, 0));
    link::Link admin(options_.admin_server,
                     Must(link::ReadDevice(options_.admin_home, options_.admin_server), "device"));
    Must(admin.SignIn("admin", ReadLine(options_.admin_home + "/password")), "administrator");
    const auto sites =
        Must(admin.Call(admin.sites(), &v1::SiteService::Stub::ListSites, v1::ListSitesRequest()),
             "sites");
    for (const v1::Site& site : sites.sites()) {
      if (site.kind() == v1::SITE_KIND_CLINIC) clinics_.push_back(site);
    }
    std::cout << "  staff, devices, roles ... " << std::flush;
    crew_.SetUp(admin, clinics_);
    std::cout << "ready\n";
    if (options_.set_up_only) return true;
    SignOrders();
    SetClock(options_, Wall(day_, 7, 45));
    OpenSites();
    PlayTicks();
    return CloseSites();
  }

 private:
  // The network's prescribers sign what the import carried over, a batch a site.
  void SignOrders() {
    std::cout << "  prescribers sign carried over orders ... " << std::flush;
    auto prescriber = crew_.SignedIn("NETWORK", "dr.omarova");
    int signed_orders = 0;
    for (const v1::Site& site : clinics_) {
      v1::SignCarriedOverOrdersRequest request;
      request.set_request_id(NewId());
      request.set_site_code(site.site_code());
      request.set_until_day(FormatDay(day_ + 90));
      signed_orders +=
          Must(prescriber->Call(prescriber->prescribing(),
                                &v1::PrescribingService::Stub::SignCarriedOverOrders, request),
               "signing")
              .signed_orders();
    }
    std::cout << signed_orders << " signed\n";
  }

  void OpenSites() {
    std::cout << "  windows open: " << std::flush;
    for (size_t i = 0; i < clinics_.size(); ++i) {
      const v1::Site& site = clinics_[i];
      SiteAccount& account =
          accounts_.emplace_back(SiteAccount{.site = site.site_code(), .city = site.city()});
      account.opens = OpensOn(site, day_);
      if (!account.opens) continue;
      auto nurse = crew_.SignedIn(site.site_code() + "-W1", Crew::Nurse(site.site_code(), "W1"));
      std::vector<std::string> expected;
      for (const auto& row : Must(nurse->Worklist(""), "worklist")) {
        expected.push_back(row.patient_number());
      }
      const std::string& neighbour = clinics_[(i + 1) % clinics_.size()].site_code();
      auto day = std::make_unique<SiteDay>(
          crew_, site.site_code(), neighbour, expected,
          static_cast<uint32_t>(day_ - Day(2026, 1, 1)) * 100 + static_cast<uint32_t>(i),
          [this] { return clock_.Now(); });
      day->Open();
      const StockLook look = LookAtStock(day->office());
      account.methadone_before = look.methadone;
      account.methadone_given = -look.methadone_given;
      account.methadone_waste = -look.methadone_waste;
      account.tablets_before = look.tablets;
      days_.push_back(std::move(day));
      std::cout << site.site_code() << " " << std::flush;
    }
    std::cout << "\n";
  }

  // Every window works a tick of 15 minutes, then waits for the clock.
  void PlayTicks() {
    std::cout << "  08:00 " << std::flush;
    int tick = 0;
    auto next = [&]() noexcept {
      ++tick;
      SetClock(options_, Wall(day_, 8, 15 * tick));
      std::cout << "." << std::flush;
    };
    SetClock(options_, Wall(day_, 8, 0));
    std::barrier barrier(static_cast<std::ptrdiff_t>(2 * days_.size()), next);
    std::vector<std::thread> windows;
    absl::Mutex mutex;
    std::string failure;
    for (auto& day : days_) {
      for (int window = 0; window < 2; ++window) {
        windows.emplace_back([&, window, site = day.get()] {
          for (int t = 0; t < SiteDay::kTicks; ++t) {
            try {
              site->Serve(window, t);
            } catch (const std::exception& error) {
              absl::MutexLock lock(&mutex);
              failure = site->site() + ": " + error.what();
            }
            barrier.arrive_and_wait();
          }
        });
      }
    }
    for (std::thread& window : windows) window.join();
    std::cout << " 13:00\n";
    if (!failure.empty()) throw std::runtime_error(failure);
  }

  bool CloseSites() {
    size_t next = 0;
    for (SiteAccount& account : accounts_) {
      if (!account.opens) continue;
      SiteDay& day = *days_[next++];
      auto nurse = crew_.SignedIn(account.site + "-W1", Crew::Nurse(account.site, "W1"));
      day.Close();
      FillFromSite(*nurse, &account);
      const StockLook look = LookAtStock(day.office());
      account.methadone_after = look.methadone;
      account.methadone_given += look.methadone_given;
      account.methadone_waste += look.methadone_waste;
      account.tablets_after = look.tablets;
      account.balanced = look.balanced;
      account.tally = day.tally();
    }
    return Print(accounts_, FormatDay(day_), std::cout);
  }

  const Options options_;
  const Day day_;
  const server::ClockFile clock_;
  Crew crew_;
  std::vector<v1::Site> clinics_;
  std::vector<std::unique_ptr<SiteDay>> days_;
  std::vector<SiteAccount> accounts_;
};

int Main(int argc, char** argv) {
  CLI::App app("Plays a clinic day of the demonstration.", "clinic-day");
  Options options;
  app.add_option("--server", options.server, "The front door")->required();
  app.add_option("--admin-server", options.admin_server, "oatd's own socket")->required();
  app.add_option("--folder", options.folder, "Passwords, devices and journals")->required();
  app.add_option("--authority", options.authority, "The network's authority")->required();
  app.add_option("--clock-file", options.clock_file)->required();
  app.add_option("--admin-home", options.admin_home)->required();
  app.add_option("--day", options.day, "YYYY-MM-DD")->required();
  app.add_flag("--set-up-only", options.set_up_only);
  CLI11_PARSE(app, argc, argv);
  if (sodium_init() < 0 || !ParseDay(options.day).ok()) return 2;
  try {
    return Demonstration(options).Run() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "\nclinic-day: " << error.what() << "\n";
    return 1;
  }
}

}  // namespace
}  // namespace oat::scenario

int main(int argc, char** argv) { return oat::scenario::Main(argc, argv); }
