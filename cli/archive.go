package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/ifs"
)

// archiveSection is where the configuration says how configurations are archived.
var archiveSection = config.Path{"archive"}

// ArchivePath is the `path` of the section archive; false if there is none, so that
// nothing is archived (ios-files.md 12).
func (c *Ctx) ArchivePath() (string, bool) {
	p := c.Device.Config().Value(archiveSection, "path")
	return p, p != ""
}

// ArchiveMaximum is how many archived configurations are kept: 10 if the
// configuration does not say.
func (c *Ctx) ArchiveMaximum() int {
	if n, err := strconv.Atoi(c.Device.Config().Value(archiveSection, "maximum")); err == nil && n > 0 {
		return n
	}
	return 10
}

// NextArchive is the name of the next archived configuration:
// "flash:rtr-Mar-18-20-30-52.969-CDT-10" (ios-files.md 12). $h in the path is the
// host name, $t the time.
func (c *Ctx) NextArchive() (string, bool) {
	path, ok := c.ArchivePath()
	if !ok {
		return "", false
	}
	_, number := c.Device.Archived()
	stamp := c.Device.Now().In(c.Device.Location()).Format("Jan-2-15-04-05.000-MST")
	timed := strings.Contains(path, "$t")
	path = strings.NewReplacer("$h", c.Device.Hostname(), "$t", stamp).Replace(path)
	if !timed {
		path += "-" + stamp
	}
	return path + "-" + strconv.Itoa(number), true
}

// Archive saves the running-config under the next name of the archive; the oldest
// one goes when there are too many. It fails with NotArchiving if no path is
// configured.
func (c *Ctx) Archive() (ifs.Name, error) {
	typed, ok := c.NextArchive()
	if !ok {
		return ifs.Name{}, NotArchiving
	}
	n, err := c.Files().Parse(typed)
	if err != nil {
		return n, err
	}
	n = c.Abs(n)
	fs, n, err := c.Files().Resolve(n)
	if err != nil {
		return n, err
	}
	ctx := context.WithoutCancel(c.Context)
	text := []byte(c.Device.RunningConfig())
	w, err := fs.Create(ctx, n, int64(len(text)))
	if err != nil {
		return n, err
	}
	if _, err := w.Write(text); err != nil {
		_ = w.Abort() // the first error counts
		return n, err
	}
	if err := w.Commit(); err != nil {
		return n, err
	}
	for _, old := range c.Device.AddArchive(n, c.ArchiveMaximum()) {
		if fs, old, err := c.Files().Resolve(old); err == nil {
			// A file that somebody else took away, or one on a server, is not ours to miss.
			_ = ifs.Remove(ctx, fs, old)
		}
	}
	return n, nil
}

// NotArchiving is the answer where no archive is configured (ios-files.md 12).
var NotArchiving = &UserError{Text: " Archive feature not enabled\n% Error caught by command handler\n"}
