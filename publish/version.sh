#!/bin/sh
# version.sh: prints the version, from Directory.Build.props. version.sh commit: prints the commit that is built, with "-changed" after it
# when files differ from it. version.sh date: prints that commit's time in seconds since 1970. version.sh archive RID: prints the name of the
# release archive for RID without its extension.
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
case "${1-}" in
    '') echo "$version" ;;
    # Sources without their history, as in a source archive, have neither commit nor time.
    commit)
        commit=$(git rev-parse HEAD 2>/dev/null) || exit 0
        git diff --quiet HEAD -- || commit=$commit-changed
        echo "$commit"
        ;;
    date) git log -1 --format=%ct 2>/dev/null || echo 0 ;;
    archive)
        # Not what a release has: see src/decisions/005-windows-linked-on-linux.md.
        case "$2:$(uname -s)" in
            win-*:Linux) echo "chatcli-$version-$2-linked-on-linux" ;;
            *) echo "chatcli-$version-$2" ;;
        esac
        ;;
    *) exit 2 ;;
esac
