package running

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxVTY is the highest number of a vty line.
const MaxVTY = 1869

// Kinds of terminal lines.
const (
	Console   = "con"
	Auxiliary = "aux"
	VTY       = "vty"
)

// What holds for a terminal line without a line of its own in the configuration.
const (
	DefaultExecTimeout   = 10 * time.Minute // ios-boot.md 11.8
	DefaultLoginResponse = 30 * time.Second // [UNSOURCED]
	DefaultPrivilege     = 1
	DefaultAAAList       = "default"
)

// Terminals are the terminal lines of the configuration.
type Terminals struct {
	TerminalLines []*TerminalLine
	SSHRotaries   []SSHRotary
}

// TerminalLine is the settings of a terminal line, or of the vty lines that share a
// section: `line vty 0 4`.
type TerminalLine struct {
	Head        string // of its section: "line vty 0 4"; "" if it has none
	Kind        string // Console, Auxiliary or VTY
	First, Last int    // numbers of the lines of that kind

	Asks           bool   // `login`
	AsksUser       bool   // `login local`
	Authentication string // list of `login authentication`; DefaultAAAList without it
	Password       string // as it is kept, "7 02050D480809"; "" without one
	Privilege      int    // level at which a session begins, 0 to 15
	Authorization  string // list of `authorization exec`; DefaultAAAList without it

	ExecTimeout     time.Duration // idle time that ends a session; 0: none does
	SessionTimeout  time.Duration // the same, where it is shorter; 0: none
	AbsoluteTimeout time.Duration // time that a session may last; 0: any
	LoginResponse   time.Duration // time to answer the questions of the login

	Length, Width int  // of the screen; -1: as the terminal says
	HistorySize   int  // lines that are remembered; -1: as many as without the setting
	Synchronous   bool // `logging synchronous`
	Timestamp     bool // `exec prompt timestamp`
	FullHelp      bool // `full-help`
	Lockable      bool // `lockable`
	KeepsWords    bool // `transport preferred none`: an unknown word is no host to connect to

	Transports []string // protocols of `transport input`, "all" among them; nil: it is not configured
	AccessIn   []string // lists of `access-class … in`, all of which must permit a client
	Rotary     int      // group of `rotary`; 0: none
}

// DefaultTerminalLine is a line of that kind and number without settings.
func DefaultTerminalLine(kind string, number int) *TerminalLine {
	return &TerminalLine{
		Kind: kind, First: number, Last: number,
		Authentication: DefaultAAAList, Privilege: DefaultPrivilege, Authorization: DefaultAAAList,
		ExecTimeout: DefaultExecTimeout, LoginResponse: DefaultLoginResponse, Length: -1, Width: -1, HistorySize: -1,
	}
}

// Accepts reports whether `transport input` has the protocol: "telnet", "ssh".
func (t *TerminalLine) Accepts(protocol string) bool {
	return t.Transports == nil || slices.Contains(t.Transports, "all") || slices.Contains(t.Transports, protocol)
}

// TerminalLine returns the line of that kind and number; one without settings if it has
// no section.
func (t *Terminals) TerminalLine(kind string, number int) *TerminalLine {
	for _, l := range slices.Backward(t.TerminalLines) {
		if l.Kind == kind && l.First <= number && number <= l.Last {
			return l
		}
	}
	return DefaultTerminalLine(kind, number)
}

// VTYs returns the vty lines by number, nil for a number that has none.
func (t *Terminals) VTYs() []*TerminalLine {
	var out []*TerminalLine
	for _, l := range t.TerminalLines {
		if l.Kind != VTY {
			continue
		}
		for len(out) <= l.Last {
			out = append(out, nil)
		}
		for n := l.First; n <= l.Last; n++ {
			out[n] = l
		}
	}
	return out
}

// LineSection decodes `line con 0`, `line aux 0`, `line vty FIRST [LAST]`. Lines with
// another name have no effect.
func LineSection(l Line) (Value, error) {
	kind, head := l.Word(1), l.Text
	first, err := strconv.Atoi(l.Word(2))
	last := first
	if err == nil && len(l.Words) > 3 {
		last, err = strconv.Atoi(l.Word(3))
	}
	single := kind == Console || kind == Auxiliary
	if err != nil || first < 0 || last > MaxVTY || last < first || single && len(l.Words) > 3 || !single && kind != VTY {
		return nil, nil
	}
	return Section(func() *TerminalLine {
		t := DefaultTerminalLine(kind, first)
		t.Head, t.Last = head, last
		return t
	}, func(c *Config, t *TerminalLine) { c.TerminalLines = append(c.TerminalLines, t) }), nil
}

// LineLogin decodes `login [local|tacacs|authentication LIST]`.
func LineLogin(l Line) (Value, error) {
	asks, local, list := !l.No, l.Word(1) == "local", DefaultAAAList
	if l.Word(1) == "authentication" {
		list = l.After(2)
	}
	return In(func(t *TerminalLine) { t.Asks, t.AsksUser, t.Authentication = asks, local, list }), nil
}

// LinePassword decodes `password`.
func LinePassword(l Line) (Value, error) {
	stored := l.After(1)
	return In(func(t *TerminalLine) { t.Password = stored }), nil
}

// LinePrivilege decodes `privilege level <0-15>`.
func LinePrivilege(l Line) (Value, error) {
	return lineNumber(l, 2, func(t *TerminalLine, n int) { t.Privilege = n })
}

