#!/bin/sh
# run.sh [PROJECT...]: builds everything, runs all test projects or those named one after the other, and adds up their reports.
# run.sh --guards: runs only the tests that check the sources themselves, of what was built before.
# The last line is "N passed, N failed". Fails when a test failed or none ran.
set -eu
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1
reports=$PWD/TestResults
rm -rf "$reports"

filter='/*/*/*/*'
if [ "${1-}" = --guards ]; then
    filter='/*/*/GuardTests/*'
    set -- Server Client
else
    dotnet build ChatCli.sln -c Release --nologo -v quiet
    [ $# -gt 0 ] || set -- Protocol Server Client Publish EndToEnd
fi
status=0
for project; do
    dotnet test --project "tests/ChatCli.$project.Tests" -c Release --no-build --no-progress --treenode-filter "$filter" \
        --report-trx --results-directory "$reports/$project" || status=1
done

total=0 passed=0
for report in "$reports"/*/*.trx; do
    [ -f "$report" ] || continue
    counters=$(grep -o '<Counters [^>]*>' "$report")
    total=$((total + $(echo "$counters" | sed 's/.* executed="\([0-9]*\)".*/\1/')))
    passed=$((passed + $(echo "$counters" | sed 's/.* passed="\([0-9]*\)".*/\1/')))
done
echo "$passed passed, $((total - passed)) failed"
[ "$total" -gt 0 ] && [ "$passed" -eq "$total" ] && [ "$status" -eq 0 ]
