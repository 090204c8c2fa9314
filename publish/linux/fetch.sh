#!/bin/sh
# fetch.sh ARCHITECTURE SOURCES FOLDER PACKAGE...: fetches packages of Debian for any processor from the archives that the file SOURCES
# lists into FOLDER, and unpacks them into FOLDER/root. What is installed on this machine is left as it is.
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
