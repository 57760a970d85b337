#!/bin/sh
# An upgrade with RANCID's programs: rancid_upgrade.sh METHOD PORT IMAGE MD5.
# clogin runs commands and expect scripts.
set -eu

image=$3 md5=$4
here=$(dirname "$0")
. "$here/rancid_login.sh"

# run leaves what clogin prints in run.log; its failure ends the script.
run() { clogin -t ${PATIENCE:-45} "$@" $host >run.log || { cat run.log; exit 1; }; }

run -c 'show privilege'
sed -n 's/^Current privilege level is/connect:/p' run.log

run -c 'show version'
sed -n 's/^Cisco IOS Software.*Version \([^,]*\),.*/facts: \1/p' run.log

for try in 1 2 3; do
	export IMAGE=$image
	run -s "$here/rancid_copy.exp"
	grep -o '[0-9]* bytes copied' run.log | sed 's/^/copy: /'
	if grep -q "= $md5" run.log; then break; fi
	[ $try != 3 ]
done
echo "verify: $md5"

run -c "configure terminal;no boot system;boot system flash:$image;end;show running-config | include boot system flash"
grep '^boot system' run.log | sed 's/boot system/boot:/'
run -s "$here/rancid_reload.exp"
sed -n 's/^\[OK\]/save: &/p; s/^reloading/reload: &/p' run.log

for try in $(seq 20); do
	if clogin -c 'show version' $host >now.log && grep -q "$image" now.log; then
		sed -n 's/^Cisco IOS Software.*Version \([^,]*\),.*/version: \1/p' now.log
		exit
	fi
	sleep 0.2
done
cat now.log
exit 1
