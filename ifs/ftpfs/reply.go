package ftpfs

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"github.com/iosim/iosim/ifs"
)

// Bounds of a reply. Banners of some hundred lines exist.
const (
	maxLine  = 8 << 10
	maxReply = 64 << 10
)

// reply is a reply of the server (RFC 959 section 4.2).
type reply struct {
	code  int
	lines []string // without line ends, with the code
	err   error    // why no reply was received
}

// text returns the reply without its codes, as messages quote it.
func (r reply) text() string {
	if len(r.lines) == 0 {
		return ""
	}
	first := r.lines[0]
	if len(r.lines) == 1 {
		return first[min(4, len(first)):]
	}
	return strings.Join(r.lines, "\n")
}

// bytes returns the reply as sent.
func (r reply) bytes() []byte {
	var b []byte
	for _, l := range r.lines {
		b = append(append(b, l...), "\r\n"...)
	}
	return b
}

// final reports whether no other reply to the same command follows.
func (r reply) final() bool { return r.code >= 200 }

// readReply reads one reply. r has a buffer of maxLine bytes.
func readReply(r *bufio.Reader) (reply, error) {
	var out reply
	size := 0
	for {
		b, err := r.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return out, faultf(ifs.KindProtocol, "a line of more than %d bytes in a reply", maxLine)
		case errors.Is(err, io.EOF) && (len(b) > 0 || len(out.lines) > 0):
			return out, faultf(ifs.KindIO, "the connection ended within a reply")
		case err != nil:
			return out, err
		}
		line := strings.TrimRight(string(b), "\r\n")
		if size += len(b); size > maxReply {
			return out, faultf(ifs.KindProtocol, "a reply of more than %d bytes", maxReply)
		}
		code, more, ok := parseReplyLine(line)
		if len(out.lines) == 0 {
			if !ok {
				return out, faultf(ifs.KindProtocol, "%.60q is no reply", line)
			}
			out.code = code
		}
		out.lines = append(out.lines, line)
		if ok && code == out.code && !more {
			return out, nil
		}
	}
}

// parseReplyLine parses a line such as "220-text" into the code and whether more
// lines follow.
func parseReplyLine(s string) (code int, more, ok bool) {
	if len(s) < 3 {
		return 0, false, false
	}
	for _, c := range []byte(s[:3]) {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		code = code*10 + int(c-'0')
	}
	if code < 100 || code > 659 {
		return 0, false, false
	}
	if len(s) == 3 {
		return code, false, true
	}
	return code, s[3] == '-', s[3] == '-' || s[3] == ' '
}

// parsePASV returns the port in the text of a reply 227: six numbers anywhere in it
// (RFC 1123 section 4.1.2.6: there may be no parentheses). The host is ignored:
// data connections go to the host of the control connection.
func parsePASV(text string) (port int, ok bool) {
	for i := 0; i < len(text); i++ {
		if text[i] >= '0' && text[i] <= '9' {
			return sixNumbers(text[i:])
		}
	}
	return 0, false
}

func sixNumbers(s string) (port int, ok bool) {
	for k := range 6 {
		n, digits := 0, 0
		for digits < len(s) && digits < 4 && s[digits] >= '0' && s[digits] <= '9' {
			n = n*10 + int(s[digits]-'0')
			digits++
		}
		if digits == 0 || n > 255 {
			return 0, false
		}
		if s = s[digits:]; k < 5 {
			if s == "" || s[0] != ',' {
				return 0, false
			}
			s = s[1:]
		}
		port = (port<<8 | n) & 0xffff
	}
	return port, port != 0
}
