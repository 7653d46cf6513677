// Passwords that cost next to nothing, for the fuzzer alone: hashing them as oatd does would take
// three quarters of its time. It stands before libsodium's own; how a hash was made stands in it,
// so that one of oatd's is checked all the same.
#include <sodium.h>

extern "C" int crypto_pwhash_str(char* hash, const char* password, unsigned long long length,
                                 unsigned long long /*operations*/, size_t /*memory*/) {
  return crypto_pwhash_argon2id_str(hash, password, length, crypto_pwhash_OPSLIMIT_MIN,
                                    crypto_pwhash_MEMLIMIT_MIN);
}
