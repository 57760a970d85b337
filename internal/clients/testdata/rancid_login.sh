# Sourced with METHOD PORT: clogin and rancid then log in as admin, who enables.
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
add method * {$1:$2}
add user * {admin}
add password * {admin} {admin}
add cyphertype * {aes128-ctr}
add sshcmd * {$PWD/ssh}
END
chmod 600 cloginrc
