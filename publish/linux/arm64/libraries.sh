#!/bin/sh
# libraries.sh FOLDER: unpacks the static libraries for arm64 of this Debian release into FOLDER, and records their packages there as dpkg does.
set -eu
folder=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

apt-get indextargets --format 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 'Origin: Debian' | sort -u >"$work/sources.list"
[ -s "$work/sources.list" ] || { echo "libraries.sh: apt has no list of Debian's archive; run apt-get update" >&2; exit 1; }
# Only CMake's checks need OpenSSL's shared library. Its package has a different name in each release.
sh "$here/../fetch.sh" arm64 "$work/sources.list" "$work/fetched" '^libssl[0-9.]+(t64)?$' libssl-dev zlib1g-dev libzstd-dev
mkdir -p "$work/fetched/root/var/lib/dpkg"
for package in "$work"/fetched/*.deb; do
    { dpkg-deb -f "$package"; printf 'Status: install ok installed\n\n'; } >>"$work/fetched/root/var/lib/dpkg/status"
done
mkdir -p "$(dirname "$folder")"
mv "$work/fetched/root" "$folder"
