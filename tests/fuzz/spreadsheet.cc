// Any bytes as a spreadsheet: they are read or refused in words, never worse, and what is refused
// is not repeated.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/ctl/table.h"
#include "services/enrolment/rules.h"
#include "services/sites/rules.h"

namespace oat {
namespace {

constexpr absl::string_view kColumns[] = {"local_number", "family_name", "given_name", "birth_date",
                                          "sex",          "uic",         "id_type",    "id_number",
                                          "home_site",    "enrolled_on", "medication", "dose_mg",
                                          "last_dose_on", "prescriber"};

// A file of these bytes that has no name.
class Sheet {
 public:
  explicit Sheet(absl::string_view bytes) : file_(memfd_create("sheet", 0)) {
    if (file_ < 0 || write(file_, bytes.data(), bytes.size()) < 0) std::abort();
  }
  ~Sheet() { close(file_); }
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;
  std::string path() const { return absl::StrCat("/proc/self/fd/", file_); }

 private:
  const int file_;
};

// A fault that said what a cell holds would put a name on a screen and into a log.
void CheckRepeatsNothing(const std::string& cell, const std::vector<ImportFault>& faults) {
  constexpr size_t kTellingBytes = 12;  // shorter ones stand in the words of a fault by chance
  if (cell.size() < kTellingBytes) return;
  for (const ImportFault& fault : faults) {
    if (absl::StrContains(fault.reason, cell)) std::abort();
  }
}

void ReadAsRoster(const std::vector<std::string>& cells) {
  std::vector<ImportFault> faults;
  enrolment::ReadRosterRow({.line = 2,
                            .local_number = cells[0],
                            .family_name = cells[1],
                            .given_name = cells[2],
                            .birth_date = cells[3],
                            .sex = cells[4],
                            .uic = cells[5],
                            .id_type = cells[6],
                            .id_number = cells[7],
                            .home_site = cells[8],
                            .enrolled_on = cells[9],
                            .medication = cells[10],
                            .dose_mg = cells[11],
                            .last_dose_on = cells[12],
                            .prescriber = cells[13]},
                           &faults);
  for (size_t i : {1, 2, 3, 5, 7}) CheckRepeatsNothing(cells[i], faults);
}

void ReadAsNetworkAndRefusal(const std::vector<std::string>& cells) {
  std::vector<ImportFault> faults;
  sites::ReadNetworkRow({.line = 2,
                         .site_code = cells[0],
                         .city = cells[1],
                         .region = cells[2],
                         .kind = cells[3],
                         .time_zone = cells[4],
                         .capacity = cells[5],
                         .licence_number = cells[6],
                         .licence_until = cells[7],
                         .closed_weekdays = cells[8]},
                        &faults);
  enrolment::ReadRefusalRow({.line = 2,
                             .applied_on = cells[0],
                             .site_code = cells[1],
                             .sex = cells[2],
                             .age_band = cells[3],
                             .decision = cells[4],
                             .decided_on = cells[5],
                             .reason = cells[6]},
                            Day(2026, 11, 22), &faults);
}

}  // namespace
}  // namespace oat

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const oat::Sheet sheet(bytes);
  for (const auto& form :
       {oat::ctl::TableForm(), oat::ctl::TableForm{oat::ctl::Encoding::kKz1048, ';'}}) {
    const auto read = oat::ctl::ReadTable(sheet.path(), oat::kColumns, form);
    if (!read.ok()) continue;
    for (const oat::ctl::Row& row : read->table.rows) {
      if (row.cells.size() != std::size(oat::kColumns)) std::abort();
      oat::ReadAsRoster(row.cells);
      oat::ReadAsNetworkAndRefusal(row.cells);
    }
  }
  return 0;
}
