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

// cleanupLimit bounds, in real time, what a session does after its user has stopped
// it: it removes what it has left.
const cleanupLimit = time.Second

// session is one login for one operation.
type session struct {
	ctx    context.Context
	name   ifs.Name
	via    string // the interface that leads to the host
	path   string // of the name, as the protocol has it
	cut    context.CancelFunc
	attach func() bool // lets go of ctx
	client *ssh.Client
	lib    *sftp.Client
	in     *limited
}

// limited is the server's bytes, of which a listing may have no more than so many.
type limited struct {
	io.Reader
	budget int64 // 0: no bound
	over   atomic.Bool
}

var errEndless = errors.New("the server does not end")

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if l.budget > 0 {
		if l.budget -= int64(n); l.budget <= 0 {
			l.over.Store(true)
			return 0, errEndless
		}
	}
	return n, err
}

// login opens a session for an operation on name. budget bounds what the server may
// say, in bytes; 0: no bound.
func (f *FS) login(ctx context.Context, op ifs.Op, name ifs.Name, budget int64) (*session, error) {
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
	// The connection outlives ctx by the moment that the removal of a part takes.
	life, cut := context.WithCancel(context.WithoutCancel(ctx))
	s.cut, s.attach = cut, context.AfterFunc(ctx, cut)
	if err := s.open(life, f, to, budget); err != nil {
		err = s.fail(op, err)
		s.close()
		return nil, err
	}
	return s, nil
}

// connected tells the trace that the server has the file open.
func (s *session) connected() {
	if tr := ifs.TraceFrom(s.ctx); tr != nil && tr.Connected != nil {
		tr.Connected(s.name, s.via)
	}
}

// open connects, logs in and starts the subsystem.
func (s *session) open(ctx context.Context, f *FS, to netip.AddrPort, budget int64) (err error) {
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
	s.in = &limited{Reader: in, budget: budget}
	s.lib, err = sftp.NewClientPipe(s.in, out, sftp.UseConcurrentWrites(true))
	return err
}

// close ends all that the session holds.
func (s *session) close() {
	s.attach()
	if s.client != nil {
		_ = s.client.Close()
		_ = s.client.Wait()
	}
	if s.lib != nil {
		_ = s.lib.Close()
		_ = s.lib.Wait()
	}
	s.cut()
}

// lost is why the server says nothing more: the library does not keep it.
func (s *session) lost() ifs.Kind {
	if s.in.over.Load() {
		return ifs.KindProtocol
	}
	_ = s.client.Close() // it has ended, or is of no use without the subsystem
	if sshclient.Silent(s.client.Wait()) {
		return ifs.KindTimeout
	}
	return ifs.KindIO
}

// kinds are the words of servers for what the protocol's version 3 has no code for.
var kinds = []struct {
	part string
	kind ifs.Kind
}{
	{"no space", ifs.KindFull}, {"quota", ifs.KindFull}, {"not empty", ifs.KindNotEmpty}, {"exists", ifs.KindExist},
	{"not a directory", ifs.KindNotDir}, {"is a directory", ifs.KindIsDir}, {"not a regular", ifs.KindIsDir},
	{"no such file", ifs.KindNotExist}, {"permission", ifs.KindPermission}, {"denied", ifs.KindPermission},
}

// fail is err as the file systems' own.
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
	case errors.Is(err, sshclient.ErrTimeout), sshclient.Silent(err):
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
		return ifs.KindUnknown // "Unknown error -1", as a fault of scp (ios-files.md 6.11)
	case strings.Contains(err.Error(), "subsystem request failed"): // the library has no type for it
		return ifs.KindUnknown
	}
	return ifs.KindIO
}
