#!/bin/sh
# wine-test.sh FOLDER [LINUX_FOLDER]: lets the Windows executables in FOLDER chat with each other under Wine, and with those for Linux.
#
# Everything happens on loopback and in a temporary folder with a Wine prefix of its own; each wait is bounded; the script ends only what it
# started. It first finds out what this Wine lacks compared with Windows (Windows 10's PBKDF2, TLS, keys for certificates), reports it and does
# without. Each step checks what the other side was shown and prints a line; the last line is "wine-test: N steps passed".
set -eu

folder=$(cd "$1" && pwd)
linux=$(cd "${2:-$(dirname "$0")/../out/linux-x64}" && pwd)
patience=30
steps=0

for program in "$folder/chatcli.exe" "$folder/chatcli-server.exe" "$linux/chatcli" "$linux/chatcli-server"; do
    [ -f "$program" ] || { echo "wine-test: $program is missing" >&2; exit 1; }
done
if ! command -v wine >/dev/null || ! command -v wineserver >/dev/null; then
    echo "wine-test: wine is missing; on Debian run apt-get install wine wine64" >&2
    exit 1
fi

work=$(mktemp -d)
export WINEPREFIX="$work/wine" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
export XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/share"
unset DISPLAY WAYLAND_DISPLAY CHATCLI_PASSWORD
started=

# shellcheck disable=SC2329
end() {
    status=$?
    trap - EXIT INT TERM
    for process in $started; do kill -KILL "$process" 2>/dev/null || true; done
    wineserver -k 2>/dev/null || true
    wineserver -w 2>/dev/null || true
    rm -rf "$work"
    exit $status
}
trap end EXIT
trap 'exit 130' INT TERM

fail() {
    echo "wine-test: FAILED: $1" >&2
    for file in "$work"/run/*.out "$work"/run/*.err; do
        [ -s "$file" ] && { echo "--- ${file##*/}"; tail -n 20 "$file"; } >&2
    done
    exit 1
}

passed() {
    steps=$((steps + 1))
    echo "  $1"
}

# wait_until WHAT COMMAND...: repeats the command until it succeeds.
wait_until() {
    what=$1
    shift
    tries=$((patience * 10))
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "$what"
        sleep 0.1
    done
}

has_line() { tr -d '\r' <"$1" 2>/dev/null | grep -Fxq -e "$2"; }
has_text() { grep -Fq -e "$2" "$1" 2>/dev/null; }
has_ended() { ! kill -0 "$1" 2>/dev/null; }

# program KIND NAME: prints the command that runs the program for KIND, win or linux.
program() {
    if [ "$1" = win ]; then echo "wine $folder/$2.exe"; else echo "$linux/$2"; fi
}

# start NAME INPUT COMMAND...: starts a program in run/ with output to NAME.out and NAME.err and its process id in NAME.pid.
start() {
    name=$1
    input=$2
    shift 2
    (cd "$work/run" && exec "$@" <"$input" >"$name.out" 2>"$name.err") &
    echo $! >"$work/run/$name.pid"
    started="$started $!"
}

process() { cat "$work/run/$1.pid"; }

# ended NAME: waits until a program has ended, and expects status 0.
ended() {
    wait_until "$1 ends" has_ended "$(process "$1")"
    wait "$(process "$1")" || fail "$1 ended with status $?"
}

# start_server KIND ARGUMENT...: returns when the server listens; sets port and, with encryption, fingerprint.
start_server() {
    kind=$1
    shift
    # shellcheck disable=SC2046
    start server /dev/null $(program "$kind" chatcli-server) 0 --bind 127.0.0.1 --data data --credentials credentials.txt --log-level debug "$@"
    wait_until "the server ($kind) listens" has_text "$work/run/server.err" "listening on"
    port=$(sed -n 's/.*listening on 127.0.0.1, port \([0-9]*\);.*/\1/p' "$work/run/server.err")
    fingerprint=$(tr -d '\r' <"$work/run/server.err" | sed -n 's/.*; key fingerprint //p')
}

# stop_server KIND: Wine turns SIGINT into Ctrl-C. A program for Linux that a script has started in the background ignores SIGINT.
stop_server() {
    if [ "$1" = win ]; then kill -INT "$(process server)"; else kill -TERM "$(process server)"; fi
    ended server
    has_text "$work/run/server.err" "debug stopped" || fail "the server shuts down cleanly"
}

