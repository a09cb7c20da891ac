#include "CXML.h"

#include <libxml/HTMLparser.h>
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
