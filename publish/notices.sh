#!/bin/sh
# notices.sh FILE RID: lists in FILE every part by others in the executables for RID, with its licence: the packages that the build has
# restored and the libraries that this machine has linked in. Fails when it cannot find a licence.
set -eu
export LC_ALL=C
file=$1
rid=$2
here=$(cd "$(dirname "$0")" && pwd)
licences=$here/files/licences
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "notices: $*" >&2
    exit 1
}

# part NAME VERSION COPYRIGHT LICENCE: adds a line to the list.
part() {
    echo "$1 $2, $3: $4" >>"$work/list"
}

# text TITLE PART FILE: adds a text that applies to a part. A text that several parts share is printed once.
text() {
    key=$(tr -d '\r' <"$3" | cksum | tr ' ' -)
    tr -d '\r' <"$3" >"$work/$key.text"
    echo "$1" >"$work/$key.title"
    echo "$2" >>"$work/$key.parts"
}

# element NAME FILE: prints the content of the first element of that name.
element() {
    tr -d '\r' <"$2" | sed -n "s:.*<$1\(>\| [^>]*>\)\(.*\)</$1>.*:\2:p" | head -n 1 | sed 's/&#169;/©/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

package() {
    spec=$(echo "$1"/*.nuspec)
    [ -f "$spec" ] || fail "$(basename "$(dirname "$1")") is not restored: run make publish RID=$rid"
    id=$(element id "$spec")
    version=$(element version "$spec")
    copyright=$(element copyright "$spec")
    [ -n "$copyright" ] || copyright=$(element authors "$spec")
    licence=$(element license "$spec")
    case $(tr -d '\r' <"$spec" | grep -o '<license type="[a-z]*"' || true) in
        *expression*) licence_text=$licences/$licence.txt ;;
        *file*)
            licence_text=$1/$licence
            licence="$licence of the package"
            ;;
        *) fail "$id $version names no licence" ;;
    esac
    # A licence in the package itself takes precedence over the text that is kept here.
    for own in "$1"/LICENSE "$1"/LICENSE.TXT "$1"/LICENSE.txt "$1"/LICENSE.md; do
        [ ! -f "$own" ] || licence_text=$own
    done
    [ -f "$licence_text" ] || fail "cannot find the licence of $id $version: $licence"
    part "$id" "$version" "$copyright" "$licence"
    text "$licence" "$id $version" "$licence_text"
    for notices in "$1"/THIRD-PARTY-NOTICES.TXT "$1"/THIRD-PARTY-NOTICES.txt; do
        [ ! -f "$notices" ] || text "Notices of the package" "$id $version" "$notices"
    done
}

# defined NAME FILE...: prints the value of a macro that is a string.
defined() {
    name=$1
    shift
    sed -n "s/^# *define *$name *\"\(.*\)\".*/\1/p" "$@" 2>/dev/null | head -n 1
}

# stanza FILE ENDS: extracts what a Debian copyright file says of the library itself, without its licence (ENDS 0) or with it (1).
stanza() {
    awk '/^Files: \*/ { on = 1; next } on && /^(Files|License):/ && ++ends > '"$2"' { exit } on' "$1" >"$work/stanza"
}

# The packages of both programs, as restored for RID.
for program in Client Server; do
    grep -qs "\"net[0-9.]*/$rid\": {" "$here/../src/ChatCli.$program/obj/project.assets.json" ||
        fail "ChatCli.$program was not built for $rid: run make publish RID=$rid"
done
for program in Client Server; do
    assets=$here/../src/ChatCli.$program/obj/project.assets.json
    folder=$(sed -n '/^  "packageFolders": {/,/^  }/s/^    "\(.*\)": {.*/\1/p' "$assets" | head -n 1)
    awk '/^  "libraries": \{/ { on = 1 } /^  \}/ { on = 0 }
        on && /^      "type": "package"/ { package = 1 } on && /^    \}/ { package = 0 }
        on && package && /^      "path": / { print $2 }' "$assets" | tr -d '",' | sed "s:^:$folder:"
done | sort -u >"$work/packages"
grep -q "/runtime\.$rid\.microsoft\.dotnet\.ilcompiler/" "$work/packages" || fail "the .NET runtime for $rid is in neither program"
while read -r path; do package "$path"; done <"$work/packages"

# What else is linked in. For Linux: SQLite, from its package, and OpenSSL, from this machine or the folder with the libraries for another.
case "$rid" in
    linux-*)
        compiler=gcc root=
        if [ "$rid" = linux-arm64 ]; then
            compiler=$here/linux/arm64/gcc.sh
            [ "$(uname -m)" = aarch64 ] || root=$here/out/linux-arm64-root
        fi
        installed() { dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${Version}' "$1"; }
        sqlite=$(sed -n 's:.*/sqlitepclraw\.lib\.e_sqlite3/::p' "$work/packages")
        openssl=$(defined OPENSSL_VERSION_STR "$root"/usr/include/openssl/opensslv.h "$root"/usr/include/*/openssl/opensslv.h)
        [ -n "$sqlite" ] || fail "SQLite for $rid is in neither program"
        [ -n "$openssl" ] || fail "OpenSSL's header is missing: run publish/prerequisites.sh"
        if command -v dpkg-query >/dev/null; then openssl="$openssl (Debian $(installed libssl-dev))"; fi
        part SQLite "$sqlite" "its authors" "public domain"
        text "public domain" "SQLite $sqlite" "$licences/public-domain.txt"
        part OpenSSL "$openssl" "The OpenSSL Project Authors, Eric A. Young, Tim J. Hudson" Apache-2.0
        text Apache-2.0 "OpenSSL $openssl" "$licences/Apache-2.0.txt"
        if [ -f "$root/usr/share/doc/libssl-dev/copyright" ]; then
            stanza "$root/usr/share/doc/libssl-dev/copyright" 0
            text "Holders of the copyright" "OpenSSL $openssl" "$work/stanza"
        fi
        for library in $(sh "$here/openssl-libraries.sh" "$compiler"); do
            case "$library" in
                *libz.a) package=zlib1g-dev ;;
                *libzstd.a) package=libzstd-dev ;;
                *libbrotli*.a) package=libbrotli-dev ;;
                *) fail "cannot find the licence of ${library#-l:}" ;;
            esac
            copyright=$root/usr/share/doc/$package/copyright
            [ -f "$copyright" ] || fail "cannot find the licence of ${library#-l:}: $copyright"
            version=$(installed $package)
            part "$package" "$version" "its authors" "see there"
            text "Copyright and licence" "$package $version" "$copyright"
        done
        ;;
    win-*)
        if [ "$(uname -s)" = Linux ]; then
            [ -f /usr/share/doc/mingw-w64-x86-64-dev/copyright ] || fail "mingw-w64 is missing: run publish/prerequisites.sh $rid"
            version=$(dpkg-query -W -f '${Version}' mingw-w64-x86-64-dev)
            part mingw-w64 "$version" "the mingw-w64 project" ZPL-2.1
            stanza /usr/share/doc/mingw-w64-x86-64-dev/copyright 1
            text ZPL-2.1 "mingw-w64 $version" "$work/stanza"
        fi
        ;;
esac

line=------------------------------------------------------------------------------
{
    echo "ChatCli is licensed under the terms in the file LICENSE. These parts by others are in its executables or were needed to build them:"
    echo
    sort -fu "$work/list"
    grep -H . "$work"/*.parts | sort -t : -k 2 | cut -d : -f 1 | awk '!seen[$0]++' | while read -r parts; do
        printf '\n%s\n%s, for:\n' $line "$(cat "${parts%.parts}.title")"
        sort -fu "$parts"
        printf '%s\n\n' $line
        cat "${parts%.parts}.text"
    done
} >"$work/notices"
mv "$work/notices" "$file"
