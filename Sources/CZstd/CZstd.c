#include "CZstd.h"

#include <zstd.h>

size_t czstd_bound(size_t count) { return ZSTD_compressBound(count); }

size_t czstd_compress(void *into, size_t room, const void *bytes, size_t count, int level) {
  size_t written = ZSTD_compress(into, room, bytes, count, level);
  return ZSTD_isError(written) ? 0 : written;
}

int czstd_decompress(void *into, size_t room, const void *bytes, size_t count) {
  size_t written = ZSTD_decompress(into, room, bytes, count);
  return !ZSTD_isError(written) && written == room;
}
