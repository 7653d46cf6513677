#include "clients/ctl/authority.h"

#include <arpa/inet.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/files.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

// Clocks differ: a certificate is good a little before it is made.
constexpr absl::Duration kSkew = absl::Minutes(10);

// A host name or an address as OpenSSL wants it said.
absl::StatusOr<std::string> AlternativeName(const std::string& name) {
  unsigned char address[sizeof(in6_addr)];
  for (int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, name.c_str(), address) == 1) return "IP:" + name;
  }
  const bool is_host = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '.';
  });
  if (is_host) return "DNS:" + name;
  return Invalid("--name", name, "a host name or an address");
}

}  // namespace

absl::Status MakeDeviceRequest(const std::string& folder) {
  OAT_RETURN_IF_ERROR(MakeSecretFolder(folder));
  if (std::filesystem::exists(folder + "/device.key")) {
    return absl::AlreadyExistsError(folder + " holds a device's key already");
  }
  const Key key = MakeKey();
  OAT_RETURN_IF_ERROR(WriteSecretFile(folder + "/device.key", ToPem(key.get())));
  return WriteSecretFile(folder + "/device.csr", ToPem(MakeRequest(key.get()).get()));
}

absl::Status CheckIssuable(const std::string& request, const std::string& device_name) {
  const bool is_name = !device_name.empty() && device_name.size() <= 40 &&
                       std::all_of(device_name.begin(), device_name.end(), [](char c) {
                         return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '-';
                       });
  if (!is_name) return Invalid("name", device_name, "up to 40 of A-Z, 0-9 and hyphen");
  const SigningRequest asked = RequestFromPem(request);
  EVP_PKEY* const subject = asked == nullptr ? nullptr : X509_REQ_get0_pubkey(asked.get());
  if (subject != nullptr && X509_REQ_verify(asked.get(), subject) == 1) return absl::OkStatus();
  return Invalid("request", "something else", "a request signed by the key that it is for");
}

absl::Status Authority::Create(const std::string& folder, absl::Time now) {
  OAT_RETURN_IF_ERROR(MakeSecretFolder(folder));
  if (std::filesystem::exists(folder + "/authority.key")) {
    return absl::AlreadyExistsError(folder + " holds an authority already");
  }
  const Key key = MakeKey();
  const Claims claims{.name = "Jalgas device authority",
                      .begins_at = now - kSkew,
                      .expires_at = now + kLife,
                      .extensions = {{"basicConstraints", "critical,CA:TRUE,pathlen:0"},
                                     {"keyUsage", "critical,keyCertSign,cRLSign"},
                                     {"subjectKeyIdentifier", "hash"}}};
  const Certificate certificate = Sign(key.get(), claims, nullptr, key.get());
  OAT_RETURN_IF_ERROR(WriteSecretFile(folder + "/authority.crt", ToPem(certificate.get())));
  OAT_RETURN_IF_ERROR(MakeSecretFolder(folder + "/door"));
  OAT_RETURN_IF_ERROR(WriteSecretFile(folder + "/door/authority.crt", ToPem(certificate.get())));
  // A list that had run out would shut every device out, so it lasts as long as the authority:
  // whoever revokes writes a new one at once, and oatd asks its own table with every call.
  const RevocationList none =
      Revoke(nullptr, certificate.get(), key.get(), nullptr, now - kSkew, now + kLife);
  OAT_RETURN_IF_ERROR(WriteSecretFile(folder + "/door/revoked.crl", ToPem(none.get())));
  // The key last: what has one is whole.
  return WriteSecretFile(folder + "/authority.key", ToPem(key.get()));
}

absl::StatusOr<Authority> Authority::Open(const std::string& folder) {
  if (folder.empty()) return Invalid("--authority", "nothing", "the authority's folder");
  const auto key = ReadWholeFile(folder + "/authority.key");
  const auto certificate = ReadWholeFile(folder + "/authority.crt");
  if (key.ok() && certificate.ok()) {
    Authority authority(folder, KeyFromPem(*key), CertificateFromPem(*certificate));
    if (authority.key_ != nullptr && authority.certificate_ != nullptr) return authority;
  }
  return absl::FailedPreconditionError(
      absl::StrCat(folder,
                   ": got no authority there, wanted one that 'oatctl authority create' "
                   "has made"));
}

