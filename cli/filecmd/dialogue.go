package filecmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/running"
)

// dialogue is the state of the questions of copy (ios-files.md 6.1).
type dialogue struct {
	c              *cli.Ctx
	src, dst       ifs.Name // absolute; canonical after ask
	srcFS, dstFS   ifs.FS
	srcNet, dstNet bool
}

// The keys of the answers that a session remembers.
const (
	rememberHost   = "host"
	rememberSource = "source"
)

func (d *dialogue) ask() (err error) {
	files := d.c.Files()
	if d.srcFS, d.src, err = files.Resolve(d.src); err != nil {
		return err
	}
	if d.dstFS, d.dst, err = files.Resolve(d.dst); err != nil {
		return err
	}
	d.srcNet = d.srcFS.Info().Type == ifs.Network
	d.dstNet = d.dstFS.Info().Type == ifs.Network
	if err := d.askSource(); err != nil {
		return err
	}
	if d.dstNet {
		err = d.askRemote()
	} else {
		err = d.askLocal()
	}
	if err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	if err := d.askPassword(&d.src); err != nil {
		return err
	}
	return d.askPassword(&d.dst)
}

// serial reports whether a name stands for a file that is transferred over the user's
// terminal line.
func serial(n ifs.Name) bool { return n.Prefix == "xmodem" || n.Prefix == "ymodem" }

// overSSH reports whether a name is a file on an SSH server. The dialog of sftp: is that of
// scp: [UNSOURCED].
func overSSH(n ifs.Name) bool { return n.Prefix == "scp" || n.Prefix == "sftp" }

// askPassword asks for the password of an SSH server, after all other questions
// (ios-files.md 6.6).
func (d *dialogue) askPassword(n *ifs.Name) error {
	if !overSSH(*n) || n.HasPassword {
		return nil
	}
	password, err := d.c.AskSecret("Password: ")
	n.Password, n.HasPassword = password, true
	return err
}

// askSource completes the source: the host and the file of a network name, or the file of a
// bare prefix.
func (d *dialogue) askSource() error {
	if d.src.Prefix == "null" || serial(d.src) {
		return nil // null: has no file names (clients.md 3: copy null: flash:/F; ios-files.md 6.12)
	}
	if d.src.Path != "" && (d.src.Host != "" || !d.srcNet) {
		return d.noisySource()
	}
	if d.srcNet {
		if err := d.askHost(&d.src); err != nil {
			return err
		}
		if err := d.askUser("Source username", &d.src); err != nil {
			return err
		}
	}
	known := d.src.Path
	if known == "" {
		known = d.c.Session.Answer(rememberSource)
	}
	path, err := d.c.Ask("Source filename", known)
	if err != nil {
		return err
	}
	if path == "" {
		return badFilename
	}
	d.c.Session.Keep(rememberSource, path)
	return d.answer(&d.src, path)
}

// badFilename is the error for an empty file name (ios-files.md 14.3, doubtful).
var badFilename = &cli.UserError{Text: "?Bad filename\n%Error parsing filename (Bad file number)\n"}

func (d *dialogue) askHost(n *ifs.Name) error {
	known := n.Host
	if known == "" {
		known = d.c.Session.Answer(rememberHost)
	}
	host, err := d.c.AskFileHost(known, n.Host != "")
	if err != nil {
		return err
	}
	if host == "" {
		return &ifs.Error{Op: ifs.OpParse, Name: *n, Kind: ifs.KindNoHost}
	}
	typed, _ := ifs.Name{Host: host}.HostPort("")
	if _, err := d.c.System.LookupHost(d.c, typed); err != nil {
		// ios-files.md 6.11.
		d.c.Printf("Translating %q\n\n?Invalid host address or name\n", host)
		return &ifs.Error{Op: ifs.OpParse, Name: *n, Kind: ifs.KindBadHost}
	}
	d.c.Session.Keep(rememberHost, host)
	n.Host, n.HasHost = host, true
	return nil
}

// askRemote completes a network destination. Both questions are asked even if the line
// answers them (ios-files.md 6.1).
func (d *dialogue) askRemote() error {
	if !overSSH(d.dst) || d.dst.Host == "" || d.c.FilePrompt() == running.PromptNoisy {
		if err := d.askHost(&d.dst); err != nil {
			return err
		}
	}
	if err := d.askUser("Destination username", &d.dst); err != nil {
		return err
	}
	known := d.dst.Path
	if known == "" || strings.HasSuffix(known, "/") {
		known += d.defaultName()
	}
	path, err := d.c.AskFile("Destination filename", known)
	if err != nil {
		return err
	}
	d.dst.Path = path
	return nil
}

