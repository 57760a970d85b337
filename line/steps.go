package line

import (
	"context"
	"errors"
)

// The bounds of the work of a filter, in steps. A step of the automaton is one
// instruction of the expression tried at one character; a step of the backtracker, about
// as much. Either takes up to some ten nanoseconds.
const (
	// stepsPerLook is how many steps may pass between two looks at the context, so that a
	// key, a hangup or the end of the program is heeded after some milliseconds.
	stepsPerLook = 1 << 16
	// maxLinear bounds an expression without back-references, whose work grows with the
	// length of the text: some minutes. A word of 30 letters over the largest flash stays
	// below it.
	maxLinear = 1 << 34
	// maxBacktracking bounds one with back-references, over all lines: about five seconds.
	maxBacktracking = 1 << 27
)

// errSteps is the error of a filter that has taken too many steps in all.
var errSteps = errors.New("matching takes too long in all")

// steps counts the work of a filter, and stops it.
type steps struct {
	ctx  context.Context
	left int64 // until there are too many
	look int64 // until the context is looked at
	err  error // why the work has stopped
}

func newSteps(ctx context.Context, most int64) *steps {
	return &steps{ctx: ctx, left: most, look: stepsPerLook}
}

// take counts n steps, and reports whether the work may go on.
func (s *steps) take(n int64) bool {
	if s.err != nil {
		return false
	}
	s.left -= n
	s.look -= n
	if s.look <= 0 {
		s.look = stepsPerLook
		if s.ctx.Err() != nil {
			s.err = context.Cause(s.ctx)
			return false
		}
	}
	if s.left < 0 {
		s.err = errSteps
	}
	return s.err == nil
}
