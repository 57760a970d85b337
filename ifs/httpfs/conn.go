package httpfs

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/deadlineconn"
)

// dial opens a TCP connection of the device to the host and port of a URL.
func (f *FS) dial(ctx context.Context, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindInvalid, Err: err}
	}
	p, err := strconv.ParseUint(port, 10, 16)
	if err != nil || p == 0 {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindInvalid, Err: errors.New("no port: " + port)}
	}
	addr, err := f.net.Lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	since := f.clk.Now()
	limited, cancel := context.WithTimeout(ctx, f.wait(connectTimeout))
	defer cancel()
	c, err := f.net.DialContext(limited, netip.AddrPortFrom(addr.Unmap(), uint16(p)).String())
	if err != nil {
		if limited.Err() != nil && ctx.Err() == nil {
			_ = clock.FinishWait(ctx, f.clk, since, connectTimeout)
		}
		return nil, err
	}
	return deadlineconn.New(ctx, c, f.clk, idleTimeout, f.answerTime), nil
}
