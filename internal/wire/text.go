package wire

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// columns is the width of the text between the two lines of a ladder.
const columns = 64

// WriteText writes the ladder as text.
func (l *Ladder) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n\n", shown(l.title))
	left, right := l.ends()
	fmt.Fprintf(b, "%10s  %-*s%s\n", "seconds", columns+2-len(right)/2, left, right)
	for _, r := range l.rows {
		fmt.Fprintf(b, "%10.3f  |%s|", r.at.Seconds(), r.bar(columns))
		if r.arrow != noArrow {
			fmt.Fprintf(b, " %d-%d", r.ports[0], r.ports[1])
		}
		if r.mark != "" {
			fmt.Fprintf(b, "  (%s)", r.mark)
		}
		fmt.Fprintln(b)
	}
	if l.dropped > 0 {
		fmt.Fprintf(b, "%10s  ... and %d more\n", "", l.dropped)
	}
	return b.Flush()
}

func (l *Ladder) ends() (left, right string) {
	left, right = shown(l.device), "?"
	if l.local.IsValid() && !l.local.IsUnspecified() {
		left += " " + l.local.Unmap().String()
	}
	if l.remote.IsValid() {
		right = l.remote.Unmap().String()
	}
	return left, right
}

// label returns the text of a row.
func (r row) label() string {
	switch {
	case r.fold != nil && r.fold.messages == 1:
		return "... " + r.fold.first.String() + " ..."
	case r.fold != nil:
		return fmt.Sprintf("... %d messages: %s to %s ...", r.fold.messages, r.fold.first, r.fold.last)
	case r.data != nil && r.data.sent > 0 && r.data.received > 0:
		return fmt.Sprintf("data: %d bytes sent, %d received", r.data.sent, r.data.received)
	case r.data != nil:
		return fmt.Sprintf("data: %d bytes", r.data.sent+r.data.received)
	}
	return r.caption.String()
}

// bar returns what is between the two lines of a row: an arrow with its text.
func (r row) bar(width int) string {
	text := r.label()
	if len(text) > width-8 {
		text = text[:width-11] + "..."
	}
	switch {
	case r.arrow == noArrow:
		return fmt.Sprintf("   %-*s", width-3, text)
	case r.arrow == toRight:
		head := ">"
		if r.orphan {
			head = "X"
		}
		return "-- " + text + " " + strings.Repeat("-", width-len(text)-5) + head
	case r.orphan:
		return "X- " + text + " " + strings.Repeat("-", width-len(text)-4)
	}
	return "<- " + text + " " + strings.Repeat("-", width-len(text)-4)
}
