// What somebody shows for who she is: one-time codes, PINs, passwords and badges.
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/qr_code.h"
#include "clients/ctl/random.h"
#include "oat/v1/access.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::AccessService::Stub;

const Parameter kLogin = {"login", "LOGIN", "What the person signs in with"};

absl::Status BeginOneTimeCode(Terminal& t, const Arguments&) {
  v1::BeginOneTimeCodeRequest request;
  OAT_ASSIGN_OR_RETURN(*request.mutable_password(), t.AskSecret("password", "Your password"));
  request.set_one_time_code(t.AskCode("the key you have until now"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::BeginOneTimeCode, request));
  OAT_ASSIGN_OR_RETURN(std::string code, QrCode(response.address(), t.out_is_terminal));
  return Show(t, response, [&] {
    t.out << code << "Scan it with an app for one-time codes, or type this key into it:\n  "
          << response.key()
          << "\nIt is shown this once. Then give the code that the app shows: "
             "oatctl one-time-code confirm\n";
  });
}

absl::Status ConfirmOneTimeCode(Terminal& t, const Arguments&) {
  v1::ConfirmOneTimeCodeRequest request;
  OAT_ASSIGN_OR_RETURN(*request.mutable_one_time_code(),
                       t.AskSecret("one_time_code", "One-time code that the app shows"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ConfirmOneTimeCode, request));
  return Show(t, response, [&] {
    t.out << "in force; this session counts as one that was opened with a code\n";
  });
}

absl::Status ChoosePin(Terminal& t, const Arguments&) {
  v1::ChoosePinRequest request;
  OAT_ASSIGN_OR_RETURN(*request.mutable_password(), t.AskSecret("password", "Your password"));
  OAT_ASSIGN_OR_RETURN(*request.mutable_pin(), t.AskSecret("pin", "New PIN, 6 to 12 digits"));
  if (t.in_is_terminal) {
    OAT_ASSIGN_OR_RETURN(std::string again, t.AskSecret("pin", "New PIN, once more"));
    if (again != request.pin()) return Invalid("pin", "two that differ", "the same twice");
  }
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ChoosePin, request));
  return Show(t, response, [&] { t.out << "chosen; with your badge it unlocks a window\n"; });
}

absl::Status ChangePassword(Terminal& t, const Arguments&) {
  v1::ChangePasswordRequest request;
  OAT_ASSIGN_OR_RETURN(*request.mutable_password(), t.AskSecret("password", "Your old password"));
  OAT_ASSIGN_OR_RETURN(*request.mutable_new_password(),
                       t.AskNewPassword("new_password", "Your new password"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ChangePassword, request));
  return Show(t, response, [&] { t.out << "changed; every other session of yours has ended\n"; });
}

absl::Status ChooseDuressPassword(Terminal& t, const Arguments&) {
  v1::ChooseDuressPasswordRequest request;
  OAT_ASSIGN_OR_RETURN(*request.mutable_password(), t.AskSecret("password", "Your password"));
  OAT_ASSIGN_OR_RETURN(*request.mutable_duress_password(),
                       t.AskNewPassword("duress_password", "Your password under duress"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ChooseDuressPassword, request));
  return Show(t, response, [&] {
    t.out << "chosen; sign in with it when you are forced to: nobody is shown, and the auditor is "
             "told\n";
  });
}

absl::Status ResetPassword(Terminal& t, const Arguments& a) {
  v1::ResetPasswordRequest request;
  request.set_request_id(NewId());
  request.set_login(a.Text("login"));
  request.set_reset_word(NewResetWord());
  request.set_end_one_time_code(a.Has("--one-time-code-too"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.AccessService.ResetPassword", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ResetPassword, request));
  return Show(t, request, [&] {
    t.out << "reset; for half an hour, on this site's devices, " << request.login()
          << " chooses a new one\n  with the word  " << request.reset_word()
          << "\n  by            oatctl password redeem " << request.login() << "\n";
  });
}

absl::Status RedeemReset(Terminal& t, const Arguments& a) {
  v1::RedeemResetRequest request;
  request.set_login(a.Text("login"));
  OAT_ASSIGN_OR_RETURN(*request.mutable_reset_word(),
                       t.AskSecret("reset_word", "Word of the reset"));
  OAT_ASSIGN_OR_RETURN(*request.mutable_new_password(),
                       t.AskNewPassword("new_password", "Your new password"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RedeemReset, request));
  return Show(t, response,
              [&] { t.out << "set; sign in with it: oatctl sign-in " << request.login() << "\n"; });
}

absl::Status IssueBadge(Terminal& t, const Arguments& a) {
  v1::IssueBadgeRequest request;
  request.set_request_id(NewId());
  request.set_login(a.Text("login"));
  request.set_badge(NewToken());
  OAT_ASSIGN_OR_RETURN(std::string code, QrCode(request.badge(), t.out_is_terminal));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::IssueBadge, request));
  return Show(t, request, [&] {
    t.out << code << "The badge of " << request.login()
          << ", shown this once; the one before is void. With her PIN (oatctl pin) it unlocks a "
             "window.\n";
  });
}

