#include "tests/support/clinic.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "services/access/credential.h"
#include "services/base/clinical_day.h"
#include "services/base/uuid.h"
#include "services/contract/code.h"
#include "services/server/clock_file.h"

namespace oat::test {
namespace {

constexpr char kTwoSites[][3][12] = {{"ALA1", "KZ-75", ""}, {"SEM1", "KZ-10", "7"}};
constexpr char kProducts[][36] = {"METHADONE-1MG-ML",
                                  "METHADONE-5MG-ML",
                                  "METHADONE-10MG-ML",
                                  "METHADONE-5MG",
                                  "METHADONE-10MG",
                                  "BUPRENORPHINE-2MG",
                                  "BUPRENORPHINE-8MG",
                                  "BUPRENORPHINE-NALOXONE-2MG",
                                  "BUPRENORPHINE-NALOXONE-8MG",
                                  "BUPRENORPHINE-DEPOT-WEEKLY-16MG",
                                  "BUPRENORPHINE-DEPOT-MONTHLY-64MG",
                                  "BUPRENORPHINE-DEPOT-IN-SITU-300MG"};
constexpr int64_t kStockOfEach = 400'000'000;
constexpr int64_t kStockOfWindow = 100'000'000;

std::string ClusterOf(const Clinic::Options& options) {
  if (!options.cluster.empty()) return options.cluster;
  const char* cluster = std::getenv("OAT_TEST_CLUSTER");
  if (cluster == nullptr) throw std::runtime_error("OAT_TEST_CLUSTER is not set: run by ctest");
  return cluster;
}

std::string Ops(const std::string& name) { return std::string(OAT_SOURCE_DIR) + "/ops/" + name; }

}  // namespace

std::string Reasons(const v1::Outcome& outcome) {
  std::string codes = outcome.accepted() ? "accepted" : "";
  for (const v1::Reason& reason : outcome.reasons()) {
    absl::StrAppend(&codes, codes.empty() ? "" : " ", contract::Code(reason.code()));
  }
  return codes;
}

std::string ParameterOf(const v1::Reason& reason, const std::string& placeholder) {
  for (const v1::Parameter& parameter : reason.parameters()) {
    if (parameter.placeholder() == placeholder) return parameter.value();
  }
  return "";
}

std::string NewId() { return MakeUuid(absl::Now()).text(); }

absl::Time Clinic::Wall(int day, int hour, int minute) {
  absl::TimeZone almaty;
  absl::LoadTimeZone("Asia/Almaty", &almaty);
  return absl::FromCivil(absl::CivilMinute(2026, 11, day, hour, minute), almaty);
}

Clinic::Clinic(const Options& options)
    : cluster_(ClusterOf(options)), workers_(options.workers), now_(Wall(21, 8, 0)) {
  static std::atomic<int> made = 0;
  database_ = absl::StrCat("t", getpid(), "_", ++made);
  folder_ = absl::StrCat("/tmp/oat-", database_);
  std::filesystem::create_directories(folder_);
  SetTime(now_);
  MakeDatabase();
  StartServer();
  MakeSites();
  if (options.has_rules) PutInForce("jalgas");
}

Clinic::~Clinic() {
  links_.clear();
  admin_.reset();
  process_.reset();
  std::filesystem::remove_all(folder_);
}

void Clinic::SetTime(absl::Time time) {
  now_ = time;
  Must(server::ClockFile::Set(folder_ + "/clock", now_));
}

void Clinic::MakeDatabase() {
  Run(absl::StrCat(Ops("cluster"), " psql ", cluster_, " -q -c 'CREATE DATABASE ", database_,
                   " TEMPLATE oat_template OWNER oat_owner'"));
  std::ofstream config(folder_ + "/oatd.conf");
  const std::string url =
      Run(absl::StrCat(Ops("cluster"), " url ", cluster_, " oat_service ", database_));
  config << "listen = " << server() << "\ndatabase = " << absl::StripAsciiWhitespace(url)
         << "\nkey_file = " << folder_ << "/keys\nmigrations = " << OAT_SOURCE_DIR
         << "/sql/migrations\nworkers = " << workers_ << "\nclock_file = " << folder_ << "/clock\n";
  config.close();
  const std::string shown = Run(absl::StrCat(OAT_OATD, " --config ", folder_, "/oatd.conf init"));
  std::map<std::string, std::string> first;
  for (absl::string_view line : absl::StrSplit(shown, '\n', absl::SkipEmpty())) {
    std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits('=', 1));
    if (parts.size() == 2) first[parts[0]] = parts[1];
  }
  admin_device_token_ = first["device_token"];
  admin_ = std::make_unique<link::Link>(server(), link::Device{.token = admin_device_token_});
  std::ofstream(folder_ + "/admin-password") << first["password"];
}

