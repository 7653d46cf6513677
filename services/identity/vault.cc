#include "services/identity/vault.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/base/status.h"
#include "services/identity/folding.h"

namespace oat::identity {
namespace {

constexpr absl::string_view kHeading = "jalgas-keys 1\n";
constexpr size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

// nonce, ciphertext, tag.
std::string Encrypt(const std::string& plaintext, const std::string& key) {
  std::string nonce = RandomBytes(kNonceBytes);
  std::string box(plaintext.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(box), nullptr, Bytes(plaintext),
                                             plaintext.size(), nullptr, 0, nullptr, Bytes(nonce),
                                             Bytes(key));
  return nonce + box;
}

absl::StatusOr<std::string> Decrypt(const std::string& sealed, const std::string& key) {
  auto tampered = absl::DataLossError("a sealed record was altered, or sealed under another key");
  if (sealed.size() < kNonceBytes + kTagBytes) return tampered;
  std::string plaintext(sealed.size() - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(plaintext), nullptr, nullptr, Bytes(sealed) + kNonceBytes,
          sealed.size() - kNonceBytes, nullptr, 0, Bytes(sealed), Bytes(key)) != 0) {
    return tampered;
  }
  return plaintext;
}

std::string ToBase64(const std::string& bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), Bytes(bytes), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

absl::StatusOr<Secret> KeyFromBase64(absl::string_view text) {
  std::string key(kKeyBytes, '\0');
  size_t length = 0;
  if (sodium_base642bin(Bytes(key), key.size(), text.data(), text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      length != kKeyBytes) {
    return absl::FailedPreconditionError("the key file holds something that is no key");
  }
  return Secret(key);
}

}  // namespace

absl::Status Vault::CreateKeyFile(const std::string& path) {
  int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file < 0 && errno == EEXIST) {
    return absl::AlreadyExistsError(absl::StrCat(path, " exists: keys are never overwritten"));
  }
  if (file < 0) return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
  std::string text = absl::StrCat(kHeading, "master ", ToBase64(RandomBytes(kKeyBytes)), "\nindex ",
                                  ToBase64(RandomBytes(kKeyBytes)), "\n");
  bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                 fsync(file) == 0;
  close(file);
  if (written) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
}

absl::StatusOr<Vault> Vault::Open(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return absl::NotFoundError(absl::StrCat(path, ": ", strerror(errno)));
  }
  if ((status.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " can be read by others, wanted mode 0600"));
  }
  std::ifstream stream(path);
  std::stringstream content;
  content << stream.rdbuf();
  std::vector<std::string> lines = absl::StrSplit(content.str(), '\n');
  auto wrong = absl::FailedPreconditionError(absl::StrCat(path, " is not a key file"));
  if (lines.size() != 4 || !lines[3].empty() || lines[0] + "\n" != kHeading) return wrong;
  absl::string_view master = lines[1];
  absl::string_view index = lines[2];
  if (!absl::ConsumePrefix(&master, "master ") || !absl::ConsumePrefix(&index, "index ")) {
    return wrong;
  }
  OAT_ASSIGN_OR_RETURN(Secret master_key, KeyFromBase64(master));
  OAT_ASSIGN_OR_RETURN(Secret index_key, KeyFromBase64(index));
  return Vault(std::move(master_key), std::move(index_key));
}

Sealed Vault::Seal(const std::string& plaintext) const {
  std::string key = RandomBytes(kKeyBytes);
  Sealed sealed{{Encrypt(key, master_key_.Reveal())}, {Encrypt(plaintext, key)}};
  sodium_memzero(key.data(), key.size());
  return sealed;
}

absl::StatusOr<std::string> Vault::Unseal(const Sealed& sealed) const {
  OAT_ASSIGN_OR_RETURN(std::string key, Decrypt(sealed.wrapped_key.value, master_key_.Reveal()));
  return Decrypt(sealed.ciphertext.value, key);
}

Sealed Vault::SealParticulars(const Particulars& particulars) const {
  nlohmann::json json = {{"family_name", particulars.family_name.Reveal()},
                         {"given_name", particulars.given_name.Reveal()},
                         {"birth_date", particulars.birth_date.Reveal()},
                         {"document_kind", particulars.document_kind.Reveal()},
                         {"document_number", particulars.document_number.Reveal()},
                         {"uic", particulars.uic.Reveal()}};
  return Seal(json.dump());
}

absl::StatusOr<Particulars> Vault::UnsealParticulars(const Sealed& sealed) const {
  OAT_ASSIGN_OR_RETURN(std::string text, Unseal(sealed));
  auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::DataLossError("a sealed record is not as it was written");
  auto part = [&](const char* name) { return Secret(json.value(name, std::string())); };
  return Particulars{.family_name = part("family_name"),
                     .given_name = part("given_name"),
                     .birth_date = part("birth_date"),
                     .document_kind = part("document_kind"),
                     .document_number = part("document_number"),
                     .uic = part("uic")};
}

db::Bytes Vault::KeyedDigest(const std::string& purpose, const std::string& content) const {
  const std::string message = absl::StrCat(purpose, "|", content);
  db::Bytes digest{std::string(crypto_generichash_BYTES, '\0')};
  crypto_generichash(Bytes(digest.value), digest.value.size(), Bytes(message), message.size(),
                     Bytes(index_key_.Reveal()), index_key_.Reveal().size());
  return digest;
}

Token Vault::DocumentToken(const Secret& kind, const Secret& number) const {
  return {"document", KeyedDigest("document", absl::StrCat(kind.Reveal(), "|",
                                                           FoldDocumentNumber(number.Reveal())))};
}

Token Vault::UicToken(const Secret& uic) const {
  return {"uic", KeyedDigest("uic", FoldDocumentNumber(uic.Reveal()))};
}

Token Vault::NameAndBirthDateToken(const Particulars& particulars) const {
  return {
      "name_and_birth_date",
      KeyedDigest("name_and_birth_date", absl::StrCat(FoldFullName(particulars.family_name.Reveal(),
                                                                   particulars.given_name.Reveal()),
                                                      "|", particulars.birth_date.Reveal()))};
}

std::vector<Token> Vault::TokensOf(const Particulars& particulars) const {
  std::vector<Token> tokens;
  // What folds to nothing (a hyphen, a name without a letter) would meet everybody like it.
  if (!FoldDocumentNumber(particulars.document_number.Reveal()).empty()) {
    tokens.push_back(DocumentToken(particulars.document_kind, particulars.document_number));
  }
  if (!FoldDocumentNumber(particulars.uic.Reveal()).empty()) {
    tokens.push_back(UicToken(particulars.uic));
  }
  const std::string name =
      FoldFullName(particulars.family_name.Reveal(), particulars.given_name.Reveal());
  if (!name.empty()) {
    if (!particulars.birth_date.empty()) tokens.push_back(NameAndBirthDateToken(particulars));
    tokens.push_back({"name", KeyedDigest("name", name)});
  }
  return tokens;
}

}  // namespace oat::identity
