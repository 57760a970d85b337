package lab

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"path"
	"sync"
	"sync/atomic"

	"github.com/spf13/afero"
	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/line/ssh"
)

// scpHost serves a folder by scp to who logs in over SSH; it has no shell.
type scpHost struct {
	root  afero.Fs
	write bool
	temp  atomic.Int64
}

// newSCPHost makes the SSH server of a host with a key of its own.
func newSCPHost(users map[string]string) (*ssh.Server, error) {
	pem, err := ssh.NewKey(ssh.Ed25519)
	if err != nil {
		return nil, err
	}
	key, err := ssh.ParseKey(pem)
	if err != nil {
		return nil, err
	}
	return ssh.New(ssh.Options{
		Version: "SSH-2.0-iosim", Keys: []gossh.Signer{key},
		Login: func(user, password string) bool {
			want, known := users[user]
			return subtle.ConstantTimeCompare([]byte(password), []byte(want)) == 1 && known
		},
	})
}

// serveSSH serves until ctx ends.
func serveSSH(ctx context.Context, ln net.Listener, s *ssh.Server, h *scpHost) {
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	var sessions sync.WaitGroup
	defer sessions.Wait()
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		sessions.Go(func() { _ = s.Serve(ctx, c, h) })
	}
}

// Shell refuses: the host only moves files.
func (h *scpHost) Shell(_ context.Context, s *ssh.Session) {
	_, _ = io.WriteString(s, "This host only serves files.\r\n")
}

// Exec runs scp, and nothing else.
func (h *scpHost) Exec(ctx context.Context, s *ssh.Session, command string) int {
	c, ok := ssh.ParseSCP(command)
	if !ok {
		_, _ = io.WriteString(s, "This host only serves files.\n")
		return 1
	}
	s.SetPatience(scpPatience)
	return ssh.RunSCP(ctx, s, c, h)
}

// refused is an error in the words of an scp client's user.
func refused(name string, err error) error {
	text := "Permission denied"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = "No such file or directory"
	case errors.Is(err, errFolder):
		text = "not a regular file"
	}
	return fmt.Errorf("scp: %s: %s", name, text)
}

var errFolder = errors.New("a folder")

// Create implements ssh.Files.
func (h *scpHost) Create(_ context.Context, target, name string, _ int64) (ssh.Upload, error) {
	p, err := clean(target)
	if err != nil || !h.write {
		return nil, refused(target, fs.ErrPermission)
	}
	if st, err := h.root.Stat(p); err == nil && st.IsDir() {
		p = path.Join(p, path.Base(path.Clean("/"+name)))
	}
	if st, err := h.root.Stat(path.Dir(p)); err != nil || !st.IsDir() {
		return nil, refused(target, fs.ErrNotExist)
	}
	temp := path.Join(path.Dir(p), fmt.Sprintf(".iosim-scp-%d", h.temp.Add(1)))
	f, err := h.root.Create(temp)
	if err != nil {
		return nil, refused(target, err)
	}
	return &scpUpload{File: f, root: h.root, temp: temp, name: p}, nil
}

// Open implements ssh.Files.
func (h *scpHost) Open(_ context.Context, name string) (*ssh.Download, error) {
	p, err := clean(name)
	if err != nil {
		return nil, refused(name, err)
	}
	f, err := h.root.Open(p)
	if err != nil {
		return nil, refused(name, err)
	}
	st, err := f.Stat()
	if err == nil && st.IsDir() {
		err = errFolder
	}
	if err != nil {
		f.Close()
		return nil, refused(name, err)
	}
	return &ssh.Download{ReadCloser: f, Name: path.Base(p), Size: st.Size(), ModTime: st.ModTime()}, nil
}

// scpUpload is a file under a temporary name until it is whole.
type scpUpload struct {
	afero.File
	root       afero.Fs
	temp, name string
}

func (u *scpUpload) Commit() error {
	if err := errors.Join(u.Close(), u.root.Rename(u.temp, u.name)); err != nil {
		_ = u.root.Remove(u.temp)
		return refused(u.name, err)
	}
	return nil
}

func (u *scpUpload) Abort() error { return errors.Join(u.Close(), u.root.Remove(u.temp)) }
