#!/bin/sh
# other-glibc.sh RID PROGRAMS: runs the scenario with the executables in PROGRAMS and the C libraries of other Debian releases, as far as
# Debian's archive still has them.
set -eu
rid=$1
programs=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case "$rid" in
    linux-x64) architecture=amd64 ;;
    linux-arm64) architecture=arm64 ;;
    *) echo "other-glibc.sh: $rid has no glibc" >&2; exit 2 ;;
esac
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)
[ -n "$archive" ] || { echo "other-glibc.sh: apt has no list of Debian's archive; run apt-get update" >&2; exit 1; }
tried=0
for release in bullseye bookworm trixie forky; do
    fetched=$work/$release
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $release main" >"$work/sources.list"
    if ! sh "$here/fetch.sh" $architecture "$work/sources.list" "$fetched" libc6 2>"$work/errors"; then
        echo "$release: cannot be fetched: $(head -n 1 "$work/errors")"
        continue
    fi
    # Their symbolic links are absolute and lead out of the folder, so find the files by name.
    mkdir "$fetched/libraries"
    for library in 'ld-linux-*.so.?' libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1; do
        find "$fetched/root" -name "$library" -path '*-linux-gnu*' -exec cp -L {} "$fetched/libraries" \;
    done
    echo "$release: glibc $(dpkg-deb -f "$fetched"/libc6_*.deb Version)"
    sh "$here/in-root.sh" "${rid#linux-}" "$programs" "$fetched/libraries"
    tried=$((tried + 1))
done
[ $tried -gt 0 ]
