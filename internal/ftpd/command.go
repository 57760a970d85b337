package ftpd

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// The bounds of a command line: one that is longer is refused, one that is much
// longer ends the session.
const (
	maxCommand = 4 << 10
	maxSkip    = 1 << 20
)

var errLong = errors.New("command line too long")

// readLine reads one line without its end. errLong is a line that was skipped.
func readLine(r *bufio.Reader) (string, error) {
	b, err := r.ReadSlice('\n')
	if err == nil {
		return strings.TrimRight(string(b), "\r\n"), nil
	}
	if !errors.Is(err, bufio.ErrBufferFull) {
		return "", err
	}
	for skipped := len(b); ; skipped += len(b) {
		b, err = r.ReadSlice('\n')
		switch {
		case err == nil:
			return "", errLong
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		case skipped > maxSkip:
			return "", io.ErrUnexpectedEOF
		}
	}
}

// parseCommand splits a line into its verb, in upper case, and its argument. The
// Telnet signals that go before an ABOR are taken out (RFC 959, 4.1.3; RFC 854).
// The argument keeps its blanks: names may begin and end with them. ok is false if
// there is no verb, or bytes that no command has.
func parseCommand(line string) (verb, arg string, ok bool) {
	line = stripTelnet(line)
	verb, arg, _ = strings.Cut(line, " ")
	if len(verb) < 3 || len(verb) > 4 {
		return "", "", false
	}
	for _, c := range []byte(verb) {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return "", "", false
		}
	}
	return strings.ToUpper(verb), arg, true
}

// stripTelnet takes Telnet's commands out of a line.
func stripTelnet(s string) string {
	const iac, will, dont, dataMark = 0xff, 0xfb, 0xfe, 0xf2
	if strings.IndexByte(s, iac) < 0 && strings.IndexByte(s, dataMark) < 0 {
		return s
	}
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] != iac {
			out = append(out, s[i])
			continue
		}
		if i++; i == len(s) {
			break
		}
		switch c := s[i]; {
		case c == iac:
			out = append(out, iac)
		case c >= will && c <= dont:
			i++
		}
	}
	// The data mark of a Synch comes as urgent data and may lose its IAC so.
	if len(out) > 0 && out[0] == dataMark {
		out = out[1:]
	}
	return string(out)
}
