package running

import "strconv"

// defaultLoginAttempts is how often a login is asked for (ios-boot.md 11.8).
const defaultLoginAttempts = 3

// AAA is what `aaa …` says.
type AAA struct {
	NewModel      bool // `aaa new-model`: AAA decides about logins, not the lines
	LoginAttempts int  // how often a login is asked for, at least once
	// Logins and Execs are the lists of `aaa authentication login` and of `aaa
	// authorization exec` by name: their methods in order, without groups of servers.
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
			i++ // its servers never answer
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
