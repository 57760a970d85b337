package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/system"
)

// NextArchive is the name of the next archived configuration:
// "flash:rtr-Mar-18-20-30-52.969-CDT-10" (ios-files.md 12). $h in the path is the
// host name, $t the time.
func NextArchive(d *system.System) (string, bool) {
	path := d.Running().Archive.Path
	if path == "" {
		return "", false
	}
	_, number := d.Archived()
	stamp := d.Now().In(d.Location()).Format("Jan-2-15-04-05.000-MST")
	timed := strings.Contains(path, "$t")
	path = strings.NewReplacer("$h", d.Hostname(), "$t", stamp).Replace(path)
	if !timed {
		path += "-" + stamp
	}
	return path + "-" + strconv.Itoa(number), true
}

// ArchiveConfig saves the running-config under the next name of the archive; the
// oldest one goes when there are too many. It fails with NotArchiving if no path is
// configured. It is not to be stopped half-way.
func ArchiveConfig(ctx context.Context, d *system.System) (ifs.Name, error) {
	typed, ok := NextArchive(d)
	if !ok {
		return ifs.Name{}, NotArchiving
	}
	n, err := d.Files().Parse(typed)
	if err != nil {
		return n, err
	}
	fs, n, err := d.Files().Resolve(d.Files().Abs(d.DefaultDirectory(), n))
	if err != nil {
		return n, err
	}
	ctx = context.WithoutCancel(ctx)
	text := []byte(d.RunningConfig())
	w, err := ifs.Create(ctx, fs, n, int64(len(text)))
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
	for _, old := range d.AddArchive(n, d.Running().Archive.Maximum) {
		if fs, old, err := d.Files().Resolve(old); err == nil {
			// A file that was deleted by hand, or one on a server, is no error.
			_ = ifs.Remove(ctx, fs, old)
		}
	}
	return n, nil
}

// ArchiveRegularly archives the configuration in every period from now on, until the
// configuration has no period any more. The message of a failure is [UNSOURCED].
func ArchiveRegularly(d *system.System, period time.Duration) {
	d.StartArchiving(period, func(ctx context.Context) bool {
		if d.Running().Archive.Period != period {
			return false // `no archive` took it out
		}
		if _, err := ArchiveConfig(ctx, d); err != nil && !errors.Is(err, NotArchiving) {
			d.Logf("ARCHIVE_CONFIG-4-ARCHIVE_FAILED", "%s", system.Block(strings.TrimSpace(ErrorText(err))))
		}
		return true
	})
}

// NotArchiving is the answer where no archive is configured (ios-files.md 12).
var NotArchiving = &UserError{Text: " Archive feature not enabled\n% Error caught by command handler\n"}
