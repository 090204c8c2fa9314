# The entry point. That of newer compilers passes no init function, so that a glibc before 2.34 would run no initialisers. This one passes
# one, which a newer glibc accepts as well.
    .text
    .globl _start
    .type _start, @function
_start:
    .cfi_startproc
    .cfi_undefined rip
    xorl %ebp, %ebp
    movq %rdx, %r9                      # the dynamic linker's exit function
    popq %rsi                           # argc
    movq %rsp, %rdx                     # argv
    andq $-16, %rsp
    pushq %rax
    pushq %rsp                          # the end of the stack, the seventh argument
    leaq baseline_fini(%rip), %r8
    leaq baseline_init(%rip), %rcx
    movq main@GOTPCREL(%rip), %rdi
    call *__libc_start_main@GOTPCREL(%rip)
    hlt
    .cfi_endproc
    .size _start, . - _start
    .section .note.GNU-stack, "", @progbits
