#!/bin/sh
# other-glibc.sh PROGRAMS: has the executables in PROGRAMS hold the scenario on the C libraries of other releases of Debian, as far as
# Debian's archive still has them.
set -eu
programs=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)
[ -n "$archive" ] || { echo "other-glibc: apt knows no archive of Debian; run apt-get update" >&2; exit 1; }
tried=0
for release in bullseye bookworm trixie forky; do
    apt=$work/$release
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/unpacked" "$apt/libraries"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $release main" >"$apt/sources.list"
    get() {
        apt-get -qq -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State="$apt/state" \
            -o Dir::State::status=/dev/null -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root "$@"
    }
    if ! { get update && cd "$apt" && get download libc6:amd64; } 2>"$apt/errors"; then
        echo "$release: not to be had: $(head -n 1 "$apt/errors")"
        continue
    fi
    package=$(ls "$apt"/libc6_*.deb)
    dpkg-deb -x "$package" "$apt/unpacked"
    # The links among them are absolute, so they are looked for by name.
    for library in ld-linux-x86-64.so.2 libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1; do
        find "$apt/unpacked" -name "$library" -path '*x86_64-linux-gnu*' -exec cp -L {} "$apt/libraries" \;
    done
    echo "$release: glibc $(dpkg-deb -f "$package" Version)"
    sh "$here/in-root.sh" "$programs" "$apt/libraries"
    tried=$((tried + 1))
done
[ $tried -gt 0 ]
