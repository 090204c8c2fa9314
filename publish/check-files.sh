#!/bin/sh
# check-files.sh: checks the scripts, the workflows and everything that goes into the archives with all linters that this machine has, and
# names those that it lacks.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
missing=

# with LINTER ARGUMENT...: runs the linter if it is installed. Any output is an error.
with() {
    if ! command -v "$1" >/dev/null; then
        case " $missing " in *" $1 "*) ;; *) missing="$missing $1" ;; esac
        return
    fi
    if ! "$@" >"$work/said" 2>&1 || [ -s "$work/said" ]; then
        echo "$*:" >&2
        cat "$work/said" >&2
        status=1
    fi
}

for script in publish/*.sh publish/*/*.sh publish/*/*/*.sh tests/*.sh; do
    with sh -n "$script"
    with dash -n "$script"
    # SC2046: words are split on purpose in places. SC2154: shellcheck misreads variables that a trap uses.
    with shellcheck --severity=warning --exclude=SC2046,SC2154 "$script"
done

completions=publish/files/completions
with bash -n $completions/chatcli.bash
with shellcheck --shell=bash $completions/chatcli.bash
with zsh -n $completions/_chatcli
for file in "$completions"/*.fish; do with fish --no-execute "$file"; done
# shellcheck disable=SC2016 # The variables are PowerShell's.
with pwsh -NoProfile -Command '
    $errors = $null
    [void][System.Management.Automation.Language.Parser]::ParseFile("'$completions'/chatcli.ps1", [ref]$null, [ref]$errors)
    $errors | ForEach-Object { $_.ToString() }'

for page in publish/files/man/*.1; do
    filled=$work/$(basename "$page")
    sed "s/@VERSION@/$(sh publish/version.sh)/; s/@DATE@/January 1, 2026/" "$page" >"$filled"
    # -W warning: the only remark of style is that the page names its product, which is intended.
    with mandoc -T lint -W warning "$filled"
    with groff -mandoc -ww -K utf8 -T utf8 -z "$filled"
done

# Name a program that exists, so that only the unit itself is checked.
unit=$work/chatcli-server.service
sed "s:^ExecStart=/usr/local/bin/chatcli-server:ExecStart=$(command -v true):" publish/files/systemd/chatcli-server.service >"$unit"
with systemd-analyze verify --man=no "$unit"

with hadolint publish/container/Containerfile
for workflow in .github/workflows/*.yml; do
    with actionlint "$workflow"
    with action-validator "$workflow"
done

[ -z "$missing" ] || echo "not checked, because not installed:$missing"
exit $status
