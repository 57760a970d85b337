package share

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sync"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/chunk"
)

// The bounds of a folder in memory, beside what was in it at first: the bytes that clients
// have sent, where the lab file gives no other bound, and the files and directories.
const (
	MemoryBytes = 1 << 30
	MemoryNames = 10_000
)

// quota counts the bytes of all files. What is there is counted anew when a file
// begins to come in: others change the files too.
type quota struct {
	fs     afero.Fs
	memory *chunk.Fs // whose memory is bounded; nil: the sizes of all files are
	limit  int64     // bytes; 0: none
	names  int       // files and directories; 0: no bound

	mu   sync.Mutex
	used int64 // by files that are complete
	live int64 // by files that come in
}

func newQuota(root afero.Fs, limit int64) *quota {
	q := &quota{fs: root, limit: limit}
	if m, ok := root.(*chunk.Fs); ok {
		bytes, names := m.Used()
		q.names = names + MemoryNames
		if limit == 0 {
			q.memory, q.limit = m, bytes+MemoryBytes
		}
	}
	return q
}

// freed is how many bytes a file of old bytes gives back for what replaces it: none in
// memory, where both are until the end.
func (q *quota) freed(old int64) int64 {
	if q.memory != nil {
		return 0
	}
	return old
}

// name is ErrQuota if there is no room for one more name.
func (q *quota) name() error {
	if m, ok := q.fs.(*chunk.Fs); ok {
		if _, names := m.Used(); names >= q.names {
			return ErrQuota
		}
	}
	return nil
}

// begin counts; size is what the client has announced, -1 if nothing, and old the
// size of the file that would be replaced.
func (q *quota) begin(size, old int64) error {
	if q.limit == 0 {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	var err error
	if q.memory != nil {
		var there int64
		there, _ = q.memory.Used()
		q.used = max(0, there-q.live) // files that come in are there under names of their own
	} else {
		q.used, err = sizes(q.fs)
	}
	if err == nil && size > q.limit-q.used-q.live+q.freed(old) {
		err = ErrQuota
	}
	return err
}

// sizes is the sum of the sizes of all files that are complete.
func sizes(root afero.Fs) (sum int64, err error) {
	err = afero.Walk(root, "/", func(p string, info os.FileInfo, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // it went while we looked
		case err != nil:
			return err
		case info.Mode().IsRegular() && !IsPart(path.Base(p)):
			sum += info.Size()
		}
		return nil
	})
	return sum, err
}

// take lets n more bytes come in, unless there is no room; old bytes will be
// freed by them.
func (q *quota) take(n, old int64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.limit != 0 && q.used+q.live+n > q.limit+q.freed(old) {
		return ErrQuota
	}
	q.live += n
	return nil
}

// end is that of n bytes that came in; kept if they have replaced old ones.
func (q *quota) end(n, old int64, kept bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.live -= n
	if kept {
		q.used += n - q.freed(old)
	}
}
