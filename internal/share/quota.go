package share

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sync"

	"github.com/spf13/afero"
)

// quota counts the bytes of all files. What is there is counted anew when a file
// begins to come in: others change the files too.
type quota struct {
	fs    afero.Fs
	limit int64 // 0: none

	mu   sync.Mutex
	used int64 // by files that are complete
	live int64 // by files that come in
}

// begin counts; size is what the client has announced, -1 if nothing, and old the
// size of the file that would be replaced.
func (q *quota) begin(size, old int64) error {
	if q.limit == 0 {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.used = 0
	err := afero.Walk(q.fs, "/", func(p string, info os.FileInfo, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // it went while we looked
		case err != nil:
			return err
		case info.Mode().IsRegular() && !IsPart(path.Base(p)):
			q.used += info.Size()
		}
		return nil
	})
	if err == nil && size > q.limit-q.used-q.live+old {
		err = ErrQuota
	}
	return err
}

// take lets n more bytes come in, unless there is no room; old bytes will be
// freed by them.
func (q *quota) take(n, old int64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.limit != 0 && q.used+q.live+n > q.limit+old {
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
		q.used += n - old
	}
}
