#include "CZstd.h"

#include <pthread.h>
#include <zstd.h>

// Every thread keeps what it compresses with, for to make it anew costs as much as a small mail.
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void end(void *context) { ZSTD_freeCCtx(context); }
static void begin(void) { pthread_key_create(&key, end); }

static ZSTD_CCtx *own_context(void) {
  pthread_once(&once, begin);
  ZSTD_CCtx *context = pthread_getspecific(key);
  if (context == NULL) {
    context = ZSTD_createCCtx();
    pthread_setspecific(key, context);
  }
  return context;
}

size_t czstd_bound(size_t count) { return ZSTD_compressBound(count); }

size_t czstd_compress(void *into, size_t room, const void *bytes, size_t count, int level) {
  ZSTD_CCtx *context = own_context();
  if (context == NULL) return 0;
  size_t written = ZSTD_compressCCtx(context, into, room, bytes, count, level);
  return ZSTD_isError(written) ? 0 : written;
}

int czstd_decompress(void *into, size_t room, const void *bytes, size_t count) {
  size_t written = ZSTD_decompress(into, room, bytes, count);
  return !ZSTD_isError(written) && written == room;
}
