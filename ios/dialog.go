package ios

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ios/secret"
	"github.com/iosim/iosim/line"
)

// dialog runs the System Configuration Dialog of a router without a configuration
// (ios-boot.md 2.4). Ctrl-C at any question ends it.
func (sh *shell) dialog(ctx context.Context) error {
	t := sh.System.Console()
	fmt.Fprint(t, "\n         --- System Configuration Dialog ---\n\n")
	q := &questions{ctx: ctx, t: t}
	if q.yesNo("Would you like to enter the initial configuration dialog?") {
		sh.setup(q)
	} else if q.err == nil {
		fmt.Fprint(t, "\n")
	}
	if q.aborted {
		return nil
	}
	return q.err
}

// questions asks a series of questions until an error ends it.
type questions struct {
	ctx     context.Context
	t       *line.Terminal
	err     error
	aborted bool
}

func (q *questions) over() bool { return q.err != nil || q.aborted }

func (q *questions) line(prompt string) string {
	if q.over() {
		return ""
	}
	l, err := q.t.ReadLine(q.ctx, line.Request{Prompt: prompt})
	if err == nil && l.Key != '\r' {
		fmt.Fprint(q.t, "\n")
		q.aborted = true
	}
	q.err = err
	return strings.TrimSpace(l.Text)
}

func (q *questions) yesNo(question string) bool {
	for !q.over() {
		s := strings.ToLower(q.line(question + " [yes/no]: "))
		switch {
		case q.over():
		case s != "" && strings.HasPrefix("yes", s):
			return true
		case s != "" && strings.HasPrefix("no", s):
			return false
		default:
			fmt.Fprint(q.t, "% Please answer 'yes' or 'no'.\n")
		}
	}
	return false
}

// answer asks a question, and prints the help if the answer is a question mark.
func (q *questions) answer(prompt string) string {
	for {
		s := q.line(prompt)
		if s != "?" || q.over() {
			return s
		}
		fmt.Fprint(q.t, dialogHelp)
	}
}

// dialogHelp is the answer to a question mark [UNSOURCED].
const dialogHelp = "  Type an answer and press RETURN. RETURN alone takes the setting in square\n" +
	"  brackets, ctrl-c ends the dialog and nothing is configured.\n"

// def asks a question whose default is shown in brackets; after is the text between those
// and the answer.
func (q *questions) def(prompt, def, after string) string {
	if s := q.answer(prompt + " [" + def + "]" + after); s != "" {
		return s
	}
	return def
}

// required asks until the answer is accepted: check returns "" or the error to print.
func (q *questions) required(prompt string, check func(string) string) string {
	for !q.over() {
		s := q.answer(prompt)
		if q.over() {
			break
		}
		why := "% No defaulting allowed"
		if s != "" {
			why = check(s)
		}
		if why == "" {
			return s
		}
		fmt.Fprintln(q.t, why)
	}
	return ""
}

func anything(string) string { return "" }

// setup runs the basic management setup.
func (sh *shell) setup(q *questions) {
	fmt.Fprint(q.t, "\nAt any point you may enter a question mark '?' for help.\n"+
		"Use ctrl-c to abort configuration dialog at any prompt.\n"+
		"Default settings are in square brackets '[]'.\n\n"+
		"Basic management setup configures only enough connectivity\n"+
		"for management of the system, extended setup will ask you\n"+
		"to configure each interface on the system\n\n")
	q.yesNo("Would you like to enter basic management setup?")
	for !q.over() {
		script := sh.setupScript(q)
		if q.over() {
			return
		}
		fmt.Fprintf(q.t, "\nThe following configuration command script was created:\n\n%send\n\n\n"+
			"[0] Go to the IOS command prompt without saving this config.\n"+
			"[1] Return back to the setup without saving this config.\n"+
			"[2] Save this configuration to nvram and exit.\n\n", script)
		switch q.def("Enter your selection", "2", ": ") {
		case "0":
			return
		case "1":
			continue
		}
		if q.over() {
			return
		}
		q.err = sh.applySetup(q.ctx, script)
		fmt.Fprint(q.t, "Building configuration...\nUse the enabled mode 'configure' command to modify this configuration.\n\n")
		return
	}
}

func (sh *shell) applySetup(ctx context.Context, script string) error {
	if err := cli.Load(cli.WithRefusals(ctx, sh.System.Console()), sh.System, sh.tables, script, "console"); err != nil {
		return err
	}
	return sh.System.Save(ctx)
}

