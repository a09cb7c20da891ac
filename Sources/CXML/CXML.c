#include "CXML.h"

#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>

unsigned int cx_entity(const char *name, size_t count) {
  char word[16];
  if (count == 0 || count >= sizeof word) return 0;
  memcpy(word, name, count);
  word[count] = 0;
  if (strcmp(word, "apos") == 0) return '\'';
  const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)word);
  return entity ? entity->value : 0;
}

struct cx_reader {
  xmlTextReaderPtr text;
  int kind;
  // The tag is its own end.
  int closes;
};

cx_reader *cx_reader_new(const char *bytes, int count) {
  cx_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  reader->text = xmlReaderForMemory(bytes, count, NULL, "UTF-8", options);
  if (reader->text) return reader;
  free(reader);
  return NULL;
}

static int step(cx_reader *reader) {
  if (reader->closes) {
    reader->closes = 0;
    return cx_close;
  }
  for (;;) {
    int more = xmlTextReaderRead(reader->text);
    if (more != 1) return more == 0 ? cx_end : cx_broken;
    switch (xmlTextReaderNodeType(reader->text)) {
      case XML_READER_TYPE_ELEMENT:
        reader->closes = xmlTextReaderIsEmptyElement(reader->text) == 1;
        return cx_open;
      case XML_READER_TYPE_END_ELEMENT:
        return cx_close;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
        return cx_text;
      case XML_READER_TYPE_DOCUMENT_TYPE:
      case XML_READER_TYPE_ENTITY:
      case XML_READER_TYPE_ENTITY_REFERENCE:
        return cx_broken;
      default:
        break;
    }
  }
}

int cx_reader_next(cx_reader *reader) {
  if (reader->kind != cx_broken) reader->kind = step(reader);
  return reader->kind;
}

const char *cx_reader_value(cx_reader *reader) {
  switch (reader->kind) {
    case cx_open:
    case cx_close:
      return (const char *)xmlTextReaderConstLocalName(reader->text);
    case cx_text:
      return (const char *)xmlTextReaderConstValue(reader->text);
    default:
      return NULL;
  }
}

int cx_reader_attribute(cx_reader *reader, const char *name, char *value, size_t size) {
  if (reader->kind != cx_open || size == 0) return 0;
  xmlChar *found = xmlTextReaderGetAttribute(reader->text, (const xmlChar *)name);
  if (!found) return 0;
  size_t count = strlen((const char *)found);
  if (count >= size) count = size - 1;
  memcpy(value, found, count);
  value[count] = 0;
  xmlFree(found);
  return 1;
}

void cx_reader_free(cx_reader *reader) {
  if (!reader) return;
  xmlFreeTextReader(reader->text);
  free(reader);
}
