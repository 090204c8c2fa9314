// Thread-local variables: the directory by which Windows gives each thread its own copy, and their initialisers.
#include "windows.h"

extern "C" {
using Initialiser = void (*)();
using Callback = void (*)(void *module, u32 reason, void *reserved);

// As in entry.cpp, the linker sorts sections by the letters after the $. The directory says where the variables and callbacks are.
#pragma section(".tls", read, write)
#pragma section(".tls$ZZZ", read, write)
#pragma section(".CRT$XDA", read)
#pragma section(".CRT$XDZ", read)
#pragma section(".CRT$XLA", read)
#pragma section(".CRT$XLC", read)
#pragma section(".CRT$XLZ", read)
#pragma section(".rdata$T", read)
__declspec(allocate(".tls")) u64 _tls_start = 0;
__declspec(allocate(".tls$ZZZ")) u64 _tls_end = 0;
__declspec(allocate(".CRT$XDA")) Initialiser FirstThreadInitialiser[1] = {nullptr};
__declspec(allocate(".CRT$XDZ")) Initialiser LastThreadInitialiser[1] = {nullptr};

u32 _tls_index = 0;
__declspec(thread) bool __tls_guard = false;

void __dyn_tls_init(void *, u32 reason, void *) {
    constexpr u32 ThreadAttach = 2;
    if (reason != ThreadAttach || __tls_guard) return;
    __tls_guard = true;
    for (Initialiser *initialiser = FirstThreadInitialiser; initialiser != LastThreadInitialiser; initialiser++)
        if (*initialiser) (*initialiser)();
}

// The first thread starts before Windows can call.
void __dyn_tls_on_demand_init() { __dyn_tls_init(nullptr, 2, nullptr); }

__declspec(allocate(".CRT$XLA")) Callback BeforeCallbacks = nullptr;
__declspec(allocate(".CRT$XLC")) Callback ThreadCallback = __dyn_tls_init;
__declspec(allocate(".CRT$XLZ")) Callback AfterCallbacks = nullptr;

struct Directory {
    void *start, *end;
    u32 *index;
    Callback *callbacks;
    u32 sizeOfZeroFill, characteristics;
};

__declspec(allocate(".rdata$T")) extern const Directory _tls_used = {&_tls_start, &_tls_end, &_tls_index, &BeforeCallbacks + 1, 0, 0};
}
