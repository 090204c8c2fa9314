/* Runs the program's initialisers, called by glibc at start.S's request, and defines atexit, which glibc keeps in its static part. */
#include <stddef.h>

#define HIDDEN __attribute__((visibility("hidden")))

typedef void initialiser(int count, char **arguments, char **environment);

extern initialiser *__preinit_array_start[] HIDDEN, *__preinit_array_end[] HIDDEN;
extern initialiser *__init_array_start[] HIDDEN, *__init_array_end[] HIDDEN;
extern void _init(void) HIDDEN;
extern void *__dso_handle HIDDEN;
extern int __cxa_atexit(void (*)(void *), void *, void *);

HIDDEN void baseline_init(int count, char **arguments, char **environment)
{
    for (initialiser **each = __preinit_array_start; each < __preinit_array_end; each++) (*each)(count, arguments, environment);
    _init();
    for (initialiser **each = __init_array_start; each < __init_array_end; each++) (*each)(count, arguments, environment);
}

/* The dynamic linker runs the finalisers. */
HIDDEN void baseline_fini(void)
{
}

HIDDEN int atexit(void (*handler)(void))
{
    return __cxa_atexit((void (*)(void *))(void *)handler, NULL, __dso_handle);
}
