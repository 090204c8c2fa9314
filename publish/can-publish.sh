#!/bin/sh
# can-publish.sh RID: ends with status 2, and the reason in one line, when this machine cannot build for RID.
set -eu
rid=$1
host=$(sh "$(dirname "$0")/rid.sh")
refuse() {
    echo "make publish: $*" >&2
    exit 2
}
elsewhere="run make publish RID=$rid there, or let the release workflow do it"

all=$(sh "$(dirname "$0")/rid.sh" all)
case " $all " in
    *" $rid "*) ;;
    *) refuse "there is no RID $rid; there are $all" ;;
esac
case "$host:$rid" in
    "$rid:$rid" | linux-x64:win-x64 | win-*:win-* | osx-*:osx-*) ;;
    linux-x64:linux-arm64)
        grep -qsx 'ID=debian' /etc/os-release ||
            refuse "$rid needs a machine of that kind, or Debian on $host with its libraries for the other; $elsewhere"
        ;;
    *:osx-*) refuse "$rid needs Apple's linker and libraries, which only a Mac has; $elsewhere" ;;
    *:win-*) refuse "$rid needs Microsoft's linker, which only Windows has (win-x64 can be built on linux-x64 too); $elsewhere" ;;
    *:linux-musl-*) refuse "$rid needs a machine of that kind with musl, such as Alpine; $elsewhere" ;;
    *) refuse "$rid needs a machine of that kind, and this one is $host; $elsewhere" ;;
esac
