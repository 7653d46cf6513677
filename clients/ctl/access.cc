// Who works here: sessions and staff.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::AccessService::Stub;

const Parameter kLogin = {"login", "LOGIN", "What the person signs in with"};

absl::Status SignIn(Terminal& t, const Arguments& a) {
  const std::string login = a.Text("login");
  OAT_ASSIGN_OR_RETURN(std::string password, t.AskPassword(login));
  OAT_ASSIGN_OR_RETURN(link::Link link, t.Connect());
  OAT_ASSIGN_OR_RETURN(v1::SignInResponse session, link.SignIn(login, password));
  OAT_RETURN_IF_ERROR(t.home.Write("session-token", session.session_token()));
  // The token opens what the session may; it stays in its file.
  session.clear_session_token();
  return Show(t, session, [&] {
    std::vector<std::string> roles;
    for (int role : session.roles()) roles.push_back(Word(static_cast<v1::Role>(role)));
    t.out << "signed in as " << login << " (" << absl::StrJoin(roles, ", ") << ") at "
          << (session.site_code().empty() ? "no site" : session.site_code()) << "\n";
  });
}

absl::Status SignOut(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response,
                       Ask(t, &link::Link::access, &Stub::SignOut, v1::SignOutRequest()));
  t.home.Remove("session-token");
  return Show(t, response, [&] { t.out << "signed out\n"; });
}

absl::Status ListStaff(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response,
                       Ask(t, &link::Link::access, &Stub::ListStaff, v1::ListStaffRequest()));
  return Show(t, response, [&] {
    Listing listing({"login", "since", "roles"});
    for (const v1::StaffMember& member : response.staff()) {
      std::vector<std::string> grants;
      for (const v1::RoleGrant& grant : member.grants()) {
        grants.push_back(absl::StrCat(Word(grant.role()), "@",
                                      grant.site_code().empty() ? "network" : grant.site_code()));
      }
      listing.Add({member.login(), FormatTime(member.created_at()), absl::StrJoin(grants, " ")});
    }
    listing.Print(t.out);
  });
}

absl::Status AddStaff(Terminal& t, const Arguments& a) {
  v1::CreateStaffRequest request;
  request.set_request_id(NewId());
  request.set_login(a.Text("login"));
  OAT_ASSIGN_OR_RETURN(*request.mutable_password(), t.AskPassword(request.login()));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &link::Link::access, &Stub::CreateStaff, request));
  return Show(t, response, [&] {
    t.out << "added " << request.login() << ", who may do nothing yet: oatctl staff grant "
          << request.login() << " ROLE --site CODE\n";
  });
}

template <class Request>
absl::StatusOr<Request> ReadGrant(const Arguments& a) {
  Request request;
  OAT_ASSIGN_OR_RETURN(v1::Role role, ReadWord<v1::Role>("role", a.Text("role")));
  request.set_request_id(NewId());
  request.set_login(a.Text("login"));
  request.set_role(role);
  request.set_site_code(a.Text("--site"));
  return request;
}

std::string Where(const std::string& site_code) {
  return site_code.empty() ? "in the whole network" : "at " + site_code;
}

absl::Status GrantRole(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto request, ReadGrant<v1::GrantRoleRequest>(a));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &link::Link::access, &Stub::GrantRole, request));
  return Show(t, response, [&] {
    t.out << request.login() << " is now " << Word(request.role()) << " "
          << Where(request.site_code()) << "\n";
  });
}

absl::Status RevokeRole(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto request, ReadGrant<v1::RevokeRoleRequest>(a));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &link::Link::access, &Stub::RevokeRole, request));
  return Show(t, response, [&] {
    t.out << request.login() << " is no longer " << Word(request.role()) << " "
          << Where(request.site_code()) << "\n";
  });
}

absl::Status ChangePassword(Terminal& t, const Arguments&) {
  v1::ChangePasswordRequest request;
  OAT_ASSIGN_OR_RETURN(*request.mutable_password(), t.AskPassword("yours, the old one"));
  OAT_ASSIGN_OR_RETURN(*request.mutable_new_password(), t.AskPassword("yours, the new one"));
  if (t.in_is_terminal) {
    OAT_ASSIGN_OR_RETURN(std::string again, t.AskPassword("yours, the new one once more"));
    if (again != request.new_password()) {
      return Invalid("new_password", "two that differ", "the same twice");
    }
  }
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &link::Link::access, &Stub::ChangePassword, request));
  t.home.Remove("session-token");
  return Show(t, response, [&] {
    t.out << "changed; every session of yours has ended, this one too: oatctl sign-in LOGIN\n";
  });
}

Command StaffCommand() {
  const Parameter role = {"role", Words<v1::Role>(), "What the person may do"};
  const Parameter site = {"--site", "SITE", "Site code; left out: the whole network"};
  return {
      .name = "staff",
      .what = "Members of staff and their roles.",
      .commands = {
          {"list",
           "Lists them with the roles they hold.",
           "oat.v1.AccessService.ListStaff",
           "oatctl staff list",
           {},
           ListStaff},
          {"add",
           "Adds somebody, without any role yet. The password (12 characters or more) is asked "
           "for, "
           "or read from standard input.",
           "oat.v1.AccessService.CreateStaff",
           "oatctl staff add nurse.aliyeva",
           {kLogin},
           AddStaff},
          {"grant",
           "Grants a role.",
           "oat.v1.AccessService.GrantRole",
           "oatctl staff grant nurse.aliyeva nurse --site PVL1",
           {kLogin, role, site},
           GrantRole},
          {"revoke",
           "Takes a role back; it is gone at the next call.",
           "oat.v1.AccessService.RevokeRole",
           "oatctl staff revoke nurse.aliyeva nurse --site PVL1",
           {kLogin, role, site},
           RevokeRole},
          {"password",
           "Changes your own password: asks for the old and the new one, or reads two lines. Every "
           "session of yours ends.",
           "oat.v1.AccessService.ChangePassword",
           "oatctl staff password",
           {},
           ChangePassword}}};
}

}  // namespace

std::vector<Command> AccessCommands() {
  return {
      {"sign-in",
       "Opens a session on this device. The password is asked for, or read from standard input.",
       "oat.v1.AccessService.SignIn",
       "oatctl sign-in admin",
       {kLogin},
       SignIn},
      {"sign-out",
       "Ends the session.",
       "oat.v1.AccessService.SignOut",
       "oatctl sign-out",
       {},
       SignOut},
      StaffCommand()};
}

}  // namespace oat::ctl
