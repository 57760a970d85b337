package boot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// fetch is a transfer from a TFTP server into memory.
type fetch struct {
	file, host string
	retries    int           // time-outs in a row that end it
	limit      time.Duration // device time of the whole
	quiet      bool
}

// meterBytes is how much one "!" stands for (ios-boot.md 7.6: 21 for 85 MB).
const meterBytes = 4 << 20

// errSlow and errMute are the causes with which a transfer is given up.
var (
	errSlow = errors.New("the whole transfer takes too long")
	errMute = errors.New("the server is silent")
)

// receive brings a file into memory. Break ends it (ctx).
func (m *machine) receive(ctx context.Context, f fetch) (*ram, error) {
	tftp, root, err := m.b.Files().Resolve(ifs.Name{Prefix: "tftp"})
	if err != nil {
		return nil, &Error{Kind: KindTransfer, Name: "no network", Err: err}
	}
	r := &ram{limit: int64(m.model.MemoryKB-m.model.IOMEMMB()*1024) * 1024}
	t := ifs.NewTable()
	t.Mount(root.Prefix, tftp)
	t.Mount(ramPrefix, r)
	src := ifs.Name{Prefix: root.Prefix, HasHost: true, Host: f.host, Path: f.file}

	op, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	op = ifs.WithTrace(op, m.meter(f, cancel))
	m.printf("Receiving %s from %s ", printable.Text(f.file), printable.Text(f.host))
	if _, err = ifs.Copy(op, t, ifs.Name{Prefix: ramPrefix, Path: "image"}, src); err == nil {
		m.printf("\nFile reception completed.\n")
		return r, nil
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return nil, transferError(context.Cause(op), err)
}

// meter are the hooks that show a transfer and give it up when it takes too long.
func (m *machine) meter(f fetch, cancel context.CancelCauseFunc) *ifs.Trace {
	clk := m.b.Clock()
	begin, moved, mute := clk.Now(), 0, 0
	overdue := func() {
		if clk.Now().Sub(begin) > f.limit {
			cancel(errSlow)
		}
	}
	return &ifs.Trace{
		Data: func(n int) {
			mute = 0
			before := moved / meterBytes
			moved += n
			if shown := moved/meterBytes - before; !f.quiet && shown > 0 {
				m.printf("%s", bytes.Repeat([]byte("!"), shown))
				overdue()
			}
		},
		Timeout: func() {
			if !f.quiet {
				m.printf(".")
			}
			if mute++; mute > f.retries {
				cancel(errMute)
			}
			overdue()
		},
	}
}

func transferError(cause, err error) error {
	e := &Error{Kind: KindTransfer, Err: err}
	switch k := ifs.KindOf(err); {
	case errors.Is(cause, errMute), errors.Is(cause, errSlow), k == ifs.KindTimeout:
		e.Kind = KindSilent
	case k == ifs.KindNotExist:
		e.Kind = KindNotFound
	case k == ifs.KindNoSpace, k == ifs.KindFull:
		e.Kind = KindMemory
	case k == ifs.KindPermission:
		e.Name = "Access violation"
	case k == ifs.KindUnreachable, k == ifs.KindBadHost, k == ifs.KindNoHost:
		e.Name = "No route to host"
	case k == ifs.KindRefused:
		e.Name = "Connection refused"
	default:
		e.Name = "Transfer failed"
	}
	return e
}

// The defaults of a transfer (ios-boot.md 7.6).
const (
	defaultRetries = 20
	defaultTimeout = 7200 * time.Second
)

// fromNet starts a file of a server: the address is that of the variables, or of
// the first LAN port in the startup-config. Nothing is known of what an ISR G2
// prints here: the words are tftpdnld's, and boot's when it fails (4.4).
func (m *machine) fromNet(ctx context.Context, a Attempt) error {
	e := a.Entry
	if e.Device != "tftp" {
		return &Error{Kind: KindMissing, Name: e.String()}
	}
	env := m.env()
	ip, mask, gateway := parseAddr(env["IP_ADDRESS"]), parseAddr(env["IP_SUBNET_MASK"]), parseAddr(env["DEFAULT_GATEWAY"])
	if !ip.IsValid() || !mask.IsValid() {
		ip, mask, gateway = m.b.Startup().address(m.model.Interfaces[0].Name)
	}
	if ip.IsValid() {
		if err := m.b.Configure(ip, mask, gateway); err != nil {
			return &Error{Kind: KindMissing, Name: e.String(), Err: err}
		}
	}
	host := e.Host
	if server := env["TFTP_SERVER"]; host == broadcast && parseAddr(server).IsValid() {
		host = server
	}
	r, err := m.receive(ctx, fetch{file: e.File, host: host, retries: defaultRetries, limit: defaultTimeout})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		m.say(err)
		return &Error{Kind: KindMissing, Name: e.String(), Err: err}
	}
	info, err := m.start(ctx, r.reader(), r.size, e.String())
	if err != nil {
		return err
	}
	m.out = Outcome{Image: info, File: ifs.Name{Prefix: "tftp", HasHost: true, Host: host, Path: e.File}, Why: a.Why}
	return nil
}

func parseAddr(s string) netip.Addr {
	a, err := netip.ParseAddr(s)
	if err != nil || !a.Is4() {
		return netip.Addr{}
	}
	return a
}

// macText is a MAC address with colons, as tftpdnld prints it.
func macText(mac [6]byte) string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5])
}
