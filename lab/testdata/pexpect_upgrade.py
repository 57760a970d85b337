"""A whole upgrade as an expect script does it: pexpect_upgrade.py PROTOCOL HOST PORT IMAGE NEWVERSION."""
import sys
import time

import pexpect

protocol, host, port, image, new = sys.argv[1:6]
PROMPT = r"R1#"


def dial():
    if protocol == "telnet":
        c = pexpect.spawn("telnet", [host, port], timeout=20, encoding="latin-1")
        c.expect("Escape character is")
        c.expect("User Access Verification")
        c.expect("Username: ")
        c.send("admin\r")
        c.expect("Password: ")
    else:
        c = pexpect.spawn("ssh", ["-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                                  "-o", "LogLevel=ERROR", "-p", port, "admin@" + host], timeout=20, encoding="latin-1")
        c.expect("[Pp]assword: ?")
    c.send("cisco\r")
    c.expect(PROMPT)
    c.send("terminal length 0\r")
    c.expect(PROMPT)
    return c


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
c.expect("R1#show ver")
c.send("\x15")

c.send("copy tftp: flash0:\r")
c.expect(r"Address or name of remote host \[\]\? ")
c.send("10.1.1.1\r")
c.expect(r"Source filename \[\]\? ")
c.send(image + "\r")
c.expect(r"Destination filename \[.*\]\? ")
c.send("\r")
c.expect(r"\[OK - \d+ bytes\]")
c.expect(PROMPT)
c.send("configure terminal\r")
c.expect(r"\(config\)#")
c.send("no boot system\r")
c.expect(r"\(config\)#")
c.send("boot system flash0:" + image + "\r")
c.expect(r"\(config\)#")
c.send("\x1a")
c.expect(PROMPT)
c.send("copy running-config startup-config\r")
c.expect(r"Destination filename \[startup-config\]\? ")
c.send("\r")
c.expect(r"\[OK\]")
c.expect(PROMPT)
c.send("reload\r")
c.expect(r"Proceed with reload\? \[confirm\]")
c.send("\r")
c.expect(pexpect.EOF)
if protocol == "telnet":
    assert "Connection closed by foreign host." in c.before, c.before
else:
    assert "closed by remote host" in c.before, c.before

for _ in range(200):
    try:
        c = dial()
        break
    except (pexpect.EOF, pexpect.TIMEOUT):
        time.sleep(0.05)
else:
    sys.exit("the router did not come back")
c.send("show version\r")
c.expect("Version " + new.replace("(", r"\(").replace(")", r"\)"))
c.expect('System image file is "flash0:' + image)
c.expect(PROMPT)
c.send("exit\r")
c.expect(pexpect.EOF)
print("upgraded")
