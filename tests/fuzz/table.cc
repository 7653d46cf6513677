// Any bytes as a spreadsheet of any import: it becomes requests or a list of faults, the same
// however the file falls into blocks, and no fault repeats what a cell says.
#include "clients/ctl/table.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/row_reader.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/report.pb.h"
#include "oat/v1/site.pb.h"
#include "services/contract/shape.h"
#include "services/enrolment/rules.h"
#include "services/reporting/rules.h"
#include "services/sites/rules.h"
#include "tests/fuzz/fill.h"

namespace oat::fuzz {
namespace {

using Cells = std::vector<std::string>;
using Faults = std::vector<ImportFault>;

void ReadNetwork(const Cells& c, Faults* faults) {
  sites::ReadNetworkRow({2, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]}, faults);
}

void ReadRoster(const Cells& c, Faults* faults) {
  enrolment::ReadRosterRow(
      {2, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13]},
      faults);
}

void ReadRefusals(const Cells& c, Faults* faults) {
  enrolment::ReadRefusalRow({2, c[0], c[1], c[2], c[3], c[4], c[5], c[6]}, Day(2026, 11, 21),
                            faults);
}

void ReadPopulations(const Cells& c, Faults* faults) {
  reporting::ReadPopulationRow({2, c[0], c[1], c[2], c[3], c[4]}, faults);
}

struct Import {
  const google::protobuf::Message& row;
  void (*read)(const Cells&, Faults*);
  const char* example;  // a sound row's cells, as the columns stand in the contract
};

const Import kImports[] = {
    {v1::NetworkRow::default_instance(), ReadNetwork,
     "ALA1,Almaty,KZ-75,clinic,Asia/Almaty,120,N-1,2028-01-01,7"},
    {v1::RosterRow::default_instance(), ReadRoster,
     "PVL1-1,Петров,\"Андрей\",1989-04-29,M,РОЮС1290489,passport,X1000000,PVL1,2016-11-29,"
     "methadone-oral-solution,140,2026-11-20,dr.omarova"},
    {v1::RefusalRow::default_instance(), ReadRefusals,
     "2026-10-05,ALA1,F,25-34,refused,2026-10-09,no_capacity"},
    {v1::PopulationRow::default_instance(), ReadPopulations, "2024,KZ,79900,300,estimate"}};

// The columns of a file are the text fields of its row.
std::vector<absl::string_view> ColumnsOf(const Import& import) {
  const auto& type = *import.row.GetDescriptor();
  std::vector<absl::string_view> columns;
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->name() != "line") columns.emplace_back(type.field(i)->name());
  }
  return columns;
}

// A fault that said what a cell holds would put a name on a screen. Our own words are ASCII.
void CheckRepeatsNothing(const std::string& reason) {
  for (char c : reason) {
    if (!absl::ascii_isascii(static_cast<unsigned char>(c))) Fail("a fault with a cell: " + reason);
  }
}

void CheckRow(const Import& import, const std::vector<absl::string_view>& columns,
              const ctl::Row& row) {
  if (row.cells.size() != columns.size() || row.line < 1) Fail("a row of another width");
  std::unique_ptr<google::protobuf::Message> message(import.row.New());
  const auto& type = *message->GetDescriptor();
  message->GetReflection()->SetInt64(message.get(), type.FindFieldByName("line"), row.line);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!ctl::IsUtf8(row.cells[i])) Fail("a cell that no message can hold");
    message->GetReflection()->SetString(
        message.get(), type.FindFieldByName(std::string(columns[i])), row.cells[i]);
  }
  if (const absl::Status shape = contract::CheckShape(*message); !shape.ok()) {
    Fail(absl::StrCat("a row that is read and not taken: ", shape.ToString()));
  }
  Faults faults;
  import.read(row.cells, &faults);
  for (const ImportFault& fault : faults) CheckRepeatsNothing(fault.reason);
}

std::string InWords(const ctl::ReadResult& result) {
  std::string words;
  for (const ctl::Row& row : result.table.rows) {
    absl::StrAppend(&words, row.line, ": ", absl::StrJoin(row.cells, "|"), "\n");
  }
  for (const ctl::TableError& error : result.errors) {
    absl::StrAppend(&words, error.line, " ", error.column, ": ", error.reason, "\n");
  }
  return words;
}

// Text that is fed in blocks of one size; nothing where the reader gave up.
std::string FedInBlocks(absl::string_view text, size_t block,
                        const std::vector<absl::string_view>& columns) {
  ctl::RowReader reader(columns, ',', ctl::Encoding::kUtf8);
  for (size_t at = 0; at < text.size(); at += block) {
    if (!reader.Feed(text.substr(at, block))) return "";
  }
  return InWords(reader.Finish());
}

void Try(Input* input) {
  const Import& import = kImports[input->Below(std::size(kImports))];
  const auto columns = ColumnsOf(import);
  ctl::TableForm form;
  constexpr ctl::Encoding kEncodings[] = {ctl::Encoding::kUtf8, ctl::Encoding::kWindows1251,
                                          ctl::Encoding::kKz1048};
  if (const size_t way = input->Below(4); way > 0) form.encoding = kEncodings[way - 1];
  const size_t block = 1 + input->Below(30);
  const absl::string_view bytes = input->Rest();
  const UnnamedFile file(bytes);
  const auto read = ctl::ReadTable(file.path(), columns, form);
  if (!read.ok() && !absl::IsInvalidArgument(read.status())) Fail(read.status().ToString());
  if (read.ok()) {
    for (const ctl::Row& row : read->table.rows) CheckRow(import, columns, row);
    for (const ctl::TableError& error : read->errors) CheckRepeatsNothing(error.reason);
  }
  const std::string at_once = FedInBlocks(bytes, bytes.size() + 1, columns);
  if (FedInBlocks(bytes, block, columns) != at_once) {
    Fail(absl::StrCat("another table in blocks of ", block, " than at once:\n", at_once));
  }
}

}  // namespace
}  // namespace oat::fuzz

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  std::vector<std::string> seeds;
  for (size_t i = 0; i < std::size(oat::fuzz::kImports); ++i) {
    const std::string header = absl::StrJoin(oat::fuzz::ColumnsOf(oat::fuzz::kImports[i]), ",");
    const std::string choices{static_cast<char>(i), 0, 3};
    const char* row = oat::fuzz::kImports[i].example;
    seeds.push_back(absl::StrCat(choices, header, "\n", row, "\n"));
    seeds.push_back(absl::StrCat(choices, "\xEF\xBB\xBF", header, "\r\n", row, "\r\n\r\n", row));
    seeds.push_back(absl::StrCat(choices, header, "\r\"", row, "\r", row));
  }
  oat::fuzz::PlantSeeds(*argc, *argv, seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  oat::fuzz::Input input(data, size);
  oat::fuzz::Try(&input);
  return 0;
}
