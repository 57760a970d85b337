package filecmd

import (
	"errors"
	"io"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
)

// verifies reports whether the copy is to be verified: with /verify, or for an image with
// `file verify auto`, unless /noverify is given (ios-files.md 6.10).
func verifies(c *cli.Ctx, d dialogue) (bool, error) {
	switch {
	case d.dstNet || !storable(d.dstFS) || copyNoVerify.In(c.Match):
		return false, nil
	case copyVerify.In(c.Match):
		return true, nil
	}
	if !c.System.Running().VerifyAuto {
		return false, nil
	}
	f, err := ifs.Open(c, d.dstFS, d.dst)
	if err != nil {
		return false, opening(d.dst, err)
	}
	defer f.Close()
	head := make([]byte, images.HeadSize)
	if _, err := io.ReadFull(f, head); err != nil {
		return false, nil // shorter than any image
	}
	return images.IsExecutable(head), nil
}

// storable reports whether a file system can hold images.
func storable(fs ifs.FS) bool {
	t := fs.Info().Type
	return t == ifs.Disk || t == ifs.USBFlash || t == ifs.Flash
}

// verifyCopy verifies the image that was just written, and deletes a bad one (ios-files.md
// 6.10).
func verifyCopy(c *cli.Ctx, dst ifs.Name) error {
	fs, dst, err := c.Files().Resolve(dst)
	if err != nil {
		return err
	}
	err = verifyImage(c, fs, dst)
	var bad *cli.UserError
	if errors.As(err, &bad) {
		c.Failf("%s%%ERROR: Aborting copy.\n", bad.Text)
		if rerr := ifs.Remove(c, fs, dst); rerr != nil {
			return as(ifs.OpDelete, dst, rerr)
		}
		return nil
	}
	return err
}

// notSigned returns the error of a copy that could not begin. If the source is missing
// under /verify, its text has three more lines (ios-files.md 6.10 [MOCK]).
func notSigned(c *cli.Ctx, d dialogue, err error) error {
	var e *ifs.Error
	if !copyVerify.In(c.Match) || d.srcNet || d.dstNet || !errors.As(err, &e) || e.Op != ifs.OpOpen || e.Kind != ifs.KindNotExist {
		return err
	}
	dst := rooted(d.dst)
	gone := &ifs.Error{Op: ifs.OpDelete, Name: dst, Kind: ifs.KindNotExist}
	return &cli.UserError{Text: cli.ErrorText(err) +
		"%ERROR: Not able to process Signature in " + cli.Display(dst) + ".\n%ERROR: Aborting copy.\n" + cli.ErrorText(gone)}
}
