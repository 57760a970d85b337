package device

import (
	"context"
	"errors"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ftpfs"
	"github.com/iosim/iosim/ifs/httpfs"
	"github.com/iosim/iosim/ifs/scpfs"
	"github.com/iosim/iosim/ifs/sftpfs"
	"github.com/iosim/iosim/ifs/systemfs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/ifs/xmodemfs"
	"github.com/iosim/iosim/platform"
)

// mount builds the mount table of the model, in its order.
func (d *Device) mount(o Options) error {
	d.files = ifs.NewTable()
	d.out = &router{d: d, wire: o.Wire}
	d.sockets.m = map[string]*socket{}
	for _, row := range o.Model.FileSystems {
		fs, err := d.fileSystem(row, o)
		if err != nil {
			return err
		}
		if s := d.sockets.m[row.Prefix]; s != nil && s.pluggable() && fs.Info().Absent {
			continue
		}
		if fs.Info().Type == ifs.Network {
			fs = d.watch(fs)
		}
		if row.Unlisted {
			fs = struct{ ifs.FS }{fs} // nothing but files
		}
		d.files.Mount(row.Prefix, fs)
		for _, a := range row.Aliases {
			d.files.Alias(a, row.Prefix)
		}
	}
	// No release of the models here lists ftps:, which is FTP under TLS, nor sftp:, which
	// later ones have (ios-files.md 2.2).
	d.files.MountQuietly("ftps", d.watch(ftpfs.NewSecure(d.from(ftpSource), d.clk, d.ftpConfig)))
	d.files.MountQuietly("sftp", d.watch(sftpfs.New(d.from(sshSource), d.clk)))
	d.files.Keyword("running-config", ifs.Name{Prefix: "system", Path: "running-config"})
	d.files.Keyword("startup-config", ifs.Name{Prefix: "nvram", Path: "startup-config"})
	return nil
}

// The lines that name the interface whose address a client's packets come from.
const (
	tftpSource = "ip tftp source-interface"
	ftpSource  = "ip ftp source-interface"
	sshSource  = "ip ssh source-interface"
	httpSource = "ip http client source-interface"
)

func (d *Device) fileSystem(row platform.FileSystem, o Options) (ifs.FS, error) {
	switch row.Backing {
	case platform.Disk, platform.USB, platform.ClassB:
		return d.disk(row, o)
	case platform.NVRAM:
		return d.nv, nil
	case platform.System:
		return d.systemFS(), nil
	case platform.Null:
		return systemfs.Null(), nil
	}
	switch row.Prefix {
	case "archive": // its list is empty [UNSOURCED]
		return systemfs.New(row.Prefix, nil), nil
	case "tmpsys":
		return systemfs.New(row.Prefix, tmpsys), nil
	case "tftp":
		return tftpfs.New(d.from(tftpSource), d.clk, d.tftpConfig), nil
	case "ftp":
		return ftpfs.New(d.from(ftpSource), d.clk, d.ftpConfig), nil
	case "scp":
		return scpfs.New(d.from(sshSource), d.clk), nil
	case "xmodem", "ymodem":
		return xmodemfs.New(d.clk, ifs.Access(row.Access), row.Prefix == "ymodem"), nil
	case "http", "https":
		return httpfs.New(row.Prefix, d.from(httpSource), d.clk, d.httpConfig), nil
	}
	return systemfs.Opaque(ifs.Info{Size: -1, Free: -1, Type: ifs.Type(row.Type), Access: ifs.Access(row.Access)}), nil
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
		"default-running-config": {Perm: "-r--", Index: 2},
		"vfiles/":                {Perm: "dr-x", Index: 3},
		"memory/":                {Perm: "dr-x", Index: 4},
	})
}

// tmpsys are the directories of tmpsys: (ios-files.md 3.3; their numbers, but for
// the first, are [UNSOURCED]).
var tmpsys = map[string]systemfs.View{
	"eem_lib_system/": {Perm: "drw-", Index: 6},
	"eem_lib_user/":   {Perm: "drw-", Index: 5},
	"eem_policy/":     {Perm: "drw-", Index: 4},
	"lib/":            {Perm: "dr--", Index: 1},
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