// defaultName returns the default name of the destination: the last component of the
// source. A configuration is named after the host when it goes to a server.
func (d *dialogue) defaultName() string {
	if d.dstNet && (cli.IsRunning(d.src) || cli.IsStartup(d.src)) {
		return strings.ToLower(d.c.System.Hostname()) + "-confg"
	}
	return d.src.Base()
}

func (d *dialogue) askLocal() error {
	if d.dst.Prefix == "null" {
		return nil
	}
	known := shown(d.dst.Path)
	if dir := d.directory(); dir != "" || len(d.dst.Elements()) == 0 {
		known = dir + d.defaultName()
	}
	path, err := d.c.AskFile("Destination filename", known)
	if err != nil {
		return err
	}
	if path == "" {
		return badFilename
	}
	if path == known && known == shown(d.dst.Path) && d.dst.Path != "" {
		return nil // keeps a slash that was typed
	}
	return d.answer(&d.dst, path)
}

// directory returns the path of the destination, with a slash at its end, if it names a
// directory, and "" otherwise.
func (d *dialogue) directory() string {
	p := d.dst.Path
	if p == "" {
		return ""
	}
	if strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..") { // "copy x ." in a directory
		p = rooted(d.dst).Path
	}
	if strings.HasSuffix(p, "/") {
		if len(d.dst.Elements()) == 0 {
			return ""
		}
		return p
	}
	if e, err := ifs.Stat(d.c, d.dstFS, d.dst); err == nil && e.Dir {
		return p + "/"
	}
	return ""
}

// noisySource asks again for the parts of the source that are known, for `file prompt
// noisy`.
func (d *dialogue) noisySource() error {
	if d.c.FilePrompt() != running.PromptNoisy {
		return nil
	}
	if d.srcNet {
		if err := d.askHost(&d.src); err != nil {
			return err
		}
	}
	path, err := d.c.Ask("Source filename", d.src.Path)
	if err != nil {
		return err
	}
	return d.answer(&d.src, path)
}

// askUser asks for the user of an SSH server; for a source only if the name has none
// (ios-files.md 6.1, 6.6). The default is the user of the session.
func (d *dialogue) askUser(question string, n *ifs.Name) error {
	if !overSSH(*n) || n.HasUser && n == &d.src {
		return nil
	}
	known := n.User
	if known == "" {
		known, _, _ = strings.Cut(d.c.Session.By(), " on ")
		if known == "console" {
			known = ""
		}
	}
	user, err := d.c.AskFile(question, known)
	if err != nil {
		return err
	}
	n.User, n.HasUser = user, user != ""
	return nil
}

// answer sets n to the name that was answered: a path in the same file system, or a full
// name with a prefix.
func (d *dialogue) answer(n *ifs.Name, path string) error {
	if i := strings.IndexByte(path, ':'); i > 0 && !n.HasHost {
		typed, err := d.c.Files().Parse(path)
		if err == nil {
			fs, full, err := d.c.Files().Resolve(typed)
			if err != nil {
				return err
			}
			*n = full
			if n == &d.dst {
				d.dstFS = fs
			} else {
				d.srcFS = fs
			}
			return nil
		}
	}
	if _, err := ifs.ParseName("x:" + path); err != nil {
		return &ifs.Error{Op: ifs.OpParse, Name: *n, Kind: ifs.KindInvalid}
	}
	n.Path = path
	return nil
}

// check asks before an existing file is overwritten (ios-files.md 6.2).
func (d *dialogue) check() error {
	if ifs.Same(d.src, d.dst) && !d.srcNet {
		return &ifs.Error{Op: ifs.OpCopy, Name: d.src, Kind: ifs.KindSame}
	}
	if d.dstNet || d.dst.Prefix == "nvram" || d.dst.Prefix == "system" {
		return d.checkNVRAM()
	}
	e, err := ifs.Stat(d.c, d.dstFS, d.dst)
	if err != nil {
		return nil
	}
	if e.Dir {
		return &ifs.Error{Op: ifs.OpOpen, Name: d.dst, Kind: ifs.KindIsDir}
	}
	if d.c.FilePrompt() == running.PromptQuiet || copyErase.In(d.c.Match) {
		return nil
	}
	d.c.Printf("%%Warning:There is a file already existing with this name \n")
	ok, err := d.c.Confirm("Do you want to over write?")
	if err == nil && !ok {
		err = cli.ErrAborted
	}
	return err
}

// checkNVRAM refuses to copy the running-config to another name in NVRAM at the prompt
// (ios-files.md 6.8: copying nvram:y).
func (d *dialogue) checkNVRAM() error {
	if cli.IsRunning(d.src) && d.dst.Prefix == "nvram" && !cli.IsStartup(d.dst) {
		return &ifs.Error{Op: ifs.OpCopy, Name: d.dst, Kind: ifs.KindInvalid}
	}
	return nil
}
