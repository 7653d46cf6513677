#include "clients/desk/downtime_file.h"

namespace oat::desk {

absl::Status DowntimeFile::Write(const v1::DowntimeList& list) {
  return file_.Write(absl::FromUnixSeconds(list.header().keep_until().seconds()),
                     list.SerializeAsString());
}

std::optional<v1::DowntimeList> DowntimeFile::Open(const Secret& password) {
  const auto text = file_.Open(password);
  v1::DowntimeList list;
  if (!text || !list.ParseFromString(*text)) return std::nullopt;
  return list;
}

}  // namespace oat::desk
