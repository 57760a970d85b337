package device

import (
	"context"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/diskfs"
)

// fatDisk and classBDisk are the disks of a device with what may be wrong with them.
type fatDisk struct {
	*diskfs.FS
	d *Device
}

// Create implements ifs.FS.
func (f fatDisk) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	w, err := f.FS.Create(ctx, name, size)
	return f.d.faulty(w, name, size, f.Info().Free), err
}

type classBDisk struct {
	*diskfs.ClassB
	d *Device
}

// Create implements ifs.FS.
func (f classBDisk) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	w, err := f.ClassB.Create(ctx, name, size)
	return f.d.faulty(w, name, size, f.Info().Free), err
}

// faulty is a writer to flash under the faults in force; w itself if there are none.
func (d *Device) faulty(w ifs.Writer, name ifs.Name, size, free int64) ifs.Writer {
	if w == nil || !d.faults.any.Load() {
		return w
	}
	if size < 0 {
		size = free
	}
	fw := faultyWriter{Writer: w, name: name, full: -1, flip: -1}
	if f, ok := d.FaultActive(FaultFlashFull); ok {
		fw.full = size / 100 * int64(f.Percent)
	}
	if f, ok := d.FaultActive(FaultBadMD5); ok {
		fw.flip = f.Bytes % max(size, 1)
	}
	if fw.full < 0 && fw.flip < 0 {
		return w
	}
	return &fw
}

// faultyWriter is a writer whose medium is full at one byte, and keeps another one
// badly; -1 is no byte.
type faultyWriter struct {
	ifs.Writer
	name       ifs.Name
	full, flip int64
	n          int64
}

// SetModTime implements ifs.Dater.
func (w *faultyWriter) SetModTime(t time.Time) { ifs.SetModTime(w.Writer, t) }

// Write implements ifs.Writer.
func (w *faultyWriter) Write(p []byte) (int, error) {
	if i := w.flip - w.n; i >= 0 && i < int64(len(p)) {
		p = append([]byte(nil), p...)
		p[i] ^= 0x01
	}
	var err error
	if w.full >= 0 && w.n+int64(len(p)) > w.full {
		p = p[:max(w.full-w.n, 0)]
		err = &ifs.Error{Op: ifs.OpWrite, Name: w.name, Kind: ifs.KindFull}
	}
	n, werr := w.Writer.Write(p)
	w.n += int64(n)
	if werr != nil {
		err = werr
	}
	return n, err
}