absl::Status Authority::IssueToDoor(const std::vector<std::string>& names, absl::Time now) const {
  if (names.empty()) return Invalid("--name", "nothing", "what devices call the door by");
  std::vector<std::string> alternatives;
  for (const std::string& name : names) {
    OAT_ASSIGN_OR_RETURN(alternatives.emplace_back(), AlternativeName(name));
  }
  const Key key = MakeKey();
  const Claims claims{.name = "Jalgas front door",
                      .begins_at = now - kSkew,
                      .expires_at = now + kLifeOfDoor,
                      .extensions = {{"basicConstraints", "critical,CA:FALSE"},
                                     {"keyUsage", "critical,digitalSignature"},
                                     {"extendedKeyUsage", "serverAuth"},
                                     {"subjectAltName", absl::StrJoin(alternatives, ",")}}};
  const Certificate certificate = Sign(key.get(), claims, certificate_.get(), key_.get());
  return WriteSecretFile(folder_ + "/door/door.pem",
                         absl::StrCat(ToPem(certificate.get()), ToPem(key.get())));
}

absl::StatusOr<IssuedCertificate> Authority::IssueToDevice(const std::string& request,
                                                           const std::string& device_name,
                                                           absl::Time now) const {
  OAT_RETURN_IF_ERROR(CheckIssuable(request, device_name));
  const SigningRequest asked = RequestFromPem(request);
  EVP_PKEY* const subject = X509_REQ_get0_pubkey(asked.get());
  const Claims claims{.name = device_name,
                      .begins_at = now - kSkew,
                      .expires_at = now + kLifeOfDevice,
                      .extensions = {{"basicConstraints", "critical,CA:FALSE"},
                                     {"keyUsage", "critical,digitalSignature"},
                                     {"extendedKeyUsage", "clientAuth"}}};
  const Certificate certificate = Sign(subject, claims, certificate_.get(), key_.get());
  const IssuedCertificate issued{.certificate = ToPem(certificate.get()),
                                 .authority = ToPem(certificate_.get()),
                                 .fingerprint = FingerprintOf(certificate.get()),
                                 .expires_at = ExpiryOf(certificate.get())};
  OAT_RETURN_IF_ERROR(MakeSecretFolder(folder_ + "/issued"));
  OAT_RETURN_IF_ERROR(WriteSecretFile(
      absl::StrCat(folder_, "/issued/", absl::BytesToHexString(issued.fingerprint), ".crt"),
      issued.certificate));
  return issued;
}

absl::StatusOr<int> Authority::RevokeDevice(const std::string& device_name, absl::Time now) const {
  // The list is read and written anew: of two at once, one would lose the other's.
  const FolderLock alone(folder_);
  const std::string path = folder_ + "/door/revoked.crl";
  OAT_ASSIGN_OR_RETURN(const std::string known, ReadWholeFile(path));
  RevocationList list = RevocationListFromPem(known);
  if (list == nullptr) return absl::DataLossError(path + ": no list of revocations");
  int count = 0;
  std::error_code none;  // nothing was issued yet
  for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/issued", none)) {
    OAT_ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(entry.path()));
    const Certificate issued = CertificateFromPem(text);
    if (issued == nullptr || NameOf(issued.get()) != device_name) continue;
    X509_REVOKED* found = nullptr;
    if (X509_CRL_get0_by_cert(list.get(), &found, issued.get()) == 1) continue;
    list =
        Revoke(list.get(), certificate_.get(), key_.get(), issued.get(), now - kSkew, now + kLife);
    ++count;
  }
  OAT_RETURN_IF_ERROR(WriteSecretFile(path, ToPem(list.get())));
  return count;
}

}  // namespace oat::ctl
