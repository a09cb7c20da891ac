// The doorstep to libzstd: whole buffers in, whole buffers out.
#pragma once

#include <stddef.h>

// The most bytes that `count` bytes can become when compressed.
size_t czstd_bound(size_t count);

// Compresses into `into`; answers the bytes written, or 0 when it went wrong.
size_t czstd_compress(void *into, size_t room, const void *bytes, size_t count, int level);

// Decompresses exactly `room` bytes into `into`; answers 1 when that is what came out.
int czstd_decompress(void *into, size_t room, const void *bytes, size_t count);
