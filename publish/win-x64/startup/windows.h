// The functions of Windows and its C library (UCRT) that the start-up code calls, and their types.
#pragma once

using u32 = unsigned int;
using u64 = unsigned long long;

extern "C" {
__declspec(dllimport) void GetSystemTimeAsFileTime(u64 *time);
__declspec(dllimport) u32 GetCurrentProcessId();
__declspec(dllimport) u32 GetCurrentThreadId();
__declspec(dllimport) int QueryPerformanceCounter(u64 *count);

void *malloc(u64 size);
void free(void *memory);
[[noreturn]] void exit(int status);
[[noreturn]] void abort();
int _crt_atexit(void (*function)());

void _set_app_type(int type);
int _configure_wide_argv(int mode);
int _initialize_wide_environment();
int *__p___argc();
wchar_t ***__p___wargv();
wchar_t **_get_initial_wide_environment();
void _initterm(void (**first)(), void (**end)());
int _initterm_e(int (**first)(), int (**end)());
}

// Ends the process at once (__fastfail) with a code that Windows shows as FAST_FAIL_...
[[noreturn]] inline void FastFail(u32 code) {
    __asm__ volatile("int $0x29" ::"c"(code));
    __builtin_unreachable();
}

constexpr u32 FastFailStackCookie = 2;
constexpr u32 FastFailFatalAppExit = 7;
constexpr u32 FastFailRangeCheck = 8;
