package filecmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	writeErase    = grammar.Kw("erase", "Erase NV memory")
	writeMemory   = grammar.Kw("memory", "Write to NV memory")
	writeTerminal = grammar.Kw("terminal", "Write to terminal")
)

var writeRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("write", "Write running configuration to memory, network, or terminal"),
		grammar.Opt(grammar.Alt(writeErase, writeMemory, writeTerminal))),
	Run: func(c *cli.Ctx) error {
		switch {
		case writeErase.In(c.Match):
			return eraseStartup(c)
		case writeTerminal.In(c.Match):
			return c.ShowRunning()
		}
		return c.Save()
	},
}

var (
	eraseNVRAM   = grammar.Kw("nvram:", "Filesystem to be erased")
	eraseStartUp = grammar.Kw("startup-config", "Erase contents of configuration memory")
)

var eraseRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("erase", "Erase a filesystem"), grammar.Alt(eraseNVRAM, eraseStartUp)),
	Run:    eraseStartup,
}

// eraseStartup empties the NVRAM (ios-files.md 10).
func eraseStartup(c *cli.Ctx) error {
	ok, err := c.ConfirmFile("Erasing the nvram filesystem will remove all configuration files! Continue?")
	if !ok {
		return err
	}
	if err := ifs.Format(c, c.Device.NVRAM(), ifs.Name{Prefix: "nvram"}); err != nil {
		return err
	}
	if err := c.Device.StartupWritten(); err != nil {
		return err
	}
	c.Printf("[OK]\nErase of nvram: complete\n")
	c.Device.Logf("SYS-7-NV_BLOCK_INIT", "Initialized the geometry of nvram")
	return nil
}
