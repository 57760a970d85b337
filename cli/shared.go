package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iosim/iosim/ios/cpu"
	"github.com/iosim/iosim/ios/system"
)

// buildTime is how long, in device time, putting the configuration together
// takes [UNSOURCED].
const buildTime = 300 * time.Millisecond

// Save writes the running-config to NVRAM and says so (ios-files.md 6.8). It is
// not to be stopped half-way.
func (c *Ctx) Save() error {
	if ok, err := c.overwritesOther(); !ok {
		return err
	}
	c.Printf("Building configuration...\n")
	ctx := context.WithoutCancel(c.Context)
	if err := c.System.Clock().Sleep(ctx, buildTime); err != nil {
		return err
	}
	if err := c.System.Save(ctx); err != nil {
		return err
	}
	if takes, text, ok := c.System.NVRAM().Packed(); ok {
		c.Printf("Compressed configuration from %d bytes to %d bytes", text, takes) // 6.8
	}
	c.Printf("[OK]\n")
	if c.System.Running().Archive.WriteMemory {
		if _, err := ArchiveConfig(ctx, c.System); err != nil && !errors.Is(err, NotArchiving) {
			return err
		}
	}
	return nil
}

// overwritesOther asks before a startup-config that another release wrote is
// overwritten (ios-files.md 6.8).
func (c *Ctx) overwritesOther() (bool, error) {
	by := c.System.NVRAM().WrittenBy()
	if by == "" || by == c.System.Image().Image.Version || c.Session.Terminal() == nil {
		return true, nil
	}
	c.Printf("Warning: Attempting to overwrite an NVRAM configuration previously written\nby a different version of the system image.\n")
	return c.ConfirmTight("Overwrite the previous NVRAM configuration?")
}

// MergeStartup merges the startup-config into the running-config: configure
// memory.
func (c *Ctx) MergeStartup() error {
	if err := c.Session.MayConfigure(); err != nil {
		return err
	}
	text, ok, err := c.Startup()
	if err != nil {
		return err
	}
	if !ok {
		return &UserError{Text: "startup-config is not present\n"}
	}
	if err := c.System.Merge(WithRefusals(c.Context, c.Out), string(text), "memory"); err != nil {
		return err
	}
	c.System.Configured("memory")
	return nil
}

// Loads are the loads of the last five seconds, with the part of interrupts, of the
// last minute and of the last five minutes: "1%/0%", "1%", "1%".
func Loads(d *system.System) []any {
	var out []any
	for i, span := range cpu.LoadSpans {
		total, interrupt := d.Load(span)
		text := fmt.Sprintf("%d%%", total)
		if i == 0 {
			text += fmt.Sprintf("/%d%%", interrupt)
		}
		out = append(out, text)
	}
	return out
}
