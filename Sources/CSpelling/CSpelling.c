#include "CSpelling.h"

#include <dlfcn.h>
#include <iconv.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Hunhandle Hunhandle;

static struct {
  Hunhandle *(*create)(const char *, const char *);
  void (*destroy)(Hunhandle *);
  int (*spell)(Hunhandle *, const char *);
  const char *(*encoding)(Hunhandle *);
  int (*suggest)(Hunhandle *, char ***, const char *);
  void (*free_list)(Hunhandle *, char ***, int);
} hunspell;

struct csp_speller {
  Hunhandle *handle;
  iconv_t to;
  iconv_t from;
};

// The longest word that is looked up, in bytes; hunspell's own limit is 100 letters.
enum { longest = 256 };

static int load(void) {
  static const char *const names[] = {"libhunspell-1.7.so.0", "libhunspell-1.8.so.0",
                                      "libhunspell-1.6.so.0", "libhunspell.so"};
  if (hunspell.create) return 1;
  void *library = NULL;
  for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
  *(void **)&hunspell.destroy = dlsym(library, "Hunspell_destroy");
  *(void **)&hunspell.spell = dlsym(library, "Hunspell_spell");
  *(void **)&hunspell.encoding = dlsym(library, "Hunspell_get_dic_encoding");
  *(void **)&hunspell.suggest = dlsym(library, "Hunspell_suggest");
  *(void **)&hunspell.free_list = dlsym(library, "Hunspell_free_list");
  if (!hunspell.destroy || !hunspell.spell || !hunspell.encoding || !hunspell.suggest ||
      !hunspell.free_list)
    return 0;
  *(void **)&hunspell.create = dlsym(library, "Hunspell_create");
  return hunspell.create != NULL;
}

// iconv knows the sets under other names than dictionaries do.
static const char *set_name(const char *name) {
  if (!strncmp(name, "microsoft-cp", 12)) return name + 10;
  if (!strcmp(name, "TIS620-2533")) return "TIS-620";
  return name;
}

// Answers 0 where the text has letters the other set lacks, or is too long.
static int convert(iconv_t how, const char *text, char *result, size_t room) {
  char *in = (char *)text;
  size_t left = strlen(text);
  room -= 1;
  iconv(how, NULL, NULL, NULL, NULL);
  if (iconv(how, &in, &left, &result, &room) == (size_t)-1) return 0;
  *result = 0;
  return 1;
}

csp_speller *csp_open(const char *affixes, const char *words) {
  if (access(affixes, R_OK) || access(words, R_OK) || !load()) return NULL;
  csp_speller *speller = calloc(1, sizeof *speller);
  if (!speller) return NULL;
  speller->handle = hunspell.create(affixes, words);
  if (!speller->handle) {
    free(speller);
    return NULL;
  }
  const char *set = set_name(hunspell.encoding(speller->handle));
  speller->to = iconv_open(set, "UTF-8");
  speller->from = iconv_open("UTF-8", set);
  if (speller->to == (iconv_t)-1 || speller->from == (iconv_t)-1) {
    csp_close(speller);
    return NULL;
  }
  return speller;
}

int csp_knows(csp_speller *speller, const char *word) {
  char bytes[longest];
  if (!convert(speller->to, word, bytes, sizeof bytes)) return 1;
  return hunspell.spell(speller->handle, bytes) != 0;
}

char *csp_suggest(csp_speller *speller, const char *word) {
  char bytes[longest];
  if (!convert(speller->to, word, bytes, sizeof bytes)) return NULL;
  char **list = NULL;
  int count = hunspell.suggest(speller->handle, &list, bytes);
  char *result = NULL;
  size_t length = 0;
  for (int i = 0; i < count; i++) {
    if (!convert(speller->from, list[i], bytes, sizeof bytes - 1)) continue;
    size_t more = strlen(bytes);
    char *longer = realloc(result, length + more + 2);
    if (!longer) break;
    result = longer;
    memcpy(result + length, bytes, more);
    length += more;
    result[length++] = '\n';
    result[length] = 0;
  }
  if (list) hunspell.free_list(speller->handle, &list, count);
  return result;
}

void csp_free(char *suggestions) { free(suggestions); }

void csp_close(csp_speller *speller) {
  if (speller->handle) hunspell.destroy(speller->handle);
  if (speller->to && speller->to != (iconv_t)-1) iconv_close(speller->to);
  if (speller->from && speller->from != (iconv_t)-1) iconv_close(speller->from);
  free(speller);
}
