package running

import (
	"strconv"
	"time"
)

// SSH is what `ip ssh` and `ip scp` say.
type SSH struct {
	Version     int           // 1 or 2; 0 is both
	Keypair     string        // label of the RSA key, "": the router's own choice
	Timeout     time.Duration // how long a client may take to log in; 120 s without a line
	Retries     int           // wrong passwords that a client may give; 3 without a line
	DHMinSize   int           // bits of Diffie-Hellman groups; 1024 without a line
	MaxStartups int           // clients that may be about to log in; 128 without a line (Cisco's command reference)
	Source      string        // the interface whose address packets of the client come from, "": that of the route

	// What the server offers, by the names that IOS gives them; nil: all.
	KeyExchanges, Ciphers, MACs, HostKeys, Methods []string

	SCPServer bool // files may be copied
}

func defaultSSH() SSH {
	return SSH{Timeout: 120 * time.Second, Retries: 3, DHMinSize: 1024, MaxStartups: 128}
}

// sshNumber is the Value of a line that ends in a number.
func sshNumber(l Line, set func(*SSH, int)) (Value, error) {
	n, err := strconv.Atoi(l.Word(len(l.Words) - 1))
	if err != nil {
		return nil, nil
	}
	return In(func(c *Config) { set(&c.SSH, n) }), nil
}

// SSHVersion decodes `ip ssh version (1|2)`.
func SSHVersion(l Line) (Value, error) { return sshNumber(l, func(s *SSH, n int) { s.Version = n }) }

// SSHTimeout decodes `ip ssh time-out SECONDS`.
func SSHTimeout(l Line) (Value, error) {
	return sshNumber(l, func(s *SSH, n int) { s.Timeout = time.Duration(n) * time.Second })
}

// SSHRetries decodes `ip ssh authentication-retries NUMBER`.
func SSHRetries(l Line) (Value, error) { return sshNumber(l, func(s *SSH, n int) { s.Retries = n }) }

// SSHDHMinSize decodes `ip ssh dh min size BITS`.
func SSHDHMinSize(l Line) (Value, error) {
	return sshNumber(l, func(s *SSH, n int) { s.DHMinSize = n })
}

// SSHMaxStartups decodes `ip ssh maxstartups NUMBER`.
func SSHMaxStartups(l Line) (Value, error) {
	return sshNumber(l, func(s *SSH, n int) { s.MaxStartups = n })
}

// SSHKeypair decodes `ip ssh rsa keypair-name LABEL`.
func SSHKeypair(l Line) (Value, error) {
	label := l.After(4)
	return In(func(c *Config) { c.SSH.Keypair = label }), nil
}

// SSHSource decodes `ip ssh source-interface NAME`.
func SSHSource(l Line) (Value, error) {
	name := l.After(3)
	return In(func(c *Config) { c.SSH.Source = name }), nil
}

// SSHAlgorithm decodes `ip ssh server algorithm (encryption|mac|hostkey|kex|authentication)
// NAME…`.
func SSHAlgorithm(l Line) (Value, error) {
	if len(l.Words) < 6 {
		return nil, nil
	}
	names := l.Words[5:]
	switch l.Word(4) {
	case "encryption":
		return In(func(c *Config) { c.SSH.Ciphers = names }), nil
	case "mac":
		return In(func(c *Config) { c.SSH.MACs = names }), nil
	case "hostkey":
		return In(func(c *Config) { c.SSH.HostKeys = names }), nil
	case "kex":
		return In(func(c *Config) { c.SSH.KeyExchanges = names }), nil
	case "authentication":
		return In(func(c *Config) { c.SSH.Methods = names }), nil
	}
	return nil, nil
}

// SCPServer decodes `ip scp server enable`.
func SCPServer(Line) (Value, error) {
	return In(func(c *Config) { c.SSH.SCPServer = true }), nil
}
