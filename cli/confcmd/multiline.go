package confcmd

import (
	"errors"
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

var bannerText = grammar.Text("c banner-text c, where 'c' is a delimiting character")

// bannerRows set the banners. A text may have several lines and ends at the delimiter with
// which it begins. It is kept with the delimiter ^C, two characters, as NVGEN shows it.
var bannerRows = func() []*cli.Row {
	var rows []*cli.Row
	for i, b := range [][2]string{
		{"exec", "Set EXEC process creation banner"}, {"incoming", "Set incoming terminal line banner"},
		{"login", "Set login banner"}, {"motd", "Set Message of the Day banner"},
		{"prompt-timeout", "Set Message for login authentication timeout"}, {"slip-ppp", "Set Message for SLIP/PPP"},
	} {
		f := &cli.Conf{Place: cli.PlaceBanner + i, Key: "banner " + b[0], AnyValue: true}
		switch b[0] {
		case "exec", "login", "motd":
			f.Decode = running.Banner
		}
		f.Keep = func(c *cli.Ctx) error { return keepBanner(c, f.Key, f.Place, bannerText) }
		rows = append(rows, &cli.Row{
			Mode: cli.Config, Level: cli.PrivilegedLevel, Conf: f,
			Syntax: grammar.Seq(grammar.Kw("banner", "Define a login banner"), grammar.Kw(b[0], b[1]), bannerText),
		})
	}
	return rows
}()

var (
	menuName  = grammar.AnyWord("Name of menu")
	menuTitle = grammar.Text("c menu-title c, where 'c' is a delimiting character")
)

// menuTitleRow sets the heading of a menu, which is delimited like a banner.
var menuTitleRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("menu", "Define a user-interface menu"), menuName, grammar.Kw("title", "Set menu title"), menuTitle),
	Conf: &cli.Conf{
		Least: wholeLine, Decode: running.MenuLine, AnyValue: true,
		Keep: func(c *cli.Ctx) error {
			if len(c.Match.Words()) < 3 {
				return &cli.UserError{Text: "% Incomplete command.\n\n"}
			}
			return keepBanner(c, "menu "+menuName.Of(c.Match)+" title", cli.PlaceAlias+99, menuTitle)
		},
	},
}

const (
	shownDelimiter = "^C"
	maxBanner      = 64 << 10 // bytes
)

// keepBanner keeps the text, which may continue on the following lines.
func keepBanner(c *cli.Ctx, key string, place int, text *grammar.Arg[string]) error {
	tree := c.System.Config()
	if c.Negated() {
		tree.Remove(nil, func(l config.Line) bool { return l.Key == key })
		return nil
	}
	rest := text.Of(c.Match)
	delimiter := rest[:1]
	if strings.HasPrefix(rest, shownDelimiter) {
		delimiter = shownDelimiter
	}
	all, done, err := readBanner(c, rest[len(delimiter):], delimiter)
	if err != nil || !done {
		return err
	}
	return c.Put(nil, config.Line{Text: key + " " + shownDelimiter + all + shownDelimiter, Key: key, Place: place})
}

// readBanner reads up to the delimiter. done is false if the user canceled the input.
func readBanner(c *cli.Ctx, text, delimiter string) (_ string, done bool, err error) {
	if before, _, found := strings.Cut(text, delimiter); found {
		return before, true, nil
	}
	c.Printf("Enter TEXT message.  End with the character '%s'.\n", delimiter)
	var b strings.Builder
	b.WriteString(text)
	for b.Len() < maxBanner {
		l, err := c.Session.ReadContinuation(c, "")
		if errors.Is(err, cli.ErrAborted) {
			return "", false, nil
		}
		if errors.Is(err, cli.ErrNoMore) {
			return b.String(), true, nil
		}
		if err != nil {
			return "", false, err
		}
		b.WriteByte('\n')
		before, _, found := strings.Cut(l, delimiter)
		b.WriteString(before)
		if found {
			return b.String(), true, nil
		}
	}
	return b.String(), true, nil
}

// certificateRow reads a certificate in hexadecimal lines up to "quit".
func certificateRow(mode *cli.Mode) *cli.Row {
	serial := grammar.AnyWord("Certificate serial number")
	conf := &cli.Conf{Place: 100, Tail: " \tquit", Least: 2}
	conf.Keep = func(c *cli.Ctx) error { return keepCertificate(c, conf) }
	return &cli.Row{
		Mode: mode, Level: cli.PrivilegedLevel, Conf: conf,
		Syntax: grammar.Seq(grammar.Kw("certificate", "Router certificate"), grammar.Opt(grammar.Alt(
			grammar.Kw("ca", "Specify the certificate is a CA certificate"),
			grammar.Kw("self-signed", "Specify the certificate is a self-signed certificate"),
			grammar.Kw("rollover", "Specify the certificate is a rollover certificate"))), serial,
			grammar.Opt(grammar.Kw("nvram", "Certificate in NVRAM"), grammar.AnyWord("File name"))),
	}
}

// The numbers of hexadecimal digits of a certificate: in a line, in a group of a line, and
// at most in total.
const (
	certLine  = 64
	certGroup = 8
	maxCert   = 64 << 10
)

func keepCertificate(c *cli.Ctx, f *cli.Conf) error {
	tree, at, head := c.System.Config(), c.Section(), c.Match.Canonical()
	if c.Negated() {
		tree.Remove(at, func(l config.Line) bool { return l.HasPrefix(head) })
		return nil
	}
	if c.Session.Terminal() != nil {
		c.Printf("Enter the certificate in hexadecimal representation....\n") // [UNSOURCED]
	}
	digits, err := readHex(c)
	if err != nil {
		return err
	}
	tree.Remove(at, func(l config.Line) bool { return l.Text == head })
	tree.Set(at, config.Line{Text: head, Place: f.Place, Tail: f.Tail})
	below := append(at[:len(at):len(at)], head)
	for i := 0; len(digits) > 0; i++ {
		n := min(certLine, len(digits))
		var groups []string
		for row := digits[:n]; row != ""; {
			k := min(certGroup, len(row))
			groups, row = append(groups, row[:k]), row[k:]
		}
		tree.Set(below, config.Line{Text: strings.Join(groups, " "), Key: fmt.Sprintf("line %d", i), Place: i})
		digits = digits[n:]
	}
	return nil
}

// readHex reads hexadecimal lines up to "quit".
func readHex(c *cli.Ctx) (string, error) {
	var b strings.Builder
	for b.Len() < maxCert {
		l, err := c.Session.ReadContinuation(c, c.Session.Host()+"(config-pubkey)#")
		if errors.Is(err, cli.ErrNoMore) {
			break
		}
		if err != nil {
			return "", err
		}
		l = strings.Join(strings.Fields(l), "")
		if strings.EqualFold(l, "quit") {
			return strings.ToUpper(b.String()), nil
		}
		if strings.Trim(l, "0123456789abcdefABCDEF") != "" {
			return "", &cli.UserError{Text: "% Failure in parsing certificate\n"} // [UNSOURCED]
		}
		b.WriteString(l)
	}
	return "", &cli.UserError{Text: "% Failure in parsing certificate\n"} // [UNSOURCED]
}
