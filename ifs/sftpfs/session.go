package sftpfs

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/sshclient"
)

// cleanupLimit bounds, in real time, the removal of a partial file after the
// operation was cancelled.
const cleanupLimit = time.Second

// session is the login of one operation.
type session struct {
	ctx    context.Context
	name   ifs.Name
	via    string // the interface on the route to the host
	path   string // the path sent to the server
	cancel context.CancelFunc
	detach func() bool // keeps the connection open when ctx ends
	client *ssh.Client
	lib    *library
	in     *limited
}

// limited reads what the server sends, up to a limit.
type limited struct {
	io.Reader
	limit    int64 // bytes left; 0 means no limit
	exceeded atomic.Bool
}

var errEndless = errors.New("the server does not end")

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if l.limit > 0 {
		if l.limit -= int64(n); l.limit <= 0 {
			l.exceeded.Store(true)
			return 0, errEndless
		}
	}
	return n, err
}

// login opens a session for the operation op on name. limit is the maximum number
// of bytes the server may send; 0 means no limit.
func (f *FS) login(ctx context.Context, op ifs.Op, name ifs.Name, limit int64) (*session, error) {
	s := &session{ctx: ctx, name: name, path: name.Path}
	to, err := ifs.Locate(ctx, f.net, name, sshclient.Port)
	if err != nil {
		return nil, s.fail(op, err)
	}
	if strings.ContainsAny(name.Path, "\x00\r\n") || len(name.Path) > ifs.MaxName {
		return nil, s.fail(op, &ifs.Error{Kind: ifs.KindInvalid})
	}
	s.via = f.net.Via(to.Addr())
	if s.path == "" {
		s.path = "."
	}
	// The connection has its own context, because the removal of a partial file may
	// follow the end of ctx.
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel, s.detach = cancel, context.AfterFunc(ctx, cancel)
	if err := s.open(life, f, to, limit); err != nil {
		err = s.fail(op, err)
		s.close()
		return nil, err
	}
	return s, nil
}

// connected calls the trace's Connected hook.
func (s *session) connected() {
	if tr := ifs.TraceFrom(s.ctx); tr != nil && tr.Connected != nil {
		tr.Connected(s.name, s.via)
	}
}

// open connects, logs in and starts the subsystem.
func (s *session) open(ctx context.Context, f *FS, to netip.AddrPort, limit int64) (err error) {
	login := sshclient.Login{User: s.name.User, Password: s.name.Password, Floor: f.answerTime}
	if s.client, err = sshclient.Dial(ctx, f.clk, f.net.DialContext, to, login); err != nil {
		return err
	}
	run, err := s.client.NewSession()
	if err != nil {
		return err
	}
	out, err := run.StdinPipe()
	if err != nil {
		return err
	}
	in, err := run.StdoutPipe()
	if err != nil {
		return err
	}
	if err := run.RequestSubsystem("sftp"); err != nil {
		return err
	}
	s.in = &limited{Reader: in, limit: limit}
	lib, err := sftp.NewClientPipe(s.in, out, sftp.UseConcurrentWrites(true))
	if err != nil {
		return err
	}
	s.lib = &library{lib}
	return nil
}

// close closes the session and its connection.
func (s *session) close() {
	s.detach()
	if s.client != nil {
		_ = s.client.Close()
		_ = s.client.Wait()
	}
	if s.lib != nil {
		_ = s.lib.Close()
		_ = s.lib.Wait()
	}
	s.cancel()
}

// lost returns the kind that stands for the end of the connection, which the
// library does not keep.
func (s *session) lost() ifs.Kind {
	if s.in.exceeded.Load() {
		return ifs.KindProtocol
	}
	_ = s.client.Close() // the connection has ended, or is useless without the subsystem
	if sshclient.IsIdle(s.client.Wait()) {
		return ifs.KindTimeout
	}
	return ifs.KindIO
}

// kinds are the messages of servers for failures that version 3 of the protocol has
// no code for.
var kinds = []struct {
	part string
	kind ifs.Kind
}{
	{"no space", ifs.KindFull}, {"quota", ifs.KindFull}, {"not empty", ifs.KindNotEmpty}, {"exists", ifs.KindExist},
	{"not a directory", ifs.KindNotDir}, {"is a directory", ifs.KindIsDir}, {"not a regular", ifs.KindIsDir},
	{"no such file", ifs.KindNotExist}, {"permission", ifs.KindPermission}, {"denied", ifs.KindPermission},
}

// fail turns err into an *ifs.Error.
func (s *session) fail(op ifs.Op, err error) error {
	if err == nil {
		return nil
	}
	var known *ifs.Error
	if errors.As(err, &known) && known.Op == op && known.Name == s.name {
		return known
	}
	return &ifs.Error{Op: op, Name: s.name, Kind: s.kind(err), Err: err}
}

func (s *session) kind(err error) ifs.Kind {
	var known *ifs.Error
	var status *sftp.StatusError
	switch {
	case s.ctx.Err() != nil:
		return ifs.KindAborted
	case errors.As(err, &known):
		return known.Kind
	case errors.Is(err, sshclient.ErrTimeout), sshclient.IsIdle(err):
		return ifs.KindTimeout
	case errors.Is(err, sshclient.ErrAuth):
		return ifs.KindAuth
	case errors.Is(err, sftp.ErrSSHFxConnectionLost), s.in != nil && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)):
		return s.lost()
	case errors.Is(err, fs.ErrNotExist):
		return ifs.KindNotExist
	case errors.Is(err, fs.ErrPermission):
		return ifs.KindPermission
	case errors.As(err, &status):
		if status.FxCode() == sftp.ErrSSHFxOpUnsupported {
			return ifs.KindUnsupported
		}
		text := strings.ToLower(err.Error())
		for _, k := range kinds {
			if strings.Contains(text, k.part) {
				return k.kind
			}
		}
		return ifs.KindUnknown // IOS prints "Unknown error -1", as for a failure of scp (ios-files.md 6.11)
	case strings.Contains(err.Error(), "subsystem request failed"): // the library has no type for it
		return ifs.KindUnknown
	}
	return ifs.KindIO
}
