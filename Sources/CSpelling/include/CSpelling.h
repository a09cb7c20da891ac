// The doorstep to hunspell, which is opened while the program runs and may be absent: spelling.
#pragma once

typedef struct csp_speller csp_speller;

// Opens a dictionary by its two files. NULL where hunspell or one of the files is not there, or
// where the dictionary's letters are of an unknown set.
csp_speller *csp_open(const char *affixes, const char *words);

// Whether a word, in UTF-8, is spelt as the dictionary knows it; 1 as well where the dictionary has
// no letters for it.
int csp_knows(csp_speller *speller, const char *word);

// Other spellings of a word, best first, each ended by a newline; to be given back with csp_free.
// NULL where there are none.
char *csp_suggest(csp_speller *speller, const char *word);

void csp_free(char *suggestions);
void csp_close(csp_speller *speller);
