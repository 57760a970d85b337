package cli

import "context"

// RunOne runs a single line, as a visitor asks for it who wants no more than that.
// Its error is Exec's.
func (s *Session) RunLine(ctx context.Context, text string) error {
	s.life = ctx
	return s.Exec(ctx, text)
}
