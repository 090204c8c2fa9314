#!/bin/sh
# release.sh TAG: makes the release TAG on GitHub from the archives of all platforms in publish/out, their checksums, and the section of
# CHANGELOG.md for the version.
set -eu
tag=$1
here=$(cd "$(dirname "$0")" && pwd)
version=$(sh "$here/version.sh")

fail() {
    echo "release: $*" >&2
    exit 1
}

[ "$tag" = "v$version" ] || fail "the tag is $tag, but Directory.Build.props has version $version"
notes=$(awk -v version="[$version]" '/^## / { on = $2 == version; next } on' "$here/../CHANGELOG.md")
[ -n "$notes" ] || fail "CHANGELOG.md has no section for $version"

cd "$here/out"
archives=
for rid in $(sh "$here/rid.sh" all); do
    case "$rid" in
        win-*) archive=chatcli-$version-$rid.zip ;;
        *) archive=chatcli-$version-$rid.tar.gz ;;
    esac
    [ -f "$archive" ] || fail "publish/out has no archive for $rid"
    archives="$archives $archive"
done
sha256sum $archives >SHA256SUMS
printf '%s\n' "$notes" | gh release create "$tag" --verify-tag --title "ChatCli $version" --notes-file - $archives SHA256SUMS
