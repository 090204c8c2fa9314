#!/bin/sh
# The C compiler for linux-arm64: gcc on a machine of that kind; on another the cross compiler, with the libraries that libraries.sh fetches.
set -eu
[ "$(uname -m)" != aarch64 ] || exec gcc "$@"
exec aarch64-linux-gnu-gcc --sysroot="$(cd "$(dirname "$0")/../../.." && pwd)/publish/out/linux-arm64-root" "$@"
