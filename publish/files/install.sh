#!/bin/sh
# install.sh: installs the unpacked archive in which it lies, for one user or for all, and uninstalls it.
set -eu
umask 022

usage() {
    cat <<'END'
Usage: sh install.sh [--prefix DIR] [--uninstall] [--dry-run]

  --prefix DIR  install in DIR (default: /usr/local for root, otherwise ~/.local)
  --uninstall   remove what was installed there, and nothing else
  --dry-run     only print what would be done
  --help        show this help

DESTDIR is prepended to every path, for packagers.
END
}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

misuse() {
    echo "install.sh: $*" >&2
    usage >&2
    exit 2
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
prefix='' uninstall='' dry_run='' temporary=''
trap 'if [ -n "$temporary" ]; then rm -f "$temporary"; fi' EXIT
trap 'exit 130' HUP INT TERM

while [ $# -gt 0 ]; do
    case $1 in
        --prefix)
            if [ $# -lt 2 ] || [ -z "$2" ]; then misuse "missing value for --prefix"; fi
            prefix=$2
            shift
            ;;
        --prefix=?*) prefix=${1#--prefix=} ;;
        --uninstall) uninstall=yes ;;
        --dry-run) dry_run=yes ;;
        --help)
            usage
            exit 0
            ;;
        *) misuse "unexpected argument \"$1\"" ;;
    esac
    shift
done

if [ -z "$prefix" ]; then
    if [ "$here" != "${here%/share/chatcli}" ]; then
        # The copy that was installed.
        prefix=${here%/share/chatcli}
    elif [ "$(id -u)" = 0 ]; then
        prefix=/usr/local
    else
        [ -n "${HOME-}" ] || fail "there is no home folder; choose a folder with --prefix"
        prefix=$HOME/.local
    fi
fi
case $prefix in
    /*) ;;
    *) prefix=$PWD/$prefix ;;
esac
prefix=${prefix%/}
base=${DESTDIR-}$prefix
manifest=share/chatcli/manifest

# Prints what to install, as MODE FROM TO or link TARGET TO. FROM is in the archive, TO under the prefix. No name contains blanks.
plan() {
    cat <<'END'
755 chatcli bin/chatcli
755 chatcli-server bin/chatcli-server
644 man/chatcli.1 share/man/man1/chatcli.1
644 man/chatcli-server.1 share/man/man1/chatcli-server.1
644 completions/chatcli.bash share/bash-completion/completions/chatcli
link chatcli share/bash-completion/completions/chatcli-server
644 completions/_chatcli share/zsh/site-functions/_chatcli
644 completions/chatcli.fish share/fish/vendor_completions.d/chatcli.fish
644 completions/chatcli-server.fish share/fish/vendor_completions.d/chatcli-server.fish
644 README.md share/doc/chatcli/README.md
644 CHANGELOG.md share/doc/chatcli/CHANGELOG.md
644 LICENSE share/doc/chatcli/LICENSE
644 THIRD-PARTY-NOTICES.txt share/doc/chatcli/THIRD-PARTY-NOTICES.txt
755 install.sh share/chatcli/install.sh
END
    # The unit contains the path of the program, and must run only programs that belong to root.
    if [ "$(id -u)" = 0 ] && [ "$prefix" = /usr/local ] && [ -f "$here/systemd/chatcli-server.service" ]; then
        echo "644 systemd/chatcli-server.service lib/systemd/system/chatcli-server.service"
    fi
}

is_ours() {
    [ -f "$base/$manifest" ] && grep -Fqx -- "$1" "$base/$manifest"
}

# Checks everything before the first file is installed: each file is there and undamaged, and none replaces a file that is not ours.
check() {
    [ -f "$here/SHA256SUMS" ] || fail "$here/SHA256SUMS is missing; unpack the whole archive"
    if command -v sha256sum >/dev/null; then
        sum=sha256sum
    elif command -v shasum >/dev/null; then
        sum='shasum -a 256'
    elif command -v openssl >/dev/null; then
        sum='openssl dgst -sha256 -r'
    else
        fail "cannot check the archive: install sha256sum, shasum or openssl"
    fi
    while read -r mode from to; do
        if [ "$mode" != link ]; then
            [ -f "$here/$from" ] || fail "$here/$from is missing; unpack the whole archive"
            expected=$(sed -n "s|^\([0-9a-f]\{64\}\) [ *]$from\$|\1|p" "$here/SHA256SUMS")
            [ -n "$expected" ] || fail "SHA256SUMS does not list $from; download the archive again"
            [ "$($sum <"$here/$from" | cut -d ' ' -f 1)" = "$expected" ] || fail "$here/$from is damaged; download the archive again"
        fi
        if [ -e "$base/$to" ] || [ -h "$base/$to" ]; then
            is_ours "$to" || fail "$base/$to exists and was not installed by ChatCli; remove it first"
        fi
    done <<END
$(plan)
END
}

# Creates a folder and those above it, and records which are new.
make_folder() {
    [ -d "$base/$1" ] && return
    case $1 in */*) make_folder "${1%/*}" ;; esac
    mkdir "$base/$1" 2>/dev/null || fail "cannot create the folder $base/$1"
    made="$made $1/"
}

