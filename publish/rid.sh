#!/bin/sh
# Prints the .NET runtime identifier of this machine.
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
