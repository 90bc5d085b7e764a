#!/usr/bin/env bash
# Fetches what web/package-lock.json names, unless it is there. Several builds may call it at once:
# the lock is on the directory itself. Talk goes to stderr.
set -euo pipefail
web=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../web
mark=$web/node_modules/.package-lock.json # written by npm when all is in place

exec 9<"$web"
flock 9
[ "$mark" -nt "$web/package-lock.json" ] && exit 0
echo "Fetching the parts of the web app with npm (needed once)" >&2
if ! (cd "$web" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2; then
    echo "error: npm could not fetch the parts of the web app" >&2
    echo "  Its reason stands above. Most often this computer is offline." >&2
    echo "  Without the web app: cmake with -DUNKNOT_WEB=OFF" >&2
    exit 1
fi
touch "$mark"