# Replaces the manifest by the given names, without duplicates, each folder after its content.
write_manifest() {
    temporary=$base/$manifest.$$
    { printf '%s\n' "$@" | LC_ALL=C sort -ru >"$temporary"; } 2>/dev/null || fail "cannot write $base/$manifest"
    mv -f "$temporary" "$base/$manifest" 2>/dev/null || fail "cannot write $base/$manifest"
    temporary=''
}

# Writes the file beside its place and renames it, so that a running program can be replaced and no half-written file appears.
place() {
    temporary=$base/$3.$$
    if [ "$1" = link ]; then
        ln -s "$2" "$temporary" 2>/dev/null || fail "cannot write $base/$3"
    else
        cp "$here/$2" "$temporary" 2>/dev/null || fail "cannot write $base/$3"
        chmod "$1" "$temporary" || fail "cannot write $base/$3"
    fi
    mv -f "$temporary" "$base/$3" 2>/dev/null || fail "cannot write $base/$3"
    temporary=''
}

remove() {
    case $1 in
        */) rmdir "$base/$1" 2>/dev/null || true ;;
        *) rm -f "$base/$1" 2>/dev/null || fail "cannot remove $base/$1" ;;
    esac
}

say_what_to_do() {
    echo "ChatCli is installed in $base."
    [ -z "${DESTDIR-}" ] || return 0
    case :$PATH: in
        *":$prefix/bin:"*) ;;
        *) echo "$prefix/bin is not on your PATH; add this line to ~/.profile: PATH=\"$prefix/bin:\$PATH\"" ;;
    esac
    case ${SHELL-} in
        */zsh) [ "$prefix" = /usr/local ] || echo "For completion add this line to ~/.zshrc, before compinit: fpath=(\"$prefix/share/zsh/site-functions\" \$fpath)" ;;
    esac
    if is_ours lib/systemd/system/chatcli-server.service; then
        echo "To start the server now and at every boot: systemctl daemon-reload && systemctl enable --now chatcli-server"
        echo "A running server keeps its old program until you restart it: systemctl restart chatcli-server"
    fi
}

install_all() {
    check
    targets=$(plan | cut -d ' ' -f 3)
    if [ -n "$dry_run" ]; then
        for name in $targets; do echo "would install $base/$name"; done
        return
    fi
    mkdir -p "$base" 2>/dev/null || fail "cannot create the folder $base"
    old='' made=''
    [ ! -f "$base/$manifest" ] || old=$(cat "$base/$manifest")
    for name in $manifest $targets; do make_folder "${name%/*}"; done
    # Written first, with what an older version has installed: even a failed installation can be removed.
    # shellcheck disable=SC2086 # No name contains blanks.
    write_manifest $old $made $targets $manifest
    while read -r mode from to; do place "$mode" "$from" "$to"; done <<END
$(plan)
END
    folders=$made
    for name in $old; do
        case "
$targets
$manifest
" in
            *"
$name
"*) ;;
            *)
                case $name in
                    */) folders="$folders $name" ;;
                    *) remove "$name" ;;
                esac
                ;;
        esac
    done
    # shellcheck disable=SC2086
    write_manifest $folders $targets $manifest
    say_what_to_do
}

uninstall_all() {
    [ -f "$base/$manifest" ] || fail "ChatCli is not installed in $base: $base/$manifest does not exist"
    if is_ours lib/systemd/system/chatcli-server.service && [ -z "${DESTDIR-}" ] &&
        [ -h /etc/systemd/system/multi-user.target.wants/chatcli-server.service ]; then
        fail "systemd still runs the server; first run systemctl disable --now chatcli-server"
    fi
    names=$(cat "$base/$manifest")
    for name in $names; do
        case $name in
            # The manifest goes last, so that another attempt can remove what is left.
            */ | "$manifest") ;;
            *)
                if [ -n "$dry_run" ]; then echo "would remove $base/$name"; else remove "$name"; fi
                ;;
        esac
    done
    [ -z "$dry_run" ] || return 0
    remove "$manifest"
    for name in $names; do
        case $name in */) remove "$name" ;; esac
    done
    echo "ChatCli is removed from $base. Accounts, messages and known servers remain."
}

if [ -n "$uninstall" ]; then uninstall_all; else install_all; fi
