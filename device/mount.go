package device

import (
	"context"
	"errors"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/diskfs"
	"github.com/iosim/iosim/ifs/ftpfs"
	"github.com/iosim/iosim/ifs/systemfs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/platform"
)

// mount builds the mount table of the model, in its order.
func (d *Device) mount(o Options) error {
	d.files = ifs.NewTable()
	d.out = &router{d: d, wire: o.Wire}
	for _, row := range o.Model.FileSystems {
		fs, err := d.fileSystem(row, o, d.out)
		if err != nil {
			return err
		}
		d.files.Mount(row.Prefix, fs)
		for _, a := range row.Aliases {
			d.files.Alias(a, row.Prefix)
		}
	}
	d.files.Keyword("running-config", ifs.Name{Prefix: "system", Path: "running-config"})
	d.files.Keyword("startup-config", ifs.Name{Prefix: "nvram", Path: "startup-config"})
	return nil
}

func (d *Device) fileSystem(row platform.FileSystem, o Options, out ifs.Net) (ifs.FS, error) {
	switch row.Backing {
	case platform.Disk, platform.USB:
		return d.disk(row, o)
	case platform.NVRAM:
		return d.nv, nil
	case platform.System:
		return d.systemFS(), nil
	case platform.Null:
		return systemfs.Null(), nil
	}
	switch row.Prefix {
	case "tftp":
		return tftpfs.New(out, d.clk, d.tftpConfig), nil
	case "ftp":
		return ftpfs.New(out, d.clk, d.ftpConfig), nil
	}
	return systemfs.Opaque(ifs.Info{Size: -1, Free: -1, Type: ifs.Type(row.Type), Access: ifs.Access(row.Access)}), nil
}

func (d *Device) disk(row platform.FileSystem, o Options) (ifs.FS, error) {
	opt := diskfs.Options{
		Prefix: row.Prefix, Type: ifs.Type(row.Type), Access: ifs.Access(row.Access), Bootable: row.Bootable,
		Size: row.Size, Reserved: row.Reserved, Cluster: row.Cluster,
		DirPerm: o.Model.Texts.DirPerm, FilePerm: o.Model.Texts.FilePerm, Now: d.Now,
	}
	var medium afero.Fs
	if o.Disk != nil {
		var err error
		if medium, err = o.Disk(row.Prefix); err != nil {
			return nil, err
		}
	}
	if medium == nil {
		return diskfs.Empty(opt), nil
	}
	return diskfs.New(medium, opt)
}

// errNoSoftware is the cause when system: is asked while nothing runs.
var errNoSoftware = errors.New("no software is running")

func (d *Device) systemFS() ifs.FS {
	return systemfs.New("system", map[string]systemfs.View{
		"running-config": {
			Perm: "-rw-", Index: 1, Date: d.LastChange,
			Render: func(context.Context) ([]byte, error) { return []byte(d.RunningConfig()), nil },
			Accept: func(ctx context.Context, text []byte) error {
				return d.Merge(ctx, string(text), "console")
			},
		},
	})
}

// Merge applies a configuration's text to the running-config through the
// software that runs.
func (d *Device) Merge(ctx context.Context, text, source string) error {
	d.mu.Lock()
	sys := d.system
	d.mu.Unlock()
	if sys == nil {
		return errNoSoftware
	}
	return sys.Merge(ctx, text, source)
}
