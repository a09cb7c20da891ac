#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include "CCurses.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// Codes of our own for the paste markers: far above those ncurses gives to keys it finds in
// terminfo, below the limit of 16 bits of its key table.
#define PASTE_BEGINS 0x7ff0
#define PASTE_ENDS 0x7ff1
#define MOUSE_BEGINS 0x7ff2

static SCREEN *screen;
// Keys are read through a pad: reading from a window would refresh it.
static WINDOW *keys;
static int cursor_is_shown = -1;
static volatile sig_atomic_t is_taken;
static int hears_mouse;

// Buttons and the wheel, movement while a button is down, and reports that end where they should.
#define MOUSE_ON "\033[?1000h\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l\033[?1000l"
static volatile sig_atomic_t title_is_ours;
static struct termios own_settings;
// What is drawn goes its own way to the terminal, so that it can be cut off.
static FILE *drawing;
static int canvas = -1;

static void say_all(const char *bytes, size_t left) {
  while (left > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {
      struct pollfd door = {.fd = STDOUT_FILENO, .events = POLLOUT};
      poll(&door, 1, -1);
      continue;
    }
    if (written <= 0) return;
    bytes += written;
    left -= (size_t)written;
  }
}

static void say(const char *bytes) { say_all(bytes, strlen(bytes)); }

// Safe in a signal handler.
static void give_title_back(void) {
  if (!title_is_ours) return;
  title_is_ours = 0;
  say("\033]2;\033\\\033[23;2t");
}

// MARK: Locale

void ccurses_set_locale(void) {
  setlocale(LC_ALL, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
  // Numbers are written and read the same everywhere.
  setlocale(LC_NUMERIC, "C");
}

int ccurses_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

// MARK: Leaving in an emergency: only what a signal handler may do

static const int crashes[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
enum { CRASHES = sizeof crashes / sizeof crashes[0] };
static struct sigaction before_crash[CRASHES];
static int crashes_are_caught;

static void restore_terminal(void) {
  if (!is_taken) return;
  is_taken = 0;
  give_title_back();
  say(MOUSE_OFF "\033[?2004l\033[0m\033[?25h\033[?1049l");
  tcsetattr(STDIN_FILENO, TCSANOW, &own_settings);
}

static void crashed(int number, siginfo_t *info, void *context) {
  (void)context;
  int saved = errno;
  restore_terminal();
  // Until the end of it all, another thread may go on drawing.
  int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing >= 0 && canvas >= 0) dup2(nothing, canvas);
  for (int i = 0; i < CRASHES; i++)
    if (crashes[i] == number) sigaction(number, &before_crash[i], NULL);
  // A fault comes again by itself; what another process has sent does not.
  if (info->si_code <= 0) raise(number);
  errno = saved;
}

static void catch_crashes(void) {
  if (crashes_are_caught) return;
  crashes_are_caught = 1;
  atexit(restore_terminal);
  struct sigaction action = {.sa_sigaction = crashed, .sa_flags = SA_ONSTACK | SA_SIGINFO};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &action, &before_crash[i]);
}

// MARK: Signals that the loop hears of

static const int heard[] = {SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH};
enum { HEARD = sizeof heard / sizeof heard[0] };
static struct sigaction before_hearing[HEARD];
static int signal_pipe[2] = {-1, -1};

static void hear(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  ssize_t written = write(signal_pipe[1], &byte, 1);
  (void)written;
  errno = saved;
}

static void listen_for_signals(struct sigaction *before) {
  struct sigaction action = {.sa_handler = hear, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < HEARD; i++) sigaction(heard[i], &action, before ? &before[i] : NULL);
}

int ccurses_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

int ccurses_catch_signals(void) {
  if (signal_pipe[0] < 0 && ccurses_pipe(signal_pipe) != 0) return -1;
  listen_for_signals(before_hearing);
  return signal_pipe[0];
}

void ccurses_release_signals(void) {
  for (int i = 0; i < HEARD; i++) sigaction(heard[i], &before_hearing[i], NULL);
}

// MARK: Opening and closing

static void enter_modes(void) {
  say("\033[?2004h");
  if (hears_mouse) say(MOUSE_ON);
  is_taken = 1;
}

static void leave_modes(void) {
  if (hears_mouse) say(MOUSE_OFF);
  give_title_back();
  say("\033[?2004l");
  is_taken = 0;
}

int ccurses_open(void) {
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return CCURSES_NO_TTY;
  const char *terminal = getenv("TERM");
  if (terminal == NULL || *terminal == '\0' || strcmp(terminal, "dumb") == 0) return CCURSES_DUMB;
  ccurses_set_locale();
  tcgetattr(STDIN_FILENO, &own_settings);
  catch_crashes();
  // Not initscr: it ends the process where TERM is unknown.
  if (canvas < 0) canvas = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (drawing == NULL) drawing = canvas < 0 ? NULL : fdopen(canvas, "w");
  screen = newterm(NULL, drawing != NULL ? drawing : stdout, stdin);
  if (screen == NULL) return CCURSES_UNKNOWN_TERMINAL;
  set_term(screen);
  // ncurses has put its own handlers where ours were not; they end the process or block it.
  if (signal_pipe[0] >= 0) listen_for_signals(NULL);
  raw();
  noecho();
  nonl();
  set_escdelay(25);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  keys = newpad(1, 1);
  keypad(keys, TRUE);
  define_key("\033[200~", PASTE_BEGINS);
  define_key("\033[201~", PASTE_ENDS);
  define_key("\033[<", MOUSE_BEGINS);
  idlok(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  wnoutrefresh(stdscr);
  doupdate();
  cursor_is_shown = -1;
  enter_modes();
  return CCURSES_OPENED;
}

void ccurses_close(void) {
  if (screen == NULL) return;
  leave_modes();
  endwin();
  delwin(keys);
  delscreen(screen);
  hears_mouse = 0;
  keys = NULL;
  screen = NULL;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &own_settings);
}

