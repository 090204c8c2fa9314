#!/bin/sh
# in-root.sh PROGRAMS LIBRARIES: has the executables in PROGRAMS hold the scenario in a root folder in which there is nothing besides them
# but the parts of glibc that are in LIBRARIES.
set -eu
programs=$1
libraries=$2
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# Where each executable says that its dynamic linker is, and where that of Debian looks.
mkdir -p "$root/lib64" "$root/lib/x86_64-linux-gnu"
cp -L "$libraries/ld-linux-x86-64.so.2" "$root/lib64"
for library in libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1; do
    cp -L "$libraries/$library" "$root/lib/x86_64-linux-gnu"
done
cp "$programs/chatcli" "$programs/chatcli-server" "$root"

enter="chroot $root"
[ "$(id -u)" = 0 ] || enter="unshare --map-root-user --root $root"
HOME=/ sh "$here/../scenario.sh" "$root" "$enter /chatcli-server" "$enter /chatcli"
