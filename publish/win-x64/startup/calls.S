# Functions that compiled code calls outside the calling convention, so that they preserve every register: stack probes, stack cookies,
# guarded pointers.

    .text

# rax holds the number of bytes that the caller is about to take from the stack. Touches each page in turn, so that Windows grows the stack.
    .globl __chkstk
    .def __chkstk; .scl 2; .type 32; .endef
    .seh_proc __chkstk
__chkstk:
    pushq %rcx
    .seh_pushreg %rcx
    pushq %rax
    .seh_pushreg %rax
    .seh_endprologue
    leaq 24(%rsp), %rcx
    cmpq $4096, %rax
    jb last_page
next_page:
    subq $4096, %rcx
    testb %al, (%rcx)
    subq $4096, %rax
    cmpq $4096, %rax
    jae next_page
last_page:
    subq %rax, %rcx
    testb %al, (%rcx)
    popq %rax
    popq %rcx
    ret
    .seh_endproc

# rcx holds the cookie as found on the stack.
    .globl __security_check_cookie
    .def __security_check_cookie; .scl 2; .type 32; .endef
__security_check_cookie:
    cmpq __security_cookie(%rip), %rcx
    jne overwritten
    ret
overwritten:
    movl $2, %ecx
    int $0x29

# Calls through pointers that Control Flow Guard would check. These executables have no table for it, so every target is valid.
call_target:
    jmpq *%rax
any_target:
    ret

    .data
    .p2align 3
    .globl __guard_dispatch_icall_fptr
__guard_dispatch_icall_fptr:
    .quad call_target
    .globl __guard_check_icall_fptr
__guard_check_icall_fptr:
    .quad any_target