void ccurses_leave(void) {
  // No def_prog_mode: after a stop from outside the shell's modes would be taken for ours.
  leave_modes();
  curs_set(1);
  endwin();
}

void ccurses_return(void) {
  reset_prog_mode();
  cursor_is_shown = -1;
  clearok(curscr, TRUE);
  wnoutrefresh(stdscr);
  doupdate();
  enter_modes();
}

void ccurses_stop(int group) { kill(group ? 0 : getpid(), SIGSTOP); }

void ccurses_size(int *columns, int *rows) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
      is_term_resized(size.ws_row, size.ws_col)) {
    // Not resizeterm: it would push a KEY_RESIZE for us to read.
    resize_term(size.ws_row, size.ws_col);
    clearok(curscr, TRUE);
  }
  *columns = getmaxx(stdscr);
  *rows = getmaxy(stdscr);
}

// MARK: Drawing

int ccurses_colours(void) { return has_colors() ? COLORS : 0; }

void ccurses_style(unsigned attributes, int foreground, int background) {
  attr_t set = A_NORMAL;
  if (attributes & CCURSES_BOLD) set |= A_BOLD;
  if (attributes & CCURSES_UNDERLINE) set |= A_UNDERLINE;
  if (attributes & CCURSES_REVERSE) set |= A_REVERSE;
  if (attributes & CCURSES_FAINT) set |= A_DIM;
  if (attributes & CCURSES_ITALIC) set |= A_ITALIC;
  int pair = 0;
  if (foreground >= 0 || background >= 0) {
    pair = alloc_pair(foreground, background);
    if (pair < 0) pair = 0;
  }
  wattr_set(stdscr, set, 0, &pair);
}

void ccurses_put(int row, int column, const uint32_t *scalars, int count) {
  wchar_t text[256];
  wmove(stdscr, row, column);
  while (count > 0) {
    int part = count < 256 ? count : 256;
    for (int i = 0; i < part; i++) text[i] = (wchar_t)scalars[i];
    waddnwstr(stdscr, text, part);
    scalars += part;
    count -= part;
  }
}

void ccurses_erase(void) {
  int pair = 0;
  wattr_set(stdscr, A_NORMAL, 0, &pair);
  werase(stdscr);
}

void ccurses_refresh(int row, int column) {
  int shown = row >= 0;
  if (shown != cursor_is_shown) {
    curs_set(shown);
    cursor_is_shown = shown;
  }
  leaveok(stdscr, !shown);
  if (shown) wmove(stdscr, row, column);
  wnoutrefresh(stdscr);
  doupdate();
}

// Terminals that keep a title (OSC 2) and can put theirs back (XTWINOPS 22 and 23).
static int has_title(void) {
  static const char *const kinds[] = {"xterm",     "tmux", "screen", "rxvt", "foot",
                                      "alacritty", "st-",  "kitty",  "vte",  "konsole"};
  const char *terminal = getenv("TERM");
  if (terminal == NULL) return 0;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strncmp(terminal, kinds[i], strlen(kinds[i])) == 0) return 1;
  return 0;
}

void ccurses_title(const char *line) {
  if (!is_taken || !has_title()) return;
  if (*line == '\0') {
    give_title_back();
    return;
  }
  if (!title_is_ours) say("\033[22;2t");
  title_is_ours = 1;
  say("\033]2;");
  say(line);
  say("\033\\");
}

void ccurses_copy(const char *base64) {
  if (!is_taken) return;
  say("\033]52;c;");
  say(base64);
  say("\033\\");
}

void ccurses_wipe(void) {
  werase(stdscr);
  clearok(curscr, TRUE);
  wnoutrefresh(stdscr);
  doupdate();
}

void ccurses_picture(const uint8_t *bytes, int count) {
  if (!is_taken || count == 0) return;
  // Cursor and colours are afterwards where the library believes them to be.
  say("\0337\033[1;1H");
  say_all((const char *)bytes, (size_t)count);
  say("\0338");
}

void ccurses_ring(void) { beep(); }

void ccurses_hear_mouse(int hears) {
  if (hears == hears_mouse) return;
  hears_mouse = hears;
  if (is_taken) say(hears ? MOUSE_ON : MOUSE_OFF);
}

// MARK: Keys

int ccurses_read(uint32_t *code) {
  // Letters of several bytes may arrive in two parts; without a wait the first part is lost.
  int waiting = 0;
  ioctl(STDIN_FILENO, FIONREAD, &waiting);
  wtimeout(keys, waiting > 0 ? 20 : 0);
  wint_t read = 0;
  int kind = wget_wch(keys, &read);
  *code = (uint32_t)read;
  if (kind == OK) return CCURSES_CHARACTER;
  if (kind != KEY_CODE_YES) return CCURSES_NOTHING;
  if (read == PASTE_BEGINS) return CCURSES_PASTE_BEGINS;
  if (read == PASTE_ENDS) return CCURSES_PASTE_ENDS;
  if (read == MOUSE_BEGINS) return CCURSES_MOUSE_BEGINS;
  return CCURSES_KEY;
}

const char *ccurses_key_name(uint32_t code) { return keyname((int)code); }
