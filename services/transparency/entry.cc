#include "services/transparency/entry.h"

#include "absl/strings/str_cat.h"

namespace oat::transparency {

merkle::Hash HashOf(const Row& row) {
  return merkle::LeafHash(absl::StrCat("jalgas-row-1\n", row.place.table, "\n", row.body));
}

}  // namespace oat::transparency
