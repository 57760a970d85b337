package confcmd

import (
	"strconv"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/keys"
)

var (
	cryptoWord  = grammar.Kw("crypto", "Encryption module")
	keyWord     = grammar.Kw("key", "Long term key operations")
	keyRSA      = grammar.Kw("rsa", "Generate RSA keys")
	keyGeneral  = grammar.Kw("general-keys", "Generate a general purpose RSA key pair for signing and encryption")
	keyUsages   = grammar.Kw("usage-keys", "Generate separate RSA key pairs for signing and encryption")
	keySign     = grammar.Kw("signature", "Generate a general purpose RSA key pair for signing and encryption")
	keyEncrypt  = grammar.Kw("encryption", "Generate a general purpose RSA key pair for signing and encryption")
	keyModulus  = grammar.Int(keys.MinModulus, keys.MaxModulus, "size of the key modulus")
	keyLabel    = grammar.AnyWord("RSA keypair label")
	keyExport   = grammar.Kw("exportable", "Allow the key to be exported")
	zeroizeName = grammar.AnyWord("RSA keypair label")
)

// cryptoKeyRows generate and delete key pairs. Their dialogs follow Cisco's command
// reference (security commands, crypto key generate rsa and crypto key zeroize rsa).
var cryptoKeyRows = []*cli.Row{
	cryptoKeyRow(generateRSA, grammar.Kw("generate", "Generate new keys"), keyRSA, grammar.AnyOf(
		grammar.Alt(keyGeneral, keyUsages, keySign, keyEncrypt),
		grammar.Seq(grammar.Kw("modulus", "Provide number of modulus bits on the command line"), keyModulus),
		grammar.Seq(grammar.Kw("label", "Provide a label"), keyLabel),
		keyExport)),
	cryptoKeyRow(zeroizeRSA, grammar.Kw("zeroize", "Remove keys"), keyRSA, grammar.Opt(zeroizeName)),
}

func cryptoKeyRow(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(append([]grammar.Node{cryptoWord, keyWord}, words...)...),
		Conf: &cli.Conf{Transient: true, Apply: func(c *cli.Ctx) error {
			if c.Negated() {
				return nil
			}
			return run(c)
		}},
	}
}

// generateTime returns how long a router takes to generate a key: one second for each
// 512 bits of the modulus [UNSOURCED].
func generateTime(bits int) time.Duration { return time.Duration(max(bits/512, 1)) * time.Second }

func generateRSA(c *cli.Ctx) error {
	label, named := keyLabel.Get(c.Match)
	if !named {
		var problem string
		if label, problem = c.System.KeyLabel(); problem != "" {
			return &cli.UserError{Text: problem}
		}
	}
	bits, given := keyModulus.Get(c.Match)
	if c.System.Keys().Has(label) {
		c.Printf("%% You already have RSA keys defined named %s.\n", label)
		if given {
			c.Printf("%% They will be replaced.\n\n")
		} else if yes, err := c.YesNo("% Do you really want to replace them?"); !yes {
			return err
		}
	} else {
		c.Printf("The name for the keys will be: %s\n", label)
		if given {
			c.Printf("\n")
		}
	}
	usages := []keys.Usage{keys.General}
	switch {
	case keyUsages.In(c.Match):
		usages = []keys.Usage{keys.Signature, keys.Encryption}
	case keySign.In(c.Match):
		usages = []keys.Usage{keys.Signature}
	case keyEncrypt.In(c.Match):
		usages = []keys.Usage{keys.Encryption}
	}
	if given {
		c.Printf("%% The key modulus size is %d bits\n", bits)
	} else {
		var err error
		if bits, err = askModulus(c, usages); bits == 0 {
			return err
		}
	}
	kept := "non-exportable"
	if keyExport.In(c.Match) {
		kept = "exportable"
	}
	was := c.System.SSHVersion()
	c.Printf("%% Generating %d bit RSA keys, keys will be %s...\n", bits, kept)
	begun := c.System.Now()
	if err := c.System.Clock().Sleep(c, generateTime(bits)); err != nil {
		return err
	}
	if err := c.System.Keys().Add(label, bits, keyExport.In(c.Match), c.System.Now(), usages...); err != nil {
		return err
	}
	c.Printf("[OK] (elapsed time was %d seconds)\n\n", c.System.Now().Sub(begun)/time.Second)
	announceSSH(c, was)
	return nil
}

// defaultModulus is the length in bits that IOS 15 proposes.
const defaultModulus = 512

func askModulus(c *cli.Ctx, usages []keys.Usage) (int, error) {
	what := "General Purpose Keys"
	if usages[0] != keys.General {
		what = "Signature Keys"
		if usages[0] == keys.Encryption {
			what = "Encryption Keys"
		}
	}
	c.Printf("Choose the size of the key modulus in the range of %d to %d for your\n  %s. Choosing a key modulus greater than 512 may take\n  a few minutes.\n\n",
		keys.MinModulus, keys.MaxModulus, what)
	for {
		s, err := c.AskLine("How many bits in the modulus [" + strconv.Itoa(defaultModulus) + "]: ")
		if err != nil {
			return 0, err
		}
		if s == "" {
			return defaultModulus, nil
		}
		if n, err := strconv.Atoi(s); err == nil && n >= keys.MinModulus && n <= keys.MaxModulus {
			return n, nil
		}
		c.Printf("%% A decimal number between %d and %d.\n", keys.MinModulus, keys.MaxModulus) // [UNSOURCED]
	}
}

func zeroizeRSA(c *cli.Ctx) error {
	label := zeroizeName.Of(c.Match)
	keys, err := c.System.Keys().All()
	if err != nil {
		return err
	}
	there := false
	for _, k := range keys {
		there = there || label == "" || k.Label == label
	}
	switch {
	case !there && label == "":
		return &cli.UserError{Text: "% No Signature RSA Keys found in configuration.\n\n"}
	case !there:
		return &cli.UserError{Text: "% RSA keypair '" + label + "' is not found\n"} // [UNSOURCED]
	case label == "":
		c.Printf("%% All RSA keys will be removed.\n")
	default:
		c.Printf("%% Keys to be removed are named '%s'.\n", label)
	}
	c.Printf("%% All router certs issued using these keys will also be removed.\n")
	yes, err := c.YesNo("Do you really want to remove these keys?")
	if !yes {
		return err
	}
	was := c.System.SSHVersion()
	_, err = c.System.Keys().Zeroize(label)
	announceSSH(c, was)
	return err
}

// announceSSH logs that SSH was enabled or disabled, after the next prompt.
func announceSSH(c *cli.Ctx, was string) {
	is := c.System.SSHVersion()
	if is == was {
		return
	}
	d := c.System
	c.Session.AfterPrompt(1, func() {
		if is == "" {
			d.Logf("SSH-5-DISABLED", "SSH %s has been disabled", was)
		} else {
			d.Logf("SSH-5-ENABLED", "SSH %s has been enabled", is)
		}
	})
}
