// Plays one clinic day of the demonstration network through the real calls, on the demonstration's
// clock, and prints its account. Called by ops/demo.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <barrier>
#include <iostream>
#include <thread>

#include "clients/ctl/files.h"
#include "clients/link/lists.h"
#include "oat/v1/policy.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "services/base/merkle.h"
#include "tests/scenario/account.h"
#include "tests/scenario/continuity.h"
#include "tests/scenario/crew.h"
#include "tests/scenario/shipping.h"
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
  std::vector<std::string> rules;
  bool sign_in_admin = false;
  std::string words_of;
};

absl::Time Wall(Day day, int hour, int minute) {
  absl::TimeZone almaty;
  if (!absl::LoadTimeZone("Asia/Almaty", &almaty)) throw std::runtime_error("no tzdata");
  return absl::FromCivil(absl::CivilMinute(absl::CivilHour(day) + hour) + minute, almaty);
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
        admin_home_(options.admin_home),
        crew_(options.server, options.folder, options.authority, options.clock_file) {}

  void SignInAdministrator() { crew_.SignInAdministrator(admin_home_, options_.admin_server); }

  // What somebody signs in with, for a reader or a script; the code is the next one of her key.
  void PrintWordsOf(const std::string& login) {
    Keyring& keyring = crew_.keyring();
    if (!keyring.Has(login)) throw std::runtime_error("there is nobody called " + login);
    const link::Credentials words = keyring.ByPassword(login);
    std::cout << "login=" << login << "\npassword=" << words.password << "\n";
    if (!words.one_time_code.empty()) std::cout << "one_time_code=" << words.one_time_code << "\n";
    const link::Credentials carried = keyring.ByBadge(login);
    if (carried.badge.empty()) return;
    std::cout << "badge=" << carried.badge << "\npin=" << carried.pin << "\n";
  }

  bool Run() {
    link::Link admin = Must(admin_home_.Connect(options_.admin_server), "device");
    const auto sites =
        Must(admin.Call(&v1::SiteService::Stub::ListSites, v1::ListSitesRequest()), "sites");
    for (const v1::Site& site : sites.sites()) {
      if (site.kind() == v1::SITE_KIND_CLINIC) clinics_.push_back(site);
    }
    std::cout << "  staff, devices, roles ... " << std::flush;
    crew_.SetUp(admin, clinics_);
    RecordContacts(admin);
    std::cout << "ready\n";
    if (options_.set_up_only) {
      PutRulesInForce();
      return true;
    }
    SignOrders();
    crew_.keyring().AdvanceClock(Wall(day_, 7, 45));
    OpenSites();
    told_ = PlayShipping(crew_, days_, day_);
    PlayTicks();
    const bool is_in_order = CloseSites();
    PlayContinuity(crew_, day_, std::cout);
    return is_in_order;
  }

 private:
  // Two prescribers vouch for what this software asks where no law speaks, and put it in force.
  // Once.
  void PutRulesInForce() {
    using Stub = v1::PolicyService::Stub;
    auto prescriber = crew_.SignedIn("NETWORK", "dr.omarova");
    const auto changes =
        Must(prescriber->Call(&Stub::ListRuleChanges, v1::ListRuleChangesRequest()), "rules");
    if (!changes.changes().empty()) return;
    for (const std::string& pack : options_.rules) {
      v1::PutRulePackInForceRequest request;
      request.set_request_id(NewId());
      request.set_text(Must(ctl::ReadWholeFile(pack), "the rule pack"));
      request.set_from_day(FormatDay(day_));
      request.set_signed_off(merkle::ToBytes(merkle::Sha256(request.text())));
      request.set_reason("the first day of the demonstration");
      request.set_approval_id(crew_.ApprovalByPassword(
          *prescriber, "dr.kim", "oat.v1.PolicyService.PutRulePackInForce", request));
      Must(prescriber->Call(&Stub::PutRulePackInForce, request), "rules");
      std::cout << "  rules in force: " << pack << "\n";
    }
  }

  // What stands on the labels. Once.
  void RecordContacts(link::Link& admin) {
    for (const v1::Site& site : clinics_) {
      if (site.has_contact()) continue;
      v1::SetSiteContactRequest request;
      request.set_request_id(NewId());
      request.set_site_code(site.site_code());
      v1::SiteContact* contact = request.mutable_contact();
      contact->set_name("Dispensary " + site.city());
      contact->set_address(site.city() + ", Abay 12");
      contact->set_telephone("+7 700 000 00 01");
      contact->set_emergency_telephone("+7 700 000 00 00");
      Must(admin.Call(&v1::SiteService::Stub::SetSiteContact, request), "contact");
    }
  }

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
          Must(prescriber->Call(&v1::PrescribingService::Stub::SignCarriedOverOrders, request),
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
      const auto expected = Must(link::ReadWorklist(*nurse), "worklist");
      // Everybody of a site that closed is served elsewhere.
      if (expected.empty()) {
        account.opens = false;
        account.why_shut = "nobody is treated here any more";
        continue;
      }
      const std::string& neighbour = clinics_[(i + 1) % clinics_.size()].site_code();
      auto day = std::make_unique<SiteDay>(
          crew_, site.site_code(), neighbour, expected,
          static_cast<uint32_t>(day_ - Day(2026, 1, 1)) * 100 + static_cast<uint32_t>(i),
          [this] { return crew_.keyring().Now(); });
      day->Open();
      const StockLook look = LookAtStock(day->office());
      account.methadone_before = look.methadone;
      account.methadone_given = -look.methadone_given;
      account.methadone_waste = -look.methadone_waste;
      account.methadone_home = -look.methadone_home;
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
      crew_.keyring().AdvanceClock(Wall(day_, 8, 15 * tick));
      std::cout << "." << std::flush;
    };
    crew_.keyring().AdvanceClock(Wall(day_, 8, 0));
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
      account.methadone_home += look.methadone_home;
      account.tablets_after = look.tablets;
      account.syringes_after = look.syringes;
      account.balanced = look.balanced;
      account.tally = day.tally();
    }
    return Print(accounts_, told_, FormatDay(day_), std::cout);
  }

  const Options options_;
  const Day day_;
  const ctl::Home admin_home_;
  Crew crew_;
  std::vector<v1::Site> clinics_;
  std::vector<std::unique_ptr<SiteDay>> days_;
  std::vector<SiteAccount> accounts_;
  std::vector<std::string> told_;  // lines of the account beside the windows
};