// LineAuthorization decodes `authorization exec LIST`.
func LineAuthorization(l Line) (Value, error) {
	if l.Word(1) != "exec" {
		return nil, nil
	}
	list := l.Word(2)
	return In(func(t *TerminalLine) { t.Authorization = list }), nil
}

// LineExecTimeout decodes `exec-timeout MINUTES [SECONDS]`.
func LineExecTimeout(l Line) (Value, error) {
	if l.No {
		return In(func(t *TerminalLine) { t.ExecTimeout = 0 }), nil
	}
	minutes, err := strconv.Atoi(l.Word(1))
	if err != nil {
		return nil, nil
	}
	seconds, _ := strconv.Atoi(l.Word(2)) // may be missing
	timeout := time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second
	return In(func(t *TerminalLine) { t.ExecTimeout = timeout }), nil
}

// LineSessionTimeout decodes `session-timeout MINUTES [output]`.
func LineSessionTimeout(l Line) (Value, error) {
	return lineNumber(l, 1, func(t *TerminalLine, n int) { t.SessionTimeout = time.Duration(n) * time.Minute })
}

// LineAbsoluteTimeout decodes `absolute-timeout MINUTES`.
func LineAbsoluteTimeout(l Line) (Value, error) {
	return lineNumber(l, 1, func(t *TerminalLine, n int) { t.AbsoluteTimeout = time.Duration(n) * time.Minute })
}

// LineLoginResponse decodes `timeout login response SECONDS`.
func LineLoginResponse(l Line) (Value, error) {
	return lineNumber(l, 3, func(t *TerminalLine, n int) { t.LoginResponse = time.Duration(n) * time.Second })
}

// LineLength decodes `length <0-512>`.
func LineLength(l Line) (Value, error) {
	return lineNumber(l, 1, func(t *TerminalLine, n int) { t.Length = n })
}

// LineWidth decodes `width <0-512>`.
func LineWidth(l Line) (Value, error) {
	return lineNumber(l, 1, func(t *TerminalLine, n int) { t.Width = n })
}

// LineHistorySize decodes `history size <0-256>`.
func LineHistorySize(l Line) (Value, error) {
	return lineNumber(l, 2, func(t *TerminalLine, n int) { t.HistorySize = n })
}

// LineRotary decodes `rotary <0-100>`.
func LineRotary(l Line) (Value, error) {
	return lineNumber(l, 1, func(t *TerminalLine, n int) { t.Rotary = n })
}

// lineNumber is what a number, the i-th word, sets.
func lineNumber(l Line, i int, set func(*TerminalLine, int)) (Value, error) {
	n, err := strconv.Atoi(l.Word(i))
	if err != nil {
		return nil, nil
	}
	return In(func(t *TerminalLine) { set(t, n) }), nil
}

// LineSynchronous decodes `logging synchronous`.
func LineSynchronous(l Line) (Value, error) {
	return lineFlag(l, func(t *TerminalLine, on bool) { t.Synchronous = on })
}

// LineTimestamp decodes `exec prompt timestamp`.
func LineTimestamp(l Line) (Value, error) {
	return lineFlag(l, func(t *TerminalLine, on bool) { t.Timestamp = on })
}

// LineFullHelp decodes `full-help`.
func LineFullHelp(l Line) (Value, error) {
	return lineFlag(l, func(t *TerminalLine, on bool) { t.FullHelp = on })
}

// LineLockable decodes `lockable`.
func LineLockable(l Line) (Value, error) {
	return lineFlag(l, func(t *TerminalLine, on bool) { t.Lockable = on })
}

// lineFlag is what a line without arguments sets.
func lineFlag(l Line, set func(*TerminalLine, bool)) (Value, error) {
	on := !l.No
	return In(func(t *TerminalLine) { set(t, on) }), nil
}

// LineTransportInput decodes `transport input PROTOCOL…`.
func LineTransportInput(l Line) (Value, error) {
	protocols := strings.Fields(l.After(2))
	return In(func(t *TerminalLine) { t.Transports = protocols }), nil
}

// LineTransportPreferred decodes `transport preferred PROTOCOL`.
func LineTransportPreferred(l Line) (Value, error) {
	none := l.Word(2) == "none"
	return In(func(t *TerminalLine) { t.KeepsWords = none }), nil
}

// LineAccessClass decodes `access-class LIST in`.
func LineAccessClass(l Line) (Value, error) {
	if l.Word(2) != "in" {
		return nil, nil
	}
	list := l.Word(1)
	return In(func(t *TerminalLine) { t.AccessIn = append(t.AccessIn, list) }), nil
}

// SSHRotary makes SSH answer at the ports from Port on, one for each of the rotary
// groups Low to High.
type SSHRotary struct{ Port, Low, High int }

// Group returns the group that SSH reaches at a port, 0 if there is none.
func (r SSHRotary) Group(port int) int {
	if group := r.Low + port - r.Port; group >= r.Low && group <= r.High {
		return group
	}
	return 0
}

// SSHRotaries decodes `ip ssh port PORT rotary LOW [HIGH]`. With HIGH, one port after
// the other leads to the groups between [UNSOURCED].
func SSHRotaries(l Line) (Value, error) {
	port, perr := strconv.Atoi(l.Word(3))
	low, lerr := strconv.Atoi(l.Word(5))
	if perr != nil || lerr != nil {
		return nil, nil
	}
	r := SSHRotary{Port: port, Low: low, High: low}
	if high, err := strconv.Atoi(l.Word(6)); err == nil {
		r.High = high
	}
	return In(func(c *Config) { c.SSHRotaries = append(c.SSHRotaries, r) }), nil
}
