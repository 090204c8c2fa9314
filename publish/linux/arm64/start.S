// The entry point. That of newer compilers passes no init function, so that a glibc before 2.34 would run no initialisers. This one passes
// one, which a newer glibc accepts as well.
    .text
    .globl _start
    .type _start, %function
_start:
    .cfi_startproc
    .cfi_undefined x30
    mov x29, #0
    mov x30, #0
    mov x5, x0                          // the dynamic linker's exit function
    ldr x1, [sp]                        // argc
    add x2, sp, #8                      // argv
    mov x6, sp                          // the end of the stack
    adrp x4, baseline_fini
    add x4, x4, :lo12:baseline_fini
    adrp x3, baseline_init
    add x3, x3, :lo12:baseline_init
    adrp x0, :got:main
    ldr x0, [x0, :got_lo12:main]
    bl __libc_start_main
    brk #0
    .cfi_endproc
    .size _start, . - _start
    .section .note.GNU-stack, "", %progbits
