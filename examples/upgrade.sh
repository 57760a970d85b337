#!/bin/sh
# Upgrades a simulated router over SSH, as one would a real one.
#
#   examples/upgrade.sh            needs iosim, ssh and python3 in PATH
#
# iosim serve writes the ready file once every port answers, so nothing is polled
# before that; while the router reloads, its ports refuse connections, as a router's do.
set -eu

image=c2900-universalk9-mz.SPA.154-3.M.bin
work=$(mktemp -d)
iosim serve --ephemeral --speed max --ready-file "$work/ready" >"$work/log" 2>&1 &
lab=$!
trap 'kill $lab; wait $lab || true; rm -rf "$work"' EXIT

while [ ! -e "$work/ready" ]; do
	kill -0 $lab || { cat "$work/log"; exit 1; }
	sleep 0.1
done
address=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["devices"][0]["ssh"])' "$work/ready")

# The password, where a person would type it.
printf '#!/bin/sh\necho admin\n' >"$work/askpass"
chmod +x "$work/askpass"
export SSH_ASKPASS="$work/askpass" SSH_ASKPASS_REQUIRE=force
router() {
	ssh -F /dev/null -T -p "${address##*:}" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
		"admin@${address%:*}" "$@"
}

router <<END
copy tftp://10.1.1.1/$image flash0:

verify flash0:$image
configure terminal
no boot system
boot system flash0:$image
end
write memory
exit
END

# The router cuts the line when it goes down: that is no failure.
printf 'reload\n\n' | router || true
for _ in $(seq 100); do
	if now=$(router 'show version' 2>/dev/null); then break; fi
	sleep 0.1
done
echo "$now" | grep 'System image file is'
echo "$now" | grep -q "flash0:$image" && echo 'upgraded'
