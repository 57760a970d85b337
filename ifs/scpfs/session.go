package scpfs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/sshclient"
)

// session is a run of scp on a server.
type session struct {
	ctx    context.Context
	name   ifs.Name
	tr     *ifs.Trace
	client *ssh.Client
	run    *ssh.Session
	out    io.WriteCloser
	in     *bufio.Reader
}

// errUnsafe is the cause of an error for a record with another file name.
var errUnsafe = errors.New("the server names another file")

// errNoSCP is the cause of an error if scp does not start or ends without output:
// the server has no scp, or allows the user only SFTP.
var errNoSCP = errors.New("the server does not run scp")

// login connects, logs in and runs scp with the flag for name's path.
func (f *FS) login(ctx context.Context, name ifs.Name, flag string) (*session, error) {
	s := &session{ctx: ctx, name: name, tr: ifs.TraceFrom(ctx)}
	if s.tr == nil {
		s.tr = new(ifs.Trace)
	}
	to, err := ifs.Locate(ctx, f.net, name, sshclient.Port)
	if err != nil {
		return nil, s.fail(ifs.OpOpen, err)
	}
	if name.Path == "" || strings.HasSuffix(name.Path, "/") || strings.ContainsAny(name.Path, "\x00\r\n") {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindInvalid}
	}
	login := sshclient.Login{User: name.User, Password: name.Password, Floor: f.answerTime}
	if s.client, err = sshclient.Dial(ctx, f.clk, f.net.DialContext, to, login); err != nil {
		return nil, s.fail(ifs.OpOpen, err)
	}
	if err := s.start("scp " + flag + " " + quote(name.Path)); err != nil {
		err = s.fail(ifs.OpOpen, err)
		s.close()
		return nil, err
	}
	if s.tr.Connected != nil {
		s.tr.Connected(name, f.net.Via(to.Addr()))
	}
	return s, nil
}

// start runs the command.
func (s *session) start(command string) (err error) {
	if s.run, err = s.client.NewSession(); err != nil {
		return err
	}
	if s.out, err = s.run.StdinPipe(); err != nil {
		return err
	}
	in, err := s.run.StdoutPipe()
	if err != nil {
		return err
	}
	s.in = bufio.NewReaderSize(in, ifs.BufferSize)
	if err := s.run.Start(command); err != nil {
		if s.ctx.Err() == nil && !sshclient.IsIdle(err) {
			err = fmt.Errorf("%w: %w", errNoSCP, err)
		}
		return err
	}
	return nil
}

// startError returns errNoSCP instead of err, the error of the first read, if the
// program has ended while the connection is intact.
func (s *session) startError(err error) error {
	var exit *ssh.ExitError
	if errors.Is(err, io.ErrUnexpectedEOF) && errors.As(s.run.Wait(), &exit) {
		return fmt.Errorf("%w: %w", errNoSCP, exit)
	}
	return err
}

// quote quotes a path for the server's shell.
func quote(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@%,=", r)
	}
	if strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

func (s *session) line(dir ifs.Direction, text string) {
	if s.tr.Line != nil {
		s.tr.Line(dir, "scp", text)
	}
}

// ok acknowledges the last record or file.
func (s *session) ok() error {
	_, err := s.out.Write([]byte{0})
	return err
}

// status reads the server's reply to what was sent last.
func (s *session) status() error {
	b, err := s.in.ReadByte()
	if err != nil {
		return unexpected(err)
	}
	if b == 0 {
		return nil
	}
	text, err := readLine(s.in)
	if err != nil {
		return err
	}
	return parseStatus(b, text)
}

// receiveRecord requests the file and returns its size from the record.
func (s *session) receiveRecord() (int64, error) {
	for {
		// If the server has closed the connection it may have sent the reason,
		// which is read next.
		_ = s.ok()
		text, err := readLine(s.in)
		if err != nil {
			return 0, s.startError(err)
		}
		r, err := parseRecord(text)
		if err != nil {
			return 0, err
		}
		if r.kind == 'T' {
			continue
		}
		s.line(ifs.Received, text)
		_ = s.ok()
		return r.size, nil
	}
}

// sendRecord announces a file of the given size.
func (s *session) sendRecord(size int64) error {
	text := fmt.Sprintf("C0644 %d %s", size, s.name.Base())
	s.line(ifs.Sent, text)
	_, _ = io.WriteString(s.out, text+"\n") // status reports a failure
	return s.status()
}

// close closes the session and its connection.
func (s *session) close() {
	if s.run != nil {
		_ = s.run.Close()
	}
	if s.client != nil {
		_ = s.client.Close()
		_ = s.client.Wait()
	}
}

// fail turns err into an *ifs.Error.
func (s *session) fail(op ifs.Op, err error) error {
	e := &ifs.Error{Op: op, Name: s.name, Kind: ifs.KindIO, Err: err}
	var refused *refusal
	var known *ifs.Error
	switch {
	case s.ctx.Err() != nil:
		e.Kind = ifs.KindAborted
	case errors.As(err, &refused):
		e.Kind = refused.kind()
	case errors.As(err, &known):
		e.Kind = known.Kind
	case errors.Is(err, sshclient.ErrTimeout), sshclient.IsIdle(err):
		e.Kind = ifs.KindTimeout
	case errors.Is(err, sshclient.ErrAuth):
		e.Kind = ifs.KindAuth
	case errors.Is(err, errRecord), errors.Is(err, errUnsafe), errors.Is(err, errNoSCP):
		e.Kind = ifs.KindProtocol
	}
	return e
}
