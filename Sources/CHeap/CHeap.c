#include "CHeap.h"

#include <malloc.h>

void cheap_share(int count) { mallopt(M_ARENA_MAX, count); }
