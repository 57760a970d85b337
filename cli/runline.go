package cli

import "context"

// RunLine runs a single line in a session that runs no others, as for `ssh HOST COMMAND`.
// Its error is that of Exec.
func (s *Session) RunLine(ctx context.Context, text string) error {
	s.life = ctx
	return s.Exec(ctx, text)
}
