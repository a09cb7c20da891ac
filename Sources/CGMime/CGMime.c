#define _GNU_SOURCE  // memmem
#include "CGMime.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <string.h>

typedef struct {
  cg_part part;
  GMimeHeaderList *own;    // the part's fields
  GMimeHeaderList *outer;  // the fields of the mail whose root it is
} node;

struct cg_mail {
  GByteArray *bytes;
  GMimeStream *stream;
  GMimeMessage *message;
  GArray *nodes;
  int troubles;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void start(void) { g_mime_init(); }

// MARK: - Limits

static int is_field(const uint8_t *line, const uint8_t *end) {
  const uint8_t *at = line;
  while (at < end && *at > 32 && *at < 127 && *at != ':') at++;
  return at > line && at < end && *at == ':';
}

static int speaks_of_message(const uint8_t *from, const uint8_t *end) {
  for (const uint8_t *at = from; at + 8 <= end; at++) {
    at = memchr(at, '/', (size_t)(end - at));
    if (at == NULL) return 0;
    if (at - from >= 7 && g_ascii_strncasecmp((const char *)at - 7, "message", 7) == 0) return 1;
  }
  return 0;
}

// GMime keeps every header field and every part as an object, so the cost of a mail made of
// nothing else is bounded by reading only so far. Fields are counted where header blocks can be:
// at the start, behind a line that begins with two dashes, and behind the header of an enclosed
// mail.
static size_t affordable(const uint8_t *bytes, size_t count, cg_limits limits, int *troubles) {
  const uint8_t *at = bytes, *end = bytes + count, *block = bytes;
  int in_header = 1, fields = 0, boundaries = 0;
  while (at < end) {
    const uint8_t *stop = memchr(at, '\n', (size_t)(end - at));
    const uint8_t *next = stop ? stop + 1 : end;
    if (next - at > 2 && at[0] == '-' && at[1] == '-') {
      if (next < end && (*next == '\r' || *next == '\n' || is_field(next, end)) &&
          ++boundaries > limits.boundaries) {
        *troubles |= cg_too_many_parts;
        return (size_t)(at - bytes);
      }
      in_header = 1;
      block = next;
    } else if (in_header) {
      if (*at == '\n' || (*at == '\r' && next - at == 2)) {
        in_header = speaks_of_message(block, at);
        block = next;
      } else {
        fields += *at != ' ' && *at != '\t';
        if (fields > limits.fields || (size_t)(next - block) > limits.header_bytes) {
          *troubles |= cg_headers_cut;
          return (size_t)(at - bytes);
        }
      }
    }
    at = next;
  }
  return count;
}

// MARK: - Parsing

static void notice(gint64 offset, GMimeParserWarning errcode, const gchar *item, gpointer data) {
  int *troubles = data;
  switch (errcode) {
  case GMIME_CRIT_NESTING_OVERFLOW: *troubles |= cg_too_deep; break;
  case GMIME_WARN_TRUNCATED_MESSAGE: *troubles |= cg_ends_early; break;
  case GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY: *troubles |= cg_no_boundary; break;
  default: break;
  }
}

static cg_encoding encoding_of(GMimeContentEncoding encoding) {
  switch (encoding) {
  case GMIME_CONTENT_ENCODING_BASE64: return cg_base64;
  case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE: return cg_quoted_printable;
  case GMIME_CONTENT_ENCODING_UUENCODE: return cg_uuencode;
  default: return cg_identity;
  }
}

static int field_count(GMimeHeaderList *list) {
  return list ? g_mime_header_list_get_count(list) : 0;
}

static void read_leaf(node *found, GMimePart *part, size_t count) {
  GMimeDataWrapper *content = g_mime_part_get_content(part);
  found->part.encoding = encoding_of(g_mime_part_get_content_encoding(part));
  if (content == NULL) return;
  GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
  if (stream == NULL || stream->bound_start < 0) return;
  size_t start = (size_t)stream->bound_start;
  size_t end = stream->bound_end < 0 ? count : (size_t)stream->bound_end;
  found->part.body_start = start < count ? start : count;
  found->part.body_end = end < found->part.body_start ? found->part.body_start
                                                      : end < count ? end : count;
}

typedef struct {
  GMimeObject *object;
  GMimeMessage *message;  // the mail whose root this is
  int parent;
} visit;

static void push(GArray *stack, GMimeObject *object, GMimeMessage *message, int parent) {
  if (object == NULL) return;
  visit next = {object, message, parent};
  g_array_append_val(stack, next);
}

static void push_children(GArray *stack, GMimeMultipart *multipart, int parent) {
  for (int i = g_mime_multipart_get_count(multipart) - 1; i >= 0; i--)
    push(stack, g_mime_multipart_get_part(multipart, i), NULL, parent);
}

static void walk(cg_mail *mail, size_t count, cg_limits limits) {
  GArray *stack = g_array_new(FALSE, FALSE, sizeof(visit));
  push(stack, g_mime_message_get_mime_part(mail->message), mail->message, -1);
  while (stack->len > 0) {
    visit now = g_array_index(stack, visit, stack->len - 1);
    g_array_set_size(stack, stack->len - 1);
    if ((int)mail->nodes->len >= limits.parts) {
      mail->troubles |= cg_too_many_parts;
      break;
    }
    node found = {{now.parent, cg_leaf, cg_identity, 0, 0, 0}, NULL, NULL};
    int index = (int)mail->nodes->len;
    found.own = g_mime_object_get_header_list(now.object);
    if (now.message) found.outer = g_mime_object_get_header_list((GMimeObject *)now.message);
    found.part.fields = field_count(found.own) + field_count(found.outer);
    if (GMIME_IS_MULTIPART(now.object)) {
      found.part.kind = cg_multipart;
      push_children(stack, (GMimeMultipart *)now.object, index);
    } else if (GMIME_IS_MESSAGE_PART(now.object)) {
      GMimeMessage *inner = g_mime_message_part_get_message((GMimeMessagePart *)now.object);
      found.part.kind = cg_enclosed;
      if (inner) push(stack, g_mime_message_get_mime_part(inner), inner, index);
    } else if (GMIME_IS_PART(now.object)) {
      read_leaf(&found, (GMimePart *)now.object, count);
    }
    g_array_append_val(mail->nodes, found);
  }
  g_array_free(stack, TRUE);
}

cg_mail *cg_parse(const uint8_t *bytes, size_t count, cg_limits limits) {
  pthread_once(&once, start);
  cg_mail *mail = g_new0(cg_mail, 1);
  size_t read = affordable(bytes, count, limits, &mail->troubles);
  mail->nodes = g_array_new(FALSE, FALSE, sizeof(node));
  // The array only lends the caller's bytes to the stream; cg_free takes them out again.
  mail->bytes = g_byte_array_new();
  mail->bytes->data = (guint8 *)bytes;
  mail->bytes->len = (guint)read;
  mail->stream = g_mime_stream_mem_new_with_byte_array(mail->bytes);
  g_mime_stream_mem_set_owner((GMimeStreamMem *)mail->stream, FALSE);

  GMimeParser *parser = g_mime_parser_new_with_stream(mail->stream);
  g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
  g_mime_parser_set_persist_stream(parser, TRUE);
  GMimeParserOptions *options = g_mime_parser_options_new();
  g_mime_parser_options_set_warning_callback(options, notice, &mail->troubles);
  mail->message = g_mime_parser_construct_message(parser, options);
  g_mime_parser_options_free(options);
  g_object_unref(parser);
  if (mail->message) walk(mail, read, limits);
  return mail;
}

void cg_free(cg_mail *mail) {
  if (mail == NULL) return;
  if (mail->message) g_object_unref(mail->message);
  g_object_unref(mail->stream);
  mail->bytes->data = NULL;
  mail->bytes->len = 0;
  g_byte_array_free(mail->bytes, FALSE);
  g_array_free(mail->nodes, TRUE);
  g_free(mail);
}

int cg_part_count(const cg_mail *mail) { return (int)mail->nodes->len; }

cg_part cg_part_at(const cg_mail *mail, int index) {
  return g_array_index(mail->nodes, node, index).part;
}

cg_field cg_field_at(const cg_mail *mail, int part, int index) {
  node *found = &g_array_index(mail->nodes, node, part);
  int outer = field_count(found->outer);
  GMimeHeader *header = index < outer
                            ? g_mime_header_list_get_header_at(found->outer, index)
                            : g_mime_header_list_get_header_at(found->own, index - outer);
  cg_field field = {"", "", -1};
  if (header == NULL) return field;
  field.name = g_mime_header_get_name(header);
  field.value = g_mime_header_get_raw_value(header);
  field.offset = g_mime_header_get_offset(header);
  if (field.value == NULL) field.value = "";
  return field;
}

size_t cg_length(const char *text) { return strlen(text); }

int cg_troubles(const cg_mail *mail) { return mail->troubles; }

size_t cg_find(const uint8_t *bytes, size_t count, const uint8_t *wanted, size_t wanted_count) {
  const uint8_t *found = memmem(bytes, count, wanted, wanted_count);
  return found ? (size_t)(found - bytes) : count;
}

// MARK: - Transfer encodings

struct cg_decoder {
  GMimeEncoding state;
};

cg_decoder *cg_decoder_new(cg_encoding encoding) {
  GMimeContentEncoding known[] = {
    GMIME_CONTENT_ENCODING_BINARY, GMIME_CONTENT_ENCODING_BASE64,
    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, GMIME_CONTENT_ENCODING_UUENCODE};
  cg_decoder *decoder = g_new0(cg_decoder, 1);
  g_mime_encoding_init_decode(&decoder->state, known[encoding]);
  return decoder;
}

void cg_decoder_free(cg_decoder *decoder) { g_free(decoder); }

size_t cg_decoded_room(size_t count) { return count + 8; }

size_t cg_decode(cg_decoder *decoder, const uint8_t *bytes, size_t count, uint8_t *out) {
  return g_mime_encoding_step(&decoder->state, (const char *)bytes, count, (char *)out);
}
