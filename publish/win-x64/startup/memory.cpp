// The operators new and delete that the .NET runtime uses, on the C library's heap.
#include "windows.h"

namespace std {
struct nothrow_t {};
extern const nothrow_t nothrow;
const nothrow_t nothrow{};
}

void *operator new(u64 size, const std::nothrow_t &) noexcept { return malloc(size ? size : 1); }
void *operator new[](u64 size, const std::nothrow_t &) noexcept { return malloc(size ? size : 1); }
void operator delete(void *memory) noexcept { free(memory); }
void operator delete(void *memory, u64) noexcept { free(memory); }
void operator delete[](void *memory) noexcept { free(memory); }
void operator delete[](void *memory, u64) noexcept { free(memory); }
