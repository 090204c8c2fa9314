#!/bin/sh
# fetch.sh ARCHITECTURE SOURCES FOLDER PACKAGE...: downloads Debian packages for any architecture from the archives listed in the file
# SOURCES to FOLDER, and unpacks them into FOLDER/root. It changes nothing that is installed on this machine.
set -eu
architecture=$1
sources=$2
mkdir -p "$3/root" "$3/state/lists/partial" "$3/cache/archives/partial"
folder=$(cd "$3" && pwd)
shift 3
get() {
    apt-get -qq -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o Dir::Etc::sourcelist="$sources" \
        -o Dir::Etc::sourceparts=/dev/null -o Dir::State="$folder/state" -o Dir::State::status=/dev/null -o Dir::Cache="$folder/cache" \
        -o APT::Sandbox::User=root "$@"
}
get update
(cd "$folder" && get download "$@")
for package in "$folder"/*.deb; do dpkg-deb -x "$package" "$folder/root"; done