absl::Status RevokeBadge(Terminal& t, const Arguments& a) {
  v1::RevokeBadgeRequest request;
  request.set_request_id(NewId());
  request.set_login(a.Text("login"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RevokeBadge, request));
  return Show(t, response, [&] { t.out << "the badge of " << request.login() << " is void\n"; });
}

Command OneTimeCodeCommand() {
  return {.name = "one-time-code",
          .what = "Your own one-time codes, which go with your password where a role wants them.",
          .commands = {
              {"begin",
               "Makes a new key and shows it once, as a QR code and in letters. Asks for your "
               "password and, if you have one, a code of the key until now; or reads them, a line "
               "each. The old key stays in force until 'confirm'.",
               "oat.v1.AccessService.BeginOneTimeCode",
               "oatctl one-time-code begin",
               {},
               BeginOneTimeCode},
              {"confirm",
               "Puts the new key into force by a code made with it, which is asked for, or read "
               "from standard input.",
               "oat.v1.AccessService.ConfirmOneTimeCode",
               "oatctl one-time-code confirm",
               {},
               ConfirmOneTimeCode}}};
}

Command PasswordCommand() {
  return {
      .name = "password",
      .what = "Passwords: to change your own, and to let a colleague choose a new one.",
      .commands = {
          {"change",
           "Changes your own password: asks for the old and the new one, or reads two lines. Every "
           "other session of yours ends.",
           "oat.v1.AccessService.ChangePassword",
           "oatctl password change",
           {},
           ChangePassword},
          {"duress",
           "Sets a second password of yours, to be given when somebody forces you to sign in: the "
           "session looks like any other, shows no patient, and the auditor is told. Asks for "
           "yours and the new one, or reads two lines.",
           "oat.v1.AccessService.ChooseDuressPassword",
           "oatctl password duress",
           {},
           ChooseDuressPassword},
          {"reset",
           "Lets a colleague of this site, who forgot hers, choose a new one: two people who know "
           "her do it together, and neither learns it. Her sessions end. The word is for her "
           "alone, face to face.",
           "oat.v1.AccessService.ResetPassword",
           "oatctl password reset nurse.aliyeva --second nurse.serik",
           {kLogin,
            {"--second", "LOGIN",
             "The second person, whose password is asked for too; 'badge': by badge and PIN"},
            {"--one-time-code-too", "", "Her one-time code is lost too: its key ends"}},
           ResetPassword},
          {"redeem",
           "Sets a new password with the word of a reset. Asks for both, or reads two lines.",
           "oat.v1.AccessService.RedeemReset",
           "oatctl password redeem nurse.aliyeva",
           {kLogin},
           RedeemReset}}};
}

Command BadgeCommand() {
  return {.name = "badge",
          .what = "Badges, which unlock a window together with a PIN.",
          .commands = {{"issue",
                        "Gives somebody a badge and shows its QR code, once. The one before is "
                        "void.",
                        "oat.v1.AccessService.IssueBadge",
                        "oatctl badge issue nurse.aliyeva",
                        {kLogin},
                        IssueBadge},
                       {"revoke",
                        "Makes a lost badge void; what it opened ends at the next call.",
                        "oat.v1.AccessService.RevokeBadge",
                        "oatctl badge revoke nurse.aliyeva",
                        {kLogin},
                        RevokeBadge}}};
}

}  // namespace

std::vector<Command> CredentialCommands() {
  return {OneTimeCodeCommand(),
          {"pin",
           "Chooses the PIN that goes with your badge: 6 to 12 digits, neither all alike nor in a "
           "row. Asks for your password and the PIN, or reads two lines.",
           "oat.v1.AccessService.ChoosePin",
           "oatctl pin",
           {},
           ChoosePin},
          PasswordCommand(),
          BadgeCommand()};
}

}  // namespace oat::ctl
