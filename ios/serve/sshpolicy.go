package serve

import (
	"context"
	"crypto"
	"errors"
	"slices"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line/ssh"
)

// errNoKey: SSH is disabled until there is a key.
var errNoKey = errors.New("the device has no RSA key")

// minRSA is the smallest modulus that the library signs with, in bits.
const minRSA = 1024

// hostKeys are the SSH keys of a device. The RSA key is only made when a client
// wants it.
func hostKeys(sys *system.System) ([]gossh.Signer, error) {
	rsa, ok, err := sys.SSHKey(false)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNoKey
	}
	modern, err := sys.SSHHostKeys()
	if err != nil {
		return nil, err
	}
	var keys []gossh.Signer
	for _, k := range modern {
		s, err := gossh.NewSignerFromSigner(k)
		if err != nil {
			return nil, err
		}
		keys = append(keys, s)
	}
	if rsa.Bits >= minRSA {
		keys = append(keys, ssh.LazyRSAKey(func() (crypto.Signer, error) {
			k, ok, err := sys.SSHKey(true)
			if err == nil && !ok {
				err = errNoKey
			}
			return k.Signer(), err
		}))
	}
	return keys, nil
}

// policyOn is what the configuration of the moment offers a client on a vty line.
func policyOn(sys *system.System, vty *system.VTY) (ssh.Policy, error) {
	conf, version := sys.Running().SSH, sys.SSHVersion()
	if version == "" {
		return ssh.Policy{}, errNoKey
	}
	keys, err := hostKeys(sys)
	if err != nil {
		return ssh.Policy{}, err
	}
	login := sys.SSHLogin(vty.Line())
	p := ssh.Policy{
		Keys: keys, Algorithms: algorithmsOf(conf), Banner: sys.Banner("login"), Tries: login.Tries, LoginTime: conf.Timeout,
		Methods: methodsOf(conf.Methods),
		Login: func(user, password string) bool {
			if sys.MayTry(vty.Context(), vty) && sys.CheckLogin(login, vty.Line(), user, password) {
				sys.LoginSucceeded(vty, user)
				return true
			}
			refusedLogin(sys, vty, user)
			return false
		},
	}
	if sys.TakesKeys() {
		p.Proved = func(user string) { sys.LoginSucceeded(vty, user) }
		p.Key = func(user string, key gossh.PublicKey) bool { return sys.KeyFits(user, key.Type(), key.Marshal()) }
	}
	if version == "1.5" {
		p.Version = "SSH-1.5-Cisco-1.25"
	}
	return p, nil
}

// refusedLogin notes a password that was wrong, and lets its client wait.
func refusedLogin(sys *system.System, vty *system.VTY, user string) {
	ctx, cancel := context.WithTimeout(vty.Context(), failLimit)
	defer cancel()
	_ = sys.LoginFailed(ctx, vty, user) // the next read reports the end of the line
}

// failLimit bounds, in real time, how long a wrong password waits.
const failLimit = 15 * time.Second

// methodsOf are the ways to log in by their names in the protocol.
func methodsOf(names []string) []string {
	var out []string
	for _, w := range names {
		if w == "keyboard" {
			w = ssh.KeyboardInteractive
		}
		out = append(out, w)
	}
	return out
}

// fullNames are the algorithms whose names in the protocol have a domain.
var fullNames = map[string]string{
	"aes128-gcm": gossh.CipherAES128GCM, "aes256-gcm": gossh.CipherAES256GCM, "chacha20-poly1305": gossh.CipherChaCha20Poly1305,
	"hmac-sha2-256-etm": gossh.HMACSHA256ETM, "hmac-sha2-512-etm": gossh.HMACSHA512ETM,
}

// weakGroups are the Diffie-Hellman groups that are smaller than a size, in bits.
var weakGroups = map[string]int{
	gossh.InsecureKeyExchangeDH1SHA1: 1024, gossh.InsecureKeyExchangeDH14SHA1: 2048,
	gossh.KeyExchangeDH14SHA256: 2048, gossh.KeyExchangeDH16SHA512: 4096,
}

// algorithmsOf are those of `ip ssh server algorithm` and `ip ssh dh min size`.
func algorithmsOf(conf running.SSH) ssh.Algorithms {
	of := func(names []string) []string {
		var out []string
		for _, name := range names {
			if full, ok := fullNames[name]; ok {
				name = full
			}
			out = append(out, name)
		}
		return out
	}
	a := ssh.Algorithms{KeyExchanges: of(conf.KeyExchanges), Ciphers: of(conf.Ciphers), MACs: of(conf.MACs), HostKeys: of(conf.HostKeys)}
	if len(a.KeyExchanges) == 0 {
		a.KeyExchanges = ssh.Offers().KeyExchanges
	}
	a.KeyExchanges = slices.DeleteFunc(a.KeyExchanges, func(k string) bool {
		bits, dh := weakGroups[k]
		return dh && bits < conf.DHMinSize
	})
	return a
}
