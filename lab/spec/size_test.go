package spec

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that cannot be where the lab file puts it is an error with its line, whatever it is;
// nothing of it is read.
func TestSizes(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int64{"small": 10, "flash": 256487424, "huge": 1 << 40} {
		f, err := os.Create(filepath.Join(dir, name))
		if err == nil {
			err = f.Truncate(size)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Skip(err) // no files with holes here
		}
	}
	for text, want := range map[string]string{
		"devices:\n  R2:\n    files:\n      flash0:a: { file: small }\n":                                                                 "",
		"devices:\n  R2:\n    files:\n      flash0:a: { file: flash }\n":                                                                 "",
		"devices:\n  R2:\n    files:\n      flash0:a: { file: none }\n":                                                                  "",
		"devices:\n  R2:\n    files:\n      flash0:a: { file: huge }\n":                                                                  ":4: device R2: files: flash0:a: 1099511627776 bytes do not fit into the 256487424 that are left of flash0 of a CISCO2901/K9",
		"devices:\n  R2:\n    files:\n      flash0:a: { file: flash }\n      flash0:b:\n        file: small\n":                           ":6: device R2: files: flash0:b: 10 bytes do not fit into the 0 that are left of flash0",
		"devices:\n  R2:\n    files:\n      flash0:a: { file: /dev/zero }\n":                                                             ":4: device R2: files: flash0:a: /dev/zero: not a regular file",
		"devices: { R2: {} }\nhosts:\n  srv:\n    address: 10.1.1.1\n    ftp: { root: { files: {\n      a: { file: huge } } } }\n":       ":6: host srv: ftp: root: files: a: 1099511627776 bytes do not fit into the 1073741824 that are left of the memory of a host",
		"devices: { R2: {} }\nhosts:\n  srv:\n    address: 10.1.1.1\n    tftp: { root: { files: {\n      a: { file: /dev/zero } } } }\n": ":6: host srv: tftp: root: files: a: /dev/zero: not a regular file",
	} {
		_, err := Read(strings.NewReader(text), filepath.Join(dir, "lab.yaml"))
		if strings.Contains(text, "/dev/zero") {
			if _, e := os.Stat("/dev/zero"); e != nil {
				continue
			}
		}
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), "lab.yaml"+want)) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
