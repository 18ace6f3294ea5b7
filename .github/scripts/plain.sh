#!/usr/bin/env bash
# Runs a command in whose output no line is a command to GitHub: a dashboard's title may hold `::error::` or worse.
# It prints to stdout alone, as the order of two streams in a log is not kept: plain.sh COMMAND …
set -euo pipefail
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
code=0
"$@" 2>&1 || code=$?
echo "::$token::"
exit "$code"
