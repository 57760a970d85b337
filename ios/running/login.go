package running

import (
	"strconv"
	"time"
)

// defaultLoginAttempts is the default number of attempts to log in (ios-boot.md 11.8).
const defaultLoginAttempts = 3

// AAA contains the settings of the lines `aaa …`.
type AAA struct {
	NewModel      bool // `aaa new-model`: AAA decides about logins instead of the lines
	LoginAttempts int  // the number of attempts to log in, at least 1
	// Logins and Execs are the method lists of `aaa authentication login` and `aaa
	// authorization exec` by name: the methods in order, without groups of servers.
	Logins, Execs    map[string][]string
	AuthorizeConsole bool // `aaa authorization console`
}

// NewModel decodes `aaa new-model`.
func NewModel(l Line) (Value, error) {
	on := !l.No
	return In(func(c *Config) { c.AAA.NewModel = on }), nil
}

// LoginAttempts decodes `aaa authentication attempts login <1-25>`.
func LoginAttempts(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(4))
	if err != nil {
		return nil, nil
	}
	n = max(n, 1)
	return In(func(c *Config) { c.AAA.LoginAttempts = n }), nil
}

// Authentication decodes `aaa authentication login LIST METHOD…`. The lists of other
// services have no effect.
func Authentication(l Line) (Value, error) {
	return methodList(l, "login", func(c *Config) *map[string][]string { return &c.AAA.Logins })
}

// Authorization decodes `aaa authorization exec LIST METHOD…`. The lists of other
// services have no effect.
func Authorization(l Line) (Value, error) {
	return methodList(l, "exec", func(c *Config) *map[string][]string { return &c.AAA.Execs })
}

func methodList(l Line, service string, lists func(*Config) *map[string][]string) (Value, error) {
	if l.Word(2) != service || len(l.Words) < 4 {
		return nil, nil
	}
	name := l.Word(3)
	var methods []string
	for i := 4; i < len(l.Words); i++ {
		if l.Words[i] == "group" {
			i++ // the servers of a group never answer
			continue
		}
		methods = append(methods, l.Words[i])
	}
	return In(func(c *Config) {
		all := lists(c)
		if *all == nil {
			*all = map[string][]string{}
		}
		(*all)[name] = methods
	}), nil
}

// AuthorizeConsole decodes `aaa authorization console`.
func AuthorizeConsole(l Line) (Value, error) {
	on := !l.No
	return In(func(c *Config) { c.AAA.AuthorizeConsole = on }), nil
}

// LoginBlock contains the settings of the lines `login …` for logins on vty lines.
type LoginBlock struct {
	Block    time.Duration // length of quiet mode; 0: failures do not start it
	Attempts int           // failures within the time Within that start quiet mode
	Within   time.Duration
	Delay    time.Duration // `login delay`: the wait after a failure; 0: not configured
	// QuietList is the access list of the clients that are admitted during quiet mode; "":
	// none are.
	QuietList            string
	OnFailure, OnSuccess LoginLog
}

// LoginLog is the number of logins after which one is logged; 0: never.
type LoginLog int

// Due reports whether a login is to be logged that is the nth since the last logged one.
func (k LoginLog) Due(n int) bool { return k > 0 && n >= int(k) }

// LoginBlockFor decodes `login block-for SECONDS attempts N within SECONDS`.
func LoginBlockFor(l Line) (Value, error) {
	block, berr := strconv.Atoi(l.Word(2))
	attempts, aerr := strconv.Atoi(l.Word(4))
	within, werr := strconv.Atoi(l.Word(6))
	if berr != nil || aerr != nil || werr != nil {
		return nil, nil
	}
	return In(func(c *Config) {
		b := &c.LoginBlock
		b.Block, b.Attempts, b.Within = time.Duration(block)*time.Second, attempts, time.Duration(within)*time.Second
	}), nil
}

// LoginDelay decodes `login delay SECONDS`.
func LoginDelay(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(2))
	if err != nil {
		return nil, nil
	}
	return In(func(c *Config) { c.LoginBlock.Delay = time.Duration(n) * time.Second }), nil
}

// QuietMode decodes `login quiet-mode access-class LIST`.
func QuietMode(l Line) (Value, error) {
	list := l.Word(3)
	return In(func(c *Config) { c.LoginBlock.QuietList = list }), nil
}

// LoginOnFailure decodes `login on-failure [log|trap] [every N]`; traps have no effect.
func LoginOnFailure(l Line) (Value, error) {
	log := loginLog(l)
	return In(func(c *Config) { c.LoginBlock.OnFailure = log }), nil
}

// LoginOnSuccess decodes `login on-success [log|trap] [every N]`; traps have no effect.
func LoginOnSuccess(l Line) (Value, error) {
	log := loginLog(l)
	return In(func(c *Config) { c.LoginBlock.OnSuccess = log }), nil
}

func loginLog(l Line) LoginLog {
	if l.Word(2) != "log" {
		return 0
	}
	if n, err := strconv.Atoi(l.Word(4)); err == nil {
		return LoginLog(n)
	}
	return 1
}
