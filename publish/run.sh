#!/bin/sh
# run.sh FOLDER PORT: starts a server for this machine only, and a client; when the client ends, the server stops.
set -eu
out=$1
port=$2

# A copy, so that new accounts do not end up in the sample.
mkdir -p .run
[ -f .run/credentials.txt ] || cp credentials.txt .run/credentials.txt
# Left over from an earlier server.
rm -f .run/server.log .run/fingerprint

"$out/chatcli-server" "$port" --bind 127.0.0.1 --credentials .run/credentials.txt --data .run/data 2>.run/server.log &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM

while ! grep -qs 'listening on' .run/server.log; do
    if ! kill -0 "$server" 2>/dev/null; then
        cat .run/server.log >&2
        echo "Is a server running already? Start a client with make chat, or choose another port: make run PORT=5001" >&2
        exit 1
    fi
    sleep 0.1
done
cat .run/server.log
# So that no client needs to ask whether this is the right server.
fingerprint=$(sed -n 's/.*listening on .*; key fingerprint //p' .run/server.log)
echo "$fingerprint" >.run/fingerprint
echo "Sample accounts are in credentials.txt; a new name creates an account. For more clients run make chat in other terminals."
# The client has already said why it ended, so make stays silent.
"$out/chatcli" "$port" --fingerprint "$fingerprint" || true
