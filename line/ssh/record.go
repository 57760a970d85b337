package ssh

import (
	"bufio"
	"errors"
	"fmt"
	"github.com/iosim/iosim/internal/printable"
	"io"
	"strconv"
	"strings"
	"time"
)

// record is a line of the scp protocol that starts with C, D, E or T, or an error
// of the peer.
type record struct {
	kind    byte // 'C', 'D', 'E', 'T'
	mode    uint32
	size    int64
	name    string
	modTime time.Time
}

// peerError is an error message of the peer.
type peerError struct {
	text  string
	fatal bool
}

func (e *peerError) Error() string { return e.text }

var errRecord = errors.New("protocol error")

// maxRecord is the maximum length of a line of the protocol in bytes.
const maxRecord = 4 << 10

// readLine reads up to "\n".
func readLine(r *bufio.Reader) (string, error) {
	var b []byte
	for {
		c, err := r.ReadByte()
		if err != nil {
			if len(b) > 0 && errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return "", err
		}
		if c == '\n' {
			return string(b), nil
		}
		if len(b) >= maxRecord {
			return "", fmt.Errorf("%w: a record has more than %d bytes", errRecord, maxRecord)
		}
		b = append(b, c)
	}
}

// readRecord reads the next record. The error is io.EOF after the last.
func readRecord(r *bufio.Reader) (record, error) {
	l, err := readLine(r)
	if err != nil {
		return record{}, err
	}
	return parseRecord(l)
}

func parseRecord(l string) (record, error) {
	if l == "" {
		return record{}, fmt.Errorf("%w: an empty record", errRecord)
	}
	switch l[0] {
	case 1, 2:
		return record{}, &peerError{text: printable.Text(l[1:]), fatal: l[0] == 2}
	case 'E':
		if l != "E" {
			return record{}, fmt.Errorf("%w: E", errRecord)
		}
		return record{kind: 'E'}, nil
	case 'T':
		f := strings.Split(l[1:], " ")
		if len(f) != 4 {
			return record{}, fmt.Errorf("%w: mtime.sec not delimited", errRecord)
		}
		sec, err := strconv.ParseUint(f[0], 10, 62)
		if err != nil || !isNumber(f[1]) || !isNumber(f[2]) || !isNumber(f[3]) {
			return record{}, fmt.Errorf("%w: bad times", errRecord)
		}
		return record{kind: 'T', modTime: time.Unix(int64(sec), 0)}, nil
	case 'C', 'D':
		f := strings.SplitN(l[1:], " ", 3)
		if len(f) != 3 {
			return record{}, fmt.Errorf("%w: size not delimited", errRecord)
		}
		mode, err := strconv.ParseUint(f[0], 8, 16)
		if err != nil || len(f[0]) != 4 {
			return record{}, fmt.Errorf("%w: bad mode", errRecord)
		}
		size, err := strconv.ParseInt(f[1], 10, 64)
		if err != nil || !isNumber(f[1]) {
			return record{}, fmt.Errorf("%w: bad size", errRecord)
		}
		if f[2] == "" || f[2] == "." || f[2] == ".." || strings.ContainsAny(f[2], "/\x00") {
			return record{}, fmt.Errorf("%w: unexpected filename: %s", errRecord, printable.Text(f[2]))
		}
		return record{kind: l[0], mode: uint32(mode), size: size, name: f[2]}, nil
	}
	return record{}, fmt.Errorf("%w: unexpected record", errRecord)
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
