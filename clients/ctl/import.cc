#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/ctl/commands.h"
#include "clients/ctl/table.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::ctl {
namespace {

const std::vector<absl::string_view> kNetworkColumns = {
    "site_code", "city",           "region",        "kind",           "time_zone",
    "capacity",  "licence_number", "licence_until", "closed_weekdays"};
const std::vector<absl::string_view> kRosterColumns = {
    "local_number", "family_name", "given_name",   "birth_date", "sex",
    "uic",          "id_type",     "id_number",    "home_site",  "enrolled_on",
    "medication",   "dose_mg",     "last_dose_on", "prescriber"};

// The fields of a row message are named as the columns of its file are.
void Fill(const Row& row, const std::vector<absl::string_view>& columns,
          google::protobuf::Message* message) {
  const auto* type = message->GetDescriptor();
  const auto* reflection = message->GetReflection();
  reflection->SetInt64(message, type->FindFieldByName("line"), row.line);
  for (size_t i = 0; i < columns.size(); ++i) {
    const auto* field = type->FindFieldByName(std::string(columns[i]));
    reflection->SetString(message, field, row.cells[i]);
  }
}

absl::Status Refused(size_t faults) {
  return absl::InvalidArgumentError(
      absl::StrCat("nothing was imported: ", faults, faults == 1 ? " fault" : " faults"));
}

// Reads the file; prints its faults, where it has any.
absl::StatusOr<Table> Read(Terminal& terminal, const std::string& path,
                           const std::vector<absl::string_view>& columns) {
  OAT_ASSIGN_OR_RETURN(ReadResult result, ReadTable(path, columns));
  for (const TableError& error : result.errors) {
    terminal.out << path << ":" << error.line << ": " << error.column
                 << (error.column.empty() ? "" : ": ") << error.reason << "\n";
  }
  if (!result.errors.empty()) return Refused(result.errors.size());
  return result.table;
}

absl::Status Print(Terminal& terminal, const std::string& path, const v1::ImportReport& report,
                   bool dry_run) {
  for (const v1::ImportFault& fault : report.faults()) {
    terminal.out << path << ":" << fault.line() << ": " << fault.column() << ": " << fault.reason()
                 << "\n";
  }
  if (report.faults_size() > 0) return Refused(static_cast<size_t>(report.faults_size()));
  terminal.out << report.rows() << " rows: " << report.added()
               << (dry_run ? " would be added, " : " added, ") << report.unchanged()
               << " unchanged, " << report.held_lines_size() << " held for review";
  const char* separator = " (lines ";
  for (int64_t line : report.held_lines()) {
    terminal.out << separator << line;
    separator = ", ";
  }
  terminal.out << (report.held_lines_size() > 0 ? ")\n" : "\n");
  return absl::OkStatus();
}

template <class Request>
std::vector<Request> Requests(const Table& table, const std::vector<absl::string_view>& columns,
                              bool dry_run) {
  std::vector<Request> requests(1);
  requests[0].mutable_header()->set_request_id(MakeUuid(absl::Now()).text());
  requests[0].mutable_header()->set_dry_run(dry_run);
  for (const Row& row : table.rows) Fill(row, columns, requests.emplace_back().mutable_row());
  return requests;
}

}  // namespace

absl::Status ImportNetwork(Terminal& terminal, const std::string& path, bool dry_run) {
  OAT_ASSIGN_OR_RETURN(Table table, Read(terminal, path, kNetworkColumns));
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(
      auto response,
      link.Stream(link.sites(), &v1::SiteService::Stub::ImportNetwork,
                  Requests<v1::ImportNetworkRequest>(table, kNetworkColumns, dry_run)));
  return Print(terminal, path, response.report(), dry_run);
}

absl::Status ImportRoster(Terminal& terminal, const std::string& path, bool dry_run) {
  OAT_ASSIGN_OR_RETURN(Table table, Read(terminal, path, kRosterColumns));
  OAT_ASSIGN_OR_RETURN(link::Link link, terminal.home.Connect(terminal.server));
  OAT_ASSIGN_OR_RETURN(
      auto response,
      link.Stream(link.enrolment(), &v1::EnrolmentService::Stub::ImportRoster,
                  Requests<v1::ImportRosterRequest>(table, kRosterColumns, dry_run)));
  return Print(terminal, path, response.report(), dry_run);
}

}  // namespace oat::ctl
