package boot

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
)

// attempt tries to start one thing.
func (m *machine) attempt(ctx context.Context, a Attempt) error {
	return m.tried(ctx, a, m.try(ctx, a))
}

// tried reports to the board how an attempt ended, unless the power went off meanwhile.
// It returns err.
func (m *machine) tried(ctx context.Context, a Attempt, err error) error {
	var e *Error
	switch {
	case err == nil:
		m.b.Tried(a, nil)
	case interrupted(ctx):
		m.b.Tried(a, &Error{Kind: KindInterrupted, Name: a.Entry.String()})
	case errors.As(err, &e):
		m.b.Tried(a, e)
	}
	return err
}

func (m *machine) try(ctx context.Context, a Attempt) error {
	e := a.Entry
	switch {
	case e.Device == "rom": // there is no IOS in ROM (ios-boot.md 4.8)
		return &Error{Kind: KindMissing, Name: e.String()}
	case e.IsNetwork():
		return m.fromNet(ctx, a)
	}
	fs, dir, err := m.disk(e.Device)
	if err != nil {
		return err
	}
	m.monlib()
	if e.File == "" {
		return &Error{Kind: KindNothing, Name: e.Device + ":"}
	}
	f, err := fs.Open(ctx, dir.With(e.File))
	if err != nil {
		return opening(e, err)
	}
	defer f.Close()
	m.monlib()
	info, err := m.start(ctx, f, f.Size(), e.String())
	if err != nil {
		return err
	}
	m.out = Outcome{Image: info, File: dir.With(e.File), Why: a.Why}
	return nil
}

// disk finds a disk by its prefix or alias.
func (m *machine) disk(device string) (ifs.FS, ifs.Name, error) {
	fs, root, err := m.b.Files().Resolve(ifs.Name{Prefix: strings.ToLower(device)})
	if err != nil {
		return nil, root, &Error{Kind: KindDevice, Name: device, Err: err}
	}
	switch info := fs.Info(); {
	case info.Type != ifs.Disk && info.Type != ifs.Flash && info.Type != ifs.USBFlash:
		return nil, root, &Error{Kind: KindDevice, Name: device}
	case info.Absent:
		return nil, root, &Error{Kind: KindNoMedium, Name: slotName(root.Prefix)}
	}
	return fs, root, nil
}

// slotName is what the loader calls a slot: "Compact Flash0" (ios-boot.md 2.3).
func slotName(prefix string) string {
	if n, ok := strings.CutPrefix(prefix, "flash"); ok {
		return "Compact Flash" + n
	}
	if n, ok := strings.CutPrefix(prefix, "usbflash"); ok {
		return "USB Flash" + n // [UNSOURCED]
	}
	return prefix
}

func opening(e Entry, err error) error {
	kind := KindUnreadable
	switch ifs.KindOf(err) {
	case ifs.KindNotExist, ifs.KindIsDir, ifs.KindInvalid, ifs.KindNotDir:
		kind = KindMissing
	}
	return &Error{Kind: kind, Name: e.String(), Err: err}
}

// start judges an image and prints its start up to the end of the "#" run. name is
// what messages call it.
func (m *machine) start(ctx context.Context, r io.Reader, size int64, name string) (images.Info, error) {
	info, err := m.judge(ctx, r, size, name)
	if ctx.Err() != nil {
		return info, context.Cause(ctx)
	}
	var e *Error
	if errors.As(err, &e) && !e.crashes() && e.Kind != KindSignature {
		return info, err // it was not even loaded
	}
	m.printf("%s", forms[m.model.Loader].loadTest)
	if e != nil && e.Kind == KindSignature {
		return info, err
	}
	if info.Signed && err == nil {
		m.printf("Digitally Signed Release Software\n")
	}
	m.sleep(ctx, loadTime)
	m.printf("program load complete, entry point: %#x, size: %#x\n", info.Entry, info.LoadSize)
	if err == nil || e != nil && e.Kind == KindUncompressed {
		m.unpack(ctx)
	}
	if ctx.Err() != nil {
		return info, context.Cause(ctx)
	}
	if err == nil {
		m.printf("\n")
	}
	return info, err
}

// judge reads an image to its end and says what is wrong with it on this
// hardware.
func (m *machine) judge(ctx context.Context, r io.Reader, size int64, name string) (images.Info, error) {
	rep, err := images.Verify(ctx, r, size, nil)
	info := rep.Info
	var bad *images.Error
	if err != nil && !errors.As(err, &bad) {
		return info, &Error{Kind: KindUnreadable, Name: name, Err: err}
	}
	e := &Error{Name: name, Err: err}
	switch {
	case bad != nil && bad.Kind == images.KindNotImage:
		e.Kind, e.Got = KindNotImage, bad.Magic
	case !m.fits(info) || bad != nil && bad.Kind == images.KindNoTags:
		// Something else than IOS for this family; what names no version cannot run.
		e.Kind, e.Got, e.Want = KindPlatform, uint32(info.Machine), uint32(m.model.Machine)
	case bad == nil:
		return info, nil
	default:
		e.Kind, e.Got, e.Want = faults[bad.Kind], bad.Got, bad.Want
	}
	return info, e
}

// faults are the remaining kinds of images' errors.
var faults = map[images.Kind]Kind{
	images.KindTruncated:       KindTruncated,
	images.KindBadCompressed:   KindCompressed,
	images.KindBadUncompressed: KindUncompressed,
	images.KindBadSignature:    KindSignature,
	images.KindBadMD5:          KindSignature,
}

// fits reports whether an image is for this hardware. The machine numbers of real
// images are not known: their family counts alone.
func (m *machine) fits(i images.Info) bool {
	if i.Family != "" && !strings.EqualFold(i.Family, m.model.Family) {
		return false
	}
	return !i.Simulated || i.Machine == m.model.Machine
}

// lister gives Plan the executable files of a disk, in the order of its directory.
func (m *machine) lister(ctx context.Context) func(string) []string {
	return func(prefix string) []string {
		fs, root, err := m.disk(prefix)
		if err != nil {
			return nil
		}
		entries, err := ifs.ReadDir(ctx, fs, root)
		if err != nil {
			return nil // the attempt that follows has the error
		}
		var out []string
		for _, e := range entries {
			if !e.Dir && executable(ctx, fs, root.With(e.Name)) {
				out = append(out, e.Name)
			}
		}
		return out
	}
}

func executable(ctx context.Context, fs ifs.FS, name ifs.Name) bool {
	f, err := fs.Open(ctx, name)
	if err != nil {
		return false
	}
	defer f.Close()
	b := make([]byte, images.HeadSize)
	_, err = io.ReadFull(f, b)
	return err == nil && images.IsExecutable(b)
}
