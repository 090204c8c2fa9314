#!/bin/sh
# openssl-libraries.sh [COMPILER]: prints, as linker options, the static libraries that OpenSSL's own depend on: none on Debian 12, zlib and
# Zstandard on Debian 13.
set -eu
settings=$(dirname "$("${1:-gcc}" -print-file-name=libcrypto.a)")/pkgconfig/libcrypto.pc
[ -f "$settings" ] || exit 0
sed -n 's/^Libs.private://p' "$settings" | tr ' ' '\n' | sed -nE 's/^-l(z|zstd|brotlienc|brotlidec|brotlicommon)$/-l:lib\1.a/p' | tr '\n' ' '
