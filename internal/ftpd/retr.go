package ftpd

import (
	"fmt"
	"io"
	"math"
	"strconv"
)

func (s *session) doRetr(arg string) {
	rest := s.rest
	p, info, err := s.regular(arg)
	if err != nil {
		s.drop()
		s.refuse(err)
		return
	}
	f, err := s.FS.Open(p)
	if err != nil {
		s.drop()
		s.refuse(err)
		return
	}
	defer f.Close()
	if rest > 0 {
		if rest > info.Size() {
			s.drop()
			s.reply(554, "The restart position is beyond the end of the file.")
			return
		}
		if _, err := f.Seek(rest, io.SeekStart); err != nil {
			s.drop()
			s.refuse(err)
			return
		}
	}
	about := fmt.Sprintf("Opening %s mode data connection for %s (%d bytes).", s.mode(), arg, info.Size()-rest)
	s.outcome(s.carry(about, func(x *transfer) error { return x.send(f) }), "Transfer complete.")
}

func (s *session) mode() string {
	if s.ascii {
		return "ASCII"
	}
	return "BINARY"
}

func (s *session) doRest(arg string) {
	n, err := strconv.ParseUint(arg, 10, 64)
	switch {
	case err != nil || n > math.MaxInt64:
		s.reply(501, "Bad restart position.")
	case s.ascii && n > 0:
		s.reply(501, "REST needs TYPE I.")
	default:
		s.rest = int64(n)
		s.reply(350, "Restart position accepted (%d).", n)
	}
}

func (s *session) doAbor(string) { s.reply(225, "No transfer to ABOR.") }
