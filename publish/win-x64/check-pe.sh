#!/bin/sh
# check-pe.sh FILE: fails when an executable for Windows needs a library that Windows 10 does not have, or lacks a protection.
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

# Of imports now and of those at the first call (delayed): those of Windows 10, of its C library among them.
libraries=$(echo "$described" | sed -n '/^\(Delay\)\{0,1\}Import {/,/^}/s/^ *Name: \(.*\)$/\1/p' | tr '[:upper:]' '[:lower:]' | sort -u)
[ -n "$libraries" ] || { echo "$file imports nothing: is it an executable for Windows?" >&2; exit 1; }
for library in $libraries; do
    case "$library" in
        advapi32.dll | bcrypt.dll | crypt32.dll | iphlpapi.dll | kernel32.dll | mswsock.dll | ncrypt.dll | normaliz.dll | ntdll.dll) ;;
        ole32.dll | oleaut32.dll | secur32.dll | user32.dll | version.dll | ws2_32.dll | winsqlite3.dll) ;;
        api-ms-win-crt-*.dll) ;;
        *)
            echo "$file needs $library, which Windows does not have" >&2
            status=1
            ;;
    esac
done
exit $status
