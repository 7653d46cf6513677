// Looks for what must not be there, in every file below a folder.
#pragma once

#include <string>
#include <vector>

namespace oat::test {

// The forms in which a text can stand in a file: as it is, in hexadecimal (bytea in a dump, a byte
// escape in a log) and in base64 at each of its three places.
std::vector<std::string> FormsOf(const std::string& text);

// Every file below the folders that holds one of the needles, with which: "path: needle".
std::vector<std::string> Sweep(const std::vector<std::string>& folders,
                               const std::vector<std::string>& needles);

}  // namespace oat::test
