// Cards that patients carry, at a desk: read at the server, which knows what has changed since;
// read by the desk alone while the server is away, which is in its journal before it is shown and
// told afterwards. A card says what was so, and authorises nothing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "clients/desk/journal.h"
#include "clients/desk/sealed_file.h"
#include "clients/link/link.h"
#include "oat/v1/card.pb.h"
#include "services/base/clock.h"

namespace oat::desk {

class Cards {
 public:
  // The keys lie in the file `path`; the clock outlives this.
  Cards(std::string path, const Clock* clock);

  // After a sign-in at the server: asks for the keys, which this secret of hers opens again, and
  // tells of what was read meanwhile.
  void SignedIn(link::Link& link, Journal& journal, const std::string& login, const Secret& secret);
  // Opens the keys without the server. UNAUTHENTICATED: there are none here, or not hers.
  absl::Status UnlockOffline(const Secret& secret);
  // Deletes keys that have run out.
  void Tend();
  // The desk is locked: the keys leave the memory, the file stays.
  void Forget();

  struct Reading {
    v1::ReadCardResponse response;
    // Read by the desk alone: a newer card, or one called back, is not known here, unless it was
    // read at this desk too.
    bool is_offline = false;
  };
  absl::StatusOr<Reading> Read(link::Link& link, Journal& journal, const std::string& text);

  // What the server has made of one that was read without it. Refused: it was worth nothing then.
  struct Told {
    absl::Time read_at;
    v1::ReportCardReadingResponse response;
  };
  std::vector<Told> TakeTold() { return std::exchange(told_, {}); }

 private:
  absl::StatusOr<v1::ReadCardResponse> ReadAlone(Journal& journal, const std::string& text) const;
  void Report(link::Link& link, Journal& journal);

  SealedFile file_;
  const Clock* clock_;
  v1::CardKeyring keyring_;  // empty while the desk is locked
  std::vector<Told> told_;
};

}  // namespace oat::desk
