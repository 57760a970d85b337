package scpfs

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// record is a control record of a sending server.
type record struct {
	kind byte // 'C' or 'T'
	size int64
}

// errRecord is the cause of an error for input that is not in the protocol.
var errRecord = errors.New("not the scp protocol")

// maxRecord is the maximum length in bytes of a line of the protocol.
const maxRecord = 4 << 10

// readLine reads up to a line feed, which it drops.
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

// unexpected returns the error for a connection that ends before the protocol does.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// parseRecord parses a line of a sending server: a file, its times, or a refusal.
// The error is errUnsafe for a name that leads out of its directory.
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

// parseStatus returns the refusal that starts with the byte b, which is not 0.
func parseStatus(b byte, text string) error {
	if b == 1 || b == 2 {
		return &refusal{printable.Text(text)}
	}
	return fmt.Errorf("%w: %.40q", errRecord, string(b)+text)
}

// refusal is an error message of the server.
type refusal struct{ text string } // safe to show

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
	return ifs.KindUnknown // IOS prints "Unknown error -1" (ios-files.md 6.11)
}
