package confcmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/grammar"
)

// bootWhat matches the rest of a boot system line. It is kept as typed (ios-boot.md 5.1)
// and interpreted only at the next boot.
var bootWhat = &grammar.Arg[string]{
	Label: "WORD", Help: "TFTP filename or URL", Rest: true,
	Parse: func(_ any, tok string) (string, int, bool) {
		n := len(strings.Fields(tok))
		return tok, 0, n >= 1 && n <= 4
	},
	Complete: func(env any, _ string) []grammar.Word {
		out := []grammar.Word{
			{Text: "flash", Help: "Boot from flash memory"},
			{Text: "ftp", Help: "Boot from a server via ftp"},
			{Text: "mop", Help: "Boot from a Decnet MOP server"},
			{Text: "rcp", Help: "Boot from a server via rcp"},
			{Text: "rom", Help: "Boot from rom"},
			{Text: "tftp", Help: "Boot from a tftp server"},
		}
		for _, m := range env.(*cli.Session).System().Files().Mounts() {
			for _, p := range append([]string{m.Prefix}, m.Aliases...) {
				if strings.Contains(p, "flash") {
					out = append(out, grammar.Word{Text: p + ":", Help: "URL of the system image", Partial: true})
				}
			}
		}
		return out
	},
}

var bootSystemRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(cli.Boot, grammar.Kw("system", "System image file"), bootWhat),
	Conf: &cli.Conf{
		Place: cli.PlaceBootSystem, Acts: true, // the loader reads the startup-config
		Apply: func(c *cli.Ctx) error {
			if f, warned := c.System.FaultActive(device.FaultBootWarning); warned && !c.Negated() {
				c.Printf("%s\n", f.Text)
			}
			return nil
		},
		Text: func(m *grammar.Match) string {
			return boot.StoredForm(m.Canonical())
		},
	},
}

// bootFileRow names the files that a router with `service config` loads at its start. The
// lines are kept and shown; no file is loaded. These platforms have no `boot config`, which
// belongs to class A flash (Cisco IOS Configuration Fundamentals Command Reference, "boot
// config").
var bootFileRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(cli.Boot, grammar.Alt(
		grammar.Kw("host", "Router-specific config file"), grammar.Kw("network", "Network-wide config file")), bootURL),
	Conf: &cli.Conf{Place: cli.PlaceBootSystem},
}

var bootURL = grammar.AnyWord("URL of the configuration file")

var registerArg = grammar.Hex(0, 0xffff, "Config register number")

var configRegisterRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("config-register", "Define the configuration register"), registerArg),
	Conf: &cli.Conf{
		Transient: true,
		Apply: func(c *cli.Ctx) error {
			r := boot.Register(0x2102)
			if !c.Negated() {
				r = boot.Register(registerArg.Of(c.Match))
			}
			if err := c.System.SetRegister(r); err != nil {
				return fmt.Errorf("config-register: %w", err)
			}
			return nil
		},
	},
}
