#!/bin/sh
# An upgrade with RANCID's programs: rancid_upgrade.sh METHOD PORT IMAGE MD5.
# clogin runs commands and expect scripts.
set -eu

image=$3 md5=$4
here=$(dirname "$0")
. "$here/rancid_login.sh"

clogin -c 'show privilege' $host | sed -n 's/^Current privilege level is/connect:/p'

clogin -c 'show version' $host | sed -n 's/^Cisco IOS Software.*Version \([^,]*\),.*/facts: \1/p'

for try in 1 2 3; do
	IMAGE=$image clogin -s "$here/rancid_copy.exp" $host >copy.log
	grep -o '[0-9]* bytes copied' copy.log | sed 's/^/copy: /'
	if grep -q "= $md5" copy.log; then break; fi
	[ $try != 3 ]
done
echo "verify: $md5"

clogin -c "configure terminal;no boot system;boot system flash:$image;end;show running-config | include boot system flash" $host |
	grep '^boot system' | sed 's/boot system/boot:/'
IMAGE=$image clogin -s "$here/rancid_reload.exp" $host >reload.log || { cat reload.log; exit 1; }
sed -n 's/^\[OK\]/save: &/p; s/^reloading/reload: &/p' reload.log

for try in $(seq 20); do
	if clogin -c 'show version' $host >now.log && grep -q "$image" now.log; then
		sed -n 's/^Cisco IOS Software.*Version \([^,]*\),.*/version: \1/p' now.log
		exit
	fi
	sleep 0.2
done
cat now.log
exit 1
