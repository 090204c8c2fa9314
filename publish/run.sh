#!/bin/sh
# run.sh FOLDER PORT: starts the server on this machine alone and a client on it; leaving the client stops that server.
set -eu
out=$1
port=$2

# A copy, so that accounts made while trying things out do not end up in the sample.
mkdir -p .run
[ -f .run/credentials.txt ] || cp credentials.txt .run/credentials.txt
# The log and the key's fingerprint of an earlier server must not be taken for this one's.
rm -f .run/server.log .run/fingerprint

"$out/chatcli-server" "$port" --bind 127.0.0.1 --credentials .run/credentials.txt --data .run/data 2>.run/server.log &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM

while ! grep -qs 'listening on' .run/server.log; do
    if ! kill -0 "$server" 2>/dev/null; then
        cat .run/server.log >&2
        echo "Is a server running already? Then make chat opens a client; or choose another port: make run PORT=5001" >&2
        exit 1
    fi
    sleep 0.1
done
cat .run/server.log
# So that no client need ask whether this is the right server.
fingerprint=$(sed -n 's/.*listening on .*; key fingerprint //p' .run/server.log)
echo "$fingerprint" >.run/fingerprint
echo "Accounts to try are in credentials.txt; a new name makes a new account. More clients: make chat in other terminals."
# The client has said why it ended; make need not.
"$out/chatcli" "$port" --fingerprint "$fingerprint" || true
