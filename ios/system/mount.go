package system

import (
	"context"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ftpfs"
	"github.com/iosim/iosim/ifs/httpfs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/ifs/scpfs"
	"github.com/iosim/iosim/ifs/sftpfs"
	"github.com/iosim/iosim/ifs/systemfs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/ifs/xmodemfs"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/platform"
)

// mount builds the mount table of the model, in its order: the file systems of the
// hardware, and those that the software brings.
func (sys *System) mount() error {
	sys.files = ifs.NewTable()
	sys.out = &router{sys: sys, wire: sys.Wire()}
	for _, row := range sys.Model().FileSystems {
		fs, pluggable, ok := sys.Local(row.Prefix)
		if !ok {
			fs = sys.fileSystem(row)
		}
		if pluggable && fs.Info().Absent {
			continue
		}
		if fs.Info().Type == ifs.Network {
			fs = sys.recorded(fs)
		}
		if row.Unlisted {
			fs = struct{ ifs.FS }{fs} // nothing but files
		}
		sys.files.Mount(row.Prefix, fs)
		for _, a := range row.Aliases {
			sys.files.Alias(a, row.Prefix)
		}
	}
	// No release of the models here lists ftps:, which is FTP under TLS, nor sftp:, which
	// later ones have (ios-files.md 2.2).
	sys.files.MountQuietly("ftps", sys.recorded(ftpfs.NewSecure(sys.from(ftpSource), sys.Clock(), sys.ftpConfig)))
	sys.files.MountQuietly("sftp", sys.recorded(sftpfs.New(sys.from(sshSource), sys.Clock())))
	sys.files.Keyword("running-config", ifs.Name{Prefix: "system", Path: "running-config"})
	sys.files.Keyword("startup-config", ifs.Name{Prefix: "nvram", Path: "startup-config"})
	return nil
}

// recorded has the transfers of a network file system recorded.
func (sys *System) recorded(fs ifs.FS) ifs.FS {
	return recordfs.Wrap(fs, sys.record, sys.events)
}

// MediumChanged implements device.System: a USB stick's file system appears or goes,
// and the log tells (ios-files.md 15).
func (sys *System) MediumChanged(prefix string, fs ifs.FS, inserted bool) {
	what := "removed"
	if inserted {
		what = "inserted"
		sys.files.Mount(prefix, fs)
	} else {
		sys.files.Unmount(prefix)
	}
	sys.Logf("USBFLASH-5-CHANGE", "%s has been %s!", prefix, what)
}

// The interfaces whose addresses the packets of clients come from.
func tftpSource(c *running.Config) string   { return c.Clients.TFTP.Source }
func ftpSource(c *running.Config) string    { return c.Clients.FTP.Source }
func telnetSource(c *running.Config) string { return c.Clients.TelnetSource }
func httpSource(c *running.Config) string   { return c.Clients.HTTP.Source }
func sshSource(c *running.Config) string    { return c.SSH.Source }

func (sys *System) fileSystem(row platform.FileSystem) ifs.FS {
	switch row.Backing {
	case platform.System:
		return sys.systemFS()
	case platform.Null:
		return systemfs.Null()
	}
	switch row.Prefix {
	case "archive": // its list is empty [UNSOURCED]
		return systemfs.New(row.Prefix, nil)
	case "tmpsys":
		return systemfs.New(row.Prefix, tmpsys)
	case "tftp":
		return tftpfs.New(sys.from(tftpSource), sys.Clock(), sys.tftpConfig)
	case "ftp":
		return ftpfs.New(sys.from(ftpSource), sys.Clock(), sys.ftpConfig)
	case "scp":
		return scpfs.New(sys.from(sshSource), sys.Clock())
	case "xmodem", "ymodem":
		return xmodemfs.New(sys.Clock(), ifs.Access(row.Access), row.Prefix == "ymodem")
	case "http", "https":
		return httpfs.New(row.Prefix, sys.from(httpSource), sys.Clock(), sys.httpConfig)
	}
	return systemfs.Opaque(ifs.Info{Size: -1, Free: -1, Type: ifs.Type(row.Type), Access: ifs.Access(row.Access)})
}

func (sys *System) systemFS() ifs.FS {
	return systemfs.New("system", map[string]systemfs.View{
		"running-config": {
			Perm: "-rw-", Index: 1, Date: sys.LastChange,
			Render: func(context.Context) ([]byte, error) { return []byte(sys.RunningConfig()), nil },
			Accept: func(ctx context.Context, text []byte) error {
				return sys.Merge(ctx, string(text), "console")
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
