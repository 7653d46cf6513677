#include "clients/ctl/commands.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <iomanip>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::ctl {
namespace {

std::string NewId() { return MakeUuid(absl::Now()).text(); }

absl::StatusOr<std::string> ReadLine(Terminal& terminal, const char* what) {
  std::string line;
  if (std::getline(terminal.in, line) && !line.empty()) return line;
  return Invalid(what, "nothing", "a line on standard input");
}

// An enumerator as people type it: its name without the prefix, in lower case.
std::string Short(const std::string& name, const char* prefix) {
  return absl::AsciiStrToLower(name.substr(std::string(prefix).size()));
}

// A column of a list: padded to a width, and apart from the next however long its text is.
std::string Cell(std::string text, size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

std::string NewToken() {
  std::array<unsigned char, 32> bits;
  randombytes_buf(bits.data(), bits.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(bits.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bits.data(), bits.size(), kVariant);
  text.pop_back();
  return text;
}

absl::Status OutcomeStatus(const v1::Outcome& outcome) {
  if (outcome.accepted()) return absl::OkStatus();
  std::vector<std::string> codes;
  for (const v1::Reason& reason : outcome.reasons()) {
    codes.push_back(Short(v1::ReasonCode_Name(reason.code()), "REASON_CODE_"));
  }
  return absl::FailedPreconditionError(absl::StrJoin(codes, ", "));
}

}  // namespace

absl::Status SignIn(Terminal& terminal, const std::string& login) {
  OAT_ASSIGN_OR_RETURN(std::string password, ReadLine(terminal, "password"));
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(v1::SignInResponse session, link.SignIn(login, password));
  OAT_RETURN_IF_ERROR(terminal.home.Write("session-token", session.session_token()));
  std::vector<std::string> roles;
  for (int role : session.roles()) {
    roles.push_back(Short(v1::Role_Name(role), "ROLE_"));
  }
  terminal.out << "signed in as " << login << " (" << absl::StrJoin(roles, ", ") << ") at "
               << (session.site_code().empty() ? "no site" : session.site_code()) << "\n";
  return absl::OkStatus();
}

absl::Status SignOut(Terminal& terminal) {
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  return link.Call(link.access(), &v1::AccessService::Stub::SignOut, v1::SignOutRequest()).status();
}

absl::Status ListSites(Terminal& terminal) {
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(
      v1::ListSitesResponse response,
      link.Call(link.sites(), &v1::SiteService::Stub::ListSites, v1::ListSitesRequest()));
  for (const v1::Site& site : response.sites()) {
    terminal.out << Cell(site.site_code(), 6) << Cell(site.region(), 7)
                 << Cell(Short(v1::SiteKind_Name(site.kind()), "SITE_KIND_"), 11)
                 << Cell(site.time_zone(), 17) << "capacity "
                 << Cell(absl::StrCat(site.capacity()), 5) << "licence until "
                 << site.licence_until() << "  " << site.city() << "\n";
  }
  return absl::OkStatus();
}

absl::Status ListStaff(Terminal& terminal) {
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(
      v1::ListStaffResponse response,
      link.Call(link.access(), &v1::AccessService::Stub::ListStaff, v1::ListStaffRequest()));
  for (const v1::StaffMember& member : response.staff()) {
    std::vector<std::string> grants;
    for (const v1::RoleGrant& grant : member.grants()) {
      grants.push_back(absl::StrCat(Short(v1::Role_Name(grant.role()), "ROLE_"), "@",
                                    grant.site_code().empty() ? "network" : grant.site_code()));
    }
    terminal.out << Cell(member.login(), 24) << absl::StrJoin(grants, " ") << "\n";
  }
  return absl::OkStatus();
}

absl::Status AddStaff(Terminal& terminal, const std::string& login) {
  v1::CreateStaffRequest request;
  request.set_request_id(NewId());
  request.set_login(login);
  OAT_ASSIGN_OR_RETURN(*request.mutable_password(), ReadLine(terminal, "password"));
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  return link.Call(link.access(), &v1::AccessService::Stub::CreateStaff, request).status();
}

absl::Status GrantRole(Terminal& terminal, const std::string& login, const std::string& role,
                       const std::string& site_code) {
  v1::GrantRoleRequest request;
  v1::Role parsed = v1::ROLE_UNSPECIFIED;
  if (!v1::Role_Parse(absl::StrCat("ROLE_", absl::AsciiStrToUpper(role)), &parsed)) {
    return Invalid("role", role,
                   "nurse, prescriber, stock_custodian, site_manager, "
                   "authority_analyst, auditor or administrator");
  }
  request.set_request_id(NewId());
  request.set_login(login);
  request.set_role(parsed);
  request.set_site_code(site_code);
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  return link.Call(link.access(), &v1::AccessService::Stub::GrantRole, request).status();
}

absl::Status AddDevice(Terminal& terminal, const std::string& name, const std::string& site_code,
                       const std::string& station, const std::string& token_folder) {
  v1::RegisterDeviceRequest request;
  request.set_request_id(NewId());
  request.set_device_name(name);
  request.set_device_token(NewToken());
  request.set_site_code(site_code);
  request.set_station(station);
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  const Home home(token_folder);
  if (home.Read("device-token").ok()) {
    return absl::AlreadyExistsError(absl::StrCat(token_folder, " holds a device's token already"));
  }
  // The token first: a registered device whose token was lost would hold its name for ever.
  OAT_RETURN_IF_ERROR(home.Write("device-token", request.device_token()));
  absl::Status registered =
      link.Call(link.access(), &v1::AccessService::Stub::RegisterDevice, request).status();
  if (!registered.ok()) home.Remove("device-token");
  return registered;
}

absl::Status ListDuplicates(Terminal& terminal) {
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(
      v1::ListDuplicateReviewsResponse response,
      link.Call(link.enrolment(), &v1::EnrolmentService::Stub::ListDuplicateReviews,
                v1::ListDuplicateReviewsRequest()));
  for (const v1::DuplicateReview& review : response.reviews()) {
    terminal.out << review.review_id() << "  newcomer at " << review.site_code();
    if (review.line() > 0) terminal.out << ", line " << review.line();
    terminal.out << ", like " << review.patient_number() << " in "
                 << absl::StrJoin(review.agreeing(), ", ") << "\n";
  }
  return absl::OkStatus();
}

absl::Status DecideDuplicate(Terminal& terminal, const std::string& review_id, bool same_person) {
  v1::DecideDuplicateRequest request;
  request.set_request_id(NewId());
  request.set_review_id(review_id);
  request.set_verdict(same_person ? v1::DUPLICATE_VERDICT_SAME_PERSON
                                  : v1::DUPLICATE_VERDICT_DIFFERENT_PEOPLE);
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(
      v1::DecideDuplicateResponse response,
      link.Call(link.enrolment(), &v1::EnrolmentService::Stub::DecideDuplicate, request));
  OAT_RETURN_IF_ERROR(OutcomeStatus(response.outcome()));
  terminal.out << (same_person ? "the same person: " : "two people; the newcomer is: ")
               << response.patient_number() << "\n";
  return absl::OkStatus();
}

absl::Status ShowWorklist(Terminal& terminal, const std::string& day) {
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(auto rows, link.Worklist(day));
  std::map<std::string, int> counts;
  for (const v1::WorklistResponse& row : rows) {
    const std::string state = Short(v1::WorklistState_Name(row.state()), "WORKLIST_STATE_");
    ++counts[state];
    terminal.out << row.patient_number() << "  " << std::left << std::setw(14) << state
                 << (row.missed_days() > 0 ? absl::StrCat("missed ", row.missed_days(), "  ") : "")
                 << (row.review() ? "review" : "") << "\n";
  }
  for (const auto& [state, count] : counts) terminal.out << state << ": " << count << "\n";
  return absl::OkStatus();
}

absl::Status ShowStock(Terminal& terminal) {
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(
      v1::GetBalancesResponse response,
      link.Call(link.stock(), &v1::StockService::Stub::GetBalances, v1::GetBalancesRequest()));
  for (const v1::StockAccount& account : response.accounts()) {
    terminal.out << Cell(account.product_code(), 28) << Cell(account.lot_number(), 14)
                 << Cell(Short(v1::Account_Name(account.account()), "ACCOUNT_"), 16)
                 << Cell(account.station(), 6) << std::right << std::setw(14) << account.quantity()
                 << "\n";
  }
  terminal.out << (response.balanced() ? "balanced\n" : "NOT BALANCED\n");
  return absl::OkStatus();
}

absl::Status ShowIncidents(Terminal& terminal) {
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(v1::ListIncidentsResponse response,
                       link.Call(link.dosing(), &v1::DosingService::Stub::ListIncidents,
                                 v1::ListIncidentsRequest()));
  for (const v1::Incident& incident : response.incidents()) {
    terminal.out << incident.patient_number() << "  "
                 << Short(v1::IncidentKind_Name(incident.kind()), "INCIDENT_KIND_") << "  "
                 << incident.incident_id() << "\n";
  }
  return absl::OkStatus();
}

}  // namespace oat::ctl
