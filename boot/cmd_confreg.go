package boot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// confreg is the command confreg (ios-boot.md 7.4).
func confreg(ctx context.Context, m *machine, args string) error {
	old := m.b.Register()
	if args == "" {
		return m.confregDialogue(ctx, old)
	}
	v, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(args), "0x"), 16, 16)
	if err != nil {
		return &Error{Kind: KindUsage, Name: "confreg [value]"}
	}
	return m.setRegister(old, Register(v), "\n")
}

// setRegister keeps a new value and says so, behind gap; an old one is silent.
func (m *machine) setRegister(old, v Register, gap string) error {
	if v == old {
		return nil
	}
	if err := m.b.SetRegister(v); err != nil {
		return &Error{Kind: KindKeep, Err: err}
	}
	m.printf("%sYou must reset or power cycle for new config to take effect\n", gap)
	return nil
}

// switches are the questions of the dialogue, in order. A switch with off set is
// enabled while its bit is clear.
var switches = []struct {
	text string
	bit  Register
	off  bool
}{
	{"diagnostic mode", diagnostic, false},
	{"use net in IP bcast address", netBroadcast, false},
	{"load rom after netboot fails", netFallback, false},
	{"use all zero broadcast", zeroBroadcast, false},
	{"break/abort has effect", breakDisabled, true},
	{"ignore system config info", ignoreConfig, false},
}

// summary is the list of what the register says.
func (m *machine) summary(r Register) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n    Configuration Summary\n   (Virtual Configuration Register: %#x)\nenabled are:\n", uint16(r))
	for _, s := range switches {
		if (r&s.bit != 0) != s.off {
			fmt.Fprintln(&b, s.text)
		}
	}
	fmt.Fprintf(&b, "console baud: %d\nboot: ", r.ConsoleSpeed())
	switch f := r.BootField(); f {
	case 0:
		b.WriteString("the ROM Monitor\n")
	case 1:
		b.WriteString("the boot helper image\n")
	default:
		// The default name of a file to load from the network (ios-boot.md 4.1).
		fmt.Fprintf(&b, "image specified by the boot system commands\n      or default to: cisco%o-%s\n", f, m.model.Family)
	}
	return b.String()
}

func (m *machine) confregDialogue(ctx context.Context, old Register) error {
	r := old
	for {
		m.printf("%s\n", m.summary(r))
		change, err := m.yes(ctx, "do you wish to change the configuration?")
		if err != nil {
			return nil // the console is gone or the power is off: run knows
		}
		if !change {
			return m.setRegister(old, r, "")
		}
		if r, err = m.askRegister(ctx, r); err != nil {
			return nil
		}
	}
}

// askRegister asks for every part of the register.
func (m *machine) askRegister(ctx context.Context, r Register) (Register, error) {
	for _, s := range switches {
		verb := "enable "
		if (r&s.bit != 0) != s.off {
			verb = "disable"
		}
		flip, err := m.yes(ctx, fmt.Sprintf("%s %q?", verb, s.text))
		if err != nil {
			return r, err
		}
		if flip {
			r ^= s.bit
		}
	}
	change, err := m.yes(ctx, "change console baud rate?")
	if err == nil && change {
		m.printf("enter rate: 0 = 9600, 1 = 4800, 2 = 1200, 3 = 2400\n")
		var n int
		n, err = m.number(ctx, fmt.Sprintf("4 = 19200, 5 = 38400, 6 = 57600, 7 = 115200 [%d]:  ", r.speed()), r.speed(), len(speeds)-1)
		r = r.withSpeed(n)
	}
	if err != nil {
		return r, err
	}
	change, err = m.yes(ctx, "change the boot characteristics?")
	if err == nil && change {
		m.printf("enter to boot:\n 0 = ROM Monitor\n 1 = the boot helper image\n 2-15 = boot system\n")
		var n int
		n, err = m.number(ctx, fmt.Sprintf("    [%d]:  ", r.BootField()), r.BootField(), int(bootField))
		r = r&^bootField | Register(n)
	}
	return r, err
}

// yes asks a question that y answers; anything else is no.
func (m *machine) yes(ctx context.Context, question string) (bool, error) {
	a, err := m.con.ReadLine(ctx, question+" y/n  [n]:  ")
	if err != nil {
		m.lost(ctx, err)
		return false, err
	}
	a = strings.ToLower(strings.TrimSpace(a))
	return a == "y" || a == "yes", nil
}

// number asks for 0 to top; what is none leaves the value as it is.
func (m *machine) number(ctx context.Context, question string, now, top int) (int, error) {
	a, err := m.con.ReadLine(ctx, question)
	if err != nil {
		m.lost(ctx, err)
		return now, err
	}
	if n, err := strconv.Atoi(strings.TrimSpace(a)); err == nil && n >= 0 && n <= top {
		return n, nil
	}
	return now, nil
}

// lost notes that the console is gone.
func (m *machine) lost(ctx context.Context, err error) {
	if ctx.Err() == nil && m.gone == nil {
		m.gone = err
	}
}
