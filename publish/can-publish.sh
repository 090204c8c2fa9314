#!/bin/sh
# can-publish.sh RID: exits with status 2 and says why in one line when this machine cannot build for RID.
set -eu
rid=$1
host=$(sh "$(dirname "$0")/rid.sh")
refuse() {
    echo "make publish: $*" >&2
    exit 2
}
elsewhere="run make publish RID=$rid there or let the release workflow build it"

all=$(sh "$(dirname "$0")/rid.sh" all)
case " $all " in
    *" $rid "*) ;;
    *) refuse "unknown RID $rid; known are $all" ;;
esac
case "$host:$rid" in
    "$rid:$rid" | linux-x64:win-x64 | win-*:win-* | osx-*:osx-*) ;;
    linux-x64:linux-arm64)
        grep -qsx 'ID=debian' /etc/os-release ||
            refuse "$rid needs a machine of that kind, or Debian on linux-x64; $elsewhere"
        ;;
    *:osx-*) refuse "$rid needs Apple's linker and libraries, which only macOS has; $elsewhere" ;;
    *:win-*) refuse "$rid needs Microsoft's linker, which only Windows has (linux-x64 can build win-x64); $elsewhere" ;;
    *:linux-musl-*) refuse "$rid needs a machine of that kind with musl, such as Alpine Linux; $elsewhere" ;;
    *) refuse "$rid needs a machine of that kind, but this one is $host; $elsewhere" ;;
esac
