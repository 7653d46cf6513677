#include "services/identity/vault.h"

#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/identity/cipher.h"
#include "services/identity/folding.h"
#include "services/identity/key_file.h"

namespace oat::identity {
namespace {

// Stands beside a wrapped key, so that it opens in its owner's place alone.
std::string NameOf(const Owner& owner) {
  if (owner.person) return absl::StrCat("person ", owner.person->value());
  if (owner.review) return absl::StrCat("review ", owner.review->text());
  return "house";
}

// What one index key makes a token of: a kind and what folds to the same.
using Folded = std::pair<std::string, std::string>;

Folded FoldDocument(const Secret& kind, const Secret& number) {
  return {"document", absl::StrCat(kind.Reveal(), "|", FoldDocumentNumber(number.Reveal()))};
}
Folded FoldUic(const Secret& uic) { return {"uic", FoldDocumentNumber(uic.Reveal())}; }
std::string FoldNameOf(const Particulars& particulars) {
  return FoldFullName(particulars.family_name.Reveal(), particulars.given_name.Reveal());
}
Folded FoldNameAndBirthDate(const Particulars& particulars) {
  return {"name_and_birth_date",
          absl::StrCat(FoldNameOf(particulars), "|", particulars.birth_date.Reveal())};
}

// What folds to nothing (a hyphen, a name without a letter) would meet everybody like it.
std::vector<Folded> FoldAll(const Particulars& particulars) {
  std::vector<Folded> folded;
  if (!FoldDocumentNumber(particulars.document_number.Reveal()).empty()) {
    folded.push_back(FoldDocument(particulars.document_kind, particulars.document_number));
  }
  if (!FoldDocumentNumber(particulars.uic.Reveal()).empty()) {
    folded.push_back(FoldUic(particulars.uic));
  }
  const std::string name = FoldNameOf(particulars);
  if (name.empty()) return folded;
  if (!particulars.birth_date.empty()) folded.push_back(FoldNameAndBirthDate(particulars));
  folded.emplace_back("name", name);
  return folded;
}

}  // namespace

// The keys of the file, as they were when it was last read.
class Vault::Ring {
 public:
  Ring(std::string path, KeyFile keys) : path_(std::move(path)), keys_(std::move(keys)) {}

  absl::StatusOr<Secret> Master(int32_t version) { return Key(&KeyFile::masters, version); }
  absl::StatusOr<Secret> Index(int32_t version) { return Key(&KeyFile::indexes, version); }

  absl::StatusOr<std::vector<Token>> TokensOf(const std::vector<Folded>& folded,
                                              const std::vector<int32_t>& versions) {
    std::vector<Token> tokens;
    for (const int32_t version : versions) {
      OAT_ASSIGN_OR_RETURN(const Secret key, Index(version));
      for (const auto& [kind, content] : folded) {
        tokens.push_back({kind, version, KeyedDigest(key, kind, content)});
      }
    }
    return tokens;
  }

 private:
  absl::StatusOr<Secret> Key(KeysByVersion KeyFile::*kind, int32_t version) {
    std::lock_guard lock(mutex_);
    if (!(keys_.*kind).contains(version)) {
      OAT_ASSIGN_OR_RETURN(keys_, ReadKeyFile(path_));
    }
    const auto found = (keys_.*kind).find(version);
    if (found != (keys_.*kind).end()) return found->second;
    return absl::InternalError(absl::StrCat(path_, " has no ",
                                            kind == &KeyFile::masters ? "master" : "index",
                                            " key of version ", version));
  }

  const std::string path_;
  std::mutex mutex_;
  KeyFile keys_;
};

absl::StatusOr<Vault> Vault::Open(const std::string& path) {
  OAT_ASSIGN_OR_RETURN(KeyFile keys, ReadKeyFile(path));
  return Vault(std::make_shared<Ring>(path, std::move(keys)));
}

absl::StatusOr<WrappedKey> Vault::Wrap(const Secret& key, const Owner& owner,
                                       int32_t master_version) const {
  OAT_ASSIGN_OR_RETURN(const Secret master, ring_->Master(master_version));
  return WrappedKey{master_version, Encrypt(master, key.Reveal(), NameOf(owner))};
}

absl::StatusOr<Secret> Vault::Unwrap(const WrappedKey& wrapped, const Owner& owner) const {
  OAT_ASSIGN_OR_RETURN(const Secret master, ring_->Master(wrapped.master_version.value()));
  OAT_ASSIGN_OR_RETURN(std::string key, Decrypt(master, wrapped.key.value(), NameOf(owner)));
  return Secret(std::move(key));
}

absl::StatusOr<std::optional<std::string>> Vault::Unseal(const Sealed& sealed) const {
  if (!sealed.key.key) return std::optional<std::string>();
  OAT_ASSIGN_OR_RETURN(const Secret key, Unwrap(sealed.key, sealed.owner));
  OAT_ASSIGN_OR_RETURN(std::string text, Decrypt(key, sealed.ciphertext));
  return std::optional<std::string>(std::move(text));
}

std::string ToText(const Particulars& particulars) {
  const nlohmann::json json = {{"family_name", particulars.family_name.Reveal()},
                               {"given_name", particulars.given_name.Reveal()},
                               {"birth_date", particulars.birth_date.Reveal()},
                               {"document_kind", particulars.document_kind.Reveal()},
                               {"document_number", particulars.document_number.Reveal()},
                               {"uic", particulars.uic.Reveal()}};
  return json.dump();
}

absl::StatusOr<std::optional<Particulars>> Vault::UnsealParticulars(const Sealed& sealed) const {
  OAT_ASSIGN_OR_RETURN(const std::optional<std::string> text, Unseal(sealed));
  if (!text) return std::optional<Particulars>();
  const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::DataLossError("a sealed record is not as it was written");
  auto part = [&](const char* name) { return Secret(json.value(name, std::string())); };
  return std::optional<Particulars>({.family_name = part("family_name"),
                                     .given_name = part("given_name"),
                                     .birth_date = part("birth_date"),
                                     .document_kind = part("document_kind"),
                                     .document_number = part("document_number"),
                                     .uic = part("uic")});
}

Vault::Tokens Vault::TokensOf(const Particulars& particulars,
                              const std::vector<int32_t>& versions) const {
  return ring_->TokensOf(FoldAll(particulars), versions);
}

Vault::Tokens Vault::DocumentTokens(const Secret& kind, const Secret& number,
                                    const std::vector<int32_t>& versions) const {
  return ring_->TokensOf({FoldDocument(kind, number)}, versions);
}

Vault::Tokens Vault::UicTokens(const Secret& uic, const std::vector<int32_t>& versions) const {
  return ring_->TokensOf({FoldUic(uic)}, versions);
}

Vault::Tokens Vault::NameAndBirthDateTokens(const Particulars& particulars,
                                            const std::vector<int32_t>& versions) const {
  return ring_->TokensOf({FoldNameAndBirthDate(particulars)}, versions);
}

}  // namespace oat::identity
