"""Simulated Cisco IOS routers for pytest, in one file.

Copy it beside your tests, write pytest_plugins = ["iosim_pytest"] into conftest.py, and put
iosim into PATH or its file name into $IOSIM.

    @pytest.mark.iosim("lab.yaml")
    def test_upgrade(iosim):
        router = iosim.devices["R1"]
        upgrade(router.ssh.host, router.ssh.port)    # your code
        assert ...

Every test has a lab of its own, new and in memory. The time of the lab jumps, so a
reload takes no minutes. The marker takes the path of a lab file, relative to the test's
file, or the text of one; without it the lab is the default one: R2, admin/admin.
"""
import dataclasses
import json
import os
import pathlib
import subprocess
import time
import typing

import pytest

START_LIMIT = 60  # seconds in which a lab has to answer


class Address(typing.NamedTuple):
    host: str
    port: int


@dataclasses.dataclass
class Device:
    """A router. Its addresses stay over a reload; while it boots, only the console answers."""

    name: str
    platform: str
    ssh: Address
    telnet: Address
    console: Address


@dataclasses.dataclass
class Host:
    """A host; the routers know it by its address, this machine by its ports (None: no such server)."""

    name: str
    address: str
    tftp: typing.Optional[Address]
    ftp: typing.Optional[Address]


@dataclasses.dataclass
class Lab:
    """A running lab: devices and hosts by name, and the file that tells other programs where they answer."""

    devices: typing.Dict[str, Device]
    hosts: typing.Dict[str, Host]
    ready_file: pathlib.Path


def _address(text):
    if not text:
        return None
    host, port = text.rsplit(":", 1)
    return Address(host.strip("[]"), int(port))


def _read(ready_file):
    ready = json.loads(ready_file.read_text())
    devices = (Device(d["name"], d["platform"], *(_address(d[k]) for k in ("ssh", "telnet", "console"))) for d in ready["devices"])
    hosts = (Host(h["name"], h["address"], *(_address(h.get(k)) for k in ("tftp", "ftp"))) for h in ready["hosts"])
    return Lab({d.name: d for d in devices}, {h.name: h for h in hosts}, ready_file)


def pytest_configure(config):
    config.addinivalue_line("markers", "iosim(lab): the lab file of the fixture iosim, by its path or as its text")


@pytest.fixture
def iosim(request, tmp_path):
    """A running lab, for one test."""
    command = [os.environ.get("IOSIM", "iosim"), "serve", "--ephemeral", "--speed", "max", "--ready-file", str(tmp_path / "ready.json")]
    marker = request.node.get_closest_marker("iosim")
    if marker:
        (lab,) = marker.args
        file = request.path.parent / lab if "\n" not in lab else tmp_path / "lab.yaml"
        if "\n" in lab:
            file.write_text(lab)
        command.append(str(file))
    with open(tmp_path / "iosim.log", "w+") as log:
        try:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        except OSError as e:
            pytest.fail("iosim does not start: %s; it has to be in PATH, or its file in $IOSIM" % e, pytrace=False)
        try:
            deadline = time.monotonic() + START_LIMIT
            while not (tmp_path / "ready.json").exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    pytest.fail("iosim does not start: " + log.read(), pytrace=False)
                time.sleep(0.01)
            yield _read(tmp_path / "ready.json")
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
