package ifstest

import (
	"context"
	"os"
	"testing"

	"github.com/iosim/iosim/ifs"
)

// LeavesNothing breaks off two writes of a new file on a server, one by its context and
// one by Abort alone: nothing may be left of it at path on this machine.
func LeavesNothing(t *testing.T, f ifs.FS, name ifs.Name, path string) {
	t.Helper()
	for _, stop := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		w, err := f.Create(ctx, name, -1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, 1_000_000)); err != nil {
			t.Fatal(err)
		}
		if stop {
			cancel()
			for err == nil {
				_, err = w.Write(make([]byte, 100_000))
			}
			WantKind(t, "stopped", err, ifs.OpWrite, ifs.KindAborted)
		}
		if err := w.Abort(); err != nil {
			t.Error(err)
		}
		cancel()
		if _, err := os.Stat(path); err == nil {
			t.Errorf("stopped %v: part of the file is left", stop)
		}
	}
}
