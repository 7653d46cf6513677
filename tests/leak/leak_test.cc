// A hundred people with names that nothing else has, a day at the window, faults and crashes; then
// every file that is left is searched for them (security.md, threat 11).
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/desk/window.h"
#include "oat/v1/consent.grpc.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/site.pb.h"
#include "tests/leak/sweep.h"
#include "tests/simulation/own_cluster.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using Stub = v1::EnrolmentService::Stub;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// In every name, document and code of the planted; without its first letter, which has two cases.
constexpr char kCyrillic[] = "июғшң", kCyrillicCapitals[] = "ИЮҒШҢ";
constexpr char kLatin[] = "hqwxvz", kLatinCapitals[] = "HQWXVZ";
constexpr char kDocument[] = "8675309", kCode[] = "QXJ7VKW";

std::vector<std::string> Needles() {
  std::vector<std::string> needles;
  for (const char* text :
       {kCyrillic, kCyrillicCapitals, kLatin, kLatinCapitals, kDocument, kCode}) {
    for (const std::string& form : FormsOf(text)) needles.push_back(form);
  }
  return needles;
}

// Somebody of the planted: half in Cyrillic, half in Latin letters.
v1::RosterRow Planted(int number) {
  const bool latin = number % 2 == 0;
  const std::string letter(1, static_cast<char>('a' + number % 26));
  v1::RosterRow row;
  row.set_line(number + 2);
  row.set_local_number(absl::StrCat("ALA1-", number));
  row.set_family_name(latin ? absl::StrCat("Z", kLatin, letter)
                            : absl::StrCat("Қ", kCyrillic, "ов"));
  row.set_given_name(latin ? absl::StrCat("Q", kLatin, letter) : absl::StrCat("Ә", kCyrillic, "а"));
  row.set_birth_date(absl::StrCat(1950 + number % 50, "-0", 1 + number % 9, "-1", number % 10));
  row.set_sex(latin ? "F" : "M");
  row.set_uic(absl::StrCat(kCode, "-", 100 + number));
  row.set_id_type("passport");
  row.set_id_number(absl::StrCat("N", kDocument, 100 + number));
  row.set_home_site("ALA1");
  row.set_enrolled_on("2026-01-10");
  row.set_medication("methadone-oral-solution");
  row.set_dose_mg("80");
  row.set_last_dose_on("2026-11-20");
  row.set_prescriber("dr.someone");
  return row;
}

class LeakTest : public testing::Test {
 protected:
  LeakTest() {
    // As a careless machine would have it: a crash may leave all of its memory behind, here.
    rlimit core{};
    getrlimit(RLIMIT_CORE, &core);
    if (core.rlim_max == 0) throw std::runtime_error("this machine allows no core file at all");
    core.rlim_cur = core.rlim_max;
    setrlimit(RLIMIT_CORE, &core);
    setenv("OATD_METRICS_PORT", absl::StrCat(metrics_port_).c_str(), 1);
    clinic_ = std::make_unique<Clinic>(Clinic::Options{.cluster = cluster_.folder()});
    std::filesystem::current_path(clinic_->folder());
    clinic_->KillServer();
    clinic_->StartServer();  // it works in that folder
    for (int i = 0; i < kPeople; ++i) rows_.push_back(Planted(i));
  }
  ~LeakTest() override {
    std::filesystem::current_path("/");
    clinic_.reset();
  }

  v1::ImportReport Import(const std::vector<v1::RosterRow>& rows) {
    std::vector<v1::ImportRosterRequest> requests(1);
    requests[0].mutable_header()->set_request_id(NewId());
    for (const v1::RosterRow& row : rows) *requests.emplace_back().mutable_row() = row;
    link::Link& admin = clinic_->admin();
    return Must(admin.Stream(&Stub::ImportRoster, requests)).report();
  }

  static v1::FindPatientRequest ByName(const v1::RosterRow& row) {
    v1::FindPatientRequest find;
    find.mutable_name()->set_family_name(row.family_name());
    find.mutable_name()->set_given_name(row.given_name());
    find.mutable_name()->set_birth_date(row.birth_date());
    return find;
  }
  static v1::FindPatientRequest ByDocument(const v1::RosterRow& row) {
    v1::FindPatientRequest find;
    find.mutable_document()->set_kind(v1::DOCUMENT_KIND_PASSPORT);
    find.mutable_document()->set_number(row.id_number());
    return find;
  }

