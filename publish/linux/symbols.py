#!/usr/bin/env python3
"""symbols.py LIMIT FOLDER > symbols.txt: lists every symbol of glibc LIMIT (2.17), one a line: library, version, kind, size and name.
FOLDER holds the shared libraries for one processor of a newer glibc, but before 2.34, which emptied libpthread and libdl; symbols.txt was
made with Debian 11's. The symbols of a version never change, so this need not be run again."""
import pathlib
import re
import subprocess
import sys

LIBRARIES = ["libc.so.6", "libpthread.so.0", "libdl.so.2", "libm.so.6", "librt.so.1"]
LIBRARIES += sorted({file.name for file in pathlib.Path(sys.argv[2]).glob("ld-linux-*.so.?")})
limit = tuple(map(int, sys.argv[1].split(".")))

newest = {}  # of each symbol, in the first library that has it: library, version, kind, size
for library in LIBRARIES:
    table = subprocess.run(["readelf", "-W", "--dyn-syms", f"{sys.argv[2]}/{library}"], capture_output=True, text=True, check=True).stdout
    for row in table.splitlines():
        columns = row.split()
        if len(columns) < 8 or columns[6] in ("UND", "ABS") or columns[4] not in ("GLOBAL", "WEAK"):
            continue
        if columns[3] not in ("FUNC", "IFUNC", "OBJECT", "NOTYPE"):
            continue
        name = re.fullmatch(r"([^@]+)@@?GLIBC_([0-9.]+)", columns[7])
        if not name:
            continue
        version = tuple(map(int, name[2].split(".")))
        if version > limit:
            continue
        known = newest.get(name[1])
        if known is None or known[0] == library and version > known[1]:
            kind, size = ("OBJECT", columns[2]) if columns[3] == "OBJECT" else ("FUNC", "0")
            newest[name[1]] = (library, version, kind, size)

for name, (library, version, kind, size) in sorted(newest.items(), key=lambda each: (each[1][0], each[0])):
    print(library, "GLIBC_" + ".".join(map(str, version)), kind, size, name)
