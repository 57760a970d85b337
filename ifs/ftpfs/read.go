package ftpfs

import (
	"context"
	"errors"
	"io"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/jlaffaye/ftp"

	"github.com/iosim/iosim/ifs"
)

// Open logs in and starts the transfer of name to the device. The size is -1 if the
// server does not report it. ctx bounds the whole transfer.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	if name.Base() == "" && name.Host != "" {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindInvalid}
	}
	s, err := f.login(ctx, ifs.OpOpen, name)
	if err != nil {
		return nil, err
	}
	r := &file{s: s}
	if r.size, err = s.size(); err == nil {
		r.in, err = s.lib.Retr(name.Path)
	}
	if err != nil {
		err = s.error(ifs.OpOpen, err)
		s.endRefused()
		return nil, err
	}
	s.connected()
	return r, nil
}

// size returns the size of the session's file (RFC 3659 section 4), or -1 if the
// server does not report it. A refusal is left to the transfer, which gives the
// reason.
func (s *session) size() (int64, error) {
	n, err := s.lib.FileSize(s.name.Path)
	var reply *textproto.Error
	var number *strconv.NumError
	switch {
	case errors.As(err, &reply) && reply.Code/100 == 5:
		return -1, nil
	case errors.As(err, &number):
		n, err = strconv.ParseInt(strings.TrimSpace(number.Num), 10, 64)
	case err != nil:
		return -1, err
	}
	if err != nil || n < 0 {
		return -1, faultf(ifs.KindProtocol, "the server's answer to SIZE is no size")
	}
	return n, nil
}

// endRefused ends a session after a refusal, with QUIT if the connection still works.
func (s *session) endRefused() {
	if s.ctx.Err() != nil {
		s.closeAll()
		return
	}
	s.quit()
}

// file is a file being received.
type file struct {
	s    *session
	in   *ftp.Response
	size int64 // -1 if unknown
	got  int64
	err  error // returned by the following calls of Read
}

func (r *file) Size() int64 { return r.size }

// Read returns io.EOF only if the server has confirmed the end and the length is
// the size it reported.
func (r *file) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := r.in.Read(p)
	r.got += int64(n)
	switch {
	case r.size >= 0 && r.got > r.size:
		n -= int(r.got - r.size)
		r.fail(faultf(ifs.KindLength, "more than the %d bytes that were announced", r.size))
	case err == io.EOF:
		r.finish()
	case err != nil:
		r.fail(r.s.cause(err))
	}
	if n > 0 {
		return n, nil
	}
	return 0, r.err
}

// finish receives the server's last reply to the transfer.
func (r *file) finish() {
	err := transferred(r.in.Close())
	if err == nil && r.size >= 0 && r.got != r.size {
		err = faultf(ifs.KindLength, "%d bytes of %d", r.got, r.size)
	}
	if err != nil {
		r.err = r.s.error(ifs.OpRead, err)
		r.s.endRefused()
		return
	}
	r.err = io.EOF
	r.s.quit()
}

// fail stops the transfer with err.
func (r *file) fail(err error) {
	r.err = r.s.error(ifs.OpRead, err)
	r.s.abort()
}

// Close ends the session. A transfer in progress is aborted.
func (r *file) Close() error {
	if r.err == nil {
		r.err = &ifs.Error{Op: ifs.OpRead, Name: r.s.name, Kind: ifs.KindIO, Err: errors.New("the file is closed")}
		r.s.abort()
	}
	return nil
}

// transferred returns the error of the last reply to a transfer. 250 is accepted as
// well as 226 (RFC 959 section 5.4).
func transferred(err error) error {
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code == 250 {
		return nil
	}
	return err
}

// cause returns the refusal that made a data connection fail with err, if the
// server has sent one, and err otherwise.
func (s *session) cause(err error) error {
	if s.ctx.Err() != nil {
		return err
	}
	select {
	case r := <-s.ctl.replies:
		if r.err != nil {
			s.ctl.replies <- r // put back for the next reader
			return s.ctl.lost(r.err)
		}
		for _, l := range r.lines {
			s.line(ifs.Received, l)
		}
		if r.code >= 400 {
			return &textproto.Error{Code: r.code, Msg: r.text()}
		}
	default:
	}
	return err
}
