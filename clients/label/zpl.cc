#include "clients/label/zpl.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace oat::label {

std::string Zpl(const std::vector<Dots>& labels) {
  std::string zpl;
  for (const Dots& dots : labels) {
    const std::string bytes(dots.bytes.begin(), dots.bytes.end());
    // Width and length of the label, its corner, the dots as digits (^GFA counts them twice), one
    // copy.
    absl::StrAppend(&zpl, "^XA\n^PW", dots.width, "\n^LL", dots.height, "\n^LH0,0\n^FO0,0\n^GFA,",
                    bytes.size(), ",", bytes.size(), ",", dots.bytes_per_row(), ",",
                    absl::AsciiStrToUpper(absl::BytesToHexString(bytes)), "^FS\n^PQ1\n^XZ\n");
  }
  return zpl;
}

}  // namespace oat::label
