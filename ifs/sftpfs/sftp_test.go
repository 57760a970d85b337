package sftpfs

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/sshclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newFS() *FS { return New(ifstest.Loopback{}, clock.Simulated(time.Unix(0, 0))) }

// Files go both ways with OpenSSH's server.
func TestOpenSSH(t *testing.T) {
	s := peertest.SSHD(t)
	f := newFS()
	url := func(path string) ifs.Name {
		return ifstest.ParseName(t, fmt.Sprintf("sftp://%s:%s@%s/%s", s.User, s.Password, s.Addr, path))
	}
	for _, size := range []int64{0, 1, 32 << 10, 5<<20 + 1} {
		from := filepath.Join(s.Root, fmt.Sprintf("it's file %d", size))
		peertest.RandomFile(t, from, size, 3)
		want, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ifstest.Get(t.Context(), f, url(from))
		if err != nil || string(got) != string(want) {
			t.Errorf("%d bytes of %d: %v", len(got), size, err)
		}
		to := filepath.Join(s.Root, fmt.Sprintf("up%d", size))
		if err := ifstest.Put(t.Context(), f, url(to), want); err != nil {
			t.Errorf("put %d: %v", size, err)
		}
		if peertest.MD5(t, to) != peertest.MD5(t, from) {
			t.Errorf("put of %d bytes differs", size)
		}
	}
	_, err := ifstest.Get(t.Context(), f, url(filepath.Join(s.Root, "none")))
	ifstest.WantKind(t, "missing", err, ifs.OpOpen, ifs.KindNotExist)
	_, err = ifstest.Get(t.Context(), f, url(s.Root))
	ifstest.WantKind(t, "directory", err, ifs.OpOpen, ifs.KindIsDir)
	ifstest.WantKind(t, "no directory", ifstest.Put(t.Context(), f, url(filepath.Join(s.Root, "no/where")), []byte("x")), ifs.OpWrite, ifs.KindNotExist)
	bad := url(filepath.Join(s.Root, "none"))
	bad.Password = "wrong"
	_, err = ifstest.Get(t.Context(), f, bad)
	ifstest.WantKind(t, "password", err, ifs.OpOpen, ifs.KindAuth)
}

// The user's stop ends a transfer at once and leaves no part of a new file.
func TestAbort(t *testing.T) {
	s := peertest.SSHD(t)
	f := newFS()
	big := filepath.Join(s.Root, "big")
	peertest.RandomFile(t, big, 16<<20, 1)
	url := func(path string) ifs.Name {
		return ifstest.ParseName(t, fmt.Sprintf("sftp://%s:%s@%s/%s", s.User, s.Password, s.Addr, path))
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, err := f.Open(ctx, url(big))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, 100_000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	_, err = io.Copy(io.Discard, r)
	ifstest.WantKind(t, "stopped", err, ifs.OpRead, ifs.KindAborted)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if r, err = f.Open(t.Context(), url(big)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil { // early, as more does
		t.Error(err)
	}
	fresh := filepath.Join(s.Root, "fresh")
	ifstest.LeavesNothing(t, f, url(fresh), fresh)
}

func TestDirectories(t *testing.T) {
	s := peertest.SSHD(t)
	f, ctx := newFS(), t.Context()
	n := func(path string) ifs.Name {
		return ifstest.ParseName(t, fmt.Sprintf("sftp://%s:%s@%s/%s", s.User, s.Password, s.Addr, filepath.Join(s.Root, path)))
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.Mkdir(ctx, n("my dir")))
	must(ifstest.Put(ctx, f, n("my dir/a file"), []byte("twelve bytes")))
	rows, err := f.ReadDir(ctx, n("my dir"))
	must(err)
	if len(rows) != 1 || rows[0].Name != "a file" || rows[0].Size != 12 || rows[0].Dir || rows[0].ModTime.IsZero() {
		t.Errorf("rows %+v", rows)
	}
	e, err := f.Stat(ctx, n("my dir/a file"))
	must(err)
	if e.Name != "a file" || e.Size != 12 {
		t.Errorf("entry %+v", e)
	}
	_, err = f.ReadDir(ctx, n("none"))
	ifstest.WantKind(t, "list nothing", err, ifs.OpOpen, ifs.KindNotExist)
	_, err = f.ReadDir(ctx, n("my dir/a file"))
	ifstest.WantKind(t, "list a file", err, ifs.OpOpen, ifs.KindNotDir)
	ifstest.WantKind(t, "mkdir", f.Mkdir(ctx, n("my dir")), ifs.OpMkdir, ifs.KindExist)
	ifstest.WantKind(t, "rmdir", f.Rmdir(ctx, n("my dir")), ifs.OpRmdir, ifs.KindNotEmpty)
	ifstest.WantKind(t, "rmdir nothing", f.Rmdir(ctx, n("none")), ifs.OpRmdir, ifs.KindNotExist)
	ifstest.WantKind(t, "rmdir a file", f.Rmdir(ctx, n("my dir/a file")), ifs.OpRmdir, ifs.KindNotDir)
	ifstest.WantKind(t, "delete a directory", f.Remove(ctx, n("my dir")), ifs.OpDelete, ifs.KindIsDir)
	ifstest.WantKind(t, "delete nothing", f.Remove(ctx, n("none")), ifs.OpDelete, ifs.KindNotExist)
	must(f.Rename(ctx, n("my dir/a file"), n("my dir/b")))
	ifstest.WantKind(t, "rename nothing", f.Rename(ctx, n("none"), n("c")), ifs.OpRename, ifs.KindNotExist)
	must(f.Remove(ctx, n("my dir/b")))
	must(f.Rmdir(ctx, n("my dir")))
}

func TestSilence(t *testing.T) {
	f := newFS()
	f.answerTime = 0
	ifstest.Silence(t, "sftp", f, newFS(), f.clk, sshclient.IdleTimeout)
}
