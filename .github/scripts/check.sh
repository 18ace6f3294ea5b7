#!/usr/bin/env bash
# Checks dashboards; prints the report and leaves the problems as SARIF.
#   DASHBOARDS  a folder or file; empty: provisioning
#   SCRAPE      /metrics pages, one file or address per line
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
args=("${DASHBOARDS:-provisioning}")
while IFS= read -r page; do
  page=$(printf %s "$page" | sed 's/^[[:space:]]*//; s/[[:space:]]*$//')
  [ -z "$page" ] || args+=("--scrape=$page")
done <<<"${SCRAPE:-}"

code=0
"$here/plain.sh" "$here/verb.sh" check "${args[@]}" || code=$?
[ "$code" -le 1 ] || exit "$code"
sarif=${RUNNER_TEMP:-$(mktemp -d)}/inference-dashboards.sarif
"$here/verb.sh" check --sarif "${args[@]}" >"$sarif" 2>/dev/null || [ $? -eq 1 ]
echo "sarif=$sarif" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
