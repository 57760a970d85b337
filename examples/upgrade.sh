#!/bin/sh
# Upgrades a router with OpenSSH; prints a line for each step that is done.
#
#   upgrade.sh IMAGE [MD5 [FILE]]
#
# The image comes from the TFTP server 10.1.1.1, or by SCP from FILE. The router is the
# first of the lab whose ready file is $IOSIM_READY_FILE.
set -eu

image=$1 md5=${2:-} file=${3:-}
address=$(/usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["devices"][0]["ssh"])' "$IOSIM_READY_FILE")

# The password, where a person would type it.
SSH_ASKPASS=$(mktemp) SSH_ASKPASS_REQUIRE=force
export SSH_ASKPASS SSH_ASKPASS_REQUIRE
trap 'rm -f "$SSH_ASKPASS"' EXIT
printf '#!/bin/sh\necho admin\n' >"$SSH_ASKPASS"
chmod +x "$SSH_ASKPASS"

options="-F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5"
router() { ssh $options -T -p "${address##*:}" "admin@${address%:*}" "$@"; }
show() { router "$1" </dev/null | tr -d '\r'; }

echo "connect: $(show 'show privilege')"
echo "facts: $(show 'show version' | sed -n 's/^Cisco IOS.*Version \([^,]*\),.*/\1/p')"

for try in 1 2 3; do
	if [ -n "$file" ]; then
		printf 'configure terminal\nip scp server enable\nend\nexit\n' | router >/dev/null
		scp -O $options -P "${address##*:}" "$file" "admin@${address%:*}:flash:/$image" </dev/null
		echo "put: $image"
	else
		# An empty line is Return: the default of a question, or nothing at the prompt.
		printf 'copy tftp://10.1.1.1/%s flash:\n\n\nexit\n' "$image" | router | grep 'bytes copied' | sed 's/^/copy: /'
	fi
	now=$(show "verify /md5 flash:$image" | sed -n 's/.* = //p')
	if [ "$now" = "${md5:-$now}" ]; then break; fi
	[ $try != 3 ]
done
echo "verify: $now"

printf '%s\n' 'configure terminal' 'no boot system' "boot system flash:$image" end exit | router >/dev/null
show 'show running-config' | sed -n "s/^boot system /boot: /p"
printf 'write memory\n\nexit\n' | router | tr -d '\r' | sed -n 's/^\[OK\]/save: &/p'

# The router cuts the line when it goes down: that is no failure.
printf 'reload\n\n' | router >/dev/null || true
echo "reload: confirmed"

# Until it is back, and the new one: a port may answer before the router goes down.
for try in $(seq 300); do
	now=$(show 'show version' 2>/dev/null | sed -n 's/^System image file is //p')
	case $now in *"$image"*) echo "version: $now"; exit ;; esac
	sleep 0.1
done
echo "the router does not run $image" >&2
exit 1
