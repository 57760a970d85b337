package boot

import (
	"io"
	"testing"
	"time"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/platform"
)

// BenchmarkBoot is a boot of the default image on a simulated clock: once where
// the disk says that it holds an image of the catalogue, once read as a file.
func BenchmarkBoot(b *testing.B) {
	s, ok := images.Lookup(goodFile)
	if !ok {
		b.Fatal("no image")
	}
	model, _ := platform.Lookup("c2901")
	for name, at := range map[string]io.ReaderAt{"known": s.Image(), "read": struct{ io.ReaderAt }{s.Image()}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				board := newBoard(b)
				board.model, board.clk = model, clock.Simulated(time.Time{})
				board.flash0.put(goodFile, at, s.Size)
				if _, err := Run(b.Context(), board, PowerOn); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
