#!/bin/sh
# stage.sh RID FOLDER: lays out the release archive with the executables in FOLDER, packs it and, separately, the debug symbols into
# publish/out, and updates SHA256SUMS there.
set -eu
rid=$1
programs=$2
here=$(cd "$(dirname "$0")" && pwd)
top=$here/..
out=$top/publish/out
version=$(sh "$here/version.sh")
time=$(sh "$here/version.sh" date)
# sums FOLDER [CONDITION...]: prints the checksums of the files in FOLDER for which the CONDITION of find holds, as sha256sum -c reads them.
sums() (
    cd "$1"
    shift
    # On macOS the command has another name.
    find . -type f "$@" | sed 's:^\./::' | LC_ALL=C sort | while read -r file; do
        if command -v sha256sum >/dev/null; then sha256sum "$file"; else shasum -a 256 "$file"; fi
    done
)

name=$(sh "$here/version.sh" archive "$rid")
stage=$out/$name
symbols=$out/$name-symbols
rm -rf "$stage" "$symbols"
mkdir -p "$stage" "$symbols"
trap 'rm -rf "$stage" "$symbols"' EXIT

for program in chatcli chatcli-server; do
    case "$rid" in
        win-*) cp "$programs/$program.exe" "$stage" && cp "$programs/$program.pdb" "$symbols" ;;
        osx-*) cp "$programs/$program" "$stage" && cp -R "$programs/$program.dSYM" "$symbols" ;;
        *) cp "$programs/$program" "$stage" && cp "$programs/$program.dbg" "$symbols" ;;
    esac
done
cp "$top/README.md" "$top/CHANGELOG.md" "$top/LICENSE" "$stage"
# Under another name: a server that found the sample would take it for its accounts, and delete what it keeps for all others.
cp "$top/credentials.txt" "$stage/credentials.sample.txt"
sh "$here/notices.sh" "$stage/THIRD-PARTY-NOTICES.txt" "$rid"

files=$here/files
mkdir "$stage/completions"
case "$rid" in
    win-*)
        cp "$files/completions/chatcli.ps1" "$stage/completions"
        cp "$files/windows-service.txt" "$stage"
        ;;
    *)
        cp "$files"/completions/* "$stage/completions"
        cp "$files/install.sh" "$stage"
        chmod +x "$stage/install.sh"
        mkdir "$stage/man"
        day=$(LC_ALL=C date -u -d "@$time" "+%B %d, %Y" 2>/dev/null || LC_ALL=C date -u -r "$time" "+%B %d, %Y")
        for page in "$files"/man/*; do
            sed "s/@VERSION@/$version/; s/@DATE@/$day/" "$page" >"$stage/man/$(basename "$page")"
        done
        ;;
esac
case "$rid" in
    linux-*) cp -R "$files/systemd" "$stage" ;;
esac
sums "$stage" >"$symbols.sums"
mv "$symbols.sums" "$stage/SHA256SUMS"

for folder in "$stage" "$symbols"; do
    dotnet run "$here/pack.cs" "$folder" "$time"
done
sums "$out" ! -path './*/*' -name "chatcli-$version-*" >"$out/SHA256SUMS"
(cd "$out" && ls -l "$name".* "$name-symbols".* | awk '{ printf "publish/out/%s: %.2f MB\n", $NF, $5 / 1e6 }')
