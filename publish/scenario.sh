#!/bin/sh
# scenario.sh FOLDER SERVER CLIENT: runs published programs through a conversation: log in, register, message, broadcast, message a user who
# is away, restart the server, chat privately, log out. SERVER and CLIENT are commands; they run in FOLDER and write only there. With the
# environment variable STARTED (nanoseconds since 1970) the script prints the time from then to the first message.
set -eu
cd "$1"
server=$2
client=$3
steps=0
running=
trap 'for process in $running; do kill "$process" 2>/dev/null || true; done' EXIT

# until_line FILE PATTERN: waits until a whole line of FILE matches PATTERN, 30 s at most.
until_line() {
    tries=1500
    until [ -f "$1" ] && tr -d '\r' <"$1" | grep -qx "$2"; do
        tries=$((tries - 1))
        if [ $tries = 0 ]; then
            echo "scenario.sh: $1 lacks the line '$2'; it has:" >&2
            cat "$1" >&2
            exit 1
        fi
        sleep 0.02
    done
}
step() {
    steps=$((steps + 1))
    echo "  $steps. $*"
}

start_server() {
    : >server.log
    $server "$1" --bind 127.0.0.1 --credentials credentials.txt --data data --log-level information 2>server.log &
    server_process=$!
    running="$running $server_process"
    tries=1500
    until grep -q 'key fingerprint' server.log; do
        tries=$((tries - 1))
        if [ $tries = 0 ] || ! kill -0 $server_process 2>/dev/null; then
            echo "scenario.sh: the server does not start:" >&2
            cat server.log >&2
            exit 1
        fi
        sleep 0.02
    done
    port=$(sed -n 's/.*, port \([0-9]*\);.*/\1/p' server.log)
    fingerprint=$(sed -n 's/.*key fingerprint //p' server.log)
}
stop_server() {
    kill "$server_process"
    wait "$server_process" || { echo "scenario.sh: the server ended with status $?" >&2; exit 1; }
}

# One client for each name. The descriptor is its keyboard.
start_luke() { mkfifo luke.in; exec 3<>luke.in; $client "$port" --user luke --fingerprint "$fingerprint" <luke.in >luke.out 2>&1 3>&- & luke=$!; running="$running $luke"; }
start_leia() { mkfifo leia.in; exec 4<>leia.in; $client "$port" --user leia --fingerprint "$fingerprint" <leia.in >leia.out 2>&1 3>&- 4>&- & leia=$!; running="$running $leia"; }
start_hans() { mkfifo hans.in; exec 5<>hans.in; $client "$port" --user hans --fingerprint "$fingerprint" <hans.in >hans.out 2>&1 3>&- 4>&- 5>&- & hans=$!; running="$running $hans"; }
ended() {
    wait "$1" || { echo "scenario.sh: a client ended with status $?" >&2; exit 1; }
}

printf 'luke tatooine77\nhans falcon!1\n' >credentials.txt
start_server 0
step "the server listens on port $port"

start_luke
echo tatooine77 >&3
until_line luke.out "Welcome to ChatCli, luke! Type help for the commands."
step "luke has logged in"
start_leia
echo 'alderaan#1' >&4
until_line leia.out "Welcome to ChatCli, leia! Type help for the commands."
until_line luke.out "leia logged in"
step "leia has created an account, and luke sees that"

echo "message leia Guten Tag, schöne Grüße ✓" >&3
until_line leia.out "luke: Guten Tag, schöne Grüße ✓"
case "${STARTED-}" in
    '' | *N) ;;
    *) echo "  unpacked to first message: $((($(date +%s%N) - STARTED) / 1000000)) ms" ;;
esac
step "a message arrives"
echo "broadcast Lunch?" >&4
until_line luke.out "leia (to all): Lunch?"
step "a broadcast arrives"

echo "message hans while you were away" >&3
echo "whoelse" >&3
until_line luke.out "leia"
stop_server
start_server "$port"
until_line luke.out "connected again.*"
until_line leia.out "connected again.*"
step "the server has restarted with a message waiting, and both clients have reconnected"
start_hans
echo 'falcon!1' >&5
until_line hans.out "luke: while you were away"
until_line luke.out "hans logged in"
step "hans has logged in and received the message"

echo "startprivate hans" >&3
until_line hans.out "luke asks for a private chat: y to accept, n to decline"
echo y >&5
until_line luke.out "private chat with hans started"
echo "private hans just between us" >&3
until_line hans.out "luke (private): just between us"
echo "private luke understood" >&5
until_line luke.out "hans (private): understood"
echo "stopprivate hans" >&3
until_line hans.out "private chat with luke ended"
step "a private chat has begun and ended"

for descriptor in 3 4 5; do echo logout >&$descriptor; done
ended "$luke"
ended "$leia"
ended "$hans"
stop_server
running=
step "everybody has logged out, and the server has stopped"
