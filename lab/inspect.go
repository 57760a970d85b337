package lab

import (
	"context"
	"io"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
)

// ReadDeviceFile gives a file of a device by the name that its user would type:
// "flash:notes.txt", "nvram:startup-config".
func ReadDeviceFile(ctx context.Context, d *device.Device, name string) ([]byte, error) {
	fs, n, err := deviceFile(d, name)
	if err != nil {
		return nil, err
	}
	f, err := fs.Open(ctx, n)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// WriteDeviceFile puts a file on a device, whole or not at all.
func WriteDeviceFile(ctx context.Context, d *device.Device, name string, content []byte) error {
	fs, n, err := deviceFile(d, name)
	if err != nil {
		return err
	}
	w, err := fs.Create(ctx, n, int64(len(content)))
	if err != nil {
		return err
	}
	defer func() { _ = w.Abort() }() // nothing, after Commit
	if _, err := w.Write(content); err != nil {
		return err
	}
	return w.Commit()
}

func deviceFile(d *device.Device, name string) (ifs.FS, ifs.Name, error) {
	n, err := d.Files().Parse(name)
	if err != nil {
		return nil, n, err
	}
	return d.Files().Resolve(d.Files().Abs(d.DefaultDirectory(), n))
}
