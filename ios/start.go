package ios

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/platform"
)

// initTime is the device time from IOS's first line to the startup-config.
const initTime = 700 * time.Millisecond

// start prints the start of IOS on the console and applies the startup-config (ios-boot.md
// 2.1).
func (sh *shell) start(ctx context.Context, image boot.Outcome) error {
	d, con := sh.System, sh.System.Console()
	if d.Model().SmartInit != nil {
		smartInit(con, d.Model())
	}
	if err := d.Clock().Sleep(ctx, initTime); err != nil {
		return err
	}
	fmt.Fprintf(con, "%s\n\n%s\n", cli.SoftwareBanner(d.Model(), image.Image), cli.HardwareLines(d))
	if err := d.Clock().Sleep(ctx, initTime); err != nil {
		return err
	}
	return sh.configure(ctx, image, con)
}

// configure reads the startup-config. If there is none, or the configuration register says
// to ignore it, it offers the configuration dialog.
func (sh *shell) configure(ctx context.Context, image boot.Outcome, con io.Writer) error {
	d := sh.System
	d.NVRAM().SetSoftware(image.Image.Version)
	d.NVRAM().SetCompression(false) // until the configuration says otherwise
	text, ok := d.NVRAM().Startup()
	now, _ := d.Register()
	if now.IgnoreConfig() {
		text, ok = nil, false
	} else if d.NVRAM().Damaged() {
		fmt.Fprintf(con, "%%Error opening nvram:/startup-config (Unknown error 0)\n") // ios-files.md 6.11
	}
	factory(d, image.Image.Version, string(text))
	if ok {
		if err := cli.Load(cli.WithRefusals(ctx, con), d, sh.tables, string(text), "memory"); err != nil {
			return err
		}
		sh.configured = true
		d.Loaded()
		return nil
	}
	d.Loaded()
	d.AwaitConsole()
	return sh.dialog(ctx)
}

// startLog logs the messages of the start.
func (sh *shell) startLog() {
	d := sh.System
	for _, i := range d.Interfaces() {
		switch {
		case i.Down:
			d.Logf("LINK-5-CHANGED", "Interface %s, changed state to administratively down", i.Name)
		case i.Link:
			d.Logf("LINK-3-UPDOWN", "Interface %s, changed state to up", i.Name)
			d.Logf("LINEPROTO-5-UPDOWN", "Line protocol on Interface %s, changed state to up", i.Name)
		default:
			d.Logf("LINK-3-UPDOWN", "Interface %s, changed state to down", i.Name)
		}
	}
	if sh.configured {
		d.Logf("SYS-5-CONFIG_I", "Configured from memory by console")
	}
	d.Logf("SYS-5-RESTART", "System restarted --\n%s", system.Block(strings.TrimRight(cli.SoftwareBanner(d.Model(), d.Image().Image), "\n")))
}

// smartInit prints how much memory the ports need (ios-boot.md 2.1).
func smartInit(w io.Writer, m *platform.Model) {
	fmt.Fprint(w, "Smart Init is enabled\nsmart init is sizing iomem\n                 TYPE      MEMORY_REQ\n")
	for _, r := range m.SmartInit {
		for i, l := range r.Type {
			if i < len(r.Type)-1 {
				fmt.Fprintf(w, "%21s\n", l)
			} else {
				fmt.Fprintf(w, "%21s      0x%08X\n", l, r.Bytes)
			}
		}
	}
	fmt.Fprintf(w, "%s\n%20s:      0x%08X\n\n", strings.Repeat("-", 47), "TOTAL", m.IOMEMRequest())
	fmt.Fprintf(w, "Rounded IOMEM up to: %dMB.\nUsing %d percent iomem. [%dMB/%dMB]\n\n",
		m.IOMEMMB(), m.IOMEMPercent(), m.IOMEMMB(), m.MemoryMB())
}
