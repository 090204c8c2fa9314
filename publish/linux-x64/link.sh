#!/bin/sh
# The linker that Native AOT calls for linux-x64. It links with gcc against stubs of glibc whose symbols carry the versions of
# glibc 2.17, so that the program starts with that and every later glibc, whatever this machine has.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
parts=$(cat "$here"/stubs.sh "$here"/symbols.txt "$here"/start.S "$here"/init.c "$here"/later.c | sha256sum | cut -c1-16)
stubs=$here/../out/glibc-stubs-$parts
if [ ! -d "$stubs" ]; then
    mkdir -p "$here/../out"
    new=$(mktemp -d "$stubs.XXXXXX")
    sh "$here/stubs.sh" "$here/symbols.txt" "$new"
    # Whoever is first with another build at the same moment wins; both have made the same.
    mv -T "$new" "$stubs" 2>/dev/null || rm -rf "$new"
fi

# With -nostdlib gcc gives -pthread no meaning.
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    [ "$argument" = -pthread ] && argument=-lpthread
    set -- "$@" "$argument"
done
part() { gcc -print-file-name="$1"; }
exec gcc -nostdlib "$stubs/start.o" "$(part crti.o)" "$(part crtbeginS.o)" "$stubs/init.o" "$stubs/later.o" -L"$stubs" \
    "$@" -lgcc -lgcc_eh -lc "$stubs/ld-linux-x86-64.so.2" "$(part crtendS.o)" "$(part crtn.o)"
