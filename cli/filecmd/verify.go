package filecmd

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/platform"
)

var (
	verifyMD5  = grammar.Kw("/md5", "Compute an md5 signature for a file")
	verifyFile = cli.NewFile(ifs.CanRead, "File to be verified on", false)
	verifyHash = grammar.AnyWord("Signature to compare with")
)

var verifyRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("verify", "Verify a file"), grammar.Opt(grammar.Alt(
		grammar.Seq(verifyMD5, grammar.Opt(verifyFile, grammar.Opt(verifyHash))), verifyFile))),
	Run: func(c *cli.Ctx) error {
		// ios-files.md 7: without a name it is a file of the session's directory.
		fs, n, err := askToVerify(c, c.Abs(verifyFile.Of(c.Match)))
		if err != nil {
			return err
		}
		if verifyMD5.In(c.Match) {
			return verifySum(c, fs, n)
		}
		return verifyImage(c, fs, n)
	},
}

// askToVerify completes the name of the file to be verified: it asks for the name if only a
// directory is given.
func askToVerify(c *cli.Ctx, n ifs.Name) (ifs.FS, ifs.Name, error) {
	fs, n, err := c.Files().Resolve(n)
	if err != nil || n.Path != "" && !strings.HasSuffix(n.Path, "/") {
		return fs, n, err
	}
	path, err := c.Ask("Verify filename", "")
	if err != nil {
		return nil, n, err
	}
	if path == "" {
		return nil, n, badFilename
	}
	if typed, err := c.Files().Parse(path); err == nil && typed.Prefix != "" {
		return c.Files().Resolve(typed)
	}
	n.Path += path
	return fs, n, nil
}

// bytesPerDot is the number of bytes for each dot of verify (ios-files.md 6.10).
const bytesPerDot = 4096

// dots counts bytes and prints their dots, for one buffer at a time.
type dots struct {
	w     io.Writer
	bytes int64
	shown int64
	unit  int64 // bytes for each dot; 0: bytesPerDot
}

func (d *dots) per() int64 {
	if d.unit > 0 {
		return d.unit
	}
	return bytesPerDot
}

var dotLine = []byte(strings.Repeat(".", verifyBuffer/bytesPerDot))

func (d *dots) Write(p []byte) (int, error) {
	d.bytes += int64(len(p))
	return len(p), d.upTo(d.bytes / d.per())
}

func (d *dots) upTo(n int64) error {
	for d.shown < n {
		k := min(n-d.shown, int64(len(dotLine)))
		if _, err := d.w.Write(dotLine[:k]); err != nil {
			return err
		}
		d.shown += k
	}
	return nil
}

// finish prints the last dot. Every file has at least one.
func (d *dots) finish() error { return d.upTo(max(1, ceil(d.bytes, d.per()))) }

// verifyBuffer is the number of bytes that are read at a time.
const verifyBuffer = 256 << 10

// verifySum prints the MD5 hash of a file, or compares it (ios-files.md 7).
func verifySum(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	f, err := ifs.Open(c, fs, n)
	if err != nil {
		return opening(n, err)
	}
	defer f.Close()
	h := md5.New()
	d := &dots{w: c.Out}
	if err := slowVerify(c); err != nil {
		return err
	}
	if err := stream(c, io.MultiWriter(h, d), f, n); err != nil {
		return err
	}
	if err := d.finish(); err != nil {
		return err
	}
	sum := hex.EncodeToString(h.Sum(nil))
	if c.System.Texts().MD5NamesFile {
		c.Printf("MD5 of %s Done!\n", n)
	} else {
		c.Printf("Done!\n")
	}
	want, compare := verifyHash.Get(c.Match)
	switch {
	case !compare:
		c.Printf("verify /md5 (%s) = %s\n", n, sum)
	case strings.EqualFold(want, sum):
		c.Printf("Verified (%s) = %s\n", n, sum)
	default:
		c.Failf("%%Error verifying %s\nComputed signature = %s\nSubmitted signature = %s\n", n, sum, want)
	}
	return nil
}

