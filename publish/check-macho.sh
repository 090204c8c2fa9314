#!/bin/sh
# check-macho.sh FILE: fails when the executable FILE needs a library that is not part of macOS.
set -eu
file=$1
[ -f "$file" ] || { echo "$file is missing" >&2; exit 1; }
other=$(otool -L "$file" | awk 'NR > 1 && $1 !~ "^/(usr/lib|System/Library)/" { print $1 }')
[ -z "$other" ] || { echo "$file needs" $other >&2; exit 1; }
echo "$file: needs only macOS"
