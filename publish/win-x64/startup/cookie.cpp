// The stack cookie, by which functions of the .NET runtime detect that their stack was overwritten (/GS).
#include "windows.h"

extern "C" {
constexpr u64 CookieBeforeStart = 0x00002B992DDFA232ull;
u64 __security_cookie = CookieBeforeStart;
u64 __security_cookie_complement = ~CookieBeforeStart;

// Different in each process. The upper 16 bits are 0, so that an overlong string cannot contain it.
void SetSecurityCookie() {
    u64 time = 0, count = 0;
    GetSystemTimeAsFileTime(&time);
    QueryPerformanceCounter(&count);
    u64 cookie = time ^ (count << 32 | count >> 32) ^ (u64)&time ^ ((u64)GetCurrentProcessId() << 17) ^ GetCurrentThreadId();
    cookie *= 0x9E3779B97F4A7C15ull;
    cookie ^= cookie >> 29;
    cookie &= 0x0000FFFFFFFFFFFFull;
    if (cookie == 0 || cookie == CookieBeforeStart) cookie = CookieBeforeStart + 1;
    __security_cookie = cookie;
    __security_cookie_complement = ~cookie;
}

[[noreturn]] void __report_gsfailure(u64) { FastFail(FastFailStackCookie); }

[[noreturn]] void __report_rangecheckfailure() { FastFail(FastFailRangeCheck); }

// Called while an exception passes through a function with a cookie. Cookies are checked only when a function returns.
int __GSHandlerCheck(void *, void *, void *, void *) {
    constexpr int ContinueSearch = 1;
    return ContinueSearch;
}
}