// stream copies f to w. Ctrl-^ stops it.
func stream(c *cli.Ctx, w io.Writer, f io.Reader, n ifs.Name) error {
	buf := make([]byte, verifyBuffer)
	for {
		if err := c.Err(); err != nil {
			return &ifs.Error{Op: ifs.OpVerify, Name: n, Kind: ifs.KindAborted, Err: err}
		}
		m, err := f.Read(buf)
		c.System.ChargeDigest(c, int64(m))
		if m > 0 {
			if _, werr := w.Write(buf[:m]); werr != nil {
				return werr
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return as(ifs.OpRead, n, err)
		}
	}
}

// readImage reads a whole file as an image. bad describes what is wrong with it.
func readImage(c *cli.Ctx, fs ifs.FS, n ifs.Name) (r images.Report, bad *images.Error, err error) {
	f, err := ifs.Open(c, fs, n)
	if err != nil {
		return r, nil, opening(n, err)
	}
	defer f.Close()
	r, err = images.Verify(c, f, f.Size(), nil)
	c.System.ChargeDigest(c, f.Size())
	switch {
	case c.Err() != nil:
		return r, nil, &ifs.Error{Op: ifs.OpVerify, Name: n, Kind: ifs.KindAborted, Err: err}
	case err != nil && !errors.As(err, &bad):
		return r, nil, as(ifs.OpRead, n, err)
	}
	return r, bad, nil
}

// verifyImage verifies an image with its embedded hash, and prints the output for the
// signed images of ISR G2 (ios-files.md 7). A bad image is a UserError.
func verifyImage(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	texts := c.System.Texts()
	if texts.Verify == platform.VerifySum {
		return verifyLinear(c, fs, n)
	}
	r, bad, err := readImage(c, fs, n)
	if err != nil {
		return err
	}
	if bad != nil && !r.HasSignature {
		// not an image, or the end with the signature is missing
		return &cli.UserError{Text: fmt.Sprintf("%%ERROR: Signature not found in file %s.\n%%ERROR: Not able to process Signature in %s.\n", n, n)}
	}
	if !r.HasSignature {
		return verifyUnsigned(c, n, r)
	}
	c.Printf("Starting image verification\nHash Computation:    100%% Done!\n")
	c.Printf("Computed Hash   SHA2: %s", hashLines(r.ComputedSHA512[:]))
	c.Printf("Embedded Hash   SHA2: %s", hashLines(r.EmbeddedSHA512[:]))
	c.Printf("CCO Hash        MD5 : %X\n", r.MD5)
	if bad != nil {
		return &cli.UserError{Text: fmt.Sprintf("%%ERROR: Digital signature verification failed in file %s\n", n)} // [UNSOURCED]
	}
	c.Printf("Digital signature successfully verified in file %s\n", n)
	return nil
}

// verifyLinear is verify of 12.2, which checks only the checksum of class B flash
// (ios-files.md 7).
func verifyLinear(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	if !ifs.Keeps(fs) {
		return &cli.UserError{Text: "%Filesystem does not support verify operations\n"} // 7
	}
	if _, err := checksumOf(c, fs, n); err != nil {
		return err
	}
	c.Printf("Verified %s\n", n)
	return nil
}

func verifyUnsigned(c *cli.Ctx, n ifs.Name, r images.Report) error {
	if c.System.Texts().Verify == platform.VerifyMD5 {
		c.Printf("\n")
	}
	c.Printf("Verifying file integrity of %s", n)
	if err := slowVerify(c); err != nil {
		return err
	}
	if err := (&dots{w: c.Out, bytes: r.Size, unit: c.System.Texts().DotBytes}).finish(); err != nil {
		return err
	}
	c.Printf("Done!\nEmbedded Hash   MD5 : %X\nComputed Hash   MD5 : %X\nCCO Hash        MD5 : %X\n\nSignature Verified\nVerified %s\n",
		r.EmbeddedMD5, r.ComputedMD5, r.MD5, n)
	return nil
}

// hashLines formats a SHA-512 hash in four lines of 32 digits, followed by a line with a
// blank.
func hashLines(sum []byte) string {
	var b strings.Builder
	const indent = "                      "
	for i := 0; i < len(sum); i += 16 {
		if i > 0 {
			b.WriteString(indent)
		}
		fmt.Fprintf(&b, "%X\n", sum[i:i+16])
	}
	b.WriteString(indent + "\n")
	return b.String()
}

// slowDots is the number of dots of a slow verify that are printed at a time.
const slowDots = 1000

// slowVerify prints the dots of a slow verify, in device time, if device.FaultSlowVerify is
// active.
func slowVerify(c *cli.Ctx) error {
	f, slow := c.System.FaultActive(device.FaultSlowVerify)
	if !slow {
		return nil
	}
	for left := f.Dots; left > 0; left -= slowDots {
		if _, err := io.WriteString(c.Out, strings.Repeat(".", min(left, slowDots))); err != nil {
			return err
		}
		if err := c.System.Clock().Sleep(c, f.Delay); err != nil {
			return &ifs.Error{Op: ifs.OpVerify, Kind: ifs.KindAborted, Err: err}
		}
	}
	return nil
}
