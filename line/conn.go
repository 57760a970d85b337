// Package line implements the terminal of a session: the line editor, its history
// and the pager. It knows no IOS commands. Transports (console, Telnet, SSH, a
// transcript) provide a Conn, and all of them get the same editor.
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

// Conn is the connection a transport provides to a session: bytes, and signals
// outside of them. Close ends a pending Read.
type Conn interface {
	io.ReadWriteCloser
	// Signals returns the channel of signals, which is closed with the connection.
	Signals() <-chan Signal
}

// SignalKind is the kind of a Signal.
type SignalKind int

// The signals.
const (
	Break  SignalKind = iota // a serial Break, Telnet BRK, the transcript's <Break>
	Resize                   // the window has a new size
	Hangup                   // the peer has disconnected
	Redraw                   // other output has appeared on the screen: show the line again
)

// Signal is an event on a line that is not a byte.
type Signal struct {
	Kind          SignalKind
	Width, Height int // for Resize: columns and rows, 0 if unknown
}

// Script is a Conn whose input is typed line by line, each line when the session
// next reads one: standard input that is not a terminal.
type Script interface {
	Conn
	// NextLine returns the next line without its end, or io.EOF after the last.
	NextLine() (string, error)
}

// Sizer is a Conn that knows the size of its window from the start.
type Sizer interface {
	// Size returns the window's columns and rows, 0 if unknown.
	Size() (width, height int)
}

// Attended is a Conn with a person at the screen. On other connections a program
// may be waiting for a prompt, which must then be the last thing printed.
type Attended interface {
	Conn
	Attended()
}

// Aborter is a Conn that can be cut off: the peer receives what has been written,
// and no indication of the reason.
type Aborter interface{ Abort() }

// abortTime is how long Abort waits for the peer to receive what has been written.
const abortTime = 200 * time.Millisecond

// Abort closes a network connection without losing what has been written while the
// peer is still sending; a plain Close would drop it.
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

// Pusher is a Conn that delivers input by itself, so that an idle terminal needs no
// goroutine.
type Pusher interface {
	Conn
	// Push is called once, when the terminal starts; Read and Signals are not used
	// then. typed accepts bytes, blocks while too many are typed ahead, and returns
	// false when they will not be read any more. signal accepts signals. Both may
	// be called until Close.
	Push(typed func([]byte) bool, signal func(Signal))
}
