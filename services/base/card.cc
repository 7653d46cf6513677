#include "services/base/card.h"

#include <sodium.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/base/merkle.h"
#include "services/base/patient_number.h"
#include "services/base/status.h"

namespace oat::card {
namespace {

// A card is, in bytes: its form (1) and the key's id (4), which are authenticated; a nonce (24);
// and sealed with a tag (16) the content (54) with its signature (64). In letters of five bits:
// 261.
constexpr char kForm = 1;
constexpr size_t kId = 4;
constexpr size_t kHead = 1 + kId;
constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kContent = 54;
constexpr size_t kSealed = kContent + crypto_sign_BYTES;
constexpr size_t kCard = kHead + kNonce + kSealed + kTag;
constexpr size_t kLetters = (kCard * 8 + 4) / 5;
static_assert(kLetters == 261);

// Of Crockford's base 32, as the patient number.
constexpr absl::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

constexpr size_t kSite = 8;
constexpr Day kFirstDay(1970, 1, 1);

unsigned char* Bytes(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }
const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// What is signed begins with a word of its own, so that no signature of anything else fits.
std::string SignedWords(absl::string_view head, absl::string_view content) {
  return absl::StrCat("jalgas-card-1", head, content);
}

// Whole numbers one after another, the highest byte first.
class Packer {
 public:
  void Add(const char* field, int64_t number, size_t bytes) {
    if (number < 0 || number >> (8 * bytes) != 0) {
      if (status_.ok()) {
        status_ = absl::OutOfRangeError(absl::StrCat(field, ": a card has no room for ", number));
      }
      number = 0;
    }
    for (size_t i = bytes; i-- > 0;) packed_.push_back(static_cast<char>(number >> (8 * i)));
  }
  void AddDay(const char* field, Day day) { Add(field, day - kFirstDay, 2); }
  void AddTime(const char* field, absl::Time time) { Add(field, absl::ToUnixSeconds(time), 4); }
  void AddText(const char* field, const std::string& text, size_t bytes) {
    if (text.size() > bytes) return Add(field, -1, bytes);
    packed_ += text + std::string(bytes - text.size(), '\0');
  }
  absl::StatusOr<std::string> Finish() const {
    if (!status_.ok()) return status_;
    return packed_;
  }

 private:
  absl::Status status_;
  std::string packed_;
};

class Unpacker {
 public:
  explicit Unpacker(absl::string_view packed) : packed_(packed) {}

  int64_t Number(size_t bytes) {
    int64_t number = 0;
    for (unsigned char byte : Take(bytes)) number = number << 8 | byte;
    return number;
  }
  Day ReadDay() { return kFirstDay + Number(2); }
  absl::Time ReadTime() { return absl::FromUnixSeconds(Number(4)); }
  std::string Text(size_t bytes) {
    const absl::string_view text = Take(bytes);
    return std::string(text.substr(0, text.find('\0')));
  }

