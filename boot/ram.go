package boot

import (
	"context"
	"io"

	"github.com/iosim/iosim/ifs"
)

// ram is a file system that holds one file in the device's memory: where ROMMON
// receives an image.
type ram struct {
	limit  int64 // bytes
	size   int64
	blocks [][]byte // of ramBlock bytes each, the last one filled up to size
}

const ramBlock = 1 << 20

// ramPrefix is where it is mounted.
const ramPrefix = "memory"

func (r *ram) Info() ifs.Info {
	return ifs.Info{Size: r.limit, Free: r.limit - r.size, Type: ifs.Opaque, Access: ifs.ReadWrite}
}

func (r *ram) Open(_ context.Context, _ ifs.Name) (ifs.File, error) {
	return &ramFile{SectionReader: io.NewSectionReader(r, 0, r.size)}, nil
}

func (r *ram) Create(_ context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	if size > r.limit {
		return nil, &ifs.Error{Op: ifs.OpWrite, Name: name, Kind: ifs.KindNoSpace}
	}
	r.size, r.blocks = 0, nil
	return &ramWriter{r, name}, nil
}

// ReadAt implements io.ReaderAt.
func (r *ram) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) && off < r.size {
		b := r.blocks[off/ramBlock]
		end := min(int64(len(b)), r.size-off/ramBlock*ramBlock)
		k := copy(p[n:], b[off%ramBlock:end])
		n, off = n+k, off+int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

type ramFile struct{ *io.SectionReader }

func (ramFile) Close() error { return nil }

type ramWriter struct {
	r    *ram
	name ifs.Name
}

func (w *ramWriter) Write(p []byte) (int, error) {
	r := w.r
	if r.size+int64(len(p)) > r.limit {
		return 0, &ifs.Error{Op: ifs.OpWrite, Name: w.name, Kind: ifs.KindFull}
	}
	n := 0
	for n < len(p) {
		at := r.size % ramBlock
		if at == 0 {
			r.blocks = append(r.blocks, make([]byte, ramBlock))
		}
		k := copy(r.blocks[len(r.blocks)-1][at:], p[n:])
		n, r.size = n+k, r.size+int64(k)
	}
	return n, nil
}

func (w *ramWriter) Commit() error { return nil }
func (w *ramWriter) Abort() error  { return nil }

// reader reads the file from the start.
func (r *ram) reader() io.Reader { return io.NewSectionReader(r, 0, r.size) }
