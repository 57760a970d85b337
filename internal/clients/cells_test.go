package clients

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/iosim/iosim/iosimtest"
)

// A cell is what clients take from the answer to one command, as clients.md has it: each form
// of want matches it, and none of never does.
type cell struct {
	section string // of clients.md
	command string
	want    []string
	never   []string
}

// What clients take for a failure, wherever it stands in an answer.
const (
	pyntcRaises   = `% |Error:` // clients.md 2
	ansibleRaises = `(?i)% ?error|error:|% ?bad secret|invalid input|(incomplete|ambiguous) command|connection timed out|[^\n]+ not found|command authorization failed`
	napalmRaises  = `(?i)error|failed|not a valid config file|original configuration has been successfully restored|%please turn config archive on|% invalid`
	unknown       = `% Invalid input detected` // of scrapligo, and of who asks for what a router may lack
)

const rx = "(?m)" // forms that a client applies to a line each

// cells are asked in this order, in enable mode at one line; rows that change something stand where
// that is wanted.
var cells = []cell{
	// Session preparation: nothing is printed at all.
	{"1", "terminal width 511", []string{`\A\z`}, nil},
	{"1", "terminal length 0", []string{`\A\z`}, nil},
	{"4", "terminal width 512", []string{`\A\z`}, nil},
	{"4", "terminal width 0", []string{`\A\z`}, nil},
	{"5", "term width 512", []string{`\A\z`}, nil},
	{"5", "term len 0", []string{`\A\z`}, nil},
	{"6", "term length 0", []string{`\A\z`}, nil},
	{"6", "term width 0", []string{`\A\z`}, nil},
	{"8", "terminal width 132", []string{`\A\z`}, nil},
	{"4", "show privilege", []string{`Current privilege level is 15\s*\z`}, []string{ansibleRaises}},

	// show version.
	{"1", "show version", []string{`Version ([^,]+),`}, nil},
	{"2", "show version", []string{rx + `^(\S+) uptime is (\d+ (year|week|day|hour|minute)s?(, )?)+$`, rx + `^Configuration register is 0x\d+\s*\z`,
		`System image file is ".*flash0?:/?` + regexp.QuoteMeta(firstImage) + `"`}, []string{pyntcRaises}},
	{"3", "show version", []string{`Cisco (.+?) .+bytes of`, `Processor board ID (\S+)`, rx + `^(.+) uptime is `, rx + `^Cisco IOS Software, .*Version \S+`}, nil},
	{"4", "show version", []string{`Version (\S+)`, rx + `^[Cc]isco (.+) \(revision`, rx + `^[Cc]isco (\S+).+bytes of .*memory`, rx + `^(.+) uptime`, `image file is "(.+)"`,
		`board ID (\S+)`}, []string{ansibleRaises}},
	{"7", "show version", []string{rx + `^Compiled .*`, rx + `^Cisco IOS Software, C2900 Software \(C2900-UNIVERSALK9-M\), Version .*`, rx + `^ROM: System Bootstrap, Version .*`,
		rx + `^\d+K bytes of non-volatile`, rx + `^[cC]isco \S+ \(.*\) with \d+K.* bytes`, rx + `^System image file is ".*"`}, nil},
	{"8", "show version", []string{rx + `^Cisco IOS .*Software`, rx + `^[Cc]isco (\S+) .*with (\d+)K(/\d+K)? bytes`, `Processor board ID`, `Configuration register is`}, nil},
	{"10", "show version", []string{`Software \((\S+)\), Version (.+), RELEASE SOFTWARE \(fc\d+\)`, rx + `^[Cc]isco \S+ \(revision .*\) with`, `System image file is "flash0:(\S+)"`}, nil},

	// What runs, and what it is.
	{"2", "show redundancy", []string{`Redundant System Information :\n-+\n`, `Current Processor Information :\n-+\n`, `Current Software state = ACTIVE`, `Peer\s+\(slot:\s+\S+\)`}, []string{pyntcRaises}},
	{"3", "show hosts", []string{`Default domain is (\S+)`}, nil},
	{"3", "show ip interface brief", []string{rx + `^GigabitEthernet0/0 +10\.1\.1\.2 +YES +\S+ +up +up`, rx + `^GigabitEthernet0/1 +unassigned +YES +unset +administratively down +down`}, nil},
	{"3", "show interfaces", []string{rx + `^(\S+) is (up|administratively down), line protocol is (up|down)`, rx + `^ +Hardware is .+, address is (\S{14}) \(bia \S{14}\)`,
		rx + `^ +Internet address is 10\.1\.1\.2/24`, rx + `^ +MTU (\d+) bytes, BW (\d+) Kbit/sec`, rx + `\d+ input errors`, rx + `(\d+) packets output, (\d+) bytes`}, nil},
	{"3", "show ip interface", []string{rx + `^GigabitEthernet0/0 is up, line protocol is up`, rx + `^ +Internet address is 10\.1\.1\.2/24`}, nil},
	{"3", "show arp", []string{`(?s)\AProtocol +Address +Age \(min\) +Hardware Addr +Type +Interface\n`, rx + `^Internet +10\.1\.1\.2 +- +\S{14} +ARPA +GigabitEthernet0/0`}, nil},
	{"3", "show users", []string{rx + `^ +Line +User +Host\(s\) +Idle +Location`, rx + `^\* *\d+ vty \d+ +admin +idle`}, nil},
	{"3", "show snmp chassis", []string{`%SNMP agent not enabled`}, []string{unknown}},
	{"3", "show ntp associations", []string{`%NTP is not enabled`}, []string{unknown}},
	{"3", "show lldp neighbors", []string{`% LLDP is not enabled`}, nil},
	{"3", "show lldp neighbors detail", []string{`% LLDP is not enabled`}, nil},
	{"3", "show cdp neighbors", []string{rx + `^Device ID +Local Intrfce +Holdtme +Capability +Platform +Port ID`}, []string{pyntcRaises}},
	{"3", "show cdp neighbors detail", nil, []string{pyntcRaises}},
	{"3", "show bgp all summary", []string{`% BGP not active`}, nil},
	{"3", "show bgp ipv4 unicast summary", []string{`% BGP not active`}, nil},
	{"3", "show bgp ipv4 unicast neighbors", []string{`% BGP not active`}, nil},
	{"3", "show ip bgp summary", []string{`% BGP not active`}, nil},
	{"3", "show ip bgp neighbors", []string{`% BGP not active`}, nil},
	{"3", "show vrf detail", []string{`\A\z`}, nil},
	{"3", "show ip vrf detail", []string{`\A\z`}, nil},
	{"3", "show ipv6 interface brief", []string{rx + `^GigabitEthernet0/0 +\[up/up\]\n    unassigned$`}, nil},
	{"3", "show ipv6 interface", []string{`\A\z`}, nil},
	{"3", "show ipv6 neighbors", []string{`\A\z`}, nil},
	{"3", "show environment all", []string{`(?i)fan`, `(?i)temperature`, `(?i)power`}, []string{unknown}},
	{"4", "show inventory", []string{rx + `^NAME: "[^"]+", DESCR: "[^"]+"\nPID: (\S+) *, VID: (\S*) *, SN: (\S+)`}, []string{ansibleRaises}},
	{"4", "show vlan", []string{ansibleRaises}, nil},           // an error is a router
	{"4", "show switch virtual", []string{ansibleRaises}, nil}, // an error is forgiven
	{"4", "show memory statistics", []string{rx + `^\s*Processor\s+\S+\s+(\d+)\s+(\d+)\s+(\d+)`}, []string{ansibleRaises, pyntcRaises}},
	{"4", "show processes cpu | include CPU utilization", []string{`\ACPU utilization for five seconds: \d+%/\d+%; one minute: \d+%; five minutes: \d+%\s*\z`}, []string{ansibleRaises}},
	{"3", "show processes cpu", []string{rx + `^CPU utilization for five seconds: \d+%/\d+%; one minute: (\d+)%; five`}, nil},
	{"7", "show vtp status", []string{unknown}, nil}, // a router answers so; it is wiped
	{"8", "show boot", []string{unknown}, nil},

	// Files.
	{"1", "dir", []string{`\A\s*Directory of (.*)/`}, nil},
	{"2", "dir", []string{`\A\s*[^\n]*?\S+:`}, []string{pyntcRaises}},
	{"4", "dir", []string{rx + `^Directory of (\S+)/`, rx + `^(\d+) bytes total \((\d+) bytes free\)`}, []string{ansibleRaises}},
	{"10", "dir", []string{rx + `^ *\d+ +-rw- +300000 +\w{3} +\d+ +\d{4} +[\d:]+ +[+-][\d:]+ +` + regexp.QuoteMeta(firstImage)}, nil},
	{"1", "dir flash:", []string{`(\d+) \w+ free`}, []string{`% Invalid|%Error:`}},
	{"2", "dir flash:", []string{`\((\d+)\s+bytes\s+free\)`, regexp.QuoteMeta(firstImage)}, []string{pyntcRaises}},
	{"1", "dir flash:/" + firstImage, []string{`Directory of .*` + regexp.QuoteMeta(firstImage), rx + `^ *\d+ +\S+ +300000 .*` + regexp.QuoteMeta(firstImage)}, nil},
	{"1", "dir flash:/none.bin", []string{`Error opening|No such file or directory|Path does not exist`}, []string{`Directory of .*none`}},
	{"2", "dir flash:/none.bin", []string{`No such file|No files found|Path does not exist|Error opening`}, nil},
	{"3", "dir flash:/" + firstImage, []string{`Directory of flash0?:/` + regexp.QuoteMeta(firstImage)}, nil},
	{"4", "dir flash:/none.bin", []string{ansibleRaises}, nil}, // a failed task, as on IOS
	{"8", "dir /all nvram:", []string{`startup-config`}, nil},
	{"8", "dir /all slot0:", []string{`% Invalid input detected|%Error opening slot0:|No such device`}, nil},
	{"8", "show flash:", []string{rx + `^\d+ bytes available \(\d+ bytes used\)`}, nil},
	{"10", "show file systems", []string{rx + `^\*? +\d+ +\d+ +disk +rw +flash0: flash:#?$`, rx + `^ +\d+ +\d+ +nvram +rw +nvram:$`}, nil},
	{"1", "verify /md5 flash:/" + firstImage, []string{`=\s+([0-9a-f]{32})\s*\z`, `\A[^=]*=[^=]*\z`}, nil}, // the only equals sign
	{"2", "verify /sha512 flash:/" + firstImage, []string{pyntcRaises}, nil},                               // only IOS-XE has it (ios-files.md 7)

	// Configuration and boot.
	{"2", "show run | include boot system", []string{`boot system flash0?:/?(\S+)`}, []string{pyntcRaises}},
	{"2", "show bootvar", []string{`BOOT variable\s+=`}, []string{pyntcRaises}},
	{"7", "show running-config", []string{`\ABuilding configuration\.\.\.\n\nCurrent configuration : \d+ bytes\n`, `\nend\s*\z`}, nil},
	{"8", "write term", []string{rx + `^version `, rx + `^end\s*\z`}, nil},
	{"4", "show running-config", nil, []string{ansibleRaises}},
	{"3", "show running-config | inc ip scp server enable", []string{rx + `^ip scp server enable$`}, nil},
	{"1", "write mem", []string{`\[OK\]\s*\z`}, []string{`\?`}}, // no question
	{"3", "show archive", []string{`\A\s*Archive feature not enabled`}, nil},
	{"3", "show archive config rollback timer", []string{`No Rollback Confirmed Change pending`}, nil},
	{"3", "configure terminal", nil, nil},
	{"3", "file prompt quiet", []string{`\A\z`}, nil},
	{"3", "end", nil, nil},
	{"3", "copy running-config flash:/rollback_config.txt", []string{`\d+ bytes copied in`}, []string{napalmRaises, `\?`}},
	{"3", "show archive config differences system:running-config flash:/rollback_config.txt", nil, []string{napalmRaises, rx + `^ *[+-]\w`}},
	{"3", "show archive config incremental-diffs flash:/rollback_config.txt ignorecase", nil, []string{napalmRaises}},
	{"3", "more flash:/rollback_config.txt", []string{rx + `^hostname R1$`}, nil},
	{"3", "configure replace flash:/rollback_config.txt force revert trigger error", []string{`Total number of passes: \d+`, `Rollback Done`}, []string{napalmRaises}},
	{"2", "configure replace flash:rollback_config.txt force", []string{`Rollback Done`}, []string{pyntcRaises}},
	{"3", "copy flash:/rollback_config.txt running-config", []string{`\d+ bytes copied in`}, []string{napalmRaises, `\?`}},
	{"3", "copy null: flash:/rollback_config.txt", nil, []string{napalmRaises, `\?`}},
	{"3", "delete flash:/rollback_config.txt", nil, []string{napalmRaises, `\?`}},
	{"3", "configure terminal", nil, nil},
	{"3", "no file prompt", []string{`\A\z`}, nil},
	{"3", "end", nil, nil},

	// What is refused is refused in these words.
	{"5", "show nonsense", []string{`% Invalid input detected`}, nil},
	{"5", "show", []string{`% Incomplete command`}, nil},
	{"5", "co", []string{`% Ambiguous command`}, nil},
	{"6", "ping 999.1.1.1", []string{`(?i)% (Invalid input detected|Bad IP address or host name|Unrecognized host or address)`}, nil},
}

