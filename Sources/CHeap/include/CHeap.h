// The doorstep to the system's heap (mallopt(3)).
#pragma once

// Lets all threads share `count` heaps. By default each may keep one of its own, and what is free in
// it is lost to the others. To be called before there are threads.
void cheap_share(int count);
