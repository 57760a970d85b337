#!/bin/sh
# Runs a command beside a lab that is there for it alone.
#
#   examples/with-lab.sh COMMAND [ARG...]      needs iosim in PATH; LAB=FILE for another lab than lab.yaml beside it
#
# iosim serve writes the ready file ($IOSIM_READY_FILE) once every port answers.
set -eu

command -v iosim >/dev/null || { echo "with-lab.sh: iosim is not in PATH (go build -o bin/iosim ./cmd/iosim)" >&2; exit 1; }

work=$(mktemp -d)
export IOSIM_READY_FILE="$work/ready.json"
iosim serve --ephemeral --speed max "${LAB:-$(dirname "$0")/lab.yaml}" >"$work/log" 2>&1 &
lab=$!
trap 'kill $lab 2>/dev/null && wait $lab; rm -rf "$work"' EXIT

until [ -e "$IOSIM_READY_FILE" ]; do
	kill -0 $lab 2>/dev/null || { cat "$work/log" >&2; exit 1; }
	sleep 0.05
done
"$@"
