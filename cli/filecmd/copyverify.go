package filecmd

import (
	"errors"
	"io"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
)

// verifies reports whether the copy is to be verified: /verify says so, or `file
// verify auto` for an image, unless /noverify stands (ios-files.md 6.10).
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
	f, err := d.dstFS.Open(c, d.dst)
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

// storable reports whether images are kept there.
func storable(fs ifs.FS) bool {
	t := fs.Info().Type
	return t == ifs.Disk || t == ifs.USBFlash || t == ifs.Flash
}

// verifyCopy checks the image that was just written; a bad one is removed
// (ios-files.md 6.10).
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

// notSigned is the error of a copy that could not begin; under /verify the missing
// source has three lines more (ios-files.md 6.10 [MOCK]).
func notSigned(c *cli.Ctx, d dialogue, err error) error {
	var e *ifs.Error
	if !copyVerify.In(c.Match) || d.srcNet || d.dstNet || !errors.As(err, &e) || e.Op != ifs.OpOpen || e.Kind != ifs.KindNotExist {
		return err
	}
	dst := rooted(d.dst)
	gone := &ifs.Error{Op: ifs.OpDelete, Name: dst, Kind: ifs.KindNotExist}
	return &cli.UserError{Text: cli.ErrorText(err) +
		"%ERROR: Not able to process Signature in " + dst.String() + ".\n%ERROR: Aborting copy.\n" + cli.ErrorText(gone)}
}