# start_client NAME KIND DESCRIPTOR: starts a client that reads its lines from DESCRIPTOR.
start_client() {
    rm -f "$work/run/$1.in"
    mkfifo "$work/run/$1.in"
    # shellcheck disable=SC2046,SC2086
    start "$1" "$1.in" $(program "$2" chatcli) 127.0.0.1 "$port" $encryption
    eval "exec $3>\"\$work/run/$1.in\""
}

ann() { printf '%s\n' "$1" >&3; }
ben() { printf '%s\n' "$1" >&4; }

# shows NAME LINE [STEP]: waits until a client has shown exactly this line.
shows() {
    wait_until "$1 is shown \"$2\"" has_line "$work/run/$1.out" "$2"
    [ $# -lt 3 ] || passed "$3"
}

fresh() {
    rm -rf "$work/run"
    mkdir "$work/run"
    printf 'ann falcon*solo\n' >"$work/run/credentials.txt"
}

# login NAME DESCRIPTOR KIND PASSWORD
login() {
    start_client "$1" "$3" "$2"
    "$1" "$1"
    "$1" "$4"
    shows "$1" "Welcome to ChatCli, $1! Type help for the commands."
}

# scenario SERVER ANN BEN: log-in and registration, messages to users who are online and offline, and everything else that users do. The
# arguments are kinds.
scenario() {
    server=$1 first=$2 second=$3 unencrypted=
    if [ "$server$keys" = winno ]; then unencrypted="--tls-cert none"; fi
    text=$(printf '%b' 'gr\303\274\303\237e: \342\202\254 \346\274\242\345\255\227 \360\237\231\202 \\ "quoted"')
    echo "server $server, ann $first, ben $second, $transport"
    fresh
    # shellcheck disable=SC2086
    start_server "$server" $unencrypted
    encryption=--plain
    if [ "$transport" = TLS ]; then encryption="--fingerprint $fingerprint"; fi

    login ann 3 "$first" 'falcon*solo'
    passed "ann logs in"
    login ben 4 "$second" 'new*password'
    shows ben "There is no account ben yet: a new one is being made." "ben creates an account"
    shows ann "ben logged in" "ann sees that ben logged in"
    ann "message ben $text"
    shows ben "ann: $text" "a message arrives with every character"
    ben "message ann and back"
    shows ann "ben: and back" "a message arrives the other way"
    ann "whoelse"
    shows ann "ben" "ann sees who is online"
    ben "broadcast to everybody"
    shows ann "ben (to all): to everybody" "a broadcast arrives"

    private_chat "$first" "$second"

    ben "logout"
    shows ben "logged out"
    ended ben
    exec 4>&-
    shows ann "ben logged out" "ben logs out"
    ann "message ben first of two"
    ann "message ben second of two"
    ann "logout"
    shows ann "logged out"
    ended ann
    exec 3>&-
    stop_server "$server"
    passed "the server shuts down cleanly"

    # shellcheck disable=SC2086
    start_server "$server" $unencrypted
    login ben 4 "$second" 'new*password'
    wait_until "ben is shown the first stored message" has_text "$work/run/ben.out" "first of two"
    wait_until "ben is shown the second stored message" has_text "$work/run/ben.out" "second of two"
    [ "$(grep -c 'of two' "$work/run/ben.out")" = 2 ] || fail "ben is shown stored messages once"
    passed "messages to a user who was away arrive after a restart of the server"
    maintain "$server"
    # The end of the input logs out as well.
    exec 4>&-
    shows ben "logged out"
    ended ben
    passed "ben logs out at the end of the input"
    stop_server "$server"
}

# tool KIND ARGUMENT...: runs chatcli-server for a command and waits for its end.
tool() {
    kind=$1
    shift
    # shellcheck disable=SC2046
    start tool /dev/null $(program "$kind" chatcli-server) "$@"
    ended tool
}

# maintain KIND: does what an administrator does while the server runs.
maintain() {
    tool "$1" check --data data
    has_text "$work/run/tool.out" "no damage found" || fail "the store is checked"
    tool "$1" backup copy.db --data data
    mkdir "$work/run/restored"
    mv "$work/run/copy.db" "$work/run/restored/chatcli.db"
    tool "$1" check --data restored
    has_text "$work/run/tool.out" "no damage found" || fail "the backup is undamaged"
    passed "the store is checked and backed up"
    tool "$1" user list --credentials credentials.txt
    has_line "$work/run/tool.out" "ben verifier" || fail "the accounts are listed"
    passed "the accounts are listed, and verifiers have replaced passwords"
}

# private_chat ANN BEN
private_chat() {
    ann "startprivate ben"
    case "$1$2$keys" in
        *win*no)
            shown=ann
            [ "$1" = win ] || { shown=ben; shows ben "ann asks for a private chat: y to accept, n to decline"; ben y; }
            wait_until "$shown is told why there is no private chat" has_text "$work/run/$shown.out" "Error: this system cannot make a key for a private chat"
            passed "no private chat: $shown is told that this system (Wine) cannot make keys"
            return
            ;;
    esac
    shows ben "ann asks for a private chat: y to accept, n to decline"
    ben "accept ann"
    shows ann "private chat with ben started"
    shows ben "private chat with ann started" "a private chat starts"
    ann "private ben $text"
    shows ben "ann (private): $text" "a private message arrives"
    ben "private ann and back"
    shows ann "ben (private): and back" "a private message arrives the other way"
    ann "stopprivate ben"
    shows ann "private chat with ben ended"
    shows ben "private chat with ann ended" "the private chat ends"
}

