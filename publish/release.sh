#!/bin/sh
# release.sh TAG: makes the release TAG on GitHub out of the archives of all platforms in publish/out, with their sums, and with what the
# changelog says of the version.
set -eu
tag=$1
here=$(cd "$(dirname "$0")" && pwd)
version=$(sh "$here/version.sh")

fail() {
    echo "release: $*" >&2
    exit 1
}

[ "$tag" = "v$version" ] || fail "the tag is $tag, and the version in Directory.Build.props $version"
notes=$(awk -v version="[$version]" '/^## / { on = $2 == version; next } on' "$here/../CHANGELOG.md")
[ -n "$notes" ] || fail "CHANGELOG.md says nothing of $version"

cd "$here/out"
for rid in $(sh "$here/rid.sh" all); do
    set -- "chatcli-$version-$rid".*
    [ -f "$1" ] || fail "publish/out has no archive for $rid"
done
sha256sum "chatcli-$version-"*.tar.gz "chatcli-$version-"*.zip >SHA256SUMS
printf '%s\n' "$notes" |
    gh release create "$tag" --verify-tag --title "ChatCli $version" --notes-file - "chatcli-$version-"*.tar.gz "chatcli-$version-"*.zip SHA256SUMS
