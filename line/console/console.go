// Package console makes a line of the host's terminal, or of standard input that is
// not a terminal.
//
//	conn, err := console.Open(os.Stdin, os.Stdout)
//	defer conn.Close()
//
// A terminal is put into raw mode: Ctrl-C, Ctrl-Z and Ctrl-^ reach the session as
// bytes and do not signal this process. Ctrl-] opens a menu with one-key entries
// that send a Break, quit, or run the actions added by Offer. The terminal's mode,
// its size and the keys of a Windows console come from chzyer/readline; its line
// editor is not used.
package console

import (
	"errors"
	"os"

	"github.com/chzyer/readline"

	"github.com/iosim/iosim/line"
)

// Open returns a line over in and out, which it does not close.
//
// If in is a terminal, it is in raw mode until Close, or until a SIGTERM
// or SIGHUP, which hangs the line up. Otherwise the result is a line.Script with
// the lines of in, and out is written as plain text, with "\n" as line end.
func Open(in, out *os.File) (line.Conn, error) {
	if in == nil || out == nil {
		return nil, errors.New("console: no input or no output")
	}
	if isTerminal(in) {
		return openTerminal(in, out)
	}
	return newScript(in, out), nil
}

// onFD calls f with the descriptor of file, without the change of mode that File.Fd
// makes.
func onFD(file *os.File, f func(fd int)) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) { f(int(fd)) })
}

func isTerminal(file *os.File) (yes bool) {
	if err := onFD(file, func(fd int) { yes = readline.IsTerminal(fd) }); err != nil {
		return false
	}
	return yes
}

// Restore gives the terminal of a connection of Open its mode back, for a process that is
// about to end without Close. It does nothing to a script.
func Restore(c line.Conn) {
	if t, ok := c.(*terminal); ok {
		t.restore()
	}
}
