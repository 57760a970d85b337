//go:build unix

package console

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/iosim/iosim/line"
)

// openKeys opens the terminal so that Close can end a Read. Standard input is in
// blocking mode, which is shared with the shell and cannot be changed; on Linux the
// terminal can be opened again.
func openKeys(in *os.File) keys {
	if canPoll(in) {
		return &pollable{File: in}
	}
	if runtime.GOOS == "linux" {
		if f := reopen(in); f != nil {
			if canPoll(f) {
				return &pollable{File: f, own: true}
			}
			_ = f.Close() // only read from
		}
	}
	return newBlocking(in)
}

// reopen opens the file behind a descriptor again. It returns nil if it cannot.
func reopen(in *os.File) (f *os.File) {
	err := onFD(in, func(fd int) {
		f, _ = os.OpenFile(fmt.Sprintf("/dev/fd/%d", fd), os.O_RDONLY|syscall.O_NOCTTY, 0)
	})
	if err != nil {
		return nil
	}
	return f
}

func (t *terminal) isRaw() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state != nil
}

// watch handles the process's signals until Close. The first SIGTERM or SIGHUP
// hangs the line up; a second one has its usual effect.
func (t *terminal) watch() {
	c := make(chan os.Signal, 8)
	signal.Notify(c, syscall.SIGWINCH, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGCONT)
	t.wg.Start(context.Background(), "signals", func() {
		defer signal.Stop(c)
		for {
			select {
			case <-t.done:
				return
			case s := <-c:
				switch s {
				case syscall.SIGWINCH:
					t.resized()
				case syscall.SIGCONT: // a shell may have changed the mode
					if t.isRaw() && t.raw() == nil {
						t.signal(line.Signal{Kind: line.Redraw})
					}
				default:
					t.restore()
					t.signal(line.Signal{Kind: line.Hangup})
					return
				}
			}
		}
	})
}
