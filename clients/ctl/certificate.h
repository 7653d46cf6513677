// Keys, requests and certificates, X.509 by OpenSSL. All text is PEM.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace oat::ctl {

struct OpenSslDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_REQ* request) const { X509_REQ_free(request); }
  void operator()(X509_CRL* list) const { X509_CRL_free(list); }
};
using Key = std::unique_ptr<EVP_PKEY, OpenSslDeleter>;
using Certificate = std::unique_ptr<X509, OpenSslDeleter>;
using SigningRequest = std::unique_ptr<X509_REQ, OpenSslDeleter>;
using RevocationList = std::unique_ptr<X509_CRL, OpenSslDeleter>;

// A new key on the curve P-256.
Key MakeKey();
// A request for a certificate, signed with the key that it is for. It names nobody: who it is for
// is said by whoever issues.
SigningRequest MakeRequest(EVP_PKEY* key);

// What a certificate is to say.
struct Claims {
  std::string name;
  absl::Time begins_at;
  absl::Time expires_at;
  // Extensions by their names in openssl-x509v3_config(5), values alike.
  std::vector<std::pair<std::string, std::string>> extensions;
};
// A certificate for the key `subject`, signed by an issuer. Without `issuer` it signs itself.
Certificate Sign(EVP_PKEY* subject, const Claims& claims, X509* issuer, EVP_PKEY* issuer_key);

// The list of the certificates that are good no longer, with one more on it where there is one.
RevocationList Revoke(const X509_CRL* known, X509* issuer, EVP_PKEY* issuer_key,
                      const X509* revoked, absl::Time now, absl::Time until);

std::string NameOf(const X509* certificate);
absl::Time ExpiryOf(const X509* certificate);
// SHA-256 of the DER form, 32 bytes: what the front door tells oatd.
std::string FingerprintOf(const X509* certificate);

std::string ToPem(EVP_PKEY* key);
std::string ToPem(X509* certificate);
std::string ToPem(X509_REQ* request);
std::string ToPem(X509_CRL* list);
// Each is null where the text is none.
Key KeyFromPem(const std::string& text);
Certificate CertificateFromPem(const std::string& text);
SigningRequest RequestFromPem(const std::string& text);
RevocationList RevocationListFromPem(const std::string& text);

}  // namespace oat::ctl
