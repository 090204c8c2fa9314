#!/bin/sh
# The linker that Native AOT calls for linux-x64.
exec sh "$(dirname "$0")/../link.sh" x64 gcc "$@"
