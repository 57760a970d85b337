package filecmd

import (
	"archive/tar"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// tarMember is a member of a tar file that is read. Its name may be anything.
type tarMember struct {
	kind  byte   // tar.TypeReg, tar.TypeDir, …
	size  int64  // in bytes
	path  string // cleaned, so that it does not lead out of a directory; "" for the directory itself
	shown string // the name as the tar file has it, safe to show
}

// memberOf is the member of a header. Nothing else reads the names of a header.
func memberOf(h *tar.Header) tarMember {
	return tarMember{
		kind: h.Typeflag, size: h.Size,
		path:  strings.TrimPrefix(path.Clean("/"+h.Name), "/"),
		shown: printable.Text(h.Name),
	}
}

// eachMember calls do for each member of a tar file. A file in another format is an I/O
// error [UNSOURCED].
func eachMember(c *cli.Ctx, n ifs.Name, do func(m tarMember, r io.Reader) error) error {
	sfs, n, err := c.Files().Resolve(n)
	if err != nil {
		return err
	}
	f, err := ifs.Open(c, sfs, n)
	if err != nil {
		return opening(n, err)
	}
	defer f.Close()
	t := tar.NewReader(f)
	for {
		if c.Err() != nil {
			return &ifs.Error{Op: ifs.OpRead, Name: n, Kind: ifs.KindAborted, Err: c.Err()}
		}
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = do(memberOf(h), t)
		}
		if err != nil {
			var e *ifs.Error
			if errors.As(err, &e) {
				return err
			}
			return &ifs.Error{Op: ifs.OpRead, Name: n, Kind: ifs.KindIO, Err: err}
		}
	}
}
