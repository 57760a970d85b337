package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"github.com/iosim/iosim/internal/printable"
	"io"
	"sync"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// MarshalJSON is the event as one flat object.
func (e Event) MarshalJSON() ([]byte, error) { return e.encode() }

// encode is MarshalJSON with < and > as they are.
func (e Event) encode() ([]byte, error) {
	var head, body bytes.Buffer
	if err := encode(&head, struct {
		At     time.Time `json:"at"`
		Device string    `json:"device"`
		Event  string    `json:"event"`
	}{e.At.UTC(), e.Device, e.Kind()}); err != nil {
		return nil, err
	}
	if err := encode(&body, e.What); err != nil {
		return nil, err
	}
	out := bytes.TrimSuffix(head.Bytes(), []byte("}\n"))
	fields := bytes.TrimSuffix(body.Bytes(), []byte("\n"))[1:]
	if len(fields) > 1 {
		out = append(out, ',')
	}
	return escape(append(out, fields...)), nil
}

// escape writes what is not safe to show as \uXXXX, so that a reader gets every text as it
// is and a terminal on which the line is printed is not disturbed. encoding/json does so
// with C0 alone.
func escape(line []byte) []byte {
	if printable.Is(string(line)) {
		return line
	}
	out := make([]byte, 0, len(line)+64)
	for _, r := range string(line) {
		switch {
		case printable.Rune(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

func encode(b *bytes.Buffer, v any) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Writer writes events as JSON, one a line. Its Put is what subscribes. It is safe for
// concurrent use.
type Writer struct {
	mu  sync.Mutex
	w   io.Writer
	err error
}

// NewWriter writes to w, each line with one call of Write.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Put writes an event, unless one before could not be written.
func (w *Writer) Put(e Event) {
	line, err := e.encode()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
	if w.err == nil {
		_, w.err = w.w.Write(append(line, '\n'))
	}
}

// Err is the first error.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// Duration is a time span; JSON has it in seconds.
type Duration time.Duration

// MarshalJSON is the number of seconds.
func (d Duration) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Duration(d).Seconds())
}
