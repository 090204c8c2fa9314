# Where the kernel enters the program. The entry that newer compilers bring passes no init function, and then a glibc before 2.34
# would run no initialiser; this one passes it, and a newer glibc takes that too.
    .text
    .globl _start
    .type _start, @function
_start:
    .cfi_startproc
    .cfi_undefined rip
    xorl %ebp, %ebp
    movq %rdx, %r9                      # what the dynamic linker wants run at the end
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
