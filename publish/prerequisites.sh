#!/bin/sh
# prerequisites.sh RID: installs the packages that building for RID needs and this machine lacks. The .NET SDK must be there already.
set -eu
rid=$1
here=$(dirname "$0")

if ! command -v dotnet >/dev/null; then
    echo "Building ChatCli needs the .NET SDK 10: see https://learn.microsoft.com/dotnet/core/install/linux" >&2
    exit 1
fi
[ "$(uname -s)" = Linux ] || exit 0

case "$rid" in
    win-*)
        # clang compiles the start-up code, lld links, and MinGW-w64 has the import libraries for Windows.
        packages="clang lld llvm mingw-w64-x86-64-dev"
        links() {
            command -v clang && command -v lld-link && command -v llvm-dlltool && command -v llvm-readobj &&
                ls /usr/x86_64-w64-mingw32/lib/libucrt.a
        } >/dev/null 2>&1
        ;;
    *)
        compiler=gcc objcopy=objcopy root=
        if [ "$rid" = linux-arm64 ]; then compiler=$here/linux/arm64/gcc.sh; fi
        # Native AOT links with gcc and OpenSSL's static libraries. Linking a small program is the surest way to find out whether the
        # compiler, the C library, binutils and OpenSSL are all there. The runtime's code that calls OpenSSL is compiled with cmake and make.
        packages="gcc libc6-dev binutils libssl-dev zlib1g-dev libzstd-dev cmake make"
        if command -v apk >/dev/null; then
            packages="gcc musl-dev linux-headers binutils openssl-dev openssl-libs-static cmake make"
        fi
        if [ "$rid" = linux-arm64 ] && [ "$(uname -m)" != aarch64 ]; then
            packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross cmake make"
            objcopy=aarch64-linux-gnu-objcopy
            root=$here/out/linux-arm64-root
        fi
        links() {
            if [ -n "$root" ] && [ ! -d "$root" ]; then sh "$here/linux/arm64/libraries.sh" "$root" || return; fi
            command -v $objcopy >/dev/null && command -v cmake >/dev/null && command -v make >/dev/null &&
                printf '%s\n' '#include <openssl/ssl.h>' 'int main(void) { return SSL_CTX_new(TLS_method()) == 0; }' |
                "$compiler" -x c - -o /dev/null -l:libssl.a -l:libcrypto.a $(sh "$here/openssl-libraries.sh" "$compiler") \
                    -ldl -pthread 2>/dev/null
        }
        ;;
esac
links 2>/dev/null && exit 0

if command -v apt-get >/dev/null; then
    installer=apt-get
elif command -v apk >/dev/null; then
    installer=apk
else
    echo "Building needs these packages of Debian, or what corresponds to them here: $packages" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    sudo=
else
    sudo=sudo
    # In a workflow there is nobody to ask.
    if [ -t 0 ]; then
        printf 'Building needs %s. Install with sudo %s? [Y/n] ' "$packages" $installer
        read -r answer
        case "$answer" in
            [nN]*) exit 1 ;;
        esac
    fi
fi
echo "installing $packages"
if [ $installer = apk ]; then
    $sudo apk add --quiet $packages
else
    $sudo apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null
fi
links || { echo "Linking a program still fails, although $packages are installed" >&2; exit 1; }
