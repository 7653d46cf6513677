// An administrator's office: oatctl as it is typed, against a real oatd. One clinic serves every
// test of the program.
#pragma once

#include <gmock/gmock.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "clients/ctl/oatctl.h"
#include "tests/support/clinic.h"

namespace oat::ctl {

using Strings = std::vector<std::string>;

// How a command went and what it printed.
struct Said {
  int exit_code = 0;
  std::string out;
  std::string err;
  // Lines of `out`, blanks between words as one.
  Strings lines() const;
};

// Words of a line.
Strings WordsIn(const std::string& line);

test::Clinic& TheClinic();

// Runs oatctl with the home of a device; `input` is its standard input.
Said RunAt(const std::string& home, const Strings& words, const std::string& input = "");

// The folder of a new device's token, nobody signed in. A station is a window; empty, an office.
std::string NewHome(const std::string& site, const std::string& station);
std::string AdminPassword();
// Who may do what with a file; 0 where there is none.
mode_t ModeOf(const std::string& path);
// A folder, and a file of these lines, that nobody has yet.
std::string NewFolder();
std::string NewFile(const Strings& lines);
std::string NewFileOfBytes(const std::string& bytes);

// The same by somebody signed in: the administrator, the network's manager, somebody of ALA1.
Said AtAdmin(const Strings& words, const std::string& input = "");
Said AtManager(const Strings& words, const std::string& input = "");
Said AtSite(const std::string& role, const Strings& words, const std::string& input = "");

// The roster's header, and a row that is in order; some cells at choice.
extern const char kRosterHeader[];
std::string RosterRow(const std::string& local, const std::string& family,
                      const std::string& document, const std::string& dose = "80",
                      const std::string& birth_date = "1987-06-05");

}  // namespace oat::ctl
