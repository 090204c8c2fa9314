#!/bin/sh
# The linker that Native AOT calls for linux-arm64.
exec sh "$(dirname "$0")/../link.sh" arm64 "$(dirname "$0")/gcc.sh" "$@"
