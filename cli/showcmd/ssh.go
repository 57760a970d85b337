package showcmd

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

// The texts of this file are those of Cisco's "Secure Shell Configuration Guide" and of the
// command reference for show ip ssh, show ssh and show crypto key mypubkey rsa.

var sshRows = []*cli.Row{
	privileged(showIPSSH, showIP, grammar.Kw("ssh", "Information on SSH")),
	privileged(showSSH, grammar.Kw("ssh", "Status of SSH server connections")),
	privileged(showKeys, grammar.Kw("crypto", "Encryption module"), grammar.Kw("key", "Show long term public keys"),
		grammar.Kw("mypubkey", "Show public keys associated with this router"),
		grammar.Alt(grammar.Kw("rsa", "Show RSA public keys"), grammar.Kw("all", "Show all public keys"))),
}

func showIPSSH(c *cli.Ctx) error {
	conf := c.System.Running().SSH
	key, ok, err := c.System.SSHKey(true)
	if err != nil {
		return err
	}
	if version := c.System.SSHVersion(); version != "" {
		c.Printf("SSH Enabled - version %s\n", version)
	} else {
		c.Printf("SSH Disabled - version 1.99\n%%Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2).\n")
	}
	c.Printf("Authentication timeout: %d secs; Authentication retries: %d\nMinimum expected Diffie Hellman key size : %d bits\n",
		conf.Timeout/time.Second, conf.Retries, conf.DHMinSize)
	if !ok {
		c.Printf("IOS Keys in SECSH format(ssh-rsa, base64 encoded): NONE\n")
		return nil
	}
	pub, err := gossh.NewPublicKey(key.Public())
	if err != nil {
		return err
	}
	c.Printf("IOS Keys in SECSH format(ssh-rsa, base64 encoded): %s\n", key.Label)
	for text := "ssh-rsa " + base64.StdEncoding.EncodeToString(pub.Marshal()); text != ""; {
		n := min(len(text), secshWidth)
		c.Printf("%s\n", text[:n])
		text = text[n:]
	}
	c.Printf("\n")
	return nil
}

// secshWidth is the length of a line of a key, in characters.
const secshWidth = 80

func showSSH(c *cli.Ctx) error {
	head := false
	for _, s := range c.System.TTYs() {
		user, active := s.User()
		if s.VTY == nil || s.VTY.Via != system.SSH || !active {
			continue
		}
		if !head {
			c.Printf("Connection Version Mode Encryption  Hmac         State                 Username\n")
			head = true
		}
		in, out := s.VTY.Crypto()
		for _, d := range []struct {
			mode string
			system.Cryptography
		}{{"IN", in}, {"OUT", out}} {
			c.Printf("%-10d 2.0     %-5s%-12s%-13s%-22s%s\n", s.ID.N, d.mode, d.Cipher, d.MAC, "Session started", user)
		}
	}
	if !head {
		c.Printf("%%No SSHv2 server connections running.\n")
	}
	c.Printf("%%No SSHv1 server connections running.\n")
	return nil
}

func showKeys(c *cli.Ctx) error {
	keys, err := c.System.Keys().All()
	if err != nil {
		return err
	}
	for _, k := range keys {
		der, err := x509.MarshalPKIXPublicKey(k.Public())
		if err != nil {
			return err
		}
		not := "not "
		if k.Exportable {
			not = ""
		}
		c.Printf("%% Key pair was generated at: %s\nKey name: %s\nKey type: RSA KEYS\n Storage Device: private-config\n Usage: %s\n Key is %sexportable.\n Key Data:\n",
			k.Made.Format("15:04:05 MST Jan 2 2006"), k.Label, k.Usage, not)
		c.Printf("%s", hexLines(der))
	}
	return nil
}

// hexLines formats the bytes of a key as IOS does: eight groups of eight digits in a line.
func hexLines(b []byte) string {
	var out strings.Builder
	digits := strings.ToUpper(hex.EncodeToString(b))
	for i := 0; i < len(digits); i += 8 {
		if i%64 == 0 {
			if i > 0 {
				out.WriteString("\n")
			}
			out.WriteString(" ")
		}
		out.WriteString(" " + digits[i:min(i+8, len(digits))])
	}
	return out.String() + "\n"
}

var loginRow = rare(privileged(func(c *cli.Ctx) error {
	if loginFailures.In(c.Match) {
		return showLoginFailures(c)
	}
	return showLogin(c)
}, grammar.Kw("login", "Display Secure Login Configurations and State"), grammar.Opt(loginFailures)))

var loginFailures = grammar.Kw("failures", "Display login failures")

// showLogin prints show login, after Cisco's feature guide "Cisco IOS Login Enhancements
// (Login Block)".
func showLogin(c *cli.Ctx) error {
	w, s := c.System.Running().LoginBlock, c.System.LoginBlockState()
	secs := func(d interface{ Seconds() float64 }) int { return int(d.Seconds()) }
	switch {
	case w.Delay > 0:
		c.Printf("     A login delay of %d seconds is applied.\n", secs(w.Delay))
	case w.Block > 0:
		c.Printf("     A default login delay of 1 second is applied.\n")
	default:
		c.Printf("     No login delay has been applied.\n")
	}
	if w.QuietList != "" {
		c.Printf("     Quiet-Mode access list %s is applied.\n", w.QuietList)
	} else {
		c.Printf("     No Quiet-Mode access list has been configured.\n")
	}
	if w.OnSuccess > 0 {
		c.Printf("     All successful login is logged.\n")
	}
	if w.OnFailure > 0 {
		c.Printf("     All failed login is logged.\n")
	}
	c.Printf("\n")
	if w.Block == 0 {
		c.Printf("     Router NOT enabled to watch for login Attacks\n")
		return nil
	}
	c.Printf("     Router enabled to watch for login Attacks.\n     If more than %d login failures occur in %d seconds or less,\n     logins will be disabled for %d seconds.\n\n",
		w.Attempts, secs(w.Within), secs(w.Block))
	if s.Quiet > 0 {
		c.Printf("     Router presently in Quiet-Mode.\n     Will remain in Quiet-Mode for %d seconds.\n", secs(s.Quiet))
		if w.QuietList != "" {
			c.Printf("     Restricted logins filtered by applied ACL %s.\n", w.QuietList)
		} else {
			c.Printf("     Denying logins from all sources.\n")
		}
		return nil
	}
	c.Printf("     Router presently in Normal-Mode.\n     Current Watch Window\n         Time remaining: %d seconds.\n         Login failures for current window: %d.\n     Total login failures: %d.\n",
		secs(s.Window), s.Failed, s.Total)
	return nil
}

func showLoginFailures(c *cli.Ctx) error {
	all := c.System.LoginFailures()
	if len(all) == 0 {
		c.Printf("*** No logged failed login attempts with the device.***\n")
		return nil
	}
	c.Printf("Total failed logins: %d\nDetailed information about last 50 failures\n\n", c.System.LoginBlockState().Total)
	c.Printf("Username        SourceIPAddr    lPort Count TimeStamp\n")
	for _, f := range all {
		c.Printf("%-15s %-15s %-5s %-5d %s\n", f.User, f.From, strconv.Itoa(f.Port), f.Count, f.Last.Format(clock.Layout))
	}
	return nil
}
