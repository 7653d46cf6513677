// The newest head of the sealed log, kept in a file beside the journal: what this desk holds the
// server to. A head that does not continue it tells that what was written was changed afterwards.
#pragma once

#include <optional>
#include <string>

#include "oat/v1/oversight.pb.h"
#include "services/base/tree_head.h"

namespace oat::desk {

class KeptHead {
 public:
  // `path` is made with the first head; `oatd verify --heads` reads it. What does not continue it
  // goes to PATH.broken, for the auditor.
  explicit KeptHead(std::string path);

  // Leaves of the kept head; 0: none is kept.
  int64_t size() const { return kept_ ? kept_->size : 0; }

  // Takes the answer to a request for what continues `size()`. False when it does not; the kept
  // head then stays as it is. The first head is believed, and its key is the one of all that
  // follow.
  bool Take(const v1::GetTreeHeadResponse& response);

 private:
  bool Continues(const TreeHead& head, const v1::GetTreeHeadResponse& response) const;

  const std::string path_;
  std::optional<TreeHead> kept_;
};

}  // namespace oat::desk
