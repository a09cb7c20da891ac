// The doorstep to OpenSSL's libcrypto: hashing, message authentication, chance, comparison.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Room for one running SHA-256; copying the struct copies the state.
typedef struct {
  uint64_t state[16];
} cc_sha256;

void cc_sha256_begin(cc_sha256 *hash);
void cc_sha256_add(cc_sha256 *hash, const void *bytes, size_t count);
// Writes 32 bytes; the struct must be begun anew afterwards.
void cc_sha256_end(cc_sha256 *hash, uint8_t *digest);

// Writes 32 bytes; answers 1 when all went well.
int cc_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                   uint8_t *code);

// Writes 16 bytes, which protect nothing.
void cc_md5(const void *bytes, size_t count, uint8_t *digest);

// Fills `bytes` from the system's generator; answers 1 when all went well.
int cc_random(uint8_t *bytes, size_t count);

// Writes four characters for every three bytes begun, padded (RFC 4648 paragraph 4), and a NUL.
void cc_base64(const void *bytes, size_t count, char *text);

// Answers 1 when both ranges hold the same bytes, in a time that depends on `count` alone.
int cc_equal(const void *left, const void *right, size_t count);
