#!/bin/sh
# rid.sh: prints the .NET runtime identifier (RID) of this machine. rid.sh all: prints those that ChatCli is released for.
if [ "${1-}" = all ]; then
    echo linux-x64 linux-arm64 linux-musl-x64 win-x64 win-arm64 osx-x64 osx-arm64
    exit
fi
case "$(uname -s)" in
    Linux) system=linux ;;
    Darwin) system=osx ;;
    *) system=win ;;
esac
case "$(uname -m)" in
    aarch64 | arm64) processor=arm64 ;;
    *) processor=x64 ;;
esac
if [ $system = linux ] && ldd --version 2>&1 | grep -qi musl; then system=linux-musl; fi
echo "$system-$processor"
