"""Parses show output with TextFSM: textfsm_parse.py FOLDER; FOLDER holds one file per command.

The templates are strict in the manner of those that scripts use (clients.md 10): a line
that no rule takes is an error.
"""
import io
import json
import pathlib
import sys

import textfsm

TEMPLATES = {
    "dir": r"""Value Filldown FILE_SYSTEM (\S+)
Value Required ID (\d+)
Value PERMISSIONS (\S+)
Value SIZE (\d+)
Value DATE (.+?|<no date>)
Value NAME (\S+)
Value Fillup TOTAL (\d+)
Value Fillup FREE (\d+)

Start
  ^Directory\s+of\s+${FILE_SYSTEM}\s*$$
  ^\s*${ID}\s+${PERMISSIONS}\s+${SIZE}\s+${DATE}\s+${NAME}\s*$$ -> Record
  ^${TOTAL}\s+bytes\s+total\s+\(${FREE}\s+bytes\s+free\)
  ^\s*$$
  ^. -> Error

EOF
""",
    "show version": r"""Value SOFTWARE (\S+)
Value VERSION (.+?)
Value RELEASE (\S+)
Value ROMMON (\S+)
Value HOSTNAME (\S+)
Value UPTIME (.+)
Value RUNNING_IMAGE (\S+)
Value HARDWARE (\S+)
Value SERIAL (\S+)
Value CONFIG_REGISTER (\S+)

Start
  ^.*Software\s+\(${SOFTWARE}\),\s+Version\s+${VERSION},\s+RELEASE\s+SOFTWARE\s+\(${RELEASE}\)
  ^ROM:\s+System\s+Bootstrap,\s+Version\s+${ROMMON},
  ^${HOSTNAME}\s+uptime\s+is\s+${UPTIME}$$
  ^System\s+image\s+file\s+is\s+"${RUNNING_IMAGE}"
  ^[Cc]isco\s+${HARDWARE}\s+\(.+\).*\s+with\s+.*memory
  ^Processor\s+board\s+ID\s+${SERIAL}
  ^Configuration\s+register\s+is\s+${CONFIG_REGISTER} -> Record
""",
    "show file systems": r"""Value DEFAULT (\*?)
Value SIZE (\d+|-)
Value FREE (\d+|-)
Value TYPE (\S+)
Value FLAGS (\S+)
Value Required PREFIXES (\S.*?)

Start
  ^File\s+Systems:
  ^\s+Size\(b\)\s+Free\(b\)\s+Type\s+Flags\s+Prefixes
  ^\s*${DEFAULT}\s*${SIZE}\s+${FREE}\s+${TYPE}\s+${FLAGS}\s+${PREFIXES}\s*$$ -> Record
  ^\s*$$
  ^. -> Error
""",
    "show ip interface brief": r"""Value INTERFACE (\S+)
Value ADDRESS (\S+)
Value STATUS (up|down|administratively down)
Value PROTO (up|down)

Start
  ^Interface\s+IP-Address\s+OK\?\s+Method\s+Status\s+Protocol\s*$$
  ^${INTERFACE}\s+${ADDRESS}\s+\S+\s+\S+\s+${STATUS}\s+${PROTO}\s*$$ -> Record
  ^\s*$$
  ^. -> Error
""",
    "show inventory": r"""Value NAME (.*)
Value DESCR (.*)
Value PID (\S+)
Value VID (\S*)
Value SN (\S*)

Start
  ^NAME:\s+"${NAME}",\s+DESCR:\s+"${DESCR}"
  ^PID:\s+${PID}\s*,\s*VID:\s*${VID}\s*,\s*SN:\s*${SN}\s*$$ -> Record
  ^\s*$$
  ^. -> Error

EOF
""",
}

tables = {}
for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    template = textfsm.TextFSM(io.StringIO(TEMPLATES[file.name]))
    tables[file.name] = [dict(zip(template.header, row)) for row in template.ParseText(file.read_text())]
print(json.dumps(tables))
