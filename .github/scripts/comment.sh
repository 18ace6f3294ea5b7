#!/usr/bin/env bash
# comment.sh FILE KEY: puts a text under the pull request as one comment, which the next run with the same key rewrites.
# Where it may not write (a fork's pull request, Dependabot's, no pull request), the text goes into the job's summary.
#   PR_NUMBER, IS_FORK, COMMENT, UPDATE_ONLY (`true`: begin no comment), GH_TOKEN and what GitHub sets
set -euo pipefail
body=$1
# It stands in a comment of HTML and in a filter, so it must have no sign that ends either.
key=$(printf %s "$2" | tr -c 'A-Za-z0-9_./' '_')
marker="<!-- inference-dashboards diff of $key -->"

summary() {
  echo "$1"
  cat "$body" >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
  exit 0
}
[ "${COMMENT:-true}" != false ] || summary "No comment was asked for; the text is in the job's summary."
[ -n "${PR_NUMBER:-}" ] || summary "There is no pull request to comment on; the text is in the job's summary."
[ "${IS_FORK:-false}" != true ] ||
  summary "A fork's pull request may not be commented on from here; the text is in the job's summary."

comments=repos/$GITHUB_REPOSITORY/issues
text=$(mktemp)
{ echo "$marker" && cat "$body"; } >"$text"
# A person may quote the marker; only a bot's comment is ours.
if ! found=$(gh api --paginate "$comments/$PR_NUMBER/comments?per_page=100" \
  --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id"); then
  summary "The comments could not be read; the text is in the job's summary."
fi
id=$(sed -n 1p <<<"$found")
if [ -n "$id" ]; then
  gh api --silent --method PATCH "$comments/comments/$id" -F "body=@$text" ||
    summary "The comment could not be rewritten; the text is in the job's summary."
elif [ "${UPDATE_ONLY:-false}" = true ]; then
  echo "There is nothing to tell, and no older comment to correct."
else
  gh api --silent --method POST "$comments/$PR_NUMBER/comments" -F "body=@$text" ||
    summary "The comment could not be written; the text is in the job's summary."
fi
