#!/usr/bin/env bash
# Runs a verb of this checkout in the current folder, which may be another repository: verb.sh check board.json
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# A tsconfig.json of the repository that is looked at is none of ours.
exec "$root/node_modules/.bin/tsx" --tsconfig "$root/tsconfig.json" "$root/scripts/$1.ts" "${@:2}"
