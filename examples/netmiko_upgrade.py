#!/usr/bin/env python3
"""Upgrades a router with Netmiko; prints a line for each step that is done.

    netmiko_upgrade.py [--telnet] [--put FILE] [--md5 SUM] [--timeout SECONDS] IMAGE

The image comes from the TFTP server 10.1.1.1, or with --put by SCP from FILE. The
router is the first of the lab whose ready file is $IOSIM_READY_FILE.
"""
import argparse
import json
import os
import re
import time

from netmiko import ConnectHandler, FileTransfer, NetMikoAuthenticationException

args = argparse.ArgumentParser()
args.add_argument("--telnet", action="store_true")
args.add_argument("--put")
args.add_argument("--md5")
args.add_argument("--timeout", type=int, default=100, help="how long a command may take")
args.add_argument("image")
args = args.parse_args()

if "IOSIM_READY_FILE" not in os.environ:
    raise SystemExit("IOSIM_READY_FILE is not set: see with-lab.sh")
with open(os.environ["IOSIM_READY_FILE"]) as f:
    device = json.load(f)["devices"][0]
host, port = device["telnet" if args.telnet else "ssh"].split(":")


def connect():
    conn = ConnectHandler(
        device_type="cisco_ios_telnet" if args.telnet else "cisco_ios", host=host, port=int(port),
        username="admin", password="admin", secret="admin", timeout=args.timeout,
    )
    conn.enable()
    return conn


def send(conn, command, **how):
    """Sends a command and returns what it printed; every loop of Netmiko's is a fifth of a second."""
    return conn.send_command(command, max_loops=5 * args.timeout, **how)


def answer(conn, command):
    """Sends a command and takes the default of each question that it asks."""
    out = send(conn, command, expect_string=r"(#|\? ?|\]) ?$", strip_prompt=False, strip_command=False)
    while not out.endswith("#"):
        out += send(conn, "\n", expect_string=r"(#|\? ?|\]) ?$", strip_prompt=False, strip_command=False)
    return out


def fetch(conn):
    """Brings the image into flash: and tells its MD5 sum."""
    if args.put:
        conn.send_config_set(["ip scp server enable"])
        with FileTransfer(conn, source_file=args.put, dest_file=args.image, file_system="flash:") as scp:
            assert scp.verify_space_available(), "flash: is too small"
            scp.transfer_file()
            assert scp.check_file_exists(), "nothing arrived"
        print("put: flash:" + args.image)
    else:
        out = answer(conn, "copy tftp://10.1.1.1/%s flash:" % args.image)
        print("copy: " + re.search(r"\d+ bytes copied", out).group())
    return re.search(r"= ([0-9a-f]{32})", send(conn, "verify /md5 flash:" + args.image)).group(1)


conn = connect()
print("connect: " + conn.find_prompt())
print("facts: " + re.search(r"Version ([^,]+),", send(conn, "show version")).group(1))

for attempt in range(3):
    md5 = fetch(conn)
    if md5 == (args.md5 or md5):
        break
else:
    raise SystemExit("the image arrives damaged")
print("verify: " + md5)

conn.send_config_set(["no boot system", "boot system flash:" + args.image])
assert "boot system flash:" + args.image in send(conn, "show running-config | include boot system")
print("boot: flash:" + args.image)
assert "[OK]" in answer(conn, "write memory")  # it may ask whether to overwrite what another version wrote
assert args.image in send(conn, "show bootvar")
print("save: done")

try:
    send(conn, "reload", expect_string="confirm")
    conn.write_channel("\n")
    print("reload: confirmed")
except Exception as cut:  # some routers do not wait for the answer
    print("reload: %s" % cut)

# Until it is back, and the new one: a port may answer before the router goes down, and
# Netmiko takes a login that is cut for one that is refused.
refused = 0
for attempt in range(300):
    time.sleep(0.1)
    try:
        conn = connect()
        now = send(conn, "show version")
        conn.disconnect()
    except NetMikoAuthenticationException:
        refused += 1
        if refused == 3:
            raise
        continue
    except Exception:
        continue
    if args.image in now:
        print("version: " + re.search(r"Version ([^,]+),", now).group(1))
        break
else:
    raise SystemExit("the router does not run " + args.image)
