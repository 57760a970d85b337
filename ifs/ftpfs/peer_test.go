package ftpfs

import (
	"bytes"
	"context"
	"crypto/md5"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/ftpd"
	"github.com/iosim/iosim/internal/peertest"
)

// A server and where its files really are.
type server struct {
	url  func(name string) string
	root string
}

func peerServer(s peertest.FTPServer) server { return server{s.URL, s.Root} }

// ours starts the lab hosts' server.
func ours(t testing.TB, o ftpd.Options) server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if o.FS == nil {
		o.FS = afero.NewBasePathFs(afero.NewOsFs(), root)
	}
	if o.Users == nil {
		o.Users = map[string]string{"wendell": "odom"}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- ftpd.Serve(ctx, l, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return server{func(name string) string { return fmt.Sprintf("ftp://wendell:odom@%s/%s", l.Addr(), name) }, root}
}

var servers = map[string]func(t testing.TB) server{
	"ours":      func(t testing.TB) server { return ours(t, ftpd.Options{}) },
	"vsftpd":    func(t testing.TB) server { return peerServer(peertest.VSFTPD(t)) },
	"proftpd":   func(t testing.TB) server { return peerServer(peertest.ProFTPD(t)) },
	"pure-ftpd": func(t testing.TB) server { return peerServer(peertest.PureFTPD(t)) },
}

func TestGetAndPut(t *testing.T) {
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			for size, seed := range map[int64]uint64{0: 1, 1: 2, 5<<20 + 1: 3} {
				file := fmt.Sprintf("file %d", size)
				peertest.RandomFile(t, filepath.Join(s.root, file), size, seed)
				want := peertest.MD5(t, filepath.Join(s.root, file))
				for _, passive := range []bool{true, false} {
					f := newFS(passive)
					b, err := ifstest.Get(t.Context(), f, ifstest.ParseName(t, s.url(file)))
					if err != nil {
						t.Fatalf("passive %v: get %s: %v", passive, file, err)
					}
					if got := fmt.Sprintf("%x", md5.Sum(b)); got != want {
						t.Errorf("passive %v: got %s of %s, want %s", passive, got, file, want)
					}
					up := fmt.Sprintf("up%v%d", passive, size)
					if err := ifstest.Put(t.Context(), f, ifstest.ParseName(t, s.url(up)), b); err != nil {
						t.Fatalf("passive %v: put %s: %v", passive, up, err)
					}
					if got := peertest.MD5(t, filepath.Join(s.root, up)); got != want {
						t.Errorf("passive %v: put %s of %s, want %s", passive, got, up, want)
					}
				}
			}
		})
	}
}

