package tftpfs

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// dialogue is the opening of a transfer, from the file name to the server's first
// answer.
type dialogue struct {
	fs     *FS
	name   ifs.Name
	op     tftp.Opcode
	config Config
	server netip.AddrPort
}

// prepare resolves the server and checks everything that can be checked before a
// datagram is sent.
func (d *dialogue) prepare(ctx context.Context) error {
	d.config = d.fs.config().withDefaults()
	var err error
	if d.server, err = ifs.Locate(ctx, d.fs.net, d.name, tftp.Port); err != nil {
		return d.failure(ctx, err, ifs.KindBadHost)
	}
	if d.config.Mode != tftp.Octet && d.config.Mode != tftp.Netascii {
		return d.fail(ifs.KindUnsupported, errors.New("transfer mode "+strconv.Quote(d.config.Mode)))
	}
	path := d.name.Path
	if path == "" || strings.IndexByte(path, 0) >= 0 {
		return d.fail(ifs.KindInvalid, errors.New("not a file name of TFTP"))
	}
	if _, _, ok := request(d.op, path, d.config.Mode, plain()); !ok {
		return d.fail(ifs.KindInvalid, errors.New("the request would be longer than 512 bytes"))
	}
	return nil
}

// run sends the request and waits for the first valid answer. If the server refuses
// the options it sends the request again without them, from a new port.
func (d *dialogue) run(ctx context.Context, asked terms, make func(req []byte, asked terms) machine) (*link, outcome, error) {
	l, o, err := d.try(ctx, asked, make)
	var refused *peerError
	if errors.As(err, &refused) && refused.refusesOptions() {
		l, o, err = d.try(ctx, plain(), make)
	}
	if err != nil {
		return nil, o, d.failure(ctx, err, ifs.KindIO)
	}
	if l.trace.Connected != nil {
		l.trace.Connected(d.name, d.fs.net.Via(l.server.Addr()))
	}
	return l, o, nil
}

func (d *dialogue) try(ctx context.Context, asked terms, make func(req []byte, asked terms) machine) (*link, outcome, error) {
	req, asked, _ := request(d.op, d.name.Path, d.config.Mode, asked)
	conn, err := d.fs.net.ListenPacket(ctx, d.server.Addr())
	if err != nil {
		return nil, outcome{}, err
	}
	l := newLink(ctx, conn, d.fs.clk, d.server, asked.blockSize, d.config.Timeout)
	m := make(req, asked)
	if err = l.send(req); err == nil {
		l.startWait(false)
		var o outcome
		for err == nil && !o.progress {
			o, err = l.step(m)
		}
		if err == nil {
			return l, o, nil
		}
	}
	_ = l.close()
	return nil, outcome{}, err
}

func (d *dialogue) fail(kind ifs.Kind, err error) error {
	return &ifs.Error{Op: ifs.OpOpen, Name: d.name, Kind: kind, Err: err}
}

func (d *dialogue) failure(ctx context.Context, err error, other ifs.Kind) error {
	return d.fail(kindOf(ctx, err, other), err)
}

// kindOf returns the kind of the error that ended a transfer, or other if it is not
// a known one.
func kindOf(ctx context.Context, err error, other ifs.Kind) ifs.Kind {
	var refused *peerError
	var broken *protocolError
	var length *lengthError
	switch {
	case ctx.Err() != nil:
		return ifs.KindAborted
	case errors.As(err, &refused):
		return refused.kind()
	case errors.As(err, &broken):
		return ifs.KindProtocol
	case errors.As(err, &length):
		return ifs.KindLength
	case errors.Is(err, errNoAnswer):
		return ifs.KindTimeout
	}
	if k := ifs.KindOf(err); k != ifs.KindUnknown {
		return k
	}
	return other
}
