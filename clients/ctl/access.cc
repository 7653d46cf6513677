// Who works here: sessions and staff.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/contract.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::AccessService::Stub;

const Parameter kLogin = {"login", "LOGIN", "What the person signs in with"};

template <class Roles>
std::string RoleList(const Roles& roles) {
  std::vector<std::string> words;
  for (int role : roles) words.push_back(Word(static_cast<v1::Role>(role)));
  return absl::StrJoin(words, ", ");
}

bool CouldGiveCode(const v1::SignInResponse& session) {
  return !session.roles_wanting_code().empty() && !session.has_no_one_time_code();
}

// Who types is asked for a code only once the server says that a role of hers wants one; a script
// gives it in the line behind the password.
absl::StatusOr<v1::SignInResponse> OpenSession(Terminal& t, link::Link& link,
                                               const std::string& login) {
  link::Credentials who{.login = login};
  OAT_ASSIGN_OR_RETURN(who.password, t.AskPassword(login));
  if (!t.in_is_terminal) who.one_time_code = t.AskCode(login);
  OAT_ASSIGN_OR_RETURN(v1::SignInResponse session, link.SignIn(who));
  if (!t.in_is_terminal || !CouldGiveCode(session)) return session;
  who.one_time_code = t.AskCode(login);
  if (who.one_time_code.empty()) return session;
  OAT_ASSIGN_OR_RETURN(auto ended, link.Call(&Stub::SignOut, v1::SignOutRequest()));
  return link.SignIn(who);
}

absl::Status SignIn(Terminal& t, const Arguments& a) {
  const std::string login = a.Text("login");
  OAT_ASSIGN_OR_RETURN(link::Link link, t.Connect());
  OAT_ASSIGN_OR_RETURN(v1::SignInResponse session, OpenSession(t, link, login));
  OAT_RETURN_IF_ERROR(t.home.Write("session-token", session.session_token()));
  // The token opens what the session may; it stays in its file.
  session.clear_session_token();
  return Show(t, session, [&] {
    t.out << "signed in as " << login << " (" << RoleList(session.roles()) << ") at "
          << (session.site_code().empty() ? "no site" : session.site_code()) << "\n";
    if (session.roles_wanting_code().empty()) return;
    t.out << "not as " << RoleList(session.roles_wanting_code()) << ", which wants a one-time code"
          << (session.has_no_one_time_code() ? "; there is none yet: oatctl one-time-code begin\n"
                                             : "\n");
  });
}

absl::Status SignOut(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::SignOut, v1::SignOutRequest()));
  t.home.Remove("session-token");
  return Show(t, response, [&] { t.out << "signed out\n"; });
}

absl::Status ListStaff(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListStaff, v1::ListStaffRequest()));
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
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::CreateStaff, request));
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
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GrantRole, request));
  return Show(t, response, [&] {
    t.out << request.login() << " is now " << Word(request.role()) << " "
          << Where(request.site_code()) << "\n";
  });
}

absl::Status RevokeRole(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto request, ReadGrant<v1::RevokeRoleRequest>(a));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RevokeRole, request));
  return Show(t, response, [&] {
    t.out << request.login() << " is no longer " << Word(request.role()) << " "
          << Where(request.site_code()) << "\n";
  });
}

absl::Status ListSessions(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListSessions, v1::ListSessionsRequest()));
  return Show(t, response, [&] {
    Listing listing({">session", "device", "site", "since", "last used", ""});
    for (const v1::Session& session : response.sessions()) {
      listing.Add({absl::StrCat(session.session_number()), session.device_name(),
                   session.site_code(), FormatTime(session.opened_at()),
                   FormatTime(session.last_used_at()), session.current() ? "this one" : ""});
    }
    listing.Print(t.out);
  });
}

absl::Status EndSession(Terminal& t, const Arguments& a) {
  v1::EndSessionRequest request;
  request.set_request_id(NewId());
  int64_t number = 0;
  if (!absl::SimpleAtoi(a.Text("session"), &number)) {
    return Invalid("session", a.Text("session"), "a number that 'oatctl sessions' lists");
  }
  request.set_session_number(number);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::EndSession, request));
  return Show(t, response, [&] { t.out << "session " << number << " has ended\n"; });
}

Command StaffCommand() {
  const Parameter role = {"role", Words<v1::Role>(), "What the person may do"};
  const Parameter site = {"--site", "SITE", "Site code; left out: the whole network"};
  return {.name = "staff",
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
               RevokeRole}}};
}

Command SessionsCommand() {
  const Command list = {"list",
                        "Lists your open sessions, the latest first: one at a computer where you "
                        "do not sit is to be ended.",
                        "oat.v1.AccessService.ListSessions",
                        "oatctl sessions list",
                        {},
                        ListSessions};
  return {.name = "sessions",
          .what = "Your own open sessions; alone it lists them.",
          .method = list.method,
          .example = "oatctl sessions",
          .run = ListSessions,
          .commands = {list,
                       {"end",
                        "Ends one of them; it is gone at its next call.",
                        "oat.v1.AccessService.EndSession",
                        "oatctl sessions end 7",
                        {{"session", "NUMBER", "As 'oatctl sessions' lists it"}},
                        EndSession}}};
}

}  // namespace

std::vector<Command> AccessCommands() {
  return {
      {"sign-in",
       "Opens a session on this device. The password is asked for, and the one-time code where a "
       "role wants one, or both are read from standard input, a line each.",
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
      SessionsCommand(),
      StaffCommand()};
}

}  // namespace oat::ctl
