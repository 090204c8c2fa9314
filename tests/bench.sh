#!/bin/sh
# bench.sh RATIOS HISTORY COMMIT: records in HISTORY the ratios that chatcli-load has written to RATIOS for COMMIT, in place of earlier ones
# of that commit, and compares them with those of the last other commit there. A line of HISTORY: commit, day, machine, load, metric, ratio.
set -eu
ratios=$1
history=$2
commit=$3
processor=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | sed -n 1p)
machine="$(getconf _NPROCESSORS_ONLN) x ${processor:-$(uname -m)}"
work=$(mktemp)
trap 'rm -f "$work"' EXIT

awk -F '\t' -v commit="$commit" '$1 != commit' "$history" >"$work"
previous=$(tail -n 1 "$work" | cut -f 1)
# Only ratios say anything on another day; the others (how busy the machine was, how many users there were) only explain them.
awk -F '\t' -v OFS='\t' -v commit="$commit" -v day="$(date -u +%F)" -v machine="$machine" '
    $2 ~ /^(msg\/s|logins\/s|server us\/(msg|login)|p50 us|bytes\/connection|ms to accept)$/ && $3 != "-" { print commit, day, machine, $0 }' \
    "$ratios" >>"$work"
cat "$work" >"$history"
[ -n "$previous" ] || exit 0

# A ratio that differs by less than 15 % is a tie. More is better only of what is counted in a second.
awk -F '\t' -v commit="$commit" -v previous="$previous" '
    $1 == previous { was[$4 "\t" $5] = $6; day = $2; machine = $3 }
    $1 == commit { here = $3; now[$4 "\t" $5] = $6; order[++rows] = $4 "\t" $5 }
    END {
        printf "compared with %s of %s%s:\n", previous, day, machine == here ? "" : ", measured on another machine"
        for (i = 1; i <= rows; i++) {
            row = order[i]
            if (!(row in was) || was[row] == 0 || now[row] == 0) continue
            change = now[row] / was[row]
            if (row !~ /\/s$/) change = 1 / change
            if (change > 1 / 1.15 && change < 1.15) continue
            split(row, name, "\t")
            printf "  %s: %s, %s: ratio %s, was %s\n", change < 1 ? "SLOWER" : "faster", name[1], name[2], now[row], was[row]
            differ = 1
        }
        if (!differ) print "  no difference of more than 15 %"
    }' "$history"
