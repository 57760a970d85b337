package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pin/tftp/v3"
	"github.com/spf13/afero"
)

// tftpServer serves a folder by pin/tftp, on one loopback socket for requests and
// one for each transfer. Every refusal goes out as error 1, the only code the
// library sends.
type tftpServer struct {
	root  afero.Fs
	write bool
	temp  atomic.Int64
}

// The server waits serverTimeout of real time for an answer and repeats itself
// serverRetries times: long enough for a client that is slow on purpose.
const (
	serverTimeout = 2 * time.Second
	serverRetries = 10
)

// serveTFTP serves until ctx ends.
func serveTFTP(ctx context.Context, c net.PacketConn, root afero.Fs, write bool) error {
	h := &tftpServer{root: root, write: write}
	s := tftp.NewServer(h.read, h.receive)
	s.SetTimeout(serverTimeout)
	s.SetRetries(serverRetries)
	s.SetBackoff(func(int) time.Duration { return 0 })
	stop := context.AfterFunc(ctx, s.Shutdown)
	defer stop()
	return s.Serve(c.(*net.UDPConn))
}

// clean keeps a name below the root, whatever it says.
func clean(name string) (string, error) {
	if strings.ContainsAny(name, "\x00\\") {
		return "", fs.ErrInvalid
	}
	return path.Clean("/" + name), nil
}

var errNotFound = errors.New("file not found")

func (h *tftpServer) read(name string, rf io.ReaderFrom) (err error) {
	defer recovered(&err)
	p, err := clean(name)
	if err != nil {
		return errNotFound
	}
	f, err := h.root.Open(p)
	if err != nil {
		return errNotFound
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || st.IsDir() {
		return errNotFound
	}
	if t, ok := rf.(tftp.OutgoingTransfer); ok {
		t.SetSize(st.Size())
	}
	_, err = rf.ReadFrom(f)
	return err
}

// receive takes a file under a temporary name and renames it when it is whole.
func (h *tftpServer) receive(name string, wt io.WriterTo) (err error) {
	defer recovered(&err)
	p, err := clean(name)
	if err != nil || !h.write {
		return errNotFound
	}
	if st, err := h.root.Stat(p); err == nil && st.IsDir() {
		return errNotFound
	}
	temp := path.Join(path.Dir(p), fmt.Sprintf(".iosim-%d", h.temp.Add(1)))
	f, err := h.root.Create(temp)
	if err != nil {
		return errNotFound
	}
	_, err = wt.WriteTo(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = h.root.Rename(temp, p)
	}
	if err != nil {
		_ = h.root.Remove(temp)
	}
	return err
}

// recovered turns a panic below the library into an error of the transfer.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("tftp: %v", r)
	}
}
