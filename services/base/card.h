// The card that a patient may carry: what was so when it was issued, signed by the server and
// sealed to the network's desks, so that any of them reads it without a network and a finder reads
// nothing. Every card is as long as every other: its size tells nothing either.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/quantity.h"
#include "services/base/secret.h"

namespace oat::card {

// How the last dose is known.
enum class Source {
  kWindow = 1,    // authorised, and seen at a window
  kDeclared = 2,  // entered without an authorisation
  kImported = 3,  // told by another register, which knew the day alone
};

struct LastDose {
  int drug_form = 0;  // of oat.v1.DrugForm
  Micrograms micrograms;
  absl::Time taken_at;  // imported: when its day began
  Source source = Source::kWindow;
  bool operator==(const LastDose&) const = default;
};

struct Content {
  std::string patient_number;
  int32_t issue = 0;  // of this person's cards, counted from 1: a higher one supersedes
  std::string site_code;
  absl::Time issued_at;  // in whole seconds, as every time here
  Day issued_on;
  absl::Time valid_until;
  // The order as it is on that day, and the last day on which it is so.
  int drug_form = 0;  // of oat.v1.DrugForm
  std::vector<Micrograms> portions;
  Day dose_until;
  std::optional<LastDose> last_dose;
  // Bottles at home, and their days from `issued_on` on, each once, in order.
  int32_t bottles = 0;
  std::vector<Day> bottle_days;
  bool operator==(const Content&) const = default;
};

// Days after `issued_on` for which a bottle can stand on a card.
inline constexpr int kBottleDays = 32;
inline constexpr size_t kMostPortions = 4;

// What opens the cards of a network, at its desks. Whoever holds it reads cards and makes none.
struct OpeningKey {
  std::string id;          // 4 bytes, of the public key
  std::string public_key;  // Ed25519
  Secret opening;          // XChaCha20-Poly1305
};
// What makes them, at the server alone.
struct SigningKey {
  OpeningKey opening_key;
  Secret signing;
};
SigningKey MakeKey();
// The id that belongs to a public key.
std::string KeyIdOf(absl::string_view public_key);

// The text of a card: capital letters and digits, as QR codes hold them best and a scanner types
// them. OUT_OF_RANGE names what no card has room for.
absl::StatusOr<std::string> Make(const Content& content, const SigningKey& key);

// Why a text is not read.
enum class Fault {
  kNone,
  kNoCard,      // no text of a card
  kUnknownKey,  // of another network, or younger than these keys
  kAltered,     // a letter is another than it was
  kForged,      // sealed by somebody who has the opening key, and not signed by the server
};
struct Opened {
  Fault fault = Fault::kNone;
  Content content;  // without a fault
};
Opened Open(absl::string_view text, const std::vector<OpeningKey>& keys);

}  // namespace oat::card
