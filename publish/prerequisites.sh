#!/bin/sh
# Installs what building needs and this machine lacks: the .NET SDK is asked for, the linker is fetched.
set -eu

if ! command -v dotnet >/dev/null; then
    echo "ChatCli is built with the .NET SDK 10, which is not here. See https://learn.microsoft.com/dotnet/core/install/linux" >&2
    exit 1
fi

# Native AOT links with gcc, and with the archives of SQLite and OpenSSL; a link is the surest way to know that compiler, C library,
# binutils and the archives are all there. The runtime's part that calls OpenSSL is compiled with cmake and make.
links() {
    command -v objcopy >/dev/null && command -v cmake >/dev/null && command -v make >/dev/null &&
        printf '%s\n' '#include <openssl/ssl.h>' 'int sqlite3_libversion_number(void);' \
            'int main(void) { return sqlite3_libversion_number() == 0 || SSL_CTX_new(TLS_method()) == 0; }' |
        gcc -x c - -o /dev/null -l:libsqlite3.a -l:libssl.a -l:libcrypto.a $(sh "$(dirname "$0")/openssl-libraries.sh") -lm -ldl -pthread 2>/dev/null
}
[ "$(uname -s)" != Linux ] && exit 0
links && exit 0

packages="gcc libc6-dev binutils libsqlite3-dev libssl-dev zlib1g-dev libzstd-dev cmake make"
if ! command -v apt-get >/dev/null; then
    echo "Building needs gcc, binutils, cmake, make, and the development files of the C library and, static, of SQLite and OpenSSL." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    sudo=
else
    sudo=sudo
    # Where nobody can be asked, as in a workflow, whoever started this wants it.
    if [ -t 0 ]; then
        printf 'Building needs %s. Install with sudo apt-get? [Y/n] ' "$packages"
        read -r answer
        case "$answer" in
            [nN]*) exit 1 ;;
        esac
    fi
fi
echo "installing $packages"
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null
links || { echo "gcc still cannot link a program with SQLite and OpenSSL" >&2; exit 1; }
