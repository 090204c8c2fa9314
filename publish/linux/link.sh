#!/bin/sh
# link.sh PROCESSOR COMPILER ARGUMENT...: links with gcc against stubs whose symbols have the versions of glibc 2.17, so that the program
# starts with that and every later glibc, whichever this machine has. PROCESSOR is x64 or arm64.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
own=$here/$1
compiler=$2
shift 2
parts=$(cat "$here"/stubs.sh "$own"/symbols.txt "$own"/start.S "$here"/init.c "$here"/later.c | sha256sum | cut -c1-16)
stubs=$here/../out/glibc-stubs-$parts
if [ ! -d "$stubs" ]; then
    mkdir -p "$here/../out"
    new=$(mktemp -d "$stubs.XXXXXX")
    sh "$here/stubs.sh" "$own" "$compiler" "$new"
    # Two builds may do this at the same time: their stubs are identical, and the first one to finish wins.
    mv -T "$new" "$stubs" 2>/dev/null || rm -rf "$new"
fi

# gcc ignores -pthread after -nostdlib, and does not know --target.
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case "$argument" in
        -pthread) set -- "$@" -lpthread ;;
        --target=*) ;;
        *) set -- "$@" "$argument" ;;
    esac
done
part() { "$compiler" -print-file-name="$1"; }
exec "$compiler" -nostdlib "$stubs/start.o" "$(part crti.o)" "$(part crtbeginS.o)" "$stubs/init.o" "$stubs/later.o" -L"$stubs" \
    "$@" -lgcc -lgcc_eh -lc "$stubs"/ld-linux-*.so.? "$(part crtendS.o)" "$(part crtn.o)"
