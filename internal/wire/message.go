package wire

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/internal/tftp"
)

// Caption describes a TFTP message: `RRQ "name" octet tsize=0`.
func Caption(p tftp.Packet) string {
	switch p.Op {
	case tftp.RRQ, tftp.WRQ:
		return fmt.Sprintf("%v %q %s%s", p.Op, p.File, shown(p.Mode), optionText(p.Options))
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
		fmt.Fprintf(&b, " %s=%s", shown(o.Name), shown(o.Value))
	}
	return b.String()
}

// maxText is the maximum number of bytes of a message shown in a diagram.
const maxText = 123

// shown is foreign text for a terminal or a drawing, whose columns are bytes.
func shown(text string) string { return printable.Limit(printable.ASCII(text), maxText) }

// lines splits the bytes of a dialogue into lines.
type lines struct {
	partial []byte
	body    bool // what follows is not a dialogue
}

// take emits each complete line without its end. If blank is set, an empty line
// ends the dialogue (HTTP). It returns what remains, which is the body.
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
