#include "tests/ctl/office.h"

#include <sodium.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "oat/v1/access.grpc.pb.h"
#include "services/access/credential.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;

std::unique_ptr<Clinic> the_clinic;

class Opening : public testing::Environment {
 public:
  void SetUp() override {
    ASSERT_GE(sodium_init(), 0);
    the_clinic = std::make_unique<Clinic>();
  }
  void TearDown() override { the_clinic.reset(); }
};
testing::Environment* const opening = testing::AddGlobalTestEnvironment(new Opening);

// Signs in at a home of that person's own and runs the command there.
Said SignedIn(const std::string& login, const std::string& password, const std::string& site,
              const std::string& station, const Strings& words, const std::string& input) {
  static std::map<std::string, std::string> homes;
  std::string& home = homes[login];
  if (home.empty()) {
    home = NewHome(site, station);
    link::Link link = Must(Home(home).Connect(TheClinic().server()));
    TheClinic().SignIn(link, login, password);
    Must(Home(home).Write("session-token", link.session_token()));
  }
  return RunAt(home, words, input);
}

}  // namespace

const char kRosterHeader[] =
    "local_number,family_name,given_name,birth_date,sex,uic,id_type,id_number,home_site,"
    "enrolled_on,medication,dose_mg,last_dose_on,prescriber";

Strings WordsIn(const std::string& line) { return absl::StrSplit(line, ' ', absl::SkipEmpty()); }

Strings Said::lines() const {
  Strings lines;
  for (const std::string& line : Strings(absl::StrSplit(out, '\n', absl::SkipEmpty()))) {
    lines.push_back(absl::StrJoin(WordsIn(line), " "));
  }
  return lines;
}

Clinic& TheClinic() { return *the_clinic; }

Said RunAt(const std::string& home, const Strings& words, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out, err;
  Terminal terminal{in, out, err};
  Strings all = {"--server", TheClinic().server(), "--home", home};
  all.insert(all.end(), words.begin(), words.end());
  const int exit_code = RunOatctl(all, terminal);
  return {exit_code, out.str(), err.str()};
}

std::string AdminPassword() {
  std::ifstream stream(TheClinic().folder() + "/admin-password");
  std::string password;
  std::getline(stream, password);
  return password;
}

mode_t ModeOf(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 ? info.st_mode & 0777u : 0;
}

std::string NewFolder() { return absl::StrCat(TheClinic().folder(), "/", test::NewId()); }

std::string NewHome(const std::string& site, const std::string& station) {
  v1::RegisterDeviceRequest request;
  request.set_request_id(test::NewId());
  request.set_device_name(absl::AsciiStrToUpper(test::NewId()));
  request.set_device_token(access::MakeToken().Reveal());
  request.set_site_code(site);
  request.set_station(station);
  link::Link& admin = TheClinic().admin();
  Must(admin.Call(&v1::AccessService::Stub::RegisterDevice, request));
  const std::string folder = NewFolder();
  Must(Home(folder).Write("device-token", request.device_token()));
  return folder;
}

std::string NewFileOfBytes(const std::string& bytes) {
  const std::string path = NewFolder() + ".csv";
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::string NewFile(const Strings& lines) {
  return NewFileOfBytes(absl::StrJoin(lines, "\n") + "\n");
}

Said AtAdmin(const Strings& words, const std::string& input) {
  return SignedIn("admin", AdminPassword(), "", "", words, input);
}

Said AtManager(const Strings& words, const std::string& input) {
  static const bool is_hired = [] {
    return AtAdmin({"staff", "add", "manager"}, absl::StrCat(Clinic::kPassword, "\n")).exit_code +
               AtAdmin({"staff", "grant", "manager", "site_manager"}).exit_code ==
           kDone;
  }();
  if (!is_hired) throw std::runtime_error("no manager");
  return SignedIn("manager", Clinic::kPassword, "", "", words, input);
}

Said AtSite(const std::string& role, const Strings& words, const std::string& input) {
  TheClinic().As(role);
  return SignedIn(Clinic::LoginOf(role, "ALA1"), Clinic::kPassword, "ALA1", "W1", words, input);
}

std::string RosterRow(const std::string& local, const std::string& family,
                      const std::string& document, const std::string& dose,
                      const std::string& birth_date) {
  return absl::StrCat(local, ",", family, ",Дана,", birth_date, ",F,,passport,", document,
                      ",ALA1,2024-02-01,methadone-oral-solution,", dose, ",2026-11-20,dr.omarova");
}

}  // namespace oat::ctl
