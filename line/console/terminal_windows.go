package console

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/chzyer/readline"

	"github.com/iosim/iosim/line"
)

// openKeys reads the console's key events, which readline converts to bytes.
func openKeys(*os.File) keys { return newBlocking(readline.NewRawReader()) }

// watch handles the console's events until Close: Ctrl-Break is a Break, closing
// the window hangs the line up.
func (t *terminal) watch() {
	c := make(chan os.Signal, 8)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	t.wg.Start(context.Background(), "signals", func() {
		defer signal.Stop(c)
		for {
			select {
			case <-t.done:
				return
			case s := <-c:
				if s == os.Interrupt {
					t.signal(line.Signal{Kind: line.Break})
					continue
				}
				t.restore()
				t.signal(line.Signal{Kind: line.Hangup})
				return
			}
		}
	})
}
