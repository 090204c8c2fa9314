#!/bin/sh
# publish.sh RID FOLDER: builds both native executables for RID in FOLDER, checks that a bare system has all that they need, and packs the
# release archive beside FOLDER.
set -eu
rid=$1
out=$2
here=$(dirname "$0")

for project in Server Client; do
    dotnet publish "$here/../src/ChatCli.$project" -c Release -r "$rid" -o "$out" --nologo -v quiet \
        -p:SourceRevisionId="$(sh "$here/version.sh" commit)"
done
for program in chatcli chatcli-server; do
    case "$rid" in
        linux-x64 | linux-arm64) sh "$here/check-elf.sh" "$out/$program" 2.17 ;;
        linux-musl-*) sh "$here/check-elf.sh" "$out/$program" musl ;;
        osx-*) sh "$here/check-macho.sh" "$out/$program" ;;
        win-*) sh "$here/win-x64/check-pe.sh" "$out/$program.exe" ;;
    esac
done

sh "$here/stage.sh" "$rid" "$out"
