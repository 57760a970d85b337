package scpfs

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/iosim/iosim/ifs"
)

// record is what a server says of the file that it will send.
type record struct {
	kind byte // 'C' or 'T'
	size int64
}

// errRecord is the cause of everything in the protocol that cannot be read.
var errRecord = errors.New("not the scp protocol")

// maxRecord is the longest line of the protocol in bytes.
const maxRecord = 4 << 10

// readLine reads to a line feed.
func readLine(in *bufio.Reader) (string, error) {
	var b []byte
	for {
		c, err := in.ReadByte()
		if err != nil {
			return "", unexpected(err)
		}
		if c == '\n' {
			return string(b), nil
		}
		if len(b) >= maxRecord {
			return "", fmt.Errorf("%w: a line of more than %d bytes", errRecord, maxRecord)
		}
		b = append(b, c)
	}
}

// unexpected is the error of a connection that ends where something has to come.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// parseRecord reads a line of a server that sends: a file, its times, or a refusal.
// A name that leads out of its directory is errUnsafe.
func parseRecord(line string) (record, error) {
	if line == "" {
		return record{}, fmt.Errorf("%w: an empty line", errRecord)
	}
	switch line[0] {
	case 1, 2:
		return record{}, parseStatus(line[0], line[1:])
	case 'T':
		return record{kind: 'T'}, nil
	case 'D':
		return record{}, &refusal{"is a directory"}
	case 'C':
	default:
		return record{}, fmt.Errorf("%w: %.40q", errRecord, line)
	}
	mode, rest, ok := strings.Cut(line[1:], " ")
	digits, name, named := strings.Cut(rest, " ")
	if _, err := strconv.ParseUint(mode, 8, 16); !ok || !named || err != nil {
		return record{}, fmt.Errorf("%w: %.40q", errRecord, line)
	}
	size, err := strconv.ParseUint(digits, 10, 63)
	if err != nil {
		return record{}, fmt.Errorf("%w: size %.40q", errRecord, digits)
	}
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00") {
		return record{}, fmt.Errorf("%w: %.40q", errUnsafe, name)
	}
	return record{'C', int64(size)}, nil
}

// parseStatus is the refusal that a byte other than 0 begins.
func parseStatus(b byte, text string) error {
	if b == 1 || b == 2 {
		return &refusal{text}
	}
	return fmt.Errorf("%w: %.40q", errRecord, string(b)+text)
}

// refusal is what a server says when it does not do what it is asked.
type refusal struct{ text string }

func (r *refusal) Error() string { return "server: " + r.text }

func (r *refusal) kind() ifs.Kind {
	text := strings.ToLower(r.text)
	for _, k := range []struct {
		part string
		kind ifs.Kind
	}{
		{"no such file", ifs.KindNotExist}, {"not found", ifs.KindNotExist}, {"permission", ifs.KindPermission},
		{"not a regular", ifs.KindIsDir}, {"is a directory", ifs.KindIsDir}, {"no space", ifs.KindFull}, {"quota", ifs.KindFull},
		{"administratively", ifs.KindPermission}, {"privilege", ifs.KindPermission},
	} {
		if strings.Contains(text, k.part) {
			return k.kind
		}
	}
	return ifs.KindUnknown // "Unknown error -1": ios-files.md 6.11
}
