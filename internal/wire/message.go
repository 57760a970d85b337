package wire

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/internal/tftp"
)

// Caption names a message of TFTP as a person does: `RRQ "name" octet tsize=0`.
func Caption(p tftp.Packet) string {
	switch p.Op {
	case tftp.RRQ, tftp.WRQ:
		return fmt.Sprintf("%v %q %s%s", p.Op, p.File, printable(p.Mode), optionText(p.Options))
	case tftp.OACK:
		return "OACK" + optionText(p.Options)
	case tftp.DATA, tftp.ACK:
		return blockCaption(p.Op, p.Block, len(p.Data))
	}
	return fmt.Sprintf("ERROR %d %q", uint16(p.Code), p.Text)
}

func blockCaption(op tftp.Opcode, block uint16, bytes int) string {
	if op == tftp.ACK {
		return fmt.Sprintf("ACK %d", block)
	}
	return fmt.Sprintf("DATA %d (%d bytes)", block, bytes)
}

func optionText(options []tftp.Option) string {
	var b strings.Builder
	for _, o := range options {
		fmt.Fprintf(&b, " %s=%s", printable(o.Name), printable(o.Value))
	}
	return b.String()
}

// maxText is how much of a message a diagram shows, in bytes.
const maxText = 120

// printable is a text from outside without what would disturb a terminal or a
// drawing.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
	if len(s) > maxText {
		s = s[:maxText] + "..."
	}
	return s
}

// lines splits the bytes of a dialogue into lines, as far as it is one.
type lines struct {
	partial []byte
	body    bool // what comes is no dialogue any more
}

// take gives each whole line without its end; blank says whether an empty one ends
// the dialogue (HTTP). What is left over is the body.
func (l *lines) take(b []byte, blank bool, emit func(line string)) (rest []byte) {
	for i, c := range b {
		if l.body {
			return b[i:]
		}
		if c != '\n' && len(l.partial) < maxControl {
			l.partial = append(l.partial, c)
			continue
		}
		line := strings.TrimSuffix(string(l.partial), "\r")
		l.partial = l.partial[:0]
		if line == "" && blank {
			l.body = true
			continue
		}
		emit(line)
	}
	return nil
}
