// The door to ncurses: plain functions, so that Swift sees none of its macros and globals.
// One thread at a time may use them; ccurses_width and the signal functions may be used anywhere.
#pragma once

#include <stdint.h>

// Why ccurses_open could not open the terminal.
enum {
  CCURSES_OPENED = 0,
  CCURSES_NO_TTY = 1,
  CCURSES_DUMB = 2,
  CCURSES_UNKNOWN_TERMINAL = 3,
};

// Kinds of input that ccurses_read gives.
enum {
  CCURSES_NOTHING = 0,
  CCURSES_CHARACTER = 1,
  CCURSES_KEY = 2,
  CCURSES_PASTE_BEGINS = 3,
  CCURSES_PASTE_ENDS = 4,
  CCURSES_MOUSE_BEGINS = 5,
};

// Attribute bits of ccurses_style.
enum {
  CCURSES_BOLD = 1,
  CCURSES_UNDERLINE = 2,
  CCURSES_REVERSE = 4,
  CCURSES_FAINT = 8,
  CCURSES_ITALIC = 16,
};

// Takes the user's locale; C.UTF-8 for characters where that one has another code set.
void ccurses_set_locale(void);

// The columns the C library gives to a scalar, -1 where it is not printable.
int ccurses_width(uint32_t scalar);

// Takes the terminal on standard input and output: raw, alternate screen, bracketed paste.
int ccurses_open(void);

// Gives the terminal back. Closing twice does nothing.
void ccurses_close(void);

// Gives the terminal back for a while (an editor, a stop); ccurses_return takes it again.
void ccurses_leave(void);

// Takes the terminal again and marks the whole screen to be drawn afresh.
void ccurses_return(void);

// Stops this process, or its whole group, until someone continues it.
void ccurses_stop(int group);

// Asks the terminal for its size and follows it.
void ccurses_size(int *columns, int *rows);

// How many colours there are: 0, 8, 16, 256 or 16777216.
int ccurses_colours(void);

// Sets the style of what is put next; a colour of -1 is the terminal's own.
void ccurses_style(unsigned attributes, int foreground, int background);

// Puts scalars at a place. The terminal sees them at the next refresh.
void ccurses_put(int row, int column, const uint32_t *scalars, int count);

// Blanks everything.
void ccurses_erase(void);

// Sends what differs from what the terminal shows; a row below 0 hides the cursor.
void ccurses_refresh(int row, int column);

// Blanks the terminal itself, with all that was drawn past the library.
void ccurses_wipe(void);

// Sends a picture's own sequence from the upper left corner, past the library.
void ccurses_picture(const uint8_t *bytes, int count);

// Listens to the mouse (buttons, wheel, dragging) or no longer, also after a leave and a return.
void ccurses_hear_mouse(int hears);

// Rings the bell.
void ccurses_ring(void);

// Lets the window's title say a line without control characters; its own again where it is empty.
void ccurses_title(const char *line);

// Asks the terminal to put bytes, as base64, on its clipboard (OSC 52).
void ccurses_copy(const char *base64);

// The next input that waits, one of the kinds above, never waiting for more than a split letter.
int ccurses_read(uint32_t *code);

// The name of a key code ("KEY_UP", "kUP5"), or NULL.
const char *ccurses_key_name(uint32_t code);

// A pipe whose ends do not block and are closed in children: reading end first. 0 when made.
int ccurses_pipe(int ends[2]);

// Catches HUP, INT, TERM, TSTP, CONT and WINCH: each writes its number as a byte into a pipe.
// Gives the end to read from, -1 where there is no pipe to be had.
int ccurses_catch_signals(void);

// Gives the signals back to whoever had them.
void ccurses_release_signals(void);