# Windows has SQLite, Wine has not.
lend_sqlite() {
    system="$WINEPREFIX/drive_c/windows/system32"
    if [ -f "$system/winsqlite3.dll" ]; then return; fi
    version=$(sed -n 's/.*"SQLitePCLRaw.lib.e_sqlite3" Version="\(.*\)".*/\1/p' "$(dirname "$0")/../../Directory.Packages.props")
    mkdir "$work/sqlite"
    cat >"$work/sqlite/sqlite.proj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="SQLitePCLRaw.lib.e_sqlite3" Version="[$version]" /></ItemGroup>
</Project>
END
    dotnet restore "$work/sqlite/sqlite.proj" --packages "$work/sqlite/packages" --verbosity quiet ||
        fail "NuGet has SQLite $version for Windows"
    cp "$work/sqlite/packages/sqlitepclraw.lib.e_sqlite3/$version/runtimes/win-x64/native/e_sqlite3.dll" "$system/winsqlite3.dll"
    echo "Wine has no winsqlite3.dll: lent it SQLite $version (NuGet package SQLitePCLRaw.lib.e_sqlite3)"
}

# probe: tries a log-in with a Windows client, to find out what works under this Wine.
probe() {
    start_client ann win 3
    ann ann
    ann 'falcon*solo'
    exec 3>&-
    wait_until "the client ends" has_ended "$(process ann)"
    wait "$(process ann)" 2>/dev/null && has_line "$work/run/ann.out" "Welcome to ChatCli, ann! Type help for the commands."
}

pretend() {
    timeout 60 wine reg add 'HKEY_CURRENT_USER\Software\Wine' /v Version /d "$1" /f >/dev/null 2>&1 || fail "Wine accepts version $1"
    wineserver -w
}

why() { tr -d '\r' <"$work/run/$1.err" | grep -v '^ *at ' | tail -n 1; }

timeout 120 wine wineboot --init >/dev/null 2>&1 || fail "Wine starts"
wineserver -w
echo "$(wine --version), $(wine "$folder/chatcli.exe" --version | tr -d '\r')"
lend_sqlite

fresh
start_server linux
encryption=--plain
pretend win10
if ! probe; then
    echo "no log-in as Windows 10 under this Wine: $(grep -m 1 -o '[A-Za-z.]*Exception.*' "$work/run/ann.err" | tr -d '\r'); continuing as Windows 7"
    pretend win7
    probe || fail "a log-in as Windows 7"
fi
encryption="--fingerprint $fingerprint"
tls=yes
probe || { tls=no; echo "no TLS under this Wine; the client says: $(why ann)"; }
stop_server linux

fresh
keys=yes
start keys /dev/null wine "$folder/chatcli-server.exe" 0 --bind 127.0.0.1 --data data --credentials credentials.txt
listens_or_ended() { has_text "$work/run/keys.err" "listening on" || has_ended "$(process keys)"; }
wait_until "a server with its own key starts or says why not" listens_or_ended
if has_text "$work/run/keys.err" "listening on"; then
    kill -INT "$(process keys)"
    ended keys
else
    has_text "$work/run/keys.err" "cannot make a key" || fail "a server with its own key starts"
    keys=no tls=no
    echo "no keys for certificates under this Wine; the server says: $(why keys)"
fi
transport=plain
if [ $tls = yes ]; then transport=TLS; fi

scenario win win win
scenario linux win linux
scenario win linux linux
echo "wine-test: $steps steps passed"
