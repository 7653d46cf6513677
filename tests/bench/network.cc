#include "tests/bench/network.h"

#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"

namespace oat::bench {
namespace {

using test::Must;
using test::NewId;

constexpr char kProduct[] = "METHADONE-5MG-ML";
constexpr char kLot[] = "LOT-1";
constexpr int64_t kStockOfWindow = 300'000'000;  // microlitres: more than any run gives out
constexpr int kWindowsAtOnce = 4;
constexpr char kFamilyNames[][32] = {"Абдуллаев", "Ахметов", "Волков", "Ибраев",  "Ким",
                                     "Кузнецов",  "Оспанов", "Петров", "Сериков", "Юсупов"};
constexpr char kGivenNames[][32] = {"Айгуль", "Алия", "Андрей", "Болат",  "Дана",
                                    "Ерлан",  "Иван", "Марат",  "Сергей", "Тимур"};

v1::RosterRow MakeRow(int number, Day today, std::mt19937_64& chance) {
  v1::RosterRow row;
  row.set_line(number + 2);
  row.set_local_number(absl::StrCat("B-", number));
  row.set_family_name(kFamilyNames[chance() % std::size(kFamilyNames)] +
                      absl::StrFormat("-%02d", chance() % 60));
  row.set_given_name(kGivenNames[chance() % std::size(kGivenNames)]);
  row.set_birth_date(FormatDay(Day(1950, 1, 1) + number % 18000));
  row.set_sex(chance() % 4 == 0 ? "F" : "M");
  row.set_id_type("passport");
  row.set_id_number(absl::StrFormat("N%08d", number));
  // The first site has twice as many: it is where a single desk works, and that is a fast one.
  row.set_home_site(Network::SiteCode(number % (kSites + 1) % kSites));
  row.set_enrolled_on(FormatDay(today - kEnrolledDays));
  row.set_medication("methadone-oral-solution");
  row.set_dose_mg(absl::StrCat(kDoseMilligrams));
  row.set_last_dose_on(FormatDay(today - 1));
  return row;
}

}  // namespace

std::string Network::SiteCode(int site) { return absl::StrCat("BEN", site + 1); }

Network::Network(const Options& options)
    : clinic_({.cluster = options.cluster, .workers = 8}),
      desks_(static_cast<size_t>(options.desks)) {
  MakeSites();
  std::vector<std::jthread> threads;
  for (int first = 0; first < kWindowsAtOnce; ++first) {
    threads.emplace_back([this, first] {
      for (size_t i = first; i < desks_.size(); i += kWindowsAtOnce) MakeDesk(static_cast<int>(i));
    });
  }
  threads.clear();
  for (int site = 0; site < kSites; ++site) StockUp(site);
  Enrol(options);
  DealPeople();
}

void Network::MakeSites() {
  std::vector<v1::ImportNetworkRequest> rows(1);
  rows[0].mutable_header()->set_request_id(NewId());
  for (int site = 0; site < kSites; ++site) {
    v1::NetworkRow* row = rows.emplace_back().mutable_row();
    row->set_line(site + 2);
    row->set_site_code(SiteCode(site));
    row->set_city(SiteCode(site));
    row->set_region("KZ-75");
    row->set_kind("clinic");
    row->set_time_zone("Asia/Almaty");
    row->set_capacity("100000");
    row->set_licence_number("N-1");
    row->set_licence_until("2028-01-01");
  }
  link::Link& admin = clinic_.admin();
  Must(admin.Stream(&v1::SiteService::Stub::ImportNetwork, rows));
}

// Each desk has a nurse, a device and a session of its own.
void Network::MakeDesk(int index) {
  Desk& desk = desks_[static_cast<size_t>(index)];
  desk.site = index % kSites;
  desk.station = absl::StrFormat("D%02d", index + 1);
  const std::string login = absl::StrCat("nurse.", desk.station);
  link::Link& admin = clinic_.admin();
  v1::CreateStaffRequest create;
  create.set_request_id(NewId());
  create.set_login(login);
  create.set_password(test::Clinic::kPassword);
  Must(admin.Call(&v1::AccessService::Stub::CreateStaff, create));
  v1::GrantRoleRequest grant;
  grant.set_request_id(NewId());
  grant.set_login(login);
  grant.set_role(v1::ROLE_NURSE);
  grant.set_site_code(SiteCode(desk.site));
  Must(admin.Call(&v1::AccessService::Stub::GrantRole, grant));
  desk.link = clinic_.NewDevice(SiteCode(desk.site), desk.station);
  Must(desk.link->SignIn(login, test::Clinic::kPassword));
}

void Network::StockUp(int site) {
  link::Link& custodian = clinic_.As("stock_custodian", SiteCode(site));
  for (const Desk& desk : desks_) {
    if (desk.site != site) continue;
    v1::ReceiveStockRequest receive;
    receive.set_request_id(NewId());
    receive.set_product_code(kProduct);
    receive.set_lot_number(kLot);
    receive.set_expires_on("2027-12-31");
    receive.set_quantity(kStockOfWindow);
    Must(custodian.Call(&v1::StockService::Stub::ReceiveStock, receive));
    v1::MoveStockRequest move;
    move.set_request_id(NewId());
    move.set_product_code(kProduct);
    move.set_lot_number(kLot);
    move.set_station(desk.station);
    move.set_quantity(kStockOfWindow);
    Must(custodian.Call(&v1::StockService::Stub::MoveStock, move));
  }
}

void Network::Enrol(const Options& options) {
  std::mt19937_64 chance(options.seed);

  std::vector<v1::ImportRosterRequest> rows(1);
  rows[0].mutable_header()->set_request_id(NewId());
  for (int number = 0; number < options.people; ++number) {
    *rows.emplace_back().mutable_row() = MakeRow(number, today(), chance);
  }
  link::Link& admin = clinic_.admin();
  admin.set_patience({.deadline = absl::Minutes(5)});
  auto imported = Must(admin.Stream(&v1::EnrolmentService::Stub::ImportRoster, rows));
  const auto added = imported.report().added();
  if (added != static_cast<int64_t>(rows.size()) - 1) {
    throw std::runtime_error("the roster: " + imported.report().ShortDebugString());
  }
  link::Link& prescriber = clinic_.As("prescriber", SiteCode(0));
  prescriber.set_patience({.deadline = absl::Minutes(5)});
  for (int site = 0; site < kSites; ++site) {
    v1::SignCarriedOverOrdersRequest sign;
    sign.set_request_id(NewId());
    sign.set_site_code(SiteCode(site));
    sign.set_until_day(FormatDay(today() + 300));
    Must(prescriber.Call(&v1::PrescribingService::Stub::SignCarriedOverOrders, sign));
  }
}

// Every other person comes to the desks of oatd, the rest to those of pgbench.
void Network::DealPeople() {
  for (int site = 0; site < kSites; ++site) {
    const std::string people = absl::StrCat(
        "(SELECT person_id, row_number() OVER (ORDER BY person_id) - 1 AS place FROM custody_start "
        "WHERE site_code = '",
        SiteCode(site), "') people ");
    const std::string numbers = clinic_.Sql(
        absl::StrCat("SELECT string_agg(patient_number, ' ' ORDER BY place) FROM ", people,
                     "JOIN patient_number USING (person_id) WHERE place % 2 = 0"));
    people_.push_back(absl::StrSplit(numbers, ' '));
    clinic_.Sql(absl::StrCat("INSERT INTO patient_number SELECT (", FirstNumberOf(site),
                             " + place / 2)::text, person_id, '2026-01-01' FROM ", people,
                             "WHERE place % 2 = 1"));
  }
  clinic_.Sql("VACUUM ANALYZE");
}

Day Network::today() const {
  absl::TimeZone almaty;
  absl::LoadTimeZone("Asia/Almaty", &almaty);
  return ClinicalDay(clinic_.now(), {.zone = almaty});
}

void Network::BeginDay() {
  const std::string day = FormatDay(today());
  clinic_.Sql(absl::StrCat(R"(
      INSERT INTO administration (administration_id, person_id, clinical_day, cause, drug_form,
                                  micrograms, site_code, staff_id, recorded_at)
      SELECT gen_random_uuid(), c.person_id, ')",
                           day, "', 'imported', 'methadone_oral_solution', ",
                           kDoseMilligrams * 1000, R"(, c.site_code, 1, now()
        FROM custody_start c
       WHERE NOT EXISTS (SELECT FROM administration a
                          WHERE a.person_id = c.person_id AND a.clinical_day = ')",
                           day, "')"));
  clinic_.Advance(absl::Hours(24));
  clinic_.Sql(absl::StrCat("UPDATE session SET last_used_at = '",
                           absl::FormatTime(clinic_.now(), absl::UTCTimeZone()),
                           "' WHERE ended_at IS NULL"));
  ++day_;
}

}  // namespace oat::bench
