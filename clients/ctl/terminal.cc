#include "clients/ctl/terminal.h"

#include <termios.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::ctl {
namespace {

// Keeps what is typed from the screen until it goes.
class Unseen {
 public:
  Unseen() {
    is_set_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    termios without = before_;
    without.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_set_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &without);
  }
  ~Unseen() {
    if (is_set_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_ = {};
  bool is_set_ = false;
};

}  // namespace

absl::StatusOr<link::Link> Terminal::Connect() const { return home.Connect(server); }

std::string Terminal::ReadUnseen(const std::string& question) {
  std::string line;
  if (in_is_terminal) {
    err << question << ": " << std::flush;
    const Unseen unseen;
    std::getline(in, line);
    err << "\n";
  } else {
    std::getline(in, line);
  }
  return line;
}

absl::StatusOr<std::string> Terminal::AskSecret(const std::string& field,
                                                const std::string& question) {
  std::string line = ReadUnseen(question);
  if (!line.empty()) return line;
  return Invalid(field, "nothing", "a line on standard input");
}

absl::StatusOr<std::string> Terminal::AskPassword(const std::string& whose) {
  return AskSecret("password", "Password of " + whose);
}

std::string Terminal::AskCode(const std::string& whose) {
  return ReadUnseen("One-time code of " + whose + " (Enter: none)");
}

absl::StatusOr<std::string> Terminal::AskNewPassword(const std::string& field,
                                                     const std::string& question) {
  OAT_ASSIGN_OR_RETURN(std::string password, AskSecret(field, question));
  if (!in_is_terminal) return password;
  OAT_ASSIGN_OR_RETURN(std::string again, AskSecret(field, question + ", once more"));
  if (again != password) return Invalid(field, "two that differ", "the same twice");
  return password;
}

absl::StatusOr<std::string> Terminal::AskLine(const std::string& question) {
  if (in_is_terminal) err << question << std::flush;
  std::string line;
  if (std::getline(in, line)) return line;
  return absl::NotFoundError("the input has ended");
}

absl::Status AddApproval(Terminal& terminal, const std::string& second, const std::string& method,
                         google::protobuf::Message* request) {
  if (second.empty()) return absl::OkStatus();
  link::Credentials who;
  if (second == kByBadge) {
    OAT_ASSIGN_OR_RETURN(who.badge, terminal.AskSecret("badge", "Badge of the second person"));
    OAT_ASSIGN_OR_RETURN(who.pin, terminal.AskSecret("pin", "PIN of the second person"));
  } else {
    who.login = second;
    OAT_ASSIGN_OR_RETURN(who.password, terminal.AskPassword(second));
    who.one_time_code = terminal.AskCode(second);
  }
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.Connect());
  OAT_ASSIGN_OR_RETURN(std::string approval, link.Approve(who, method, *request));
  const auto* field = request->GetDescriptor()->FindFieldByName("approval_id");
  request->GetReflection()->SetString(request, field, approval);
  return absl::OkStatus();
}

std::string NewId() { return MakeUuid(absl::Now()).text(); }

}  // namespace oat::ctl
