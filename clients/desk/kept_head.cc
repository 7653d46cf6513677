#include "clients/desk/kept_head.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

namespace oat::desk {
namespace {

// Absent: it is no head at all.
std::optional<TreeHead> HeadIn(const v1::TreeHead& message) {
  const auto root = merkle::FromBytes(message.root());
  const auto key_id = merkle::FromBytes(message.key_id());
  if (!root || !key_id || message.size() <= 0) return std::nullopt;
  return TreeHead{.size = message.size(),
                  .root = *root,
                  .sealed_at = absl::FromUnixSeconds(message.sealed_at().seconds()) +
                               absl::Nanoseconds(message.sealed_at().nanos()),
                  .key_id = *key_id,
                  .signature = message.signature()};
}

// The whole file or, after a power cut, the one before. Where it cannot be written the head that
// was kept holds as well as ever.
void Replace(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = file >= 0 &&
                       write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  if (file >= 0) close(file);
  if (written) rename(fresh.c_str(), path.c_str());
}

}  // namespace

KeptHead::KeptHead(std::string path) : path_(std::move(path)) {
  std::ifstream stream(path_);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto heads = ParseHeads(text);
  if (heads.ok() && !heads->empty()) kept_ = heads->back();
}

bool KeptHead::Continues(const TreeHead& head, const v1::GetTreeHeadResponse& response) const {
  if (!kept_) return true;
  std::vector<merkle::Hash> proof;
  for (const std::string& bytes : response.consistency()) {
    const auto hash = merkle::FromBytes(bytes);
    if (!hash) return false;
    proof.push_back(*hash);
  }
  return head.key_id == kept_->key_id &&
         merkle::IsContinued(kept_->size, kept_->root, head.size, head.root, proof);
}

bool KeptHead::Take(const v1::GetTreeHeadResponse& response) {
  if (!response.has_head()) return !kept_;
  const auto head = HeadIn(response.head());
  if (!head) return false;
  if (!Continues(*head, response)) {
    std::ofstream(path_ + ".broken", std::ios::app) << HeadLine(*head) << "\n";
    return false;
  }
  if (head->size > size()) {
    Replace(path_, HeadLine(*head) + "\n");
    kept_ = head;
  }
  return true;
}

}  // namespace oat::desk
