/* Functions that the static libraries call and glibc 2.17 lacks. They become part of the program. On x86-64 and AArch64 stat and stat64
   are the same structure, but its version (_STAT_VER) differs. */
#include <stdarg.h>

#ifdef __aarch64__
#define STAT_VERSION 0
#else
#define STAT_VERSION 1
#endif

#define HIDDEN __attribute__((visibility("hidden")))

struct stat;
extern int __xstat64(int version, const char *path, struct stat *result);
extern int __lxstat64(int version, const char *path, struct stat *result);
extern int __fxstat64(int version, int file, struct stat *result);
extern int fcntl(int file, int command, ...);

/* Functions since 2.33, before that macros in sys/stat.h. */
HIDDEN int stat(const char *path, struct stat *result) { return __xstat64(STAT_VERSION, path, result); }
HIDDEN int stat64(const char *path, struct stat *result) { return __xstat64(STAT_VERSION, path, result); }
HIDDEN int lstat(const char *path, struct stat *result) { return __lxstat64(STAT_VERSION, path, result); }
HIDDEN int lstat64(const char *path, struct stat *result) { return __lxstat64(STAT_VERSION, path, result); }
HIDDEN int fstat(int file, struct stat *result) { return __fxstat64(STAT_VERSION, file, result); }
HIDDEN int fstat64(int file, struct stat *result) { return __fxstat64(STAT_VERSION, file, result); }

/* Added in 2.28 for programs with 32-bit file offsets. */
HIDDEN int fcntl64(int file, int command, ...)
{
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    return fcntl(file, command, argument);
}

/* Added in 2.38: the same functions, which also accept 0b for binary numbers, as in C23. */
extern long strtol(const char *text, char **end, int base);
extern unsigned long strtoul(const char *text, char **end, int base);
extern long long strtoll(const char *text, char **end, int base);
extern unsigned long long strtoull(const char *text, char **end, int base);
HIDDEN long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
HIDDEN unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
HIDDEN long long __isoc23_strtoll(const char *text, char **end, int base) { return strtoll(text, end, base); }
HIDDEN unsigned long long __isoc23_strtoull(const char *text, char **end, int base) { return strtoull(text, end, base); }