func TestDirectories(t *testing.T) {
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			f, ctx := newFS(true), t.Context()
			n := func(path string) ifs.Name { return ifstest.ParseName(t, s.url(path)) }
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			must(f.Mkdir(ctx, n("my dir")))
			must(f.Mkdir(ctx, n("my dir/sub")))
			must(ifstest.Put(ctx, f, n("my dir/a file"), []byte("twelve bytes")))
			rows, err := f.ReadDir(ctx, n("my dir"))
			must(err)
			slices.SortFunc(rows, func(a, b ifs.Entry) int { return strings.Compare(a.Name, b.Name) })
			if len(rows) != 2 || rows[0].Name != "a file" || rows[0].Size != 12 || rows[0].Dir || rows[0].Perm != "-rw-" ||
				rows[1].Name != "sub" || !rows[1].Dir || rows[1].Perm != "drw-" || rows[0].ModTime.IsZero() {
				t.Errorf("rows %+v", rows)
			}
			e, err := f.Stat(ctx, n("my dir/a file"))
			must(err)
			if e.Name != "a file" || e.Size != 12 || e.Dir || e.ModTime.IsZero() {
				t.Errorf("entry %+v", e)
			}
			if e, err := f.Stat(ctx, n("my dir")); err != nil || !e.Dir {
				t.Errorf("entry %+v, %v", e, err)
			}
			_, err = f.Stat(ctx, n("none"))
			ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindNotExist)
			_, err = f.ReadDir(ctx, n("none"))
			ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindNotExist)
			_, err = f.ReadDir(ctx, n("my dir/a file"))
			ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindNotDir)
			ifstest.WantKind(t, "error", f.Mkdir(ctx, n("my dir")), ifs.OpMkdir, ifs.KindExist)
			ifstest.WantKind(t, "error", f.Rmdir(ctx, n("my dir")), ifs.OpRmdir, ifs.KindNotEmpty)
			ifstest.WantKind(t, "error", f.Rmdir(ctx, n("none")), ifs.OpRmdir, ifs.KindNotExist)
			ifstest.WantKind(t, "error", f.Rmdir(ctx, n("my dir/a file")), ifs.OpRmdir, ifs.KindNotDir)
			ifstest.WantKind(t, "error", f.Remove(ctx, n("my dir")), ifs.OpDelete, ifs.KindIsDir)
			ifstest.WantKind(t, "error", f.Remove(ctx, n("none")), ifs.OpDelete, ifs.KindNotExist)
			must(f.Remove(ctx, n("my dir/a file")))
			must(f.Rmdir(ctx, n("my dir/sub")))
			must(f.Rmdir(ctx, n("my dir")))
			if left, err := os.ReadDir(s.root); err != nil || len(left) != 0 {
				t.Errorf("left: %v, %v", left, err)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			for _, passive := range []bool{true, false} {
				f, ctx := newFS(passive), t.Context()
				_, err := ifstest.Get(ctx, f, ifstest.ParseName(t, s.url("none")))
				ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindNotExist)
				err = ifstest.Put(ctx, f, ifstest.ParseName(t, s.url("none/x")), []byte("x"))
				if e, ok := err.(*ifs.Error); !ok || e.Op != ifs.OpWrite || e.Kind != ifs.KindPermission && e.Kind != ifs.KindNotExist {
					t.Errorf("put into no directory: %v", err)
				}
			}
			bad := ifstest.ParseName(t, s.url("none"))
			bad.Password = "wrong"
			ifstest.WantKind(t, "error", ifstest.Put(t.Context(), newFS(true), bad, nil), ifs.OpOpen, ifs.KindAuth)
			if left, err := os.ReadDir(s.root); err != nil || len(left) != 0 {
				t.Errorf("left: %v, %v", left, err)
			}
		})
	}
}

// A user who stops a transfer finds the session closed, and no part of a file.
func TestAbort(t *testing.T) {
	for name, start := range servers {
		for _, passive := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s passive %v", name, passive), func(t *testing.T) {
				t.Parallel()
				s := start(t)
				f := newFS(passive)
				peertest.RandomFile(t, filepath.Join(s.root, "big"), 16<<20, 1)

				ctx, cancel := context.WithCancel(t.Context())
				r, err := f.Open(ctx, ifstest.ParseName(t, s.url("big")))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.ReadFull(r, make([]byte, 100_000)); err != nil {
					t.Fatal(err)
				}
				cancel()
				_, err = io.Copy(io.Discard, r)
				ifstest.WantKind(t, "error", err, ifs.OpRead, ifs.KindAborted)
				if err := r.Close(); err != nil {
					t.Error(err)
				}

				// Closed early, as more does.
				r, err = f.Open(t.Context(), ifstest.ParseName(t, s.url("big")))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.ReadFull(r, make([]byte, 100_000)); err != nil {
					t.Fatal(err)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}

				ifstest.LeavesNothing(t, f, ifstest.ParseName(t, s.url("fresh")), filepath.Join(s.root, "fresh"))
			})
		}
	}
}

func TestAbortKeepsWhatWasThere(t *testing.T) {
	s := ours(t, ftpd.Options{})
	if err := os.WriteFile(filepath.Join(s.root, "old"), []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	w, err := newFS(true).Create(t.Context(), ifstest.ParseName(t, s.url("old")), -1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(s.root, "old")); err != nil || !bytes.Equal(b, []byte("old")) {
		t.Errorf("%q, %v", b, err)
	}
}
