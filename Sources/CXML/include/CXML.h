// The doorstep to libxml2: what the named characters of HTML stand for, and small XML documents as
// tags and text.
#pragma once

#include <stddef.h>

// The code point of the entity `name` (`amp`, `nbsp`, ...), or 0 where HTML knows no such name.
unsigned int cx_entity(const char *name, size_t count);

// A document that is being read. Nothing outside of it is ever fetched, and it may define nothing:
// a document type ends the reading.
typedef struct cx_reader cx_reader;

enum {
  cx_broken = -1,
  cx_end = 0,
  cx_open = 1,
  cx_close = 2,
  cx_text = 3,
};

// Begins to read UTF-8, which must stay where it is until `cx_reader_free`; NULL without memory.
cx_reader *cx_reader_new(const char *bytes, int count);

// Goes on to the next tag or text.
int cx_reader_next(cx_reader *reader);

// The name of the tag, or the text, until the next step; NULL where there is none.
const char *cx_reader_value(cx_reader *reader);

// The value of an attribute of the opening tag, cut where it does not fit; 0 where there is none.
int cx_reader_attribute(cx_reader *reader, const char *name, char *value, size_t size);

void cx_reader_free(cx_reader *reader);
