#!/bin/sh
# Publishes for every platform that this machine can build for, and lists the others with the reason.
set -eu
here=$(dirname "$0")
skipped=
for rid in $(sh "$here/rid.sh" all); do
    if reason=$(sh "$here/can-publish.sh" $rid 2>&1); then
        make --no-print-directory publish RID=$rid
    else
        skipped="$skipped$rid: ${reason#make publish: }
"
    fi
done
printf 'Skipped:\n%s' "$skipped"
