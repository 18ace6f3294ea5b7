#!/usr/bin/env bash
# Compares HEAD with the commit where it left its base, and tells it under the pull request.
#   BASE        a commit or branch; nothing is compared without it, as on a push
#   DASHBOARDS  a folder or file; empty: provisioning/, rules and contracts/
#   FAIL_ON     `breaking`: exit with 1 where a change is breaking
#   COMMENT     `false`: into the job's summary only
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fail() {
  echo "::error::$1"
  exit 2
}

case ${FAIL_ON:-} in
  '' | breaking) ;;
  *) fail "fail-on: takes only \`breaking\`, not \`$FAIL_ON\`." ;;
esac
if [ -z "${BASE:-}" ]; then
  echo "Nothing to compare with: this run belongs to no pull request, and no base is given."
  exit 0
fi
commit() { git rev-parse --verify --quiet --end-of-options "$1^{commit}"; }
# A checkout of GitHub's has no branches of its own but the one it is on.
base=$(commit "$BASE" || commit "origin/$BASE") ||
  fail "base: \`$BASE\` is not in this clone; check out with \`fetch-depth: 0\`."
# What others put into the base since then is not this change's.
was=$(git merge-base "$base" HEAD) ||
  fail "base: \`$BASE\` and HEAD have no commit in common here; check out with \`fetch-depth: 0\`."
path=${DASHBOARDS:+:$DASHBOARDS}

body=${RUNNER_TEMP:-$(mktemp -d)}/inference-dashboards-diff.md
code=0
compare() {
  "$here/verb.sh" diff --markdown --fail-on breaking "$(git rev-parse --short "$was")$path" \
    "$(git rev-parse --short HEAD)$path" >"$body"
}
export -f compare
export here was path body
"$here/plain.sh" bash -c compare || code=$?
[ "$code" -le 1 ] || fail "The comparison could not run; the reason stands above."
"$here/plain.sh" cat "$body"
echo "diff=$body" >>"${GITHUB_OUTPUT:-/dev/null}"

# "No change" rewrites an older comment, and begins none.
if grep -q '^\*\*No change\.' "$body"; then export UPDATE_ONLY=true; fi
"$here/comment.sh" "$body" "${DASHBOARDS:-all}"
[ "${FAIL_ON:-}" = breaking ] || code=0
exit "$code"
