package device

import (
	"context"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/ifs/xmodemfs"
	"github.com/iosim/iosim/platform"
)

// mount builds the loader's mount table: what lies in the slots, the NVRAM, and the
// protocols that a loader speaks.
func (d *Device) mount(o Options) error {
	d.files = ifs.NewTable()
	d.loader = &loaderNet{wire: o.Wire, port: o.Model.Interfaces[0].Name, clk: d.clk}
	d.slots.m = map[string]*slot{}
	for _, row := range o.Model.FileSystems {
		fs, err := d.loaderFS(row, o)
		if err != nil {
			return err
		}
		if s := d.slots.m[row.Prefix]; fs == nil || s != nil && s.pluggable() && fs.Info().Absent {
			continue
		}
		d.files.Mount(row.Prefix, fs)
		for _, a := range row.Aliases {
			d.files.Alias(a, row.Prefix)
		}
	}
	return nil
}

// loaderFS is the file system of a row as the loader has it; nil if it has none.
func (d *Device) loaderFS(row platform.FileSystem, o Options) (ifs.FS, error) {
	switch row.Backing {
	case platform.Disk, platform.USB, platform.ClassB:
		return d.disk(row, o)
	case platform.NVRAM:
		return d.nv, nil
	}
	switch row.Prefix {
	case "tftp":
		return recordfs.Wrap(tftpfs.New(d.loader, d.clk, loaderTFTP), d.record, d.events), nil
	case "xmodem", "ymodem":
		return xmodemfs.New(d.clk, ifs.Access(row.Access), row.Prefix == "ymodem"), nil
	}
	return nil, nil
}

// loaderTFTP is how a loader speaks TFTP: RFC 1350 with the option tsize.
func loaderTFTP() tftpfs.Config {
	return tftpfs.Config{Retries: loaderRetries}
}

// loaderRetries is how often a loader repeats a message.
const loaderRetries = 4

// record begins the record of one operation of the loader on a file.
func (d *Device) record(ctx context.Context, n ifs.Name) (context.Context, func()) {
	return recordfs.Start(ctx, d.capture, d.name, n, d.Instant)
}
