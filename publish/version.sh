#!/bin/sh
# version.sh: prints the version, which stands in Directory.Build.props. version.sh commit: the commit that is built, with "-changed"
# behind it when files differ from it. version.sh date: that commit's time, in seconds since 1970.
set -eu
cd "$(dirname "$0")/.."
case "${1-}" in
    '') sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props ;;
    # Sources without their history, as in an archive of them, have neither.
    commit)
        commit=$(git rev-parse HEAD 2>/dev/null) || exit 0
        git diff --quiet HEAD -- || commit=$commit-changed
        echo "$commit"
        ;;
    date) git log -1 --format=%ct 2>/dev/null || echo 0 ;;
    *) exit 2 ;;
esac
