// A clinic to test against: a database of its own in the tests' private cluster, a real oatd
// serving it over its socket, a clock that the test sets, and people to act. No part of it is a
// stand-in.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "clients/link/link.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/base/ids.h"
#include "services/base/secret.h"
#include "tests/support/process.h"

namespace oat::test {

// A value, or a failure that ends the test program's test with the status in words.
template <class T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) throw std::runtime_error(result.status().ToString());
  return *std::move(result);
}
inline void Must(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

// The codes of an outcome's reasons, separated by blanks; "accepted" for a yes without any.
std::string Reasons(const v1::Outcome& outcome);

// The value of a placeholder of a reason; empty when it has none of that name.
std::string ParameterOf(const v1::Reason& reason, const std::string& placeholder);

// The key of one-time codes that somebody types into her app, base 32.
Secret ReadTypedKey(const std::string& typed);

// A new request id.
std::string NewId();

class Clinic {
 public:
  struct Options {
    std::string cluster;  // empty: the test run's own, OAT_TEST_CLUSTER
    int workers = 6;
    bool has_rules = true;  // ops/rules/jalgas.textproto is in force
  };

  // Two sites, ALA1 and SEM1 in Asia/Almaty (open every day, and closed on Sundays), each with the
  // windows W1 and W2, stocked with every product. It is Saturday 2026-11-21, 08:00 in Almaty.
  explicit Clinic(const Options& options);
  Clinic() : Clinic(Options()) {}
  ~Clinic();

  // The demonstration clock.
  void SetTime(absl::Time time);
  void Advance(absl::Duration duration) { SetTime(now_ + duration); }
  absl::Time now() const { return now_; }
  // 2026-11-21 08:00 on a wall of Almaty: Wall(21, 8, 0).
  static absl::Time Wall(int day, int hour, int minute);

  // The administrator's device.
  link::Link& admin() { return *admin_; }
  // A signed-in member of staff with one role (a code, "nurse") at a device of a site; made on
  // first use and kept. A station is a window; empty, an office.
  link::Link& As(const std::string& role, const std::string& site = "ALA1",
                 const std::string& station = "");
  // The same with a connection of its own, not kept: for threads.
  std::unique_ptr<link::Link> NewDesk(const std::string& role, const std::string& site,
                                      const std::string& station);
  // A new device without anybody signed in.
  std::unique_ptr<link::Link> NewDevice(const std::string& site, const std::string& station);
  // Signs somebody in on a link, with a one-time code where roles of hers want one; who has no key
  // for them yet sets one up in that session, as everybody does at first.
  v1::SignInResponse SignIn(link::Link& link, const std::string& login,
                            const std::string& password = kPassword);
  void SignInAdmin();
  // The consent of a second person, whose password is the clinic's, with a code where she has a
  // key.
  absl::StatusOr<std::string> Approve(link::Link& link, const std::string& second,
                                      const std::string& method,
                                      const google::protobuf::Message& request);
  // Runs `use` with a good code of somebody whose key was set up here. Codes are good once, and the
  // clock stands still: where those of this moment are used it is put forward meanwhile.
  void WithCode(const std::string& login, const std::function<void(const std::string&)>& use);
  // What an app for codes would keep of her; for a key that was set up elsewhere.
  void KeepCodeKey(const std::string& login, Secret key, int64_t last_step);
  // Logins and the password of everybody made here; the second of a role is login + "-2".
  static std::string LoginOf(const std::string& role, const std::string& site);
  static constexpr char kPassword[] = "a long enough password";
  // Consent of the second nurse of a site to a request of `link`.
  std::string ApprovalFor(link::Link& link, const std::string& site, const std::string& method,
                          const google::protobuf::Message& request);

  // A person in treatment at a site with an order of so many milligrams a day from today for 30
  // days; the patient number.
  std::string Admit(const std::string& site = "ALA1", int64_t milligrams = 80,
                    v1::DrugForm form = v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  // Admission without any order. A name and birth date of the test's, or none.
  std::string AdmitWithoutOrder(const std::string& site,
                                const v1::NameAndBirthDate* name = nullptr);
  absl::StatusOr<v1::SignOrderResponse> SignOrder(const std::string& number,
                                                  const std::vector<int64_t>& portion_milligrams,
                                                  const std::string& from_day, int days,
                                                  v1::DrugForm form);

  // Shorthand at a window: a well person whom the nurse knows by a second identifier.
  static v1::AuthoriseDoseRequest AuthoriseRequest(const std::string& number,
                                                   const std::string& station = "W1");
  absl::StatusOr<v1::AuthoriseDoseResponse> Authorise(const v1::AuthoriseDoseRequest& request,
                                                      const std::string& site = "ALA1");
  absl::StatusOr<v1::ConfirmDoseResponse> Confirm(const std::string& number,
                                                  const std::string& dose,
                                                  v1::DoseOutcome outcome = v1::DOSE_OUTCOME_GIVEN,
                                                  const std::string& site = "ALA1");
  // Authorises and confirms; the dose's id.
  std::string Give(const std::string& number, const std::string& site = "ALA1");

  // Puts ops/rules/PACK.textproto in force for the whole network from the start of the year.
  void PutInForce(const std::string& pack);

  // SQL as the cluster's superuser, one value back: what the tables really say.
  std::string Sql(const std::string& sql) const;

  void StartServer();
  // SIGKILL, nothing said.
  void KillServer();
  // SIGTERM; the exit status.
  int StopServer();
  pid_t server_process() const { return process_->pid(); }
  std::string server() const { return "unix:" + folder_ + "/oatd.sock"; }
  const std::string& folder() const { return folder_; }
  const std::string& database() const { return database_; }

 private:
  void MakeDatabase();
  void WaitUntilServing();
  void MakeSites();
  // Gives the person of a session a key for one-time codes.
  void SetUpCodes(link::Link& link, const std::string& login, const std::string& password);
  void MakeStaff(const std::string& login, const std::string& role, const std::string& site);
  void StockUp(const std::string& site);

  std::string cluster_;
  std::string database_;
  std::string folder_;
  int workers_;
  absl::Time now_;
  std::string admin_device_token_;
  std::unique_ptr<Process> process_;
  std::unique_ptr<link::Link> admin_;
  std::map<std::string, std::unique_ptr<link::Link>> links_;
  std::map<std::string, bool> staff_;
  // By login.
  struct CodeKey {
    Secret key;
    int64_t last_step = 0;
  };
  std::map<std::string, CodeKey> code_keys_;
};

}  // namespace oat::test
