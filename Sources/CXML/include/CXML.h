// The doorstep to libxml2: what the named characters of HTML stand for.
#pragma once

#include <stddef.h>

// The code point of the entity `name` (`amp`, `nbsp`, ...), or 0 where HTML knows no such name.
unsigned int cx_entity(const char *name, size_t count);
