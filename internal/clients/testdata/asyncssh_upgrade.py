"""An upgrade with asyncssh: asyncssh_upgrade.py HOST PORT IMAGE MD5 [FILE].

Commands go through exec channels, and what asks questions as lines through a shell.
"""
import asyncio
import re
import sys
import warnings

warnings.simplefilter("ignore")
import asyncssh  # noqa: E402  it warns of ciphers that the library has given up

host, port, image, md5, *local = [a for a in sys.argv[1:] if a]


def connect():
    return asyncssh.connect(host, port=int(port), username="admin", password="admin", known_hosts=None, config=None)


async def run(command=None, lines=(), cut=False):
    async with connect() as c:
        result = await c.run(command, input=None if command else "\n".join(lines) + "\n")
        if result.exit_status is None and not cut:
            raise EOFError("the session was cut")
        return result.stdout.replace("\r", "")


def step(name, form, text):
    found = re.search(form, text, re.M)
    if not found:
        sys.exit("no %s in: %s" % (form, text))
    print("%s: %s" % (name, found.group(1)), flush=True)
    return found.group(1)


async def upgrade():
    step("connect", r"level is (15)", await run("show privilege"))
    step("facts", r"Version ([^,]+),", await run("show version"))
    for attempt in range(3):
        if local:
            await run(lines=["configure terminal", "ip scp server enable", "end", "exit"])
            async with connect() as c:
                await asyncssh.scp(local[0], (c, "flash:/" + image))
            step("put", "(.+)", image)
        else:
            step("copy", r"(\d+ bytes copied)", await run(lines=["copy tftp://10.1.1.1/%s flash:" % image, "", "", "exit"]))
        got = re.search(r" = ([0-9a-f]{32})", await run("verify /md5 flash:" + image)).group(1)
        if got == md5:
            break
    else:
        sys.exit("the image arrives damaged")
    step("verify", "(.+)", got)
    await run(lines=["configure terminal", "no boot system", "boot system flash:" + image, "end", "exit"])
    step("boot", r"^boot system (flash.*)", await run("show running-config"))
    step("save", r"(\[OK\])", await run(lines=["write memory", "", "exit"]))
    await run(lines=["reload", ""], cut=True)
    step("reload", "(.+)", "confirmed")
    # Until it is back, and the new one: a port may answer before the router goes down.
    for attempt in range(300):
        try:
            now = await run("show version")
            if image in now:
                step("version", r"Version ([^,]+),", now)
                return
        except asyncssh.PermissionDenied:
            raise
        except (OSError, EOFError, asyncssh.Error):
            pass
        await asyncio.sleep(0.1)
    sys.exit("the router does not run " + image)


asyncio.run(upgrade())
