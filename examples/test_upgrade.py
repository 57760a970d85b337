"""Tests of an upgrade script, as one would write them for one's own; run by

    python3 -m pytest examples        with iosim in PATH
"""
import os
import pathlib
import socket
import subprocess
import sys

import pytest
from netmiko import ConnectHandler

SCRIPT = pathlib.Path(__file__).parent / "netmiko_upgrade.py"
NEW = "c2900-universalk9-mz.SPA.155-2.T1.bin"


def upgrade(lab, *args):
    env = dict(os.environ, IOSIM_READY_FILE=str(lab.ready_file))
    return subprocess.run([sys.executable, str(SCRIPT), *args], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)


def show(router, command):
    conn = ConnectHandler(device_type="cisco_ios", host=router.ssh.host, port=router.ssh.port, username="admin", password="admin")
    try:
        return conn.send_command(command)
    finally:
        conn.disconnect()


@pytest.mark.iosim("lab.yaml")
def test_upgrade(iosim):
    done = upgrade(iosim, NEW)
    assert done.returncode == 0, done.stdout
    assert "Version 15.5(2)T1" in show(iosim.devices["R1"], "show version")


@pytest.mark.iosim("lab.yaml")
def test_image_that_is_not_there(iosim):
    done = upgrade(iosim, NEW.replace("155", "199"))
    assert done.returncode != 0
    # Nothing was changed: it would boot the old image.
    assert "152-4.M1" in show(iosim.devices["R1"], "show startup-config | include boot system")


@pytest.mark.iosim("""
devices:
  R1: { running: none }
""")
def test_router_without_an_image(iosim):
    with socket.create_connection(iosim.devices["R1"].console, timeout=10) as console:
        console.sendall(b"\r")
        seen = b""
        while b"rommon" not in seen:
            seen += console.recv(4096)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(iosim.devices["R1"].ssh)


def test_default_lab(iosim):
    assert iosim.hosts["srv"].address == "10.1.1.1"
    assert "flash0:" in show(iosim.devices["R2"], "show version")
