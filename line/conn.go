// Package line is the terminal of a session: the line editor, its history, the
// pager. It knows no IOS command. Transports (console, Telnet, SSH, a transcript)
// hand it a Conn; all of them get the same editor.
//
//	t := line.NewTerminal(conn, line.Options{Width: 80, Length: 24, Paging: true})
//	defer t.Close()
//	l, err := t.ReadLine(ctx, line.Request{Prompt: "R1#", History: line.NewHistory(10)})
package line

import (
	"io"
	"net"
	"time"
)

// Conn is what a transport is to a session: bytes, and signals beside them.
// Close ends a pending Read.
type Conn interface {
	io.ReadWriteCloser
	// Signals delivers what is not a byte; it is closed with the connection.
	Signals() <-chan Signal
}

// SignalKind tells signals apart.
type SignalKind int

// The signals.
const (
	Break  SignalKind = iota // a serial Break, Telnet BRK, the transcript's <Break>
	Resize                   // the window has a new size
	Hangup                   // the other side is gone
	Redraw                   // something else wrote on the screen: the line is to be shown again
)

// Signal is something that a line transports beside its bytes.
type Signal struct {
	Kind          SignalKind
	Width, Height int // Resize: columns and rows, 0 unknown
}

// Script is a Conn whose input is typed in line by line, each line when the
// session next reads one: standard input that is no terminal.
type Script interface {
	Conn
	// NextLine is the next line without its end; io.EOF when there are no more.
	NextLine() (string, error)
}

// Sizer is a Conn that knows the size of its window from the start.
type Sizer interface {
	// Size is the window's columns and rows, 0 unknown.
	Size() (width, height int)
}

// Attended is a Conn at whose other end a person looks at the screen. What another one,
// a script perhaps, is waiting for must be the last thing that is printed.
type Attended interface {
	Conn
	Attended()
}

// Aborter is a Conn that can be cut off in the middle: the other side gets what has
// been written, and no word of why there is no more.
type Aborter interface{ Abort() }

// abortTime bounds how long the other side may take to get what has been written.
const abortTime = 200 * time.Millisecond

// Abort ends a network connection so that nothing of what has been written is lost,
// although the other side goes on sending: a plain Close would then drop it.
func Abort(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok && t.CloseWrite() == nil {
		_ = c.SetReadDeadline(time.Now().Add(abortTime))
		_, _ = io.Copy(io.Discard, c)
	}
	_ = c.Close()
}

// Reading is how a terminal takes input.
type Reading int

// The ways of reading.
const (
	NotReading    Reading = iota // nothing is read: a command runs
	ReadingLine                  // a line, ended by Return
	ReadingKey                   // one key: [confirm], --More--
	ReadingReturn                // Return alone: "Press RETURN to get started!"
	ReadingRelay                 // a key for another machine, which does the asking
)

// Keys is a Conn that types more keys each time the session waits for input and
// nothing is typed ahead: a transcript. What its Read gives comes in beside them,
// at any time.
type Keys interface {
	Conn
	// Reading is called when the session begins to wait for input, with the prompt of a
	// line, and with NotReading when it gives up. A NextKeys that is under way then belongs
	// to the next read.
	Reading(how Reading, prompt string)
	// NextKeys is the next bytes typed; io.EOF when there are no more.
	NextKeys() ([]byte, error)
}

// Pusher is a Conn that hands over by itself what is typed, so that a terminal at
// which nothing happens costs no goroutine.
type Pusher interface {
	Conn
	// Push is called once, when the terminal begins; Read and Signals are then never
	// used. typed takes bytes, waits while too much is typed ahead, and is false when
	// nobody will read them; signal takes signals. Both may be called until Close.
	Push(typed func([]byte) bool, signal func(Signal))
}
