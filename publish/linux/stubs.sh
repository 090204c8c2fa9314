#!/bin/sh
# stubs.sh OWN COMPILER FOLDER: makes stubs of glibc's libraries, which hold only symbols with their old versions, and the objects that are
# linked into every program. OWN is the folder for one kind of processor.
set -eu
own=$1
symbols=$own/symbols.txt
compiler=$2
folder=$3
here=$(dirname "$0")

for library in $(cut -d' ' -f1 "$symbols" | sort -u); do
    # An object needs its true size, because the program may copy it; a function only needs an address.
    awk -v library="$library" '
        $1 == library && $3 == "OBJECT" { printf ".globl %s\n.type %s, @object\n.size %s, %s\n.data\n.balign 8\n%s: .zero %s\n", $5, $5, $5, $4, $5, $4 }
        $1 == library && $3 == "FUNC" { printf ".globl %s\n.type %s, @function\n.text\n%s: ret\n", $5, $5, $5 }
        END { print ".section .note.GNU-stack,\"\",@progbits" }' "$symbols" >"$folder/$library.s"
    awk -v library="$library" '
        $1 == library { of[$2] = of[$2] " " $5 ";" }
        END { for (version in of) printf "%s { global:%s };\n", version, of[version] }' "$symbols" >"$folder/$library.map"
    "$compiler" -shared -nostdlib -Wl,--hash-style=gnu -Wl,-soname,"$library" -Wl,--version-script="$folder/$library.map" \
        -o "$folder/$library" "$folder/$library.s"
done
# The names for -lc, -lm and so on.
for name in c m pthread dl rt; do
    ln -s "$(basename "$folder"/lib$name.so.[0-9])" "$folder/lib$name.so"
done

"$compiler" -c "$own/start.S" -o "$folder/start.o"
for source in init later; do
    "$compiler" -O2 -Wall -Wextra -Werror -fPIC -fno-stack-protector -ffreestanding -ffunction-sections -c "$here/$source.c" -o "$folder/$source.o"
done
