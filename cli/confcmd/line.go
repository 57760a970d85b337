package confcmd

import (
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/running"
)

var (
	lineWord    = grammar.Kw("line", "Configure a terminal line")
	lineConsole = grammar.Kw("console", "Primary terminal line")
	lineAux     = grammar.Kw("aux", "Auxiliary line")
	lineVTY     = grammar.Kw("vty", "Virtual terminal")
	lineList    = grammar.AnyWord("Use an authentication list with this name.")
	linePort    = shaped("<0-2>/<0-3>/<0-15>", "Line number of a slot, subslot and port", "0123456789/", goodLinePort)
	lineFirst   = grammar.Int(0, 1869, "First Line number")
	lineLast    = grammar.Int(1, 1869, "Last Line number")

	lineLocal    = grammar.Kw("local", "Local password checking")
	linePassword = passwordArg("The UNENCRYPTED (cleartext) line password")
	timeoutMin   = grammar.Int(0, 35791, "Timeout in minutes")
	timeoutSec   = grammar.Int(0, 2147483, "Timeout in seconds")
	lineLevel    = grammar.Int(0, 15, "Default privilege level for line")
)

// The places of the lines below "line …".
const (
	placeExec        = 5
	placeExecTimeout = 10
	placePrivilege   = 20
	placePassword    = 30
	placeLogging     = 40
	placeLogin       = 50
	placeTransport   = 60
)

// execRow sets whether a line has EXEC sessions: "no exec" refuses them.
var execRow = lineRow(grammar.Kw("exec", "Start an EXEC process"), cli.Conf{Place: placeExec, Key: "exec", ShowNo: true, Quiet: true})

func lineRow(syntax grammar.Node, conf cli.Conf) *cli.Row {
	return &cli.Row{Mode: cli.Line, Level: cli.PrivilegedLevel, Syntax: syntax, Conf: &conf}
}

var lineRows = []*cli.Row{
	execRow, vtyRow,
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(lineWord, grammar.Alt(grammar.Seq(grammar.Opt(grammar.Alt(lineConsole, lineAux)), lineFirst, grammar.Opt(lineLast)), linePort)),
		Conf: &cli.Conf{
			PlaceOf: linePlace, Sub: cli.Line, Sorted: true, Text: lineHead, Decode: running.LineSection,
			Apply: func(c *cli.Ctx) error {
				if c.Negated() {
					return &cli.UserError{Text: "% Can't delete line\n"} // [UNSOURCED]
				}
				return nil
			},
		},
	},
	lineRow(grammar.Seq(grammar.Kw("login", "Enable password checking"),
		grammar.Opt(grammar.Alt(lineLocal, grammar.Kw("tacacs", "Use tacacs server for password checking"),
			grammar.Seq(grammar.Kw("authentication", "Authentication parameters."), lineList)))),
		cli.Conf{Place: placeLogin, Key: "login", NoText: "no login", Decode: running.LineLogin}),
	lineRow(grammar.Seq(grammar.Kw("password", "Set a password"), linePassword),
		cli.Conf{Place: placePassword, Key: "password", Decode: running.LinePassword, AnyValue: true}),
	lineRow(grammar.Seq(grammar.Kw("exec-timeout", "Set the EXEC timeout"), timeoutMin, grammar.Opt(timeoutSec)),
		cli.Conf{Place: placeExecTimeout, Key: "exec-timeout", NoText: "exec-timeout 0 0", Text: execTimeout, Decode: running.LineExecTimeout}),
	lineRow(grammar.Seq(grammar.Kw("privilege", "Change privilege level for line"),
		grammar.Kw("level", "Assign default privilege level for line"), lineLevel),
		cli.Conf{Place: placePrivilege, Key: "privilege level", Decode: running.LinePrivilege}),
	lineRow(grammar.Seq(grammar.Kw("logging", "Modify message logging facilities"),
		grammar.Kw("synchronous", "Synchronized message output"),
		grammar.Opt(grammar.Kw("level", "Severity level to output asynchronously"), grammar.Alt(grammar.Int(0, 7, "Logging severity level"), grammar.Kw("all", "All levels"))),
		grammar.Opt(grammar.Kw("limit", "Messages queue size limit"), grammar.Int(0, 2147483647, "Message queue limit"))),
		cli.Conf{Place: placeLogging, Key: "logging synchronous", Decode: running.LineSynchronous}),
	lineRow(grammar.Seq(grammar.Kw("transport", "Define transport protocols for line"),
		grammar.Kw("input", "Define which protocols to use when connecting to the terminal server"),
		grammar.Alt(grammar.Kw("all", "All protocols"), grammar.Kw("none", "No protocols"),
			grammar.AnyOf(grammar.Kw("ssh", "TCP/IP SSH protocol"), grammar.Kw("telnet", "TCP/IP Telnet protocol"),
				grammar.Kw("lapb-ta", "LAPB Terminal Adapter"), grammar.Kw("mop", "DEC MOP Remote Console Protocol"),
				grammar.Kw("pad", "X.3 PAD"), grammar.Kw("rlogin", "Unix rlogin protocol"), grammar.Kw("udptn", "UDPTN async via UDP protocol"),
				grammar.Kw("v120", "Async over ISDN")))),
		cli.Conf{Place: placeTransport, Key: "transport input", Decode: running.LineTransportInput}),
}

// goodLinePort reports whether s is the number of a modem line, such as "0/1/0".
func goodLinePort(s string) bool { return strings.Count(s, "/") > 0 && ifname.ValidNumber(s) }

// lineHead returns the head of the section, with "con" for the console as NVGEN writes it
// (ios-boot.md 11.2).
func lineHead(m *grammar.Match) string {
	kind := ""
	switch {
	case lineConsole.In(m):
		kind = "con "
	case lineAux.In(m):
		kind = "aux "
	}
	if port, ok := linePort.Get(m); ok {
		return "line " + port
	}
	text := "line " + kind + strconv.Itoa(lineFirst.Of(m))
	if last, ok := lineLast.Get(m); ok {
		text += " " + strconv.Itoa(last)
	}
	return text
}

// linePlace returns the place of the section: the console, auxiliary and other lines
// precede the vty lines.
func linePlace(m *grammar.Match) int {
	switch {
	case lineConsole.In(m):
		return cli.PlaceLine
	case lineAux.In(m):
		return cli.PlaceLine + 1
	}
	return cli.PlaceLine + 2
}

// execTimeout returns the line with its seconds; the default of ten minutes is not shown.
func execTimeout(m *grammar.Match) string {
	if timeoutMin.Of(m) == 10 && timeoutSec.Of(m) == 0 {
		return ""
	}
	return "exec-timeout " + strconv.Itoa(timeoutMin.Of(m)) + " " + strconv.Itoa(timeoutSec.Of(m))
}
