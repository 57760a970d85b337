package device

import (
	"context"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
)

// Events is the source of the device's events.
func (d *Device) Events() *event.Source { return d.events }

// WithPanics returns a context under which package internal/safego reports panics as
// events of the device.
func (d *Device) WithPanics(ctx context.Context) context.Context {
	return event.WithPanics(ctx, d.events)
}

// Tried implements boot.Board.
func (b *board) Tried(a boot.Attempt, err *boot.Error) {
	event.EmitFunc(b.d.events, func() event.BootTried {
		verdict := "ok"
		if err != nil {
			verdict = err.Kind.String()
		}
		return event.BootTried{Source: a.Entry.String(), Reason: a.Why.String(), Verdict: verdict}
	})
}

// fileChanged emits the event of a change on a disk or in NVRAM.
func (d *Device) fileChanged(c ifs.Change) {
	s, name := d.events, c.Name
	switch c.Kind {
	case ifs.Created:
		event.EmitFunc(s, func() event.FileCreated { return event.FileCreated{Name: name.String(), Bytes: c.Size} })
	case ifs.Replaced:
		event.EmitFunc(s, func() event.FileChanged { return event.FileChanged{Name: name.String(), Bytes: c.Size} })
	case ifs.Removed:
		event.EmitFunc(s, func() event.FileRemoved { return event.FileRemoved{Name: name.String()} })
	case ifs.Renamed:
		event.EmitFunc(s, func() event.FileRenamed { return event.FileRenamed{Name: name.String(), To: c.To.String()} })
	case ifs.DirCreated:
		event.EmitFunc(s, func() event.DirectoryCreated { return event.DirectoryCreated{Name: name.String()} })
	case ifs.DirRemoved:
		event.EmitFunc(s, func() event.DirectoryRemoved { return event.DirectoryRemoved{Name: name.String()} })
	case ifs.Formatted:
		event.EmitFunc(s, func() event.DiskFormatted { return event.DiskFormatted{Name: name.String()} })
	}
}
