package lab

import (
	"io"

	"github.com/iosim/iosim/line"
)

// unplugged is a console line with nothing at its end: output goes nowhere,
// input never comes.
type unplugged struct{}

var _ line.Pusher = unplugged{}

func (unplugged) Push(func([]byte) bool, func(line.Signal)) {}
func (unplugged) Read([]byte) (int, error)                  { return 0, io.EOF }
func (unplugged) Write(p []byte) (int, error)               { return len(p), nil }
func (unplugged) Signals() <-chan line.Signal               { return nil }
func (unplugged) Close() error                              { return nil }
