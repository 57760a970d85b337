#!/bin/sh
# An upgrade with RANCID's programs: rancid_upgrade.sh METHOD PORT IMAGE MD5.
# clogin runs commands and an expect script, rancid collects what the router is.
set -eu

method=$1 port=$2 image=$3 md5=$4
here=$(dirname "$0")
host=127.0.0.1
PATH=/usr/lib/rancid/bin:$PATH
export CLOGINRC=$PWD/cloginrc

# An ssh that knows no host keys, as a fresh machine's.
cat >ssh <<'END'
#!/bin/sh
exec ssh -F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$@"
END
chmod +x ssh
cat >cloginrc <<END
add method * {$method:$port}
add user * {admin}
add password * {admin} {admin}
add cyphertype * {aes128-ctr}
add sshcmd * {$PWD/ssh}
END
chmod 600 cloginrc

clogin -c 'show privilege' $host | sed -n 's/^Current privilege level is/connect:/p'

# rancid gives a file only when it found the version and the end of the configuration.
rancid -d -t cisco $host >rancid.log 2>&1 || { cat rancid.log; exit 1; }
grep -q '^boot system flash' $host.new && grep -q '^end' $host.new
sed -n 's/^!Image: Software: /facts: /p' $host.new

for try in 1 2 3; do
	IMAGE=$image clogin -s "$here/rancid_copy.exp" $host >copy.log
	grep -o '[0-9]* bytes copied' copy.log | sed 's/^/copy: /'
	if grep -q "= $md5" copy.log; then break; fi
	[ $try != 3 ]
done
echo "verify: $md5"

# With file prompt quiet nothing is asked.
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
