#!/bin/sh
# limits.sh FOLDER: fails when an executable in FOLDER is larger than it may be. publish/sizes.sh tells where the bytes are.
set -eu
out=$1

# within FILE BYTES
within() {
    size=$(wc -c <"$out/$1")
    [ "$size" -le "$2" ] && return
    echo "$out/$1 has $size bytes and may have $2" >&2
    exit 1
}
within chatcli 10000000
within chatcli-server 14000000
