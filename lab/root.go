package lab

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/share"
)

// root is the folder that a server serves: a folder of this machine, or a folder
// in memory that holds images, which cost nothing until they are read, and texts.
func (l *Lab) root(r Root, what string) (afero.Fs, error) {
	if r.Dir != "" {
		if len(r.Images) > 0 || len(r.Files) > 0 {
			return nil, errors.New("root: dir stands alone, or images and files do")
		}
		fs, err := l.folder(r.Dir)
		if err == nil {
			err = share.Sweep(fs)
		}
		return fs, err
	}
	fs := chunk.NewFs(l.store)
	for _, name := range r.Images {
		if err := l.putImage(fs, "/"+name, name); err != nil {
			return nil, err
		}
	}
	if len(r.Images) > 0 {
		sums := md5List(r.Images)
		if err := fs.Link("/md5sums.txt", bytes.NewReader(sums), int64(len(sums)), seedTime); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		if err := l.put(fs, "/"+strings.TrimPrefix(name, "/"), r.Files[name]); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", what, name, err)
		}
	}
	return fs, nil
}

// seedTime is the date of the files that a lab comes with.
var seedTime = time.Date(2012, time.November, 14, 11, 29, 22, 0, time.UTC)

// putImage links a synthetic image under a name.
func (l *Lab) putImage(fs afero.Fs, name, image string) error {
	spec, ok := images.Lookup(image)
	if !ok {
		return fmt.Errorf("there is no image %q; iosim image build makes one", image)
	}
	return seed(fs, name, spec.Image(), spec.Size, seedTime)
}

// faults are the words of a lab file for what is wrong with an image.
var faults = map[string]images.Fault{
	"": images.NoFault, "compressed": images.FaultCompressed, "uncompressed": images.FaultUncompressed,
	"signature": images.FaultSignature, "truncated": images.FaultTruncated, "magic": images.FaultMagic,
}

// buildImage links an image of a size and with a fault of the lab's choice.
func (l *Lab) buildImage(fs afero.Fs, name string, c Content) error {
	fault, ok := faults[c.Fault]
	if !ok {
		return fmt.Errorf("there is no fault %q; there are %s", c.Fault, strings.Join(slices.Sorted(maps.Keys(faults))[1:], ", "))
	}
	spec, err := l.shared.image(c, fault)
	if err != nil {
		return err
	}
	return seed(fs, name, spec.Image(), spec.Size, seedTime)
}

// put writes one file of a lab file.
func (l *Lab) put(fs afero.Fs, name string, c Content) error {
	switch {
	case c.Text != nil:
		return seed(fs, name, strings.NewReader(*c.Text), int64(len(*c.Text)), seedTime)
	case c.Image != "":
		return l.buildImage(fs, name, c)
	case c.File != "":
		p := c.File
		if !filepath.IsAbs(p) {
			p = filepath.Join(l.spec.Dir, p)
		}
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		defer f.Close()
		st, err := f.Stat()
		if err != nil {
			return err
		}
		return copyIn(fs, name, f, st.ModTime())
	}
	return errors.New("a file is a text, an image or a file")
}

// seed puts a file into a fresh folder: in memory as a link that costs nothing,
// on a disk as a copy. Folders that it makes get the date too.
func seed(fs afero.Fs, name string, r io.ReaderAt, size int64, date time.Time) error {
	if err := fs.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	var err error
	if c, ok := fs.(*chunk.Fs); ok {
		err = c.Link(name, r, size, date)
	} else {
		err = copyIn(fs, name, io.NewSectionReader(r, 0, size), date)
	}
	for dir := path.Dir(name); err == nil && dir != "/" && dir != "."; dir = path.Dir(dir) {
		err = fs.Chtimes(dir, date, date)
	}
	return err
}

// seedTemp is where files of a folder of this machine are made. The disk whose
// folder it is removes what a process that was killed has left there.
const seedTemp = "/.iosim/tmp/seed"

// copyIn writes to a temporary name and renames.
func copyIn(fs afero.Fs, name string, r io.Reader, date time.Time) (err error) {
	temp := seedTemp
	if _, ok := fs.(*chunk.Fs); ok {
		temp = path.Join(path.Dir(name), ".iosim-seed") // ends with the process
	} else if err := fs.MkdirAll(path.Dir(temp), 0o755); err != nil {
		return err
	}
	f, err := fs.Create(temp)
	if err != nil {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{f}, r, make([]byte, 1<<20))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = fs.Chtimes(temp, date, date)
	}
	if err == nil {
		err = fs.Rename(temp, name)
	}
	if err != nil {
		_ = fs.Remove(temp)
	}
	return err
}

// md5List is what a vendor publishes beside its images: the MD5 of each as it was
// made, so that a damaged copy does not match.
func md5List(names []string) []byte {
	var b bytes.Buffer
	for _, name := range names {
		if spec, ok := images.Lookup(name); ok {
			fmt.Fprintf(&b, "%s  %s\n", spec.PublishedMD5(), name)
		}
	}
	return b.Bytes()
}
