#include "clients/ctl/certificate.h"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "absl/base/internal/raw_logging.h"

namespace oat::ctl {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;

// What goes in was looked at before, so OpenSSL fails here for want of memory or of random numbers
// alone: nothing goes on without.
void Expect(bool right, const char* what) {
  if (!right) ABSL_RAW_LOG(FATAL, "OpenSSL: %s failed", what);
}

template <class Write>
std::string Written(const Write& write) {
  Bio bio(BIO_new(BIO_s_mem()));
  Expect(bio != nullptr && write(bio.get()) == 1, "writing PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<size_t>(size)};
}

Bio Reading(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void SetTime(ASN1_TIME* field, absl::Time time) {
  Expect(ASN1_TIME_set(field, absl::ToTimeT(time)) != nullptr, "setting a time");
}

// 127 random bits: nobody guesses the next, and no book of them need be kept.
void SetSerial(X509* certificate) {
  std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), BN_free);
  Expect(BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "a random number");
  Expect(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
         "setting a serial number");
}

}  // namespace

Key MakeKey() {
  Key key(EVP_EC_gen("P-256"));
  Expect(key != nullptr, "making a key");
  return key;
}

SigningRequest MakeRequest(EVP_PKEY* key) {
  SigningRequest request(X509_REQ_new());
  Expect(X509_REQ_set_pubkey(request.get(), key) == 1 &&
             X509_REQ_sign(request.get(), key, EVP_sha256()) > 0,
         "signing a request");
  return request;
}

Certificate Sign(EVP_PKEY* subject, const Claims& claims, X509* issuer, EVP_PKEY* issuer_key) {
  Certificate certificate(X509_new());
  X509* const made = certificate.get();
  X509_set_version(made, X509_VERSION_3);
  SetSerial(made);
  SetTime(X509_getm_notBefore(made), claims.begins_at);
  SetTime(X509_getm_notAfter(made), claims.expires_at);
  X509_NAME* const name = X509_get_subject_name(made);
  Expect(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(claims.name.data()),
                                    static_cast<int>(claims.name.size()), -1, 0) == 1,
         "setting a name");
  X509* const signer = issuer == nullptr ? made : issuer;
  X509_set_issuer_name(made, X509_get_subject_name(signer));
  X509_set_pubkey(made, subject);
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, signer, made, nullptr, nullptr, 0);
  for (const auto& [extension, value] : claims.extensions) {
    X509_EXTENSION* const one =
        X509V3_EXT_nconf(nullptr, &context, extension.c_str(), value.c_str());
    Expect(one != nullptr && X509_add_ext(made, one, -1) == 1, extension.c_str());
    X509_EXTENSION_free(one);
  }
  Expect(X509_sign(made, issuer_key, EVP_sha256()) > 0, "signing a certificate");
  return certificate;
}

RevocationList Revoke(const X509_CRL* known, X509* issuer, EVP_PKEY* issuer_key,
                      const X509* revoked, absl::Time now, absl::Time until) {
  RevocationList list(known == nullptr ? X509_CRL_new() : X509_CRL_dup(known));
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer));
  ASN1_TIME* const time = ASN1_TIME_new();
  SetTime(time, now);
  X509_CRL_set1_lastUpdate(list.get(), time);
  if (revoked != nullptr) {
    X509_REVOKED* const entry = X509_REVOKED_new();
    ASN1_INTEGER* const serial = ASN1_INTEGER_dup(X509_get0_serialNumber(revoked));
    Expect(X509_REVOKED_set_serialNumber(entry, serial) == 1 &&
               X509_REVOKED_set_revocationDate(entry, time) == 1 &&
               X509_CRL_add0_revoked(list.get(), entry) == 1,
           "revoking");
    ASN1_INTEGER_free(serial);
  }
  SetTime(time, until);
  X509_CRL_set1_nextUpdate(list.get(), time);
  ASN1_TIME_free(time);
  X509_CRL_sort(list.get());
  Expect(X509_CRL_sign(list.get(), issuer_key, EVP_sha256()) > 0, "signing a revocation list");
  return list;
}

std::string NameOf(const X509* certificate) {
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return name;
}

absl::Time ExpiryOf(const X509* certificate) {
  tm parts = {};
  Expect(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) == 1, "reading a time");
  return absl::FromTM(parts, absl::UTCTimeZone());
}

std::string FingerprintOf(const X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  Expect(X509_digest(certificate, EVP_sha256(), digest, &size) == 1, "a fingerprint");
  return {reinterpret_cast<const char*>(digest), size};
}

std::string ToPem(EVP_PKEY* key) {
  return Written([key](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}
std::string ToPem(X509* certificate) {
  return Written([certificate](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}
std::string ToPem(X509_REQ* request) {
  return Written([request](BIO* bio) { return PEM_write_bio_X509_REQ(bio, request); });
}
std::string ToPem(X509_CRL* list) {
  return Written([list](BIO* bio) { return PEM_write_bio_X509_CRL(bio, list); });
}

Key KeyFromPem(const std::string& text) {
  return Key(PEM_read_bio_PrivateKey(Reading(text).get(), nullptr, nullptr, nullptr));
}
Certificate CertificateFromPem(const std::string& text) {
  return Certificate(PEM_read_bio_X509(Reading(text).get(), nullptr, nullptr, nullptr));
}
SigningRequest RequestFromPem(const std::string& text) {
  return SigningRequest(PEM_read_bio_X509_REQ(Reading(text).get(), nullptr, nullptr, nullptr));
}
RevocationList RevocationListFromPem(const std::string& text) {
  return RevocationList(PEM_read_bio_X509_CRL(Reading(text).get(), nullptr, nullptr, nullptr));
}

}  // namespace oat::ctl