  // Rows whose faults quote a column, and people who may be known already.
  void ImportWhatIsNotInOrder() {
    std::vector<v1::RosterRow> bad = {Planted(1), Planted(3)};
    bad[0].set_birth_date("the tenth");
    bad[1].set_dose_mg("much");
    EXPECT_EQ(Import(bad).faults_size(), 2);
    v1::RosterRow twin = Planted(5);
    twin.set_line(2);
    twin.set_id_number(absl::StrCat("N", kDocument, 999));
    Import({twin});
  }

  // Meets people at a window, by name and by document, and doses those it may.
  void WorkAtTheWindow() {
    clinic_->As("prescriber");
    v1::SignCarriedOverOrdersRequest sign;
    sign.set_request_id(NewId());
    sign.set_site_code("ALA1");
    sign.set_until_day("2026-12-21");
    link::Link& prescriber = clinic_->As("prescriber");
    Must(prescriber.Call(&v1::PrescribingService::Stub::SignCarriedOverOrders, sign));
    clinic_->As("nurse");
    auto device = clinic_->NewDevice("ALA1", "W1");
    desk::Window window(std::move(*device),
                        Must(desk::Journal::Open(clinic_->folder() + "/W1.journal")));
    ASSERT_TRUE(window.Unlock({Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword}).ok());
    for (int i = 0; i < 20; ++i) {
      const auto found = window.Find(i % 2 == 0 ? ByName(rows_[i]) : ByDocument(rows_[i]));
      if (!found.ok()) continue;
      numbers_.push_back(found->patient_number());
      const auto answer =
          Must(window.Authorise(v1::IDENTITY_CHECK_SECOND_IDENTIFIER, v1::ASSESSMENT_WELL));
      if (!answer.response.outcome().accepted()) continue;
      v1::ConfirmDoseRequest confirm;
      confirm.set_outcome(v1::DOSE_OUTCOME_GIVEN);
      Must(window.Confirm(answer.dose_id, confirm));
    }
    ASSERT_GE(numbers_.size(), 10u) << "too few were met for the sweep to mean anything";
  }

  // Somebody writes names, against advice, where an office and a reason should stand.
  void RecordWithNamesInTheWords() {
    v1::RecordConsentRequest consent;
    consent.set_request_id(NewId());
    consent.set_patient_number(numbers_.front());
    consent.set_recipient_kind(v1::RECIPIENT_KIND_FAMILY);
    consent.set_recipient(rows_[0].given_name());
    consent.set_purpose(absl::StrCat("so that ", rows_[1].family_name(), " knows"));
    consent.add_elements(v1::DISCLOSURE_ELEMENT_LAST_DOSE);
    consent.set_until_day("2026-12-21");
    consent.set_manner(v1::CONSENT_MANNER_SIGNED);
    link::Link& nurse = clinic_->As("nurse");
    Must(nurse.Call(&v1::ConsentService::Stub::RecordConsent, consent));
    v1::RequestDisclosureRequest asked;
    asked.set_request_id(NewId());
    asked.set_patient_number(numbers_.front());
    asked.set_recipient_kind(v1::RECIPIENT_KIND_POLICE);
    asked.set_recipient(absl::StrCat("Inspector ", rows_[2].family_name()));
    asked.set_basis(v1::LEGAL_BASIS_COURT_ORDER);
    asked.set_reference(absl::StrCat("the matter of ", rows_[3].family_name()));
    asked.add_elements(v1::DISCLOSURE_ELEMENT_IDENTITY);
    Must(nurse.Call(&v1::ConsentService::Stub::RequestDisclosure, asked));
  }

  // The database refuses while names are on their way to it.
  void FailInTheDatabase() {
    clinic_->Sql("REVOKE INSERT ON sealed_identity FROM oat_service");
    v1::OpenApplicationRequest open;
    open.set_request_id(NewId());
    open.mutable_name()->set_family_name(absl::StrCat("Z", kLatinCapitals));
    open.mutable_name()->set_given_name(absl::StrCat("Қ", kCyrillicCapitals));
    open.mutable_name()->set_birth_date("1985-03-07");
    open.set_sex(v1::SEX_MALE);
    open.set_birth_year(1985);
    open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
    open.set_history(v1::TREATMENT_HISTORY_UNKNOWN);
    open.set_consents_to_duplicate_check(true);
    link::Link& nurse = clinic_->As("nurse");
    EXPECT_EQ(nurse.Call(&Stub::OpenApplication, open).status().code(),
              absl::StatusCode::kInternal);
    clinic_->Sql("GRANT INSERT ON sealed_identity TO oat_service");
  }

