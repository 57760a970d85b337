"""An upgrade as a pexpect script does it: pexpect_upgrade.py ssh|console HOST PORT IMAGE MD5 VERSION.

Over ssh it is an administrator at a vty line, over the console one who watches the router boot.
"""
import os
import re
import sys
import time

import pexpect

way, host, port, image, md5, version = sys.argv[1:7]
PATIENCE = int(os.environ.get("PATIENCE", 120))
PROMPT = r"[\w.-]+#$"
SSH = ["-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]


def dial():
    if way == "console":
        c = pexpect.spawn("telnet", [host, port], timeout=PATIENCE, encoding="latin-1")
        c.expect("Escape character is")
        c.send("\r")
    else:
        c = pexpect.spawn("ssh", SSH + ["-p", port, "admin@" + host], timeout=PATIENCE, encoding="latin-1")
        c.expect("[Pp]assword: ?$")
        c.send("admin\r")
        if c.expect([r"[>#]$", r"[Pp]assword: ?$", "denied"]):
            sys.exit("the router refuses the login")
        c.send("\r")
    enable(c)
    return c


def enable(c):
    if c.expect([r"[\w.-]+>$", PROMPT]) == 0:
        c.send("enable\r")
        c.expect("Password: $")
        c.send("admin\r")
        if c.expect([PROMPT, "Password: $"]):
            sys.exit("the secret is another")
    run(c, "terminal length 0")


def run(c, command, prompt=PROMPT):
    """Sends a command, takes the default of each question, and returns what it printed."""
    c.send(command + "\r")
    c.expect_exact(command)
    out = ""
    while True:
        end = c.expect([prompt, r"\[confirm\]$", r"\]\? $"], searchwindowsize=200)
        out += c.before + c.after
        if end == 0:
            return out
        c.send("\r")


def step(name, value):
    print("%s: %s" % (name, value), flush=True)


c = dial()
# Keys: a wrong letter rubbed out, a line thrown away, help without Return.
c.send("show clocl\x7fk\r")
c.expect(r"\d\d:\d\d:\d\d\.\d+ UTC")
c.expect(PROMPT)
c.send("nonsense\x15show privilege\r")
c.expect("Current privilege level is 15")
c.expect(PROMPT)
c.send("show ver?")
c.expect("version")
c.expect("#show ver$")
c.send("\x15")
step("connect", way)
step("facts", re.search(r"Version ([^,]+),", run(c, "show version")).group(1))

for attempt in range(3):
    c.send("copy tftp: flash0:\r")
    c.expect(r"Address or name of remote host \[.*\]\? $")
    c.send("10.1.1.1\r")
    c.expect(r"Source filename \[.*\]\? $")
    out = run(c, image)
    step("copy", re.search(r"\[OK - \d+ bytes\]", out).group())
    got = re.search("= ([0-9a-f]{32})", run(c, "verify /md5 flash0:" + image)).group(1)
    if got == md5:
        break
else:
    sys.exit("the image arrives damaged")
step("verify", got)

run(c, "configure terminal", r"\(config\)#$")
run(c, "no boot system", r"\(config\)#$")
run(c, "boot system flash0:" + image, r"\(config\)#$")
c.send("\x1a")
c.expect(PROMPT)
step("boot", re.search(r"boot system (\S+)", run(c, "show running-config | include boot system flash")).group(1))
out = run(c, "copy running-config startup-config")
step("save", re.search(r"\[OK\]", out).group())

c.send("reload\r")
if c.expect([r"Proceed with reload\? \[confirm\]$", pexpect.EOF]) == 0:
    c.send("\r")
if way == "console":
    c.expect("System Bootstrap")
    c.expect("Press RETURN to get started!")
    step("reload", "watched")
    c.send("\r")
    enable(c)
else:
    if c.isalive():
        c.expect(pexpect.EOF)
    step("reload", "cut")
    # Until it is back, and the new one: a port may answer before the router goes down.
    for attempt in range(200):
        try:
            c = dial()
            if image in run(c, "show version"):
                break
        except pexpect.EOF:
            pass
        time.sleep(0.05)
    else:
        sys.exit("the router did not come back")
out = run(c, "show version")
assert version in out, out
step("version", re.search('System image file is "flash0:(' + re.escape(image) + ')"', out).group(1))
c.send("exit\r")
if way == "console":
    c.expect("con0 is now available")
    c.close()
else:
    c.expect(pexpect.EOF)
