"""A whole upgrade by Netmiko: netmiko_upgrade.py TYPE HOST PORT SSHPORT IMAGE OLDVERSION NEWVERSION."""
import os
import re
import sys
import tempfile
import time

from netmiko import ConnectHandler, FileTransfer

kind, host, port, ssh_port, image, old, new = sys.argv[1:8]
router = {
    "device_type": kind, "host": host, "port": int(port),
    "username": "admin", "password": "cisco", "secret": "secret",
    "global_delay_factor": 0.2, "fast_cli": True,
}


def check(ok, text):
    if not ok:
        sys.exit("FAILED: " + str(text))


def connect():
    c = ConnectHandler(**router)
    c.enable()
    return c


conn = connect()
check(conn.find_prompt() == "R1#", conn.find_prompt())
check("Version " + old in conn.send_command("show version"), "old version")

# Facts and configuration.
out = conn.send_config_set(["ip scp server enable", "interface GigabitEthernet0/0", "description uplink"])
check("Invalid" not in out, out)
check("description uplink" in conn.send_command("show running-config"), "description")

# A file by SCP, and back.
work = tempfile.mkdtemp()
local = os.path.join(work, "notes.bin")
with open(local, "wb") as f:
    f.write(os.urandom(50001))
if kind == "cisco_ios":
    with FileTransfer(conn, source_file=local, dest_file="notes.bin", file_system="flash:", direction="put") as t:
        check(not t.check_file_exists(), "file is there already")
        check(t.verify_space_available(), "no space")
        t.transfer_file()
        check(t.check_file_exists(), "file is not there")
        check(t.verify_file(), "digest differs")
    back = os.path.join(work, "back.bin")
    with FileTransfer(conn, source_file="notes.bin", dest_file=back, file_system="flash:", direction="get") as t:
        t.transfer_file()
        check(t.verify_file(), "digest of what came back")

# The image by TFTP.
out = conn.send_command_timing("copy tftp://10.1.1.1/%s flash:" % image, delay_factor=2)
check("Destination filename [%s]?" % image in out, out)
out = conn.send_command("", expect_string=r"R1#", delay_factor=5)
check("bytes copied" in out, out)
out = conn.send_command("verify /md5 flash:" + image, delay_factor=5)
check(re.search(r"= [0-9a-f]{32}", out), out)

out = conn.send_config_set(["no boot system", "boot system flash:" + image])
check("Invalid" not in out, out)
out = conn.save_config()
check("[OK]" in out, out)
check(image in conn.send_command("show boot") or image in conn.send_command("show bootvar"), "BOOT variable")

# Reload, and come back.
out = conn.send_command_timing("reload")
check("[confirm]" in out, out)
try:
    conn.send_command_timing("")
except Exception:
    pass  # the router is gone
try:
    conn.disconnect()
except Exception:
    pass
for _ in range(100):
    try:
        conn = connect()
        break
    except Exception:
        time.sleep(0.1)
else:
    sys.exit("FAILED: the router did not come back")
out = conn.send_command("show version")
check("Version " + new in out, out)
check(image in out, out)
conn.disconnect()
print("upgraded")
