package ftpd

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/afero"
)

func (s *session) doStor(arg string) {
	rest := s.rest
	p, err := s.name(arg)
	if err != nil {
		s.drop()
		s.refuse(err)
		return
	}
	s.store(p, rest, "Ok to send data.")
}

func (s *session) doAppe(arg string) {
	p, info, err := s.regular(arg)
	switch {
	case err == nil:
		s.store(p, info.Size(), "Ok to send data.")
	case p != "" && errors.Is(err, os.ErrNotExist):
		s.store(p, 0, "Ok to send data.")
	default:
		s.drop()
		s.refuse(err)
	}
}

// doStou stores under a name that is not taken, and says which (RFC 1123,
// 4.1.2.9).
func (s *session) doStou(arg string) {
	if arg == "" {
		arg = "ftp"
	}
	p, err := s.name(arg)
	for i := 1; err == nil; i++ {
		if _, e := s.FS.Stat(p); e != nil {
			break
		}
		p, err = s.name(arg + "." + strconv.Itoa(i))
	}
	if err != nil {
		s.drop()
		s.refuse(err)
		return
	}
	s.store(p, 0, "FILE: "+path.Base(p))
}

// doAllo says beforehand that a file cannot fit.
func (s *session) doAllo(arg string) {
	first, _, _ := strings.Cut(arg, " ")
	n, err := strconv.ParseInt(first, 10, 64)
	switch {
	case err != nil || n < 0:
		s.reply(501, "Bad size.")
	case s.ReadOnly:
		s.reply(550, "Permission denied.")
	default:
		if err := s.quota.begin(n, 0); err != nil {
			s.refuse(err)
			return
		}
		s.reply(202, "ALLO is not needed.")
	}
}

// store receives a file. Its bytes go to a name of their own; only when all of
// them are there does the file take its name, in one step.
func (s *session) store(p string, keep int64, about string) {
	in, err := s.incoming(p, keep)
	if err != nil {
		s.drop()
		s.refuse(err)
		return
	}
	err = s.carry(about, func(x *transfer) error { return x.receive(in) })
	if err == nil && s.left() {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		if err = in.commit(); err != nil {
			err = &localError{err}
		}
	} else {
		in.abort()
	}
	s.outcome(err, "Transfer complete.")
}

// left reports whether the client has gone, or taken the file back by ABOR. One
// that was killed closes its data connection as if the file were whole, and the
// control connection just before: so a moment is given to what may be on its way.
func (s *session) left() bool {
	if s.held == nil && !s.gone {
		s.ask()
		t := time.NewTimer(2 * time.Millisecond)
		defer t.Stop()
		select {
		case l := <-s.lines:
			s.asked = false
			if l.err != nil && !errors.Is(l.err, errLong) {
				s.gone = true
			} else {
				s.held = &l
			}
		case <-t.C:
		}
	}
	if s.held != nil {
		verb, _, _ := parseCommand(s.held.text)
		return verb == "ABOR"
	}
	return s.gone
}

// incoming is a file that comes in.
type incoming struct {
	s         *session
	f         afero.File
	part, to  string
	n, old    int64
	finalMode os.FileMode
}

// incoming begins a file that will be p; keep bytes of an old one stay in front.
func (s *session) incoming(p string, keep int64) (*incoming, error) {
	in := &incoming{s: s, to: p, part: path.Join(path.Dir(p), partPrefix+rand.Text()), finalMode: 0o644}
	switch err := s.vacant(p); {
	case err == errExists:
		info, err := s.FS.Stat(p)
		switch {
		case err != nil:
			return nil, err
		case info.IsDir():
			return nil, syscall.EISDIR
		case !info.Mode().IsRegular():
			return nil, os.ErrPermission
		}
		in.old, in.finalMode = info.Size(), info.Mode().Perm()
		if in.finalMode&0o200 == 0 {
			return nil, os.ErrPermission
		}
	case err != nil:
		return nil, err
	}
	if keep > in.old {
		return nil, syscall.EINVAL
	}
	if err := s.quota.begin(-1, in.old); err != nil {
		return nil, err
	}
	var err error
	if in.f, err = s.FS.OpenFile(in.part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, in.finalMode); err != nil {
		return nil, err
	}
	if err := in.copyOld(keep); err != nil {
		in.abort()
		return nil, err
	}
	return in, nil
}

// copyOld puts the first bytes of the old file in front.
func (in *incoming) copyOld(keep int64) error {
	if keep == 0 {
		return nil
	}
	old, err := in.s.FS.Open(in.to)
	if err != nil {
		return err
	}
	defer old.Close()
	n, err := io.CopyN(in, old, keep)
	if err != nil {
		return fmt.Errorf("%d bytes of %d: %w", n, keep, err)
	}
	return nil
}

func (in *incoming) Write(p []byte) (int, error) {
	if err := in.s.quota.take(int64(len(p)), in.old); err != nil {
		return 0, err
	}
	in.n += int64(len(p))
	return in.f.Write(p)
}

// commit gives the file its name.
func (in *incoming) commit() error {
	err := in.f.Close()
	if err == nil {
		err = in.s.FS.Rename(in.part, in.to)
	}
	if err != nil {
		_ = in.s.FS.Remove(in.part)
	}
	in.s.quota.end(in.n, in.old, err == nil)
	return err
}

func (in *incoming) abort() {
	_ = in.f.Close()
	_ = in.s.FS.Remove(in.part)
	in.s.quota.end(in.n, in.old, false)
}
