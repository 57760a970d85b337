package ifs

import (
	"context"
	"time"
)

// Clock tells the device time and waits in it. Network file systems measure their
// time-outs with it. Implementations are safe for concurrent use.
type Clock interface {
	// Now returns the device time.
	Now() time.Time
	// Sleep waits for d of device time. If ctx ends first it returns the error of ctx.
	Sleep(ctx context.Context, d time.Duration) error
}