int Main(int argc, char** argv) {
  CLI::App app("Plays a clinic day of the demonstration.", "clinic-day");
  Options options;
  app.add_option("--server", options.server, "The front door")->required();
  app.add_option("--admin-server", options.admin_server, "oatd's own socket")->required();
  app.add_option("--folder", options.folder, "Staff, devices and journals")->required();
  app.add_option("--authority", options.authority, "The network's authority")->required();
  app.add_option("--clock-file", options.clock_file)->required();
  app.add_option("--admin-home", options.admin_home)->required();
  app.add_option("--day", options.day, "YYYY-MM-DD")->required();
  app.add_flag("--set-up-only", options.set_up_only);
  app.add_option("--rules", options.rules, "The rule packs to put in force")->required();
  app.add_flag("--sign-in-admin", options.sign_in_admin, "Leaves her session in her folder");
  app.add_option("--words", options.words_of, "Prints what somebody signs in with");
  CLI11_PARSE(app, argc, argv);
  if (sodium_init() < 0 || !ParseDay(options.day).ok()) return 2;
  try {
    Demonstration demonstration(options);
    if (options.sign_in_admin) {
      demonstration.SignInAdministrator();
      return 0;
    }
    if (!options.words_of.empty()) {
      demonstration.PrintWordsOf(options.words_of);
      return 0;
    }
    return demonstration.Run() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "\nclinic-day: " << error.what() << "\n";
    return 1;
  }
}

}  // namespace
}  // namespace oat::scenario

int main(int argc, char** argv) { return oat::scenario::Main(argc, argv); }