void Clinic::StartServer() {
  process_ = std::make_unique<Process>(
      std::vector<std::string>{OAT_OATD, "--config", folder_ + "/oatd.conf", "serve"},
      std::vector<std::string>{}, folder_ + "/log");
  WaitUntilServing();
}

void Clinic::WaitUntilServing() {
  auto channel = grpc::CreateChannel(server(), grpc::InsecureChannelCredentials());
  if (channel->WaitForConnected(absl::ToChronoTime(absl::Now() + absl::Seconds(20)))) return;
  throw std::runtime_error("oatd did not start: " + Run("tail -5 " + folder_ + "/log"));
}

void Clinic::KillServer() { process_.reset(); }

int Clinic::StopServer() {
  int status = process_->Signal(SIGTERM);
  process_.reset();
  return status;
}

std::string Clinic::Sql(const std::string& sql) const {
  // Through a file, so that no shell reads the statement.
  const std::string path = absl::StrCat(folder_, "/sql-", NewId());
  std::ofstream(path) << sql;
  std::string output = Run(absl::StrCat(Ops("cluster"), " psql ", cluster_, " -d ", database_,
                                        " -v ON_ERROR_STOP=1 -Atq -f ", path));
  std::filesystem::remove(path);
  return std::string(absl::StripAsciiWhitespace(output));
}

void Clinic::MakeSites() {
  SignInAdmin();
  std::vector<v1::ImportNetworkRequest> rows(1);
  rows[0].mutable_header()->set_request_id(NewId());
  for (const auto& [code, region, closed] : kTwoSites) {
    v1::NetworkRow* row = rows.emplace_back().mutable_row();
    row->set_line(static_cast<int64_t>(rows.size()));
    row->set_site_code(code);
    row->set_city(code);
    row->set_region(region);
    row->set_kind("clinic");
    row->set_time_zone("Asia/Almaty");
    row->set_capacity("100");
    row->set_licence_number("N-1");
    row->set_licence_until("2028-01-01");
    row->set_closed_weekdays(closed);
  }
  Must(admin_->Stream(&v1::SiteService::Stub::ImportNetwork, rows));
  for (const auto& site : kTwoSites) StockUp(site[0]);
}

// Before the story of any test: not by calls, which need two people and a day to come.
void Clinic::PutInForce(const std::string& pack) {
  std::ifstream stream(absl::StrCat(Ops("rules"), "/", pack, ".textproto"));
  std::ostringstream text;
  text << stream.rdbuf();
  std::smatch version;
  const std::string said = text.str();
  if (!std::regex_search(said, version, std::regex("\nversion: \"([^\"]+)\""))) {
    throw std::runtime_error("no version in the pack " + pack);
  }
  const std::string name_and_version = absl::StrCat("'", pack, "', '", version[1].str(), "'");
  Sql(absl::StrCat(
      "INSERT INTO rule_pack SELECT ", name_and_version,
      ", sha256(body), body, min(staff_id), now() FROM staff, (SELECT decode('",
      absl::BytesToHexString(said),
      "', 'hex')) AS b (body) GROUP BY body;"
      "INSERT INTO rule_change (change_id, name, version, place, from_day, signed_off, reason, "
      "changed_by, second_id, recorded_at) SELECT gen_random_uuid(), ",
      name_and_version,
      ", '', '2026-01-01', true, 'for the tests', min(staff_id), max(staff_id), now() FROM staff"));
}