// TestCells: each answer that a client reads has what it looks for there, over SSH and over Telnet.
func TestCells(t *testing.T) {
	t.Parallel()
	for _, telnet := range []bool{false, true} {
		t.Run(map[bool]string{false: "SSH", true: "Telnet"}[telnet], func(t *testing.T) {
			t.Parallel()
			r := iosimtest.StartText(t, labText(15, "")).Device("R1")
			n, err := dialNetmiko4(t, map[bool]string{false: r.SSH, true: r.Telnet}[telnet], telnet)
			if err != nil {
				t.Fatal(err)
			}
			n.config("ip scp server enable")
			for _, c := range cells {
				n.send(c.command + n.nl)
				n.until(`[^\n]*?`+regexp.QuoteMeta(c.command)+`\r\n`, echoLimit)
				out := plain(n.until(`(?m)^R1(\([\w-]+\))?#$`, longLimit))
				for _, fault := range c.check(out[:strings.LastIndex(out, "R1")]) {
					t.Error(fault)
				}
			}
		})
	}
}

// check says what is wrong with an answer.
func (c cell) check(out string) (wrong []string) {
	for _, form := range c.want {
		if !regexp.MustCompile(form).MatchString(out) {
			wrong = append(wrong, fmt.Sprintf("clients.md %s: %s has no %s:\n%s", c.section, c.command, form, out))
		}
	}
	for _, form := range c.never {
		if m := regexp.MustCompile(form).FindString(out); m != "" {
			wrong = append(wrong, fmt.Sprintf("clients.md %s: %s has %q, which %s finds:\n%s", c.section, c.command, m, form, out))
		}
	}
	return wrong
}
