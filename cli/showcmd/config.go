package showcmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
)

var (
	runningInterface = grammar.Kw("interface", "Show interface configuration")
	runningName      = cli.NewInterfaceWords()
)

var (
	runningAll     = grammar.Kw("all", "Configuration with defaults")
	runningBrief   = grammar.Kw("brief", "configuration without certificate data")
	runningFull    = grammar.Kw("full", "full configuration")
	runningLinenum = grammar.Kw("linenum", "Display line numbers in output")
)

func runningForm(m *grammar.Match) cli.RunningForm {
	switch {
	case runningAll.In(m):
		return cli.RunningAll
	case runningBrief.In(m):
		return cli.RunningBrief
	case runningLinenum.In(m):
		return cli.RunningLinenum
	}
	return cli.RunningPlain
}

var runningRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("running-config", "Current operating configuration"),
		grammar.Opt(grammar.Alt(grammar.Seq(runningInterface, runningName.Node), runningAll, runningBrief, runningFull, runningLinenum))),
	Run: func(c *cli.Ctx) error {
		name, one, err := runningName.Get(c)
		if err != nil {
			return err
		}
		if !one {
			return c.ShowRunning(runningForm(c.Match))
		}
		text := c.Session.Visible(c.System.Config().Section(config.Path{"interface " + name})) + "end\n"
		c.Printf("Building configuration...\n\nCurrent configuration : %d bytes\n!\n%s\n", len(text), text)
		return nil
	},
}

var startupRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Alt(
		grammar.Kw("startup-config", "Contents of startup configuration"),
		grammar.Kw("configuration", "Contents of Non-Volatile memory"))),
	Run: func(c *cli.Ctx) error {
		text, ok, err := c.Startup()
		if err != nil {
			return err
		}
		if !ok {
			c.Printf("startup-config is not present\n")
			return nil
		}
		// ios-boot.md 11.2. The text for a compressed configuration is that of Cisco's
		// configuration guide.
		size := c.System.NVRAM().Info().Size
		if takes, plain, ok := c.System.NVRAM().Packed(); ok {
			c.Printf("Using %d out of %d bytes, uncompressed size = %d bytes\nUncompressed configuration from %d bytes to %d bytes\n%s",
				takes, size, plain, takes, plain, text)
		} else {
			c.Printf("Using %d out of %d bytes\n%s", len(text), size, text)
		}
		if !strings.HasSuffix(string(text), "\n") {
			c.Printf("\n")
		}
		c.Printf("\n")
		return nil
	},
}

var configLockRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("configuration", "Contents of Non-Volatile memory"),
		grammar.Kw("lock", "Configuration Lock Status Information")),
	Run: func(c *cli.Ctx) error {
		c.Printf("%s", cli.ConfigLockText(c.System))
		return nil
	},
}

var bootvarRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true, On: hasBootVariables,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("bootvar", "Boot and related environment variable")),
	Run: func(c *cli.Ctx) error {
		// ios-boot.md 5.4.
		c.Printf("BOOT variable = %s\nCONFIG_FILE variable = \nBOOTLDR variable = \n%s\n\nStandby not ready to show bootvar\n\n",
			c.System.BootVariable(), registerLine(c))
		return nil
	},
}
