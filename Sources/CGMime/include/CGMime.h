// The doorstep to GMime: bytes of a mail to a flat list of parts, transfer decoding, charsets.
#pragma once

#include <stddef.h>
#include <stdint.h>

// MARK: - The tree of parts

typedef struct cg_mail cg_mail;

typedef enum { cg_leaf = 0, cg_multipart = 1, cg_enclosed = 2 } cg_kind;
typedef enum {
  cg_identity = 0, cg_base64 = 1, cg_quoted_printable = 2, cg_uuencode = 3
} cg_encoding;

// One part; parents stand before their children, children in order. A `cg_enclosed` part has one
// child, the root of the mail it encloses, which carries that mail's header fields with its own.
typedef struct {
  int parent;           // -1 for the root
  cg_kind kind;
  cg_encoding encoding;
  int fields;           // how many header fields it has
  size_t body_start;    // where its encoded contents stand in the bytes given
  size_t body_end;
} cg_part;

typedef struct {
  const char *name;
  const char *value;    // as it stands, folded
  int64_t offset;       // where it stands in the bytes given
} cg_field;

typedef struct {
  int parts;            // more parts than this are not walked
  int fields;           // header fields that are read of the whole mail
  int boundaries;       // boundary lines that are read of the whole mail
  size_t header_bytes;  // bytes of one header block that are read
} cg_limits;

typedef enum {
  cg_too_many_parts = 1, cg_too_deep = 2, cg_headers_cut = 4, cg_ends_early = 8,
  cg_no_boundary = 16
} cg_trouble;

// Reads `count` bytes; they must outlive the answer, which must be freed. NULL: out of memory.
cg_mail *cg_parse(const uint8_t *bytes, size_t count, cg_limits limits);
void cg_free(cg_mail *mail);
int cg_part_count(const cg_mail *mail);
cg_part cg_part_at(const cg_mail *mail, int index);
cg_field cg_field_at(const cg_mail *mail, int part, int index);
// The length of a name or value of a field.
size_t cg_length(const char *text);
// The `cg_trouble` met, joined by or.
int cg_troubles(const cg_mail *mail);

// Where `wanted` stands in `bytes`, or `count` where it does not.
size_t cg_find(const uint8_t *bytes, size_t count, const uint8_t *wanted, size_t wanted_count);

// MARK: - Transfer encodings

typedef struct cg_decoder cg_decoder;

cg_decoder *cg_decoder_new(cg_encoding encoding);
void cg_decoder_free(cg_decoder *decoder);
// Room that `cg_decode` may need for `count` bytes.
size_t cg_decoded_room(size_t count);
// Decodes the next `count` bytes into `out`; answers how many it wrote.
size_t cg_decode(cg_decoder *decoder, const uint8_t *bytes, size_t count, uint8_t *out);

// MARK: - Character sets

// Turns bytes of `charset` into UTF-8 that `cg_text_free` gives back; what does not fit becomes
// U+FFFD and is counted in `wrong`. NULL: the character set is unknown.
char *cg_to_utf8(const char *charset, const uint8_t *bytes, size_t count, size_t *written,
                 size_t *wrong);
void cg_text_free(char *text);
