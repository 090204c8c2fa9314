#!/bin/sh
# publish.sh RID FOLDER: builds both executables natively for RID into FOLDER.
set -eu
rid=$1
out=$2

host=$(sh "$(dirname "$0")/rid.sh")
if [ "$rid" != "$host" ]; then
    echo "make publish: a $host machine cannot build for $rid yet; run it on a machine of that kind" >&2
    exit 2
fi
for project in Server Client; do
    dotnet publish "src/ChatCli.$project" -c Release -r "$rid" -o "$out" --nologo -v quiet
done
sh "$(dirname "$0")/limits.sh" "$out"
echo "$out: $(cd "$out" && echo chatcli*)"
