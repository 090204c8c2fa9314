#!/bin/sh
# check-elf.sh FILE NEWEST: fails when the executable FILE needs a library other than the C library or a glibc newer than NEWEST (2.17; or
# musl), or lacks a protection against exploits: random addresses, a non-executable stack, read-only relocations.
set -eu
file=$1
newest=$2
fail() {
    echo "$file $*" >&2
    exit 1
}
[ -f "$file" ] || fail "is missing"
symbols=$(readelf -W --dyn-syms "$file")
segments=$(readelf -lW "$file")
dynamic=$(readelf -dW "$file")

case "$newest" in
    musl) libraries='libc.musl-[a-z0-9_]+.so.1' ;;
    *) libraries='lib(c|m|pthread|dl|rt).so.[0-9]|ld-linux-[a-z0-9-]+.so.[0-9]' ;;
esac
other=$(echo "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p' | awk -v libraries="^($libraries)\$" '$0 !~ libraries')
[ -z "$other" ] || fail "needs" $other

if [ "$newest" != musl ]; then
    version=$(echo "$symbols" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n 1 | cut -d_ -f2)
    [ -n "$version" ] || fail "names no version of glibc"
    [ "$(printf '%s\n%s\n' "$version" "$newest" | sort -V | tail -n 1)" = "$newest" ] ||
        fail "needs glibc $version, for" $(echo "$symbols" | awk -v version="GLIBC_$version" 'index($8, version) { sub(/@.*/, "", $8); print $8 }')
    # A weak symbol may be missing.
    unknown=$(echo "$symbols" | awk '$7 == "UND" && $5 == "GLOBAL" && $8 !~ /@GLIBC_/ { print $8 }')
    [ -z "$unknown" ] || fail "needs symbols that glibc lacks:" $unknown
fi

echo "$segments" | grep -qE 'GNU_STACK .* RW ' || fail "has an executable stack"
echo "$segments" | grep -q GNU_RELRO && echo "$dynamic" | grep -q BIND_NOW || fail "leaves its relocations writable"
echo "$dynamic" | grep -q 'Flags:.* PIE' || fail "is loaded at a fixed address"
if [ "$newest" = musl ]; then libc=musl; else libc="glibc $version or later"; fi
echo "$file: needs only $libc"
