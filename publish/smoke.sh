#!/bin/sh
# smoke.sh RID: unpacks the release archive for RID as a user would, checks its checksums and runs the scenario with its programs; on Linux
# again in a root folder that has only the C library. Where this is not Windows, programs for Windows run under Wine; where this is not
# arm64, those for linux-arm64 run under qemu.
set -eu
rid=$1
here=$(cd "$(dirname "$0")" && pwd)
name=$(sh "$here/version.sh" archive "$rid")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case "$rid" in
    win-*) archive=$here/out/$name.zip ;;
    *) archive=$here/out/$name.tar.gz ;;
esac
[ -f "$archive" ] || { echo "make smoke: $archive is missing; run make publish RID=$rid" >&2; exit 1; }

case "$archive" in
    *.zip) command -v unzip >/dev/null || { echo "make smoke: unzip is missing" >&2; exit 1; } ;;
esac
STARTED=$(date +%s%N)
export STARTED
case "$archive" in
    *.zip) unzip -q "$archive" -d "$work" ;;
    *) tar -xzf "$archive" -C "$work" ;;
esac
programs=$work/$name
if command -v sha256sum >/dev/null; then
    (cd "$programs" && sha256sum --quiet -c SHA256SUMS)
else
    (cd "$programs" && shasum -a 256 --quiet -c SHA256SUMS)
fi

mkdir "$work/scratch"
host=$(sh "$here/rid.sh")
case "$rid:$host" in
    win-*:win-*) HOME=$work sh "$here/scenario.sh" "$work/scratch" "$programs/chatcli-server.exe" "$programs/chatcli.exe" ;;
    win-*) sh "$here/win-x64/wine-test.sh" "$programs" ;;
    linux-arm64:linux-x64) ;;
    *) HOME=$work sh "$here/scenario.sh" "$work/scratch" "$programs/chatcli-server" "$programs/chatcli" ;;
esac
case "$rid" in
    linux-x64) compiler=gcc ;;
    linux-arm64) compiler=$here/linux/arm64/gcc.sh ;;
    *) compiler= ;;
esac
if [ -n "$compiler" ]; then
    echo "$name in an empty root folder:"
    unset STARTED
    sh "$here/linux/in-root.sh" "${rid#linux-}" "$programs" "$(dirname "$("$compiler" -print-file-name=libc.so.6)")"
fi
echo "$name: the scenario passed"
