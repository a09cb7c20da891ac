#include "CGMime.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <iconv.h>
#include <pthread.h>
#include <string.h>

// Senders mean the larger of two look-alike character sets; names are lower case.
static const char *const larger[][2] = {
  {"gb2312", "GB18030"}, {"gbk", "GB18030"}, {"x-gbk", "GB18030"}, {"gb_2312-80", "GB18030"},
  {"euc-cn", "GB18030"}, {"chinese", "GB18030"}, {"cp936", "GB18030"},
  {"ks_c_5601-1987", "CP949"}, {"ks_c_5601", "CP949"}, {"euc-kr", "CP949"},
  {"korean", "CP949"}, {"ksc5601", "CP949"},
  {"shift_jis", "CP932"}, {"shift-jis", "CP932"}, {"sjis", "CP932"}, {"x-sjis", "CP932"},
  {"ms_kanji", "CP932"}, {"windows-31j", "CP932"}, {"x-euc-jp", "EUC-JP"},
  {"iso-8859-9", "CP1254"}, {"latin5", "CP1254"}, {"tis-620", "CP874"}, {"iso-8859-11", "CP874"},
  {"iso-8859-8-i", "ISO-8859-8"}, {"iso-8859-8-e", "ISO-8859-8"}, {"iso-8859-6-i", "ISO-8859-6"},
  {"iso-8859-6-e", "ISO-8859-6"}, {"big5", "BIG5-HKSCS"}, {"x-x-big5", "BIG5-HKSCS"},
  {"cn-big5", "BIG5-HKSCS"}, {"unicode-1-1-utf-7", "UTF-7"}, {"x-mac-roman", "MACINTOSH"},
  {"x-mac-cyrillic", "MAC-CYRILLIC"}, {"iso-2022-jp", "ISO-2022-JP-3"},
};

static iconv_t open_anew(const char *charset) {
  char name[64];
  size_t length = strlen(charset);
  if (length == 0 || length >= sizeof name) return (iconv_t)-1;
  for (size_t i = 0; i <= length; i++) {
    name[i] = g_ascii_tolower(charset[i]);
    // iconv reads instructions behind a slash.
    if (name[i] == '/') return (iconv_t)-1;
  }
  for (size_t i = 0; i < sizeof larger / sizeof *larger; i++)
    if (strcmp(name, larger[i][0]) == 0) {
      iconv_t opened = iconv_open("UTF-8", larger[i][1]);
      if (opened != (iconv_t)-1) return opened;
    }
  iconv_t opened = iconv_open("UTF-8", name);
  if (opened != (iconv_t)-1) return opened;
  const char *known = g_mime_charset_iconv_name(name);
  return known ? iconv_open("UTF-8", known) : (iconv_t)-1;
}

// Opening a character set loads a library: the last few stay open. Whoever takes one out has it
// alone; how it was left in does not matter, since it is set back when it is taken.
typedef struct {
  char name[64];
  iconv_t opened;
} kept;
static kept shelf[8];
static unsigned turn;
static pthread_mutex_t shelf_lock = PTHREAD_MUTEX_INITIALIZER;

static iconv_t open_charset(const char *charset) {
  iconv_t found = (iconv_t)-1;
  pthread_mutex_lock(&shelf_lock);
  for (size_t i = 0; i < sizeof shelf / sizeof *shelf && found == (iconv_t)-1; i++)
    if (shelf[i].name[0] && strcmp(shelf[i].name, charset) == 0) {
      found = shelf[i].opened;
      shelf[i].name[0] = 0;
    }
  pthread_mutex_unlock(&shelf_lock);
  if (found == (iconv_t)-1) return open_anew(charset);
  iconv(found, NULL, NULL, NULL, NULL);
  return found;
}

static void close_charset(const char *charset, iconv_t opened) {
  iconv_t old = opened;
  size_t length = strlen(charset);
  pthread_mutex_lock(&shelf_lock);
  if (length > 0 && length < sizeof shelf[0].name) {
    kept *place = &shelf[turn++ % (sizeof shelf / sizeof *shelf)];
    for (size_t i = 0; i < sizeof shelf / sizeof *shelf; i++)
      if (shelf[i].name[0] == 0) place = &shelf[i];
    old = place->name[0] ? place->opened : (iconv_t)-1;
    memcpy(place->name, charset, length + 1);
    place->opened = opened;
  }
  pthread_mutex_unlock(&shelf_lock);
  if (old != (iconv_t)-1) iconv_close(old);
}

char *cg_to_utf8(const char *charset, const uint8_t *bytes, size_t count, size_t *written,
                 size_t *wrong) {
  iconv_t opened = open_charset(charset);
  if (opened == (iconv_t)-1) return NULL;
  size_t room = count * 2 + 64, left = room;
  char *text = g_malloc(room), *out = text;
  char *in = (char *)bytes;
  *wrong = 0;
  while (count > 0) {
    size_t done = iconv(opened, &in, &count, &out, &left);
    int full = done == (size_t)-1 && errno == E2BIG;
    if (done != (size_t)-1 && count == 0) break;
    if (full || left < 32) {
      size_t used = (size_t)(out - text);
      left += room;
      room *= 2;
      text = g_realloc(text, room);
      out = text + used;
      if (full) continue;
    }
    if (count == 0) break;
    memcpy(out, "\xEF\xBF\xBD", 3);
    out += 3;
    left -= 3;
    in++;
    count--;
    (*wrong)++;
  }
  if (left < 16) {
    size_t used = (size_t)(out - text);
    text = g_realloc(text, room + 16);
    left += 16;
    out = text + used;
  }
  iconv(opened, NULL, NULL, &out, &left);
  close_charset(charset, opened);
  *written = (size_t)(out - text);
  return text;
}

void cg_text_free(char *text) { g_free(text); }