void Clinic::MakeStaff(const std::string& login, const std::string& role, const std::string& site) {
  if (staff_[login]) return;
  staff_[login] = true;
  v1::CreateStaffRequest create;
  create.set_request_id(NewId());
  create.set_login(login);
  create.set_password(kPassword);
  Must(admin_->Call(&v1::AccessService::Stub::CreateStaff, create));
  v1::GrantRoleRequest grant;
  grant.set_request_id(NewId());
  grant.set_login(login);
  grant.set_role(contract::FromCode<v1::Role>(role));
  grant.set_site_code(site);
  Must(admin_->Call(&v1::AccessService::Stub::GrantRole, grant));
}

std::string Clinic::LoginOf(const std::string& role, const std::string& site) {
  return absl::StrCat(role, ".", site);
}

std::unique_ptr<link::Link> Clinic::NewDevice(const std::string& site, const std::string& station) {
  const std::string token = access::MakeToken().Reveal();
  v1::RegisterDeviceRequest request;
  request.set_request_id(NewId());
  request.set_device_name(absl::AsciiStrToUpper(NewId()));
  request.set_device_token(token);
  request.set_site_code(site);
  request.set_station(station);
  Must(admin_->Call(&v1::AccessService::Stub::RegisterDevice, request));
  return std::make_unique<link::Link>(server(), link::Device{.token = token});
}

std::unique_ptr<link::Link> Clinic::NewDesk(const std::string& role, const std::string& site,
                                            const std::string& station) {
  const std::string login = LoginOf(role, site);
  MakeStaff(login, role, site);
  auto link = NewDevice(site, station);
  SignIn(*link, login);
  return link;
}

link::Link& Clinic::As(const std::string& role, const std::string& site,
                       const std::string& station) {
  auto& link = links_[absl::StrCat(role, "/", site, "/", station)];
  if (link == nullptr) link = NewDesk(role, site, station);
  return *link;
}

std::string Clinic::ApprovalFor(link::Link& link, const std::string& site,
                                const std::string& method,
                                const google::protobuf::Message& request) {
  const std::string second = LoginOf("nurse", site) + "-2";
  MakeStaff(second, "nurse", site);
  return Must(Approve(link, second, method, request));
}

void Clinic::StockUp(const std::string& site) {
  NewDevice(site, "W1");
  NewDevice(site, "W2");
  link::Link& custodian = As("stock_custodian", site);
  for (const char* product : kProducts) {
    v1::ReceiveStockRequest receive;
    receive.set_request_id(NewId());
    receive.set_product_code(product);
    receive.set_lot_number("LOT-1");
    receive.set_expires_on("2027-12-31");
    receive.set_quantity(kStockOfEach);
    Must(custodian.Call(&v1::StockService::Stub::ReceiveStock, receive));
    for (const char* station : {"W1", "W2"}) {
      v1::MoveStockRequest move;
      move.set_request_id(NewId());
      move.set_product_code(product);
      move.set_lot_number("LOT-1");
      move.set_station(station);
      move.set_quantity(kStockOfWindow);
      Must(custodian.Call(&v1::StockService::Stub::MoveStock, move));
    }
  }
}

