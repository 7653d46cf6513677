// Spreadsheets brought in: all of their rows or none, every fault named by line and column.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/progress.h"
#include "clients/ctl/separator.h"
#include "clients/ctl/table.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/report.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

// The columns of a file are named as the text fields of its row message are.
std::vector<std::string> ColumnsOf(const Descriptor& row) {
  std::vector<std::string> columns;
  for (int i = 0; i < row.field_count(); ++i) {
    if (row.field(i)->name() != "line") columns.push_back(row.field(i)->name());
  }
  return columns;
}

void Fill(const Row& row, const std::vector<std::string>& columns, Message* message) {
  const Descriptor& type = *message->GetDescriptor();
  const auto* reflection = message->GetReflection();
  reflection->SetInt64(message, type.FindFieldByName("line"), row.line);
  for (size_t i = 0; i < columns.size(); ++i) {
    reflection->SetString(message, type.FindFieldByName(columns[i]), row.cells[i]);
  }
}

absl::StatusOr<ReadResult> ReadFile(const Arguments& a, const std::vector<std::string>& columns) {
  TableForm form;
  if (a.Has("--encoding")) {
    OAT_ASSIGN_OR_RETURN(form.encoding, ReadEncoding(a.Text("--encoding")));
  }
  if (a.Has("--separator")) {
    OAT_ASSIGN_OR_RETURN(form.separator, ReadSeparator(a.Text("--separator")));
  }
  const std::vector<absl::string_view> wanted(columns.begin(), columns.end());
  return ReadTable(a.Text("file"), wanted, form);
}

template <class Request>
std::vector<Request> Requests(const Table& table, const std::vector<std::string>& columns,
                              bool dry_run) {
  std::vector<Request> requests(1);
  requests[0].mutable_header()->set_request_id(NewId());
  requests[0].mutable_header()->set_dry_run(dry_run);
  for (const Row& row : table.rows) Fill(row, columns, requests.emplace_back().mutable_row());
  return requests;
}

// The faults of the file itself beside those that the server found, by line.
void AddErrors(const std::vector<TableError>& errors, v1::ImportReport* report) {
  for (const TableError& error : errors) {
    v1::ImportFault* fault = report->add_faults();
    fault->set_line(error.line);
    fault->set_column(error.column);
    fault->set_reason(error.reason);
  }
  auto* faults = report->mutable_faults();
  std::stable_sort(faults->begin(), faults->end(),
                   [](const auto& x, const auto& y) { return x.line() < y.line(); });
}

absl::Status ShowReport(Terminal& t, const Arguments& a, const v1::ImportReport& report) {
  const bool dry_run = a.Has("--dry-run");
  const int faults = report.faults_size();
  OAT_RETURN_IF_ERROR(Show(t, report, [&] {
    for (const v1::ImportFault& fault : report.faults()) {
      t.out << a.Text("file") << ":" << fault.line() << ": " << fault.column()
            << (fault.column().empty() ? "" : ": ") << fault.reason() << "\n";
    }
    if (faults > 0) return;
    t.out << report.rows() << " rows: " << report.added()
          << (dry_run ? " would be added, " : " added, ") << report.unchanged() << " unchanged, "
          << report.held_lines_size() << " held for review";
    if (report.held_lines_size() > 0) {
      t.out << " (lines " << absl::StrJoin(report.held_lines(), ", ") << ")";
      if (!dry_run) t.out << "\ndecide them one by one: oatctl duplicates review";
    }
    t.out << "\n";
  }));
  if (faults == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("nothing was imported: ", faults,
                                                 faults == 1 ? " fault" : " faults",
                                                 "; mend the file and send it again"));
}

template <class Stub, class Request, class Response>
absl::StatusOr<Response> Send(
    Terminal& t, const std::vector<Request>& requests,
    std::unique_ptr<grpc::ClientWriter<Request>> (Stub::*method)(grpc::ClientContext*, Response*)) {
  OAT_ASSIGN_OR_RETURN(link::Link link, t.Connect());
  const Progress progress(t.err, t.err_is_terminal,
                          absl::StrCat(requests.size() - 1, " rows read; the server checks them"));
  return link.Stream(method, requests);
}

// A file with faults of its own is rehearsed all the same, so that the server's are named with
// them.
template <class Stub, class Request, class Response>
absl::Status Import(
    Terminal& t, const Arguments& a,
    std::unique_ptr<grpc::ClientWriter<Request>> (Stub::*method)(grpc::ClientContext*, Response*)) {
  const std::vector<std::string> columns =
      ColumnsOf(*Request::descriptor()->FindFieldByName("row")->message_type());
  OAT_ASSIGN_OR_RETURN(ReadResult read, ReadFile(a, columns));
  const bool is_sound = read.errors.empty();
  auto response =
      Send(t, Requests<Request>(read.table, columns, a.Has("--dry-run") || !is_sound), method);
  if (!response.ok() && is_sound) return response.status();
  v1::ImportReport report = response.ok() ? response->report() : v1::ImportReport();
  if (!is_sound) report.set_added(0);
  AddErrors(read.errors, &report);
  return ShowReport(t, a, report);
}

template <class Stub, class Request, class Response>
Command ImportOf(const char* name, const std::string& what, const char* method_name,
                 std::unique_ptr<grpc::ClientWriter<Request>> (Stub::*method)(grpc::ClientContext*,
                                                                              Response*)) {
  const Descriptor& row = *Request::descriptor()->FindFieldByName("row")->message_type();
  return {
      name,
      absl::StrCat(what, " Columns, in any order: ", absl::StrJoin(ColumnsOf(row), ", "), "."),
      method_name,
      absl::StrCat("oatctl import ", name, " ", name, ".csv --dry-run"),
      {{"file", "FILE", "A spreadsheet saved as text, its columns named on the first line"},
       {"--dry-run", "", "Check everything, keep nothing"},
       {"--encoding", kEncodingWords, "How the file's letters are kept; found out if it can be"},
       {"--separator", kSeparatorWords, "What parts the cells; found out from the first line"}},
      [=](Terminal& t, const Arguments& a) { return Import(t, a, method); }};
}

}  // namespace

Command ImportCommand() {
  return {
      .name = "import",
      .what = "Brings in a spreadsheet: all of its rows or none, every fault named.",
      .commands = {
          ImportOf("network", "The sites of the network.", "oat.v1.SiteService.ImportNetwork",
                   &v1::SiteService::Stub::ImportNetwork),
          ImportOf("roster",
                   "The patients of the network's sites. Probable duplicates are held for review.",
                   "oat.v1.EnrolmentService.ImportRoster",
                   &v1::EnrolmentService::Stub::ImportRoster),
          ImportOf("refusals", "Applications that were decided before; nobody is named in them.",
                   "oat.v1.EnrolmentService.ImportRefusals",
                   &v1::EnrolmentService::Stub::ImportRefusals),
          ImportOf("populations", "Published estimates of how many people inject drugs.",
                   "oat.v1.ReportService.ImportPopulations",
                   &v1::ReportService::Stub::ImportPopulations)}};
}

}  // namespace oat::ctl
