#!/bin/sh
# Upgrades a router with OpenSSH; prints a line for each step that is done.
#
#   upgrade.sh IMAGE [MD5 [FILE]]
#
# The image comes from the TFTP server 10.1.1.1, or by SCP from FILE. The router is the
# first of the lab whose ready file is $IOSIM_READY_FILE.
set -eu

ready=${IOSIM_READY_FILE:?is not set: see with-lab.sh} image=${1:?no IMAGE} md5=${2:-} file=${3:-}
address=$(/usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["devices"][0]["ssh"])' "$ready")

# The password, where a person would type it.
SSH_ASKPASS=$(mktemp) SSH_ASKPASS_REQUIRE=force
export SSH_ASKPASS SSH_ASKPASS_REQUIRE
trap 'rm -f "$SSH_ASKPASS"' EXIT
printf '#!/bin/sh\necho admin\n' >"$SSH_ASKPASS"
chmod +x "$SSH_ASKPASS"

options="-F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5"
router() { ssh $options -T -p "${address##*:}" "admin@${address%:*}" "$@"; }

# out is what the router says to a command, or to the lines of standard input. A session
# that does not end well ends the script.
show() { out=$(router "$1" </dev/null); out=$(printf '%s\n' "$out" | tr -d '\r'); }
enter() { out=$(printf '%s\n' "$@" | router); out=$(printf '%s\n' "$out" | tr -d '\r'); }
pick() { printf '%s\n' "$out" | sed -n "$1"; }

show 'show privilege'
echo "connect: $out"
show 'show version'
echo "facts: $(pick 's/^Cisco IOS.*Version \([^,]*\),.*/\1/p')"

for try in 1 2 3; do
	if [ -n "$file" ]; then
		enter 'configure terminal' 'ip scp server enable' end exit
		scp -O $options -P "${address##*:}" "$file" "admin@${address%:*}:flash:/$image" </dev/null
		echo "put: $image"
	else
		# An empty line is Return: the default of a question, or nothing at the prompt.
		enter "copy tftp://10.1.1.1/$image flash:" '' '' exit
		copied=$(pick '/bytes copied/p')
		[ -n "$copied" ] || { echo "$out" >&2; exit 1; }
		echo "copy: $copied"
	fi
	show "verify /md5 flash:$image"
	now=$(pick 's/.* = //p')
	if [ -n "$now" ] && [ "$now" = "${md5:-$now}" ]; then break; fi
	[ $try != 3 ]
done
echo "verify: $now"

enter 'configure terminal' 'no boot system' "boot system flash:$image" end exit
show 'show running-config'
pick 's/^boot system /boot: /p'
enter 'write memory' '' exit
pick 's/^\[OK\]/save: &/p'

# The router cuts the line when it goes down: that is no failure.
printf 'reload\n\n' | router >/dev/null || true
echo "reload: confirmed"

# Until it is back, and the new one: a port may answer before the router goes down.
for try in $(seq 300); do
	if out=$(router 'show version' </dev/null 2>&1); then
		now=$(printf '%s\n' "$out" | tr -d '\r' | sed -n 's/^System image file is //p')
		case $now in *"$image"*) echo "version: $now"; exit ;; esac
	fi
	case $out in *'Permission denied'*) echo "$out" >&2; exit 1 ;; esac
	sleep 0.1
done
echo "the router does not run $image" >&2
exit 1