std::string Clinic::AdmitWithoutOrder(const std::string& site, const v1::NameAndBirthDate* name) {
  v1::OpenApplicationRequest open;
  open.set_request_id(NewId());
  if (name != nullptr) *open.mutable_name() = *name;
  open.set_sex(v1::SEX_FEMALE);
  open.set_birth_year(name != nullptr ? std::stoi(name->birth_date().substr(0, 4)) : 1990);
  open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
  open.set_history(v1::TREATMENT_HISTORY_FIRST_EVER);
  open.set_consents_to_duplicate_check(true);
  link::Link& prescriber = As("prescriber", site);
  Must(prescriber.Call(&v1::EnrolmentService::Stub::OpenApplication, open));
  v1::RecordAssessmentRequest assess;
  assess.set_request_id(NewId());
  assess.set_application_id(open.request_id());
  Must(prescriber.Call(&v1::EnrolmentService::Stub::RecordAssessment, assess));
  v1::DecideApplicationRequest decide;
  decide.set_request_id(NewId());
  decide.set_application_id(open.request_id());
  decide.set_decision(v1::APPLICATION_STATE_ADMITTED);
  auto admitted = Must(prescriber.Call(&v1::EnrolmentService::Stub::DecideApplication, decide));
  if (!admitted.outcome().accepted()) throw std::runtime_error(Reasons(admitted.outcome()));
  return admitted.patient_number();
}

absl::StatusOr<v1::SignOrderResponse> Clinic::SignOrder(
    const std::string& number, const std::vector<int64_t>& portion_milligrams,
    const std::string& from_day, int days, v1::DrugForm form) {
  v1::SignOrderRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_drug_form(form);
  request.set_patient_told(true);
  v1::OrderStep* step = request.add_steps();
  step->set_from_day(from_day);
  step->set_until_day(FormatDay(*ParseDay(from_day) + days - 1));
  for (int64_t portion : portion_milligrams) step->add_portion_micrograms(portion * 1000);
  for (int weekday = 1; weekday <= 7; ++weekday) request.add_supervised_weekdays(weekday);
  link::Link& prescriber = As("prescriber");
  return prescriber.Call(&v1::PrescribingService::Stub::SignOrder, request);
}

std::string Clinic::Admit(const std::string& site, int64_t milligrams, v1::DrugForm form) {
  const std::string number = AdmitWithoutOrder(site);
  absl::TimeZone almaty;
  absl::LoadTimeZone("Asia/Almaty", &almaty);
  const Day today = ClinicalDay(now_, {.zone = almaty});
  auto signed_order = Must(SignOrder(number, {milligrams}, FormatDay(today), 30, form));
  if (!signed_order.outcome().accepted()) {
    throw std::runtime_error(Reasons(signed_order.outcome()));
  }
  return number;
}

v1::AuthoriseDoseRequest Clinic::AuthoriseRequest(const std::string& number,
                                                  const std::string& station) {
  v1::AuthoriseDoseRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_station(station);
  request.set_identity_check(v1::IDENTITY_CHECK_SECOND_IDENTIFIER);
  request.set_assessment(v1::ASSESSMENT_WELL);
  return request;
}

absl::StatusOr<v1::AuthoriseDoseResponse> Clinic::Authorise(const v1::AuthoriseDoseRequest& request,
                                                            const std::string& site) {
  link::Link& nurse = As("nurse", site);
  return nurse.Call(&v1::DosingService::Stub::AuthoriseDose, request);
}

absl::StatusOr<v1::ConfirmDoseResponse> Clinic::Confirm(const std::string& number,
                                                        const std::string& dose,
                                                        v1::DoseOutcome outcome,
                                                        const std::string& site) {
  v1::ConfirmDoseRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_dose_id(dose);
  request.set_outcome(outcome);
  if (outcome == v1::DOSE_OUTCOME_WITHHELD) request.set_signs(v1::ASSESSMENT_SEDATED);
  link::Link& nurse = As("nurse", site);
  return nurse.Call(&v1::DosingService::Stub::ConfirmDose, request);
}

std::string Clinic::Give(const std::string& number, const std::string& site) {
  v1::AuthoriseDoseRequest request = AuthoriseRequest(number);
  auto authorised = Must(Authorise(request, site));
  if (!authorised.outcome().accepted()) throw std::runtime_error(Reasons(authorised.outcome()));
  auto confirmed = Must(Confirm(number, request.request_id(), v1::DOSE_OUTCOME_GIVEN, site));
  if (!confirmed.outcome().accepted()) throw std::runtime_error(Reasons(confirmed.outcome()));
  return request.request_id();
}

}  // namespace oat::test
