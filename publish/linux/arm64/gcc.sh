#!/bin/sh
# The C compiler for linux-arm64: gcc on such a machine, elsewhere the cross compiler with the libraries that libraries.sh has fetched.
set -eu
[ "$(uname -m)" != aarch64 ] || exec gcc "$@"
exec aarch64-linux-gnu-gcc --sysroot="$(cd "$(dirname "$0")/../../.." && pwd)/publish/out/linux-arm64-root" "$@"
