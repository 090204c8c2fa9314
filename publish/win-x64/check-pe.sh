#!/bin/sh
# check-pe.sh FILE: fails when an executable for Windows needs a library that Windows 10 lacks, or lacks a protection against exploits.
set -eu
file=$1

[ -s "$file" ] || { echo "$file is missing" >&2; exit 1; }
described=$(llvm-readobj --file-headers --coff-imports "$file")

status=0
for protection in DYNAMIC_BASE HIGH_ENTROPY_VA NX_COMPAT; do
    if ! echo "$described" | grep -q "IMAGE_DLL_CHARACTERISTICS_$protection "; then
        echo "$file lacks $protection" >&2
        status=1
    fi
done

# Imports, including delayed ones.
imports=$(echo "$described" | sed -n '/^\(Delay\)\{0,1\}Import {/,/^}/s/^ *Name: \(.*\)$/\1/p')
[ -n "$imports" ] || { echo "$file imports nothing; it is not an executable for Windows" >&2; exit 1; }
# Libraries that .NET loads when it first calls them: their names are strings in the file.
loads=$(llvm-strings "$file" | grep -Eix '[a-z0-9_-]+\.dll' || true)

for library in $(printf '%s\n%s\n' "$imports" "$loads" | tr '[:upper:]' '[:lower:]' | sort -u); do
    case "$library" in
        # Windows 10, then its C library.
        advapi32.dll | bcrypt.dll | crypt32.dll | iphlpapi.dll | kernel32.dll | mswsock.dll | ncrypt.dll | normaliz.dll | ntdll.dll) ;;
        ole32.dll | oleaut32.dll | secur32.dll | shell32.dll | sspicli.dll | user32.dll | version.dll | ws2_32.dll | winsqlite3.dll) ;;
        api-ms-win-crt-*.dll) ;;
        *)
            echo "$file needs $library, which Windows lacks" >&2
            status=1
            ;;
    esac
done
exit $status
