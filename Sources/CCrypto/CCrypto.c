// The one-struct SHA-256 calls are marked deprecated in OpenSSL 3 in favour of heap contexts;
// a plain struct is what lets a Swift value hold a running hash.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "CCrypto.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(cc_sha256), "cc_sha256 must hold an SHA256_CTX");

void cc_sha256_begin(cc_sha256 *hash) { SHA256_Init((SHA256_CTX *)(void *)hash); }

void cc_sha256_add(cc_sha256 *hash, const void *bytes, size_t count) {
  if (count > 0) SHA256_Update((SHA256_CTX *)(void *)hash, bytes, count);
}

void cc_sha256_end(cc_sha256 *hash, uint8_t *digest) {
  SHA256_Final(digest, (SHA256_CTX *)(void *)hash);
}

int cc_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                   uint8_t *code) {
  static const uint8_t nothing[1] = {0};
  if (key_count > INT_MAX) return 0;
  unsigned int written = 32;
  return HMAC(EVP_sha256(), key_count ? key : nothing, (int)key_count, count ? bytes : nothing,
              count, code, &written) != NULL;
}

void cc_md5(const void *bytes, size_t count, uint8_t *digest) {
  static const uint8_t nothing[1] = {0};
  MD5(count ? bytes : nothing, count, digest);
}

int cc_random(uint8_t *bytes, size_t count) {
  while (count > 0) {
    int step = count > 1 << 20 ? 1 << 20 : (int)count;
    if (RAND_bytes(bytes, step) != 1) return 0;
    bytes += step;
    count -= (size_t)step;
  }
  return 1;
}

int cc_equal(const void *left, const void *right, size_t count) {
  return count == 0 || CRYPTO_memcmp(left, right, count) == 0;
}

void cc_base64(const void *bytes, size_t count, char *text) {
  EVP_EncodeBlock((unsigned char *)text, bytes, (int)count);
}