// setupScript asks the questions and returns the configuration that follows from the
// answers.
func (sh *shell) setupScript(q *questions) string {
	var b strings.Builder
	fmt.Fprint(q.t, "Configuring global parameters:\n\n")
	fmt.Fprintf(&b, "hostname %s\n", q.def("  Enter host name", sh.System.Hostname(), ": "))
	fmt.Fprint(q.t, "\n  The enable secret is a password used to protect access to\n"+
		"  privileged EXEC and configuration modes. This password, after\n"+
		"  entered, becomes encrypted in the configuration.\n")
	password := q.required("  Enter enable secret: ", anything)
	fmt.Fprintf(&b, "enable secret %s\n", secret.Hash(password))
	fmt.Fprint(q.t, "\n  The enable password is used when you do not specify an\n"+
		"  enable secret password, with some older software versions, and\n"+
		"  some boot images.\n")
	fmt.Fprintf(&b, "enable password %s\n", q.required("  Enter enable password: ", func(p string) string {
		if p == password {
			return "% Please choose a password that is different from the enable secret"
		}
		return ""
	}))
	fmt.Fprint(q.t, "\n  The virtual terminal password is used to protect\n"+
		"  access to the router over a network interface.\n")
	fmt.Fprintf(&b, "line vty 0 4\npassword %s\n", q.required("  Enter virtual terminal password: ", anything))
	if isYes(q.def("  Configure SNMP Network Management?", "yes", ": ")) {
		fmt.Fprintf(&b, "snmp-server community %s\n", q.def("    Community string", "public", ": "))
	}
	sh.setupInterface(q, &b)
	return b.String()
}

func (sh *shell) setupInterface(q *questions, b *strings.Builder) {
	if q.over() {
		return
	}
	fmt.Fprint(q.t, "\nCurrent interface summary\n\n\n"+
		"Any interface listed with OK? value \"NO\" does not have a valid configuration\n\n"+
		"Interface                  IP-Address      OK? Method Status                Protocol\n")
	ports := sh.System.Interfaces()
	for _, i := range ports {
		fmt.Fprintf(q.t, "%-27s%-16s%-4s%-7s%-22s%-8s\n", i.Name, "unassigned", "NO", "unset", "down", "down")
	}
	name := ""
	for name == "" && !q.over() {
		typed := q.line("\nEnter interface name used to connect to the\nmanagement network from the above interface summary: ")
		for _, i := range ports {
			if strings.EqualFold(i.Name, typed) {
				name = i.Name
			}
		}
		if name == "" && !q.over() {
			fmt.Fprint(q.t, "% Invalid interface name\n") // [UNSOURCED]
		}
	}
	fmt.Fprintf(q.t, "\nConfiguring interface %s:\n", name)
	if !isYes(q.def("  Configure IP on this interface?", "yes", ": ")) {
		return
	}
	addr := q.required("    IP address for this interface: ", func(a string) string {
		if ip, err := netip.ParseAddr(a); err != nil || !ip.Is4() {
			return "% Invalid IP address" // [UNSOURCED]
		}
		return ""
	})
	for !q.over() {
		mask := q.def("    Subnet mask for this interface", "255.255.255.0", " : ")
		if line, ok := classLine(addr, mask); ok {
			fmt.Fprint(q.t, line)
			fmt.Fprintf(b, "interface %s\nno shutdown\nip address %s %s\n", name, addr, mask)
			return
		}
		fmt.Fprint(q.t, "% Invalid subnet mask\n") // [UNSOURCED]
	}
}

func isYes(s string) bool { return strings.HasPrefix("yes", strings.ToLower(s)) }

// classLine describes the network of an address; false if the address or the mask is
// invalid.
func classLine(addr, mask string) (string, bool) {
	ip, err := netip.ParseAddr(addr)
	m, merr := netip.ParseAddr(mask)
	if err != nil || merr != nil || !ip.Is4() || !m.Is4() {
		return "", false
	}
	b := m.As4()
	ones, size := net.IPv4Mask(b[0], b[1], b[2], b[3]).Size()
	if size == 0 {
		return "", false
	}
	class, bits := "A", 8
	switch first := ip.As4()[0]; {
	case first >= 192:
		class, bits = "C", 24
	case first >= 128:
		class, bits = "B", 16
	}
	major := netip.PrefixFrom(ip, bits).Masked().Addr()
	return fmt.Sprintf("    Class %s network is %s, %d subnet bits; mask is /%d\n", class, major, ones, ones), true
}
