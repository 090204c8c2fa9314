#!/bin/sh
# prerequisites.sh [RID]: installs what building for RID needs and this machine lacks: the .NET SDK is asked for, the linker is fetched.
set -eu

if ! command -v dotnet >/dev/null; then
    echo "ChatCli is built with the .NET SDK 10, which is not here. See https://learn.microsoft.com/dotnet/core/install/linux" >&2
    exit 1
fi

case "${1:-$(sh "$(dirname "$0")/rid.sh")}" in
    win-*)
        # clang compiles the start-up code, lld links, and MinGW-w64 has the import libraries of Windows.
        packages="clang lld llvm mingw-w64-x86-64-dev"
        links() {
            command -v clang && command -v lld-link && command -v llvm-dlltool && command -v llvm-readobj &&
                ls /usr/x86_64-w64-mingw32/lib/libucrt.a
        } >/dev/null 2>&1
        ;;
    *)
        # Native AOT links with gcc, and with the archives of SQLite and OpenSSL; a link is the surest way to know that compiler, C library,
        # binutils and the archives are all there. The runtime's part that calls OpenSSL is compiled with cmake and make.
        packages="gcc libc6-dev binutils libsqlite3-dev libssl-dev cmake make"
        links() {
            command -v objcopy >/dev/null && command -v cmake >/dev/null && command -v make >/dev/null &&
                printf '%s\n' '#include <openssl/ssl.h>' 'int sqlite3_libversion_number(void);' \
                    'int main(void) { return sqlite3_libversion_number() == 0 || SSL_CTX_new(TLS_method()) == 0; }' |
                gcc -x c - -o /dev/null -l:libsqlite3.a -l:libssl.a -l:libcrypto.a -lm -ldl -pthread 2>/dev/null
        }
        ;;
esac
[ "$(uname -s)" != Linux ] && exit 0
links && exit 0

if ! command -v apt-get >/dev/null; then
    echo "Building needs what Debian has in these packages: $packages" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    sudo=
else
    sudo=sudo
    printf 'Building needs %s. Install with sudo apt-get? [Y/n] ' "$packages"
    read -r answer
    case "$answer" in
        [nN]*) exit 1 ;;
    esac
fi
echo "installing $packages"
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null
links || { echo "A program still cannot be linked, with $packages installed" >&2; exit 1; }
