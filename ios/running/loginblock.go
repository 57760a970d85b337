package running

import (
	"strconv"
	"time"
)

// LoginBlock is what the lines `login …` say of logins on vty lines.
type LoginBlock struct {
	Block    time.Duration // length of quiet mode; 0: failures do not lead to it
	Attempts int           // failures within Within that lead to quiet mode
	Within   time.Duration
	Delay    time.Duration // `login delay`: wait after a failure; 0: it is not configured
	// QuietList is the access list of the clients that are let in during quiet mode;
	// "": none is.
	QuietList            string
	OnFailure, OnSuccess LoginLog
}

// LoginLog is how often a login is logged: the nth, the 2nth and so on; 0: never.
type LoginLog int

// Due reports whether the nth login since one was logged is to be logged.
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
