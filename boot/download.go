package boot

import (
	"context"
	"path"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// launch is tftpdnld -r: the image is received and started (ios-boot.md 7.6).
func (m *machine) launch(ctx context.Context, f fetch) error {
	m.printf("\n")
	r, err := m.receive(ctx, f)
	if err != nil {
		return err
	}
	m.printf("Validating checksum.\n\nloading image %s \n", printable.Text(f.file))
	info, err := m.start(ctx, r.reader(), r.size, f.file)
	if err != nil {
		return err
	}
	m.out = Outcome{Image: info, File: ifs.Name{Prefix: "tftp", HasHost: true, Host: f.host, Path: f.file}, Why: Typed}
	return nil
}

// download is tftpdnld: the image is received into memory and judged; only then
// flash0: is formatted. Until then a failure or a Break leaves it as it was.
func (m *machine) download(ctx context.Context, f fetch) error {
	fs, root, err := m.disk(m.model.DefaultFS)
	if err != nil {
		return err
	}
	r, err := m.receiveImage(ctx, f)
	if err != nil {
		return err
	}
	if size := fs.Info().Size; size >= 0 && r.size > size {
		return &Error{Kind: KindMemory, Name: f.file}
	}
	// From here on nothing stops it.
	name := root.With(path.Base(f.file))
	m.printf("Copying file %s to %s:.\n", printable.Text(name.Path), root.Prefix)
	m.monlib()
	if err := ifs.Format(ctx, fs, root); err != nil {
		return &Error{Kind: KindFormat, Err: err}
	}
	// The literal %llu is a bug of the real ROMMON (ios-boot.md 7.6).
	m.printf("\nFormat: All system sectors written. OK...\n\nFormat: Total sectors in formatted partition: %d\n"+
		"Format: Total bytes in formatted partition: %%llu\nFormat: Operation completed successfully.\n", m.model.FormatSectors())
	t := ifs.NewTable()
	t.Mount(root.Prefix, fs)
	t.Mount(ramPrefix, r)
	if _, err := ifs.Copy(ctx, t, name, ifs.Name{Prefix: ramPrefix, Path: "image"}); err != nil {
		return &Error{Kind: KindFormat, Err: err}
	}
	m.monlib()
	m.printf("\n")
	return nil
}

// receiveImage receives and judges the image, as long as Break can stop it.
func (m *machine) receiveImage(ctx context.Context, f fetch) (*ram, error) {
	op, stop := m.breakable(ctx)
	defer stop()
	broken := func() error { return &Error{Kind: KindInterrupted, Name: "tftpdnld"} }
	r, err := m.receive(op, f)
	if interrupted(op) {
		return nil, broken()
	}
	if err != nil {
		return nil, err
	}
	info, err := m.judge(op, r.reader(), r.size, f.file)
	if interrupted(op) {
		return nil, broken()
	}
	if err != nil && (m.checks() || !isChecksum(err)) {
		return nil, &Error{Kind: KindHeader, Name: f.file, Err: err}
	}
	// The three lines end in a blank here (ios-boot.md 2.2).
	m.printf("IOS Image Load Test \n___________________ \n")
	if info.Signed {
		m.printf("Digitally Signed Release Software \n")
	}
	m.printf("\n")
	if m.checks() {
		m.printf("Validating checksum.\n")
	}
	return r, nil
}

// isChecksum reports whether TFTP_CHECKSUM=0 forgives an error.
func isChecksum(err error) bool {
	e, ok := err.(*Error)
	return ok && (e.Kind == KindCompressed || e.Kind == KindUncompressed || e.Kind == KindSignature)
}
