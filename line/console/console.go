// Package console is this machine's own terminal as a line, and standard input
// that is none.
//
//	conn, err := console.Open(os.Stdin, os.Stdout)
//	defer conn.Close()
//
// A terminal is put into raw mode: Ctrl-C, Ctrl-Z and Ctrl-^ reach the session as
// bytes and are never signals for this process. Ctrl-] opens a menu of one key, to
// send a Break, to leave the simulation, or for what Offer put into it. The terminal's mode, its size and the keys
// of a Windows console come from chzyer/readline; its line editor is not used.
package console

import (
	"errors"
	"os"

	"github.com/chzyer/readline"

	"github.com/iosim/iosim/line"
)

// Open makes a line of in and out, which stay the caller's and open.
//
// If in is a terminal, the line is that terminal in raw mode until Close, until a
// SIGTERM or SIGHUP, which hangs the line up, or until Restore. Otherwise it is
// a line.Script that types in's lines, and out gets plain text: "\n" ends its lines.
func Open(in, out *os.File) (line.Conn, error) {
	if in == nil || out == nil {
		return nil, errors.New("console: no input or no output")
	}
	if isTerminal(in) {
		return openTerminal(in, out)
	}
	return newScript(in, out), nil
}

// Restore gives the terminal behind c back the mode it had before Open, at once
// and however often it is called; the line stays open. It is for whoever must
// print a crash. A line that is no local terminal is left alone.
func Restore(c line.Conn) {
	if t, ok := c.(*terminal); ok {
		t.restore()
	}
}

// onFD calls f with the descriptor of file, without the changes of mode that
// File.Fd makes.
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