 private:
  absl::string_view Take(size_t bytes) {
    const absl::string_view taken = packed_.substr(0, bytes);
    packed_.remove_prefix(bytes);
    return taken;
  }
  absl::string_view packed_;
};

// Ten letters of five bits.
int64_t NumberOf(const std::string& patient_number) {
  int64_t number = 0;
  for (char letter : patient_number) {
    const size_t symbol = kAlphabet.find(letter);
    if (symbol == kAlphabet.npos) return -1;
    number = number << 5 | static_cast<int64_t>(symbol);
  }
  return patient_number.size() == PatientNumber::kLength ? number : -1;
}

std::string PatientNumberOf(int64_t number) {
  std::string text(PatientNumber::kLength, '0');
  for (size_t i = text.size(); i-- > 0; number >>= 5) text[i] = kAlphabet[number & 31];
  return text;
}

// The day before the one in UTC: no clinical day begins earlier.
Day DayBefore(absl::Time time) { return Day(absl::ToCivilDay(time, absl::UTCTimeZone())) - 1; }

int64_t MaskOf(const Content& content) {
  int64_t mask = 0;
  for (const Day day : content.bottle_days) {
    const auto after = day - content.issued_on;
    if (after < 0 || after >= kBottleDays) return -1;
    mask |= int64_t{1} << after;
  }
  return mask;
}

absl::StatusOr<std::string> Pack(const Content& content) {
  Packer packer;
  packer.Add("patient_number", NumberOf(content.patient_number), 7);
  packer.Add("issue", content.issue, 2);
  packer.AddText("site_code", content.site_code, kSite);
  packer.AddTime("issued_at", content.issued_at);
  packer.Add("issued_on", content.issued_on - DayBefore(content.issued_at), 1);
  packer.Add("valid_until", absl::ToInt64Seconds(content.valid_until - content.issued_at), 3);
  packer.Add("drug_form", content.drug_form, 1);
  if (content.portions.size() > kMostPortions) packer.Add("portions", -1, 1);
  for (size_t i = 0; i < kMostPortions; ++i) {
    const bool is_there = i < content.portions.size();
    packer.Add("portions", is_there ? content.portions[i].count() : 0, 3);
  }
  packer.AddDay("dose_until", content.dose_until);
  const LastDose last = content.last_dose.value_or(LastDose{.taken_at = absl::UnixEpoch()});
  packer.Add("last_dose.source", content.last_dose ? static_cast<int>(last.source) : 0, 1);
  packer.Add("last_dose.drug_form", last.drug_form, 1);
  packer.Add("last_dose.micrograms", last.micrograms.count(), 3);
  packer.AddTime("last_dose.taken_at", last.taken_at);
  packer.Add("bottles", content.bottles, 1);
  packer.Add("bottle_days", MaskOf(content), 4);
  return packer.Finish();
}

Content Unpack(absl::string_view packed) {
  Unpacker unpacker(packed);
  Content content;
  content.patient_number = PatientNumberOf(unpacker.Number(7));
  content.issue = static_cast<int32_t>(unpacker.Number(2));
  content.site_code = unpacker.Text(kSite);
  content.issued_at = unpacker.ReadTime();
  content.issued_on = DayBefore(content.issued_at) + unpacker.Number(1);
  content.valid_until = content.issued_at + absl::Seconds(unpacker.Number(3));
  content.drug_form = static_cast<int>(unpacker.Number(1));
  for (size_t i = 0; i < kMostPortions; ++i) {
    const Micrograms portion(unpacker.Number(3));
    if (portion > Micrograms(0)) content.portions.push_back(portion);
  }
  content.dose_until = unpacker.ReadDay();
  const auto source = unpacker.Number(1);
  LastDose last;
  last.source = static_cast<Source>(source);
  last.drug_form = static_cast<int>(unpacker.Number(1));
  last.micrograms = Micrograms(unpacker.Number(3));
  last.taken_at = unpacker.ReadTime();
  if (source != 0) content.last_dose = last;
  content.bottles = static_cast<int32_t>(unpacker.Number(1));
  const int64_t mask = unpacker.Number(4);
  for (int after = 0; after < kBottleDays; ++after) {
    if ((mask >> after & 1) != 0) content.bottle_days.push_back(content.issued_on + after);
  }
  return content;
}

// Five bits a letter, the last filled up with zeros.
std::string InLetters(absl::string_view bytes) {
  std::string letters;
  uint32_t bits = 0;
  int count = 0;
  for (unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 5; count -= 5) letters.push_back(kAlphabet[bits >> (count - 5) & 31]);
  }
  if (count > 0) letters.push_back(kAlphabet[bits << (5 - count) & 31]);
  return letters;
}

// Absent: no text of a card. Blanks and line breaks, and the case of letters, do not matter.
std::optional<std::string> FromLetters(absl::string_view letters) {
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  size_t read = 0;
  for (char letter : letters) {
    if (absl::ascii_isspace(letter)) continue;
    const size_t symbol = kAlphabet.find(absl::ascii_toupper(letter));
    if (symbol == kAlphabet.npos || ++read > kLetters) return std::nullopt;
    bits = bits << 5 | static_cast<uint32_t>(symbol);
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count));
  }
  const bool is_filled_with_zeros = (bits & ((1u << count) - 1)) == 0;
  if (read != kLetters || !is_filled_with_zeros) return std::nullopt;
  return bytes;
}

// The content with its signature; absent where it was not sealed so.
std::optional<std::string> Unseal(absl::string_view card, const OpeningKey& key) {
  std::string opened(kSealed, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(&opened), nullptr, nullptr, Bytes(card) + kHead + kNonce, kSealed + kTag,
          Bytes(card), kHead, Bytes(card) + kHead, Bytes(key.opening.Reveal())) != 0) {
    return std::nullopt;
  }
  return opened;
}

}  // namespace

std::string KeyIdOf(absl::string_view public_key) {
  const merkle::Hash hash = merkle::Sha256(public_key);
  return std::string(hash.begin(), hash.begin() + kId);
}

SigningKey MakeKey() {
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string signing(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_keypair(Bytes(&public_key), Bytes(&signing));
  std::string opening(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
  randombytes_buf(opening.data(), opening.size());
  return {{KeyIdOf(public_key), public_key, Secret(std::move(opening))},
          Secret(std::move(signing))};
}

absl::StatusOr<std::string> Make(const Content& content, const SigningKey& key) {
  OAT_ASSIGN_OR_RETURN(std::string sealed, Pack(content));
  const std::string head = std::string(1, kForm) + key.opening_key.id;
  const std::string words = SignedWords(head, sealed);
  sealed.resize(kSealed);
  crypto_sign_detached(Bytes(&sealed) + kContent, nullptr, Bytes(words), words.size(),
                       Bytes(key.signing.Reveal()));
  std::string card = head + std::string(kNonce + kSealed + kTag, '\0');
  randombytes_buf(card.data() + kHead, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      Bytes(&card) + kHead + kNonce, nullptr, Bytes(sealed), sealed.size(), Bytes(head),
      head.size(), nullptr, Bytes(card) + kHead, Bytes(key.opening_key.opening.Reveal()));
  return InLetters(card);
}

Opened Open(absl::string_view text, const std::vector<OpeningKey>& keys) {
  const auto card = FromLetters(text);
  if (!card || card->front() != kForm) return {Fault::kNoCard, {}};
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const OpeningKey& one) {
    return card->compare(1, kId, one.id) == 0;
  });
  if (key == keys.end()) return {Fault::kUnknownKey, {}};
  const auto opened = Unseal(*card, *key);
  if (!opened) return {Fault::kAltered, {}};
  const absl::string_view content = absl::string_view(*opened).substr(0, kContent);
  const std::string words = SignedWords(absl::string_view(*card).substr(0, kHead), content);
  if (crypto_sign_verify_detached(Bytes(*opened) + kContent, Bytes(words), words.size(),
                                  Bytes(key->public_key)) != 0) {
    return {Fault::kForged, {}};
  }
  return {Fault::kNone, Unpack(content)};
}

}  // namespace oat::card
