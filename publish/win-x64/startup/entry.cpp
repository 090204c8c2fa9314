// The entry point: sets up what the C library leaves to each executable, runs the initialisers and calls wmain.
#include "windows.h"

extern "C" {
int wmain(int count, wchar_t **arguments, wchar_t **environment);
void SetSecurityCookie();
void __dyn_tls_on_demand_init();

// The linker sorts sections by what follows the $, so that all initialisers stand between the first and the last.
#pragma section(".CRT$XIA", read)
#pragma section(".CRT$XIZ", read)
#pragma section(".CRT$XCA", read)
#pragma section(".CRT$XCZ", read)
__declspec(allocate(".CRT$XIA")) int (*FirstInitialiser[1])() = {nullptr};
__declspec(allocate(".CRT$XIZ")) int (*LastInitialiser[1])() = {nullptr};
__declspec(allocate(".CRT$XCA")) void (*FirstConstructor[1])() = {nullptr};
__declspec(allocate(".CRT$XCZ")) void (*LastConstructor[1])() = {nullptr};

// The compiler refers to this name; nothing reads it.
extern const int _fltused = 0x9875;

[[noreturn]] int _purecall() { abort(); }

int atexit(void (*function)()) { return _crt_atexit(function); }

void wmainCRTStartup() {
    constexpr int ConsoleApplication = 1, ArgumentsAsGiven = 1, InitialiserFailed = 255;
    SetSecurityCookie();
    _set_app_type(ConsoleApplication);
    if (_configure_wide_argv(ArgumentsAsGiven) != 0 || _initialize_wide_environment() != 0) FastFail(FastFailFatalAppExit);
    __dyn_tls_on_demand_init();
    if (_initterm_e(FirstInitialiser, LastInitialiser) != 0) exit(InitialiserFailed);
    _initterm(FirstConstructor, LastConstructor);
    exit(wmain(*__p___argc(), *__p___wargv(), _get_initial_wide_environment()));
}
}
