package filecmd

import (
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var showFileSystemsRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, showFile,
		grammar.Kw("systems", "List filesystems")),
	Run: func(c *cli.Ctx) error {
		// ios-files.md 1, 2.1 and 2.4.
		width, gap := c.System.Texts().ListWidth, 2
		if width < 12 {
			gap = 1
		}
		c.Printf("File Systems:\n\n%s%*s%s%*s      Type  Flags  Prefixes\n",
			strings.Repeat(" ", gap), width, "Size(b)", strings.Repeat(" ", gap), width, "Free(b)")
		def := c.Session.Cwd().Prefix
		for _, m := range c.Files().Mounts() {
			info := m.FS.Info()
			star := ""
			if m.Prefix == def {
				star = "*"
			}
			c.Printf("%1s%s%*s%s%*s  %8s  %5s   %s\n", star, strings.Repeat(" ", gap-1), width, count(info.Size),
				strings.Repeat(" ", gap), width, count(info.Free), info.Type, info.Access, prefixColumn(m, info))
		}
		c.Printf("\n")
		return nil
	},
}

func count(n int64) string {
	if n < 0 {
		return "-"
	}
	return strconv.FormatInt(n, 10)
}

// prefixColumn formats the prefix and its aliases, with "#" after those of bootable file
// systems.
func prefixColumn(m ifs.Mount, info ifs.Info) string {
	var b strings.Builder
	b.WriteString(m.Prefix + ":")
	for _, a := range m.Aliases {
		b.WriteString(" " + a + ":")
		if info.Bootable {
			b.WriteString("#")
		}
	}
	return b.String()
}
