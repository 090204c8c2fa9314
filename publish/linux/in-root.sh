#!/bin/sh
# in-root.sh PROCESSOR PROGRAMS LIBRARIES: runs the scenario with the executables in PROGRAMS in a root folder that holds only them and the
# parts of glibc in LIBRARIES. On another machine those for arm64 run under qemu.
set -eu
processor=$1
programs=$2
libraries=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# The path of the dynamic linker that the executables name, and the folder in which Debian's linker looks for libraries.
case "$processor" in
    x64) loader=lib64/ld-linux-x86-64.so.2 folder=lib/x86_64-linux-gnu ;;
    arm64) loader=lib/ld-linux-aarch64.so.1 folder=lib/aarch64-linux-gnu ;;
esac
mkdir -p "$root/$(dirname "$loader")" "$root/$folder"
cp -L "$libraries/$(basename "$loader")" "$root/$loader"
for library in libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1; do
    cp -L "$libraries/$library" "$root/$folder"
done
cp "$programs/chatcli" "$programs/chatcli-server" "$root"

enter="chroot $root"
[ "$(id -u)" = 0 ] || enter="unshare --map-root-user --root $root"
if [ "$processor" = arm64 ] && [ "$(uname -m)" != aarch64 ]; then
    emulator=$(command -v qemu-aarch64-static) || { echo "in-root.sh: qemu is missing; on Debian run apt-get install qemu-user-static" >&2; exit 1; }
    cp "$emulator" "$root/qemu"
    enter="$enter /qemu"
fi
HOME=/ sh "$here/../scenario.sh" "$root" "$enter /chatcli-server" "$enter /chatcli"
