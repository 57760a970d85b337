package ftpd

import (
	"errors"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
	"time"
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
		if err := s.folder.Fits(n); err != nil {
			s.refuse(err)
			return
		}
		s.reply(202, "ALLO is not needed.")
	}
}

// store receives a file. Its bytes go to a name of their own; only when all of
// them are there does the file take its name, in one step.
func (s *session) store(p string, keep int64, about string) {
	in, err := s.folder.Create(p, keep)
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
		if err = in.Commit(); err != nil {
			err = &localError{err}
		}
	} else {
		_ = in.Abort()
	}
	s.outcome(err, "Transfer complete.")
}

// left reports whether the client has gone, or taken the file back by ABOR. One
// that was killed closes its data connection as if the file were whole, and the
// control connection in the same moment: so a moment is given to what may be on
// its way, and at its end the kernel is asked, which does not wait for its turn
// on a busy machine.
func (s *session) left() bool {
	if s.held == nil && !s.gone && !hungUp(s.raw) {
		s.ask()
		t := time.NewTimer(5 * time.Millisecond)
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
	return s.gone || hungUp(s.raw)
}
