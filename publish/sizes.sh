#!/bin/sh
# sizes.sh Client|Server: builds the program again and prints what it consists of: by section, by linked file, by .NET assembly.
set -eu
project=$1
rid=$(sh "$(dirname "$0")/rid.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
framework=$(sed -n 's:.*<ChatTargetFramework>\(.*\)</.*:\1:p' Directory.Build.props)
native=src/ChatCli.$project/obj/Release/$framework/$rid/native
rm -f "$native"/*.o "$native"/*.xml
dotnet publish "src/ChatCli.$project" -c Release -r "$rid" -o "$work" --nologo -v quiet -p:IlcGenerateMapFile=true -p:LinkMap="$work/link.map"

echo "bytes by section"
size -A "$(find "$work" -name 'chatcli*' ! -name '*.dbg')" | awk '$2 + 0 > 1000 && $3 > 0 && $1 !~ /bss|hydrated/ { print $2, $1 }' | sort -rn

# A line of the linker's map ends in: address, size, file. The linker attributes what it makes itself (relocations, an index of unwind
# tables) to the first file.
printf '\nbytes by linked file\n'
awk '/^Linker script and memory map/ { on = 1 }
    on && /^[._]/ { section = $1 }
    on && NF >= 3 && $(NF - 2) ~ /^0x0*[1-9a-f]/ && $(NF - 1) ~ /^0x[1-9a-f]/ && section !~ /^\.(debug|bss|hydrated|tbss|comment)/ {
        file = $NF; sub(/\(.*/, "", file); sub(/.*\//, "", file); sub(/^(S?crt1|start)\.o/, "(linker)", file); print $(NF - 1), file }' "$work/link.map" |
    while read -r size file; do echo "$((size)) $file"; done |
    awk '{ sum[$2] += $1 } END { for (file in sum) print sum[file], file }' | sort -rn | head -12

# A name in the compiler's map begins with its assembly. Only methods and types: metadata, strings and unwind tables are shared.
printf '\nmethods and types by assembly\n'
awk -F'"' '
    FNR == NR {
        sub(/.*\//, ""); sub(/\.dll$/, ""); name = $0; sub(/^System\.Private\./, "S.P.", name); gsub(/[.-]/, "_", name); short[name "_"] = $0
        next
    }
    /<(MethodCode|GCInfo|MethodExceptionHandlingInfo|ConstructedEEType|EEType|CanonicalEEType|GenericDefinitionEEType) / {
        name = $2; sub(/^(_ZTV[0-9]+|__ehinfo_|&lt;Boxed&gt;)/, "", name); best = ""
        for (i = 1; i <= length(name) && i < 50; i++) if (substr(name, i, 1) == "_" && substr(name, 1, i) in short) best = substr(name, 1, i)
        sum[best == "" ? "(compiler)" : short[best]] += $4
    }
    END { for (assembly in sum) print sum[assembly], assembly }' /dev/stdin "$native"/*.map.xml <<END | sort -rn | head -30
$(sed -n 's/^-r://p; /^[^-].*\.dll$/p' "$native"/*.ilc.rsp)
END
