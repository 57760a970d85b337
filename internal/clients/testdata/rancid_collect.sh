#!/bin/sh
# Collects with RANCID: rancid_collect.sh METHOD PORT.
set -eu

. "$(dirname "$0")/rancid_login.sh"
# rancid gives a file only when it found the version and the end of the configuration.
rancid -d -t cisco $host >rancid.log 2>&1 || { cat rancid.log; exit 1; }
grep -q '^boot system flash' $host.new
grep -q '^end' $host.new
sed -n 's/^!Image: Software: /collect: /p' $host.new