  // Bad values, which errors quote.
  void AskWrongly() {
    link::Link& nurse = clinic_->As("nurse");
    v1::FindPatientRequest find = ByName(rows_[0]);
    find.mutable_name()->set_birth_date(absl::StrCat(kDocument, "-", kLatin));
    const absl::Status status = nurse.Call(&Stub::FindPatient, find).status();
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr(kLatin))) << "an error quotes it";
    find = ByDocument(rows_[0]);
    find.mutable_document()->set_number(absl::StrCat(kDocument, "\x01"));
    EXPECT_THAT(std::string(nurse.Call(&Stub::FindPatient, find).status().message()),
                Not(HasSubstr(kDocument)));
  }

  // SIGSEGV with names in memory and calls under way.
  void Crash() {
    auto desk = clinic_->NewDesk("nurse", "ALA1", "W2");
    std::atomic<int> asked = 0;
    std::atomic<bool> crashed = false;
    std::thread asking([&] {
      for (size_t i = 0; !crashed; ++i) {
        const v1::RosterRow& row = rows_[i % rows_.size()];
        const absl::Status met = desk->Call(&Stub::FindPatient, ByName(row)).status();
        if (absl::IsUnavailable(met)) return;
        ++asked;
      }
    });
    while (asked < 20) std::this_thread::yield();
    std::ifstream limits(absl::StrCat("/proc/", clinic_->server_process(), "/limits"));
    const std::string said{std::istreambuf_iterator<char>(limits), {}};
    EXPECT_TRUE(absl::StrContains(said, "Max core file size        0 ")) << said;
    kill(clinic_->server_process(), SIGSEGV);
    crashed = true;
    asking.join();
    clinic_->KillServer();
    cluster_.Kill();
    cluster_.Start();
    clinic_->StartServer();
  }

  void KeepMetrics() const {
    test::Run(absl::StrCat("bash -c 'exec 3<>/dev/tcp/127.0.0.1/", metrics_port_,
                           "; printf \"GET /metrics HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3' > ",
                           clinic_->folder(), "/metrics"));
  }
  void KeepDump() const {
    const std::string url = DatabaseUrl(*clinic_, "postgres");
    test::Run(absl::StrCat("pg_dump '", absl::StripAsciiWhitespace(url), "' > ", clinic_->folder(),
                           "/dump.sql"));
  }

  static constexpr int kPeople = 100;
  OwnCluster cluster_;
  // Another checkout's test may run beside this one.
  const int metrics_port_ = 20'000 + getpid() % 20'000;
  std::unique_ptr<Clinic> clinic_;
  std::vector<v1::RosterRow> rows_;
  std::vector<std::string> numbers_;
};

TEST_F(LeakTest, LeavesNobodyBehindInAnyFile) {
  const v1::ImportReport report = Import(rows_);
  ASSERT_EQ(report.faults_size(), 0) << report.ShortDebugString();
  ImportWhatIsNotInOrder();
  WorkAtTheWindow();
  AskWrongly();
  RecordWithNamesInTheWords();
  FailInTheDatabase();
  KeepMetrics();
  Crash();
  KeepDump();

  const std::vector<std::string> folders = {clinic_->folder(), cluster_.folder()};
  EXPECT_THAT(Sweep(folders, Needles()), IsEmpty());
  // It would have found them: a patient's number, which is no secret there, stands in all of these.
  const std::vector<std::string> numbers = Sweep(folders, {numbers_.front()});
  EXPECT_THAT(numbers, Contains(HasSubstr("/dump.sql: ")));
  EXPECT_THAT(numbers, Contains(HasSubstr("/pg_wal/")));
  EXPECT_THAT(numbers, Contains(HasSubstr("/base/")));
  EXPECT_THAT(numbers, Contains(HasSubstr("/W1.journal")));
  EXPECT_THAT(Sweep(folders, {"oat_calls_total"}), Contains(HasSubstr("/metrics: ")));
  EXPECT_THAT(Sweep(folders, {"\"serving\""}), Contains(HasSubstr("/log: ")));
  EXPECT_THAT(Sweep(folders, {"permission denied for table sealed_identity"}), Not(IsEmpty()));
}

TEST(SweepTest, FindsAPlantedNameInEachOfItsForms) {
  const std::string folder = absl::StrCat("/tmp/oat-sweep-", getpid());
  std::filesystem::create_directories(folder + "/deep/down");
  for (const char* text : {kCyrillic, kLatin, kDocument}) {
    for (const std::string& form : FormsOf(absl::StrCat("before ", text, " behind"))) {
      std::ofstream(folder + "/deep/down/file") << std::string(1000, '\0') << form;
      EXPECT_THAT(Sweep({folder}, Needles()), Not(IsEmpty())) << form;
    }
  }
  std::ofstream(folder + "/deep/down/file") << "nothing of the kind";
  EXPECT_THAT(Sweep({folder}, Needles()), IsEmpty());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace oat::test
