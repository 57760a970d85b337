package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/powercut"
	"github.com/iosim/iosim/internal/soak"
)

// cutLab is a router and a host whose servers serve one folder of this machine each.
const cutLab = `name: cut
devices:
  R2:
    platform: c2901
    files:
      "flash0:c2900-universalk9-mz.SPA.152-4.M1.bin": { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 140000 }
    rsa-key: none
    startup-config:
      text: |
        hostname R2
        file prompt quiet
        ip domain-name example.com
        ip http client username wendell
        ip http client password odom
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        end
hosts:
  srv:
    address: 10.1.1.1
    tftp: { write: true, root: { dir: ../served/tftp } }
    ftp: { users: &users { wendell: odom }, root: { dir: ../served/ftp } }
    http: { users: *users, write: true, root: { dir: ../served/http } }
    scp: { users: *users, write: true, root: { dir: ../served/scp } }
    sftp: { users: *users, write: true, root: { dir: ../served/sftp } }
`

// cutWork is what is typed: every way in which a file of the state or of a host changes.
const cutWork = `
enable
copy tftp://10.1.1.1/small flash0:x.bin
copy flash0:x.bin usbflash0:y.bin
copy flash0:x.bin tftp://10.1.1.1/up
copy flash0:x.bin ftp://wendell:odom@10.1.1.1/up
copy flash0:x.bin http://10.1.1.1/up
copy flash0:x.bin scp://wendell:odom@10.1.1.1/up
copy flash0:x.bin sftp://wendell:odom@10.1.1.1/up
copy tftp://10.1.1.1/large flash0:x.bin
copy flash0:x.bin tftp://10.1.1.1/up
copy flash0:x.bin ftp://wendell:odom@10.1.1.1/up
copy flash0:x.bin http://10.1.1.1/up
copy flash0:x.bin scp://wendell:odom@10.1.1.1/up
copy flash0:x.bin sftp://wendell:odom@10.1.1.1/up
mkdir flash0:dir
rename flash0:x.bin flash0:dir/z.bin
delete /force flash0:dir/z.bin
rmdir flash0:dir
configure terminal
hostname H2
config-register 0x2002
crypto key generate rsa modulus 768
end
write memory
copy tftp://10.1.1.1/small nvram:other
write erase
copy running-config startup-config
delete /force nvram:other
format usbflash0:
copy tftp://10.1.1.1/small usbflash0:y.bin
`

// cutter runs the program on a lab of its own.
type cutter struct {
	*testing.T
	dir    string
	serial int
}

func newCutter(t *testing.T) *cutter {
	peertest.Strace(t)
	return &cutter{T: t, dir: t.TempDir()}
}

// root makes a folder for a run: below it the state, and what the host serves.
func (c *cutter) root() string {
	c.Helper()
	c.serial++
	root := filepath.Join(c.dir, fmt.Sprint(c.serial))
	for name, content := range servedFiles() {
		c.put(root, name, content)
	}
	return root
}

// servedFiles are the files that the host serves from the start, by their names below a root.
func servedFiles() map[string][]byte {
	files := map[string][]byte{}
	for _, p := range []string{"tftp", "ftp", "http", "scp", "sftp"} {
		files["/served/"+p+"/small"] = bytes.Repeat([]byte("small "), 7_000)
		files["/served/"+p+"/large"] = bytes.Repeat([]byte("larger "), 20_000)
	}
	return files
}

func (c *cutter) put(root, name string, content []byte) {
	c.Helper()
	at := filepath.Join(root, filepath.FromSlash(name))
	if strings.HasSuffix(name, "/") {
		if err := os.MkdirAll(at, 0o755); err != nil {
			c.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		c.Fatal(err)
	}
	if err := os.WriteFile(at, content, 0o644); err != nil {
		c.Fatal(err)
	}
}

// run types input into the program, under strace if it is given arguments for it, and gives
// what it printed. err is how it ended.
func (c *cutter) run(root, input string, strace ...string) (string, error) {
	c.Helper()
	lab := filepath.Join(root, "lab", "lab.yaml")
	c.put(root, "/lab/lab.yaml", []byte(cutLab))
	args := []string{"iosim", "--state", filepath.Join(root, "state"), "--speed", "max", lab}
	if len(strace) > 0 {
		args = append(append([]string{"strace"}, strace...), args...)
	}
	cmd := exec.CommandContext(c.Context(), args[0], args[1:]...)
	cmd.Stdin = strings.NewReader(input)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

// record is the system calls of an undisturbed run.
func (c *cutter) record() []powercut.Op {
	c.Helper()
	root, file := c.root(), filepath.Join(c.dir, "trace")
	out, err := c.run(root, cutWork, append(powercut.Args(), file)...)
	if err != nil || strings.Contains(out, "%Error") {
		c.Fatalf("%v\n%s", err, out)
	}
	f, err := os.Open(file)
	if err != nil {
		c.Fatal(err)
	}
	defer f.Close()
	ops, err := powercut.Parse(f, root)
	if err != nil {
		c.Fatal(err)
	}
	return ops
}

// forPeople reports whether a file is one that people see: no file of the program's own, not the
// lock, and not the lab.
func forPeople(name string) bool {
	return !strings.Contains(name, "/.iosim") && !strings.HasSuffix(name, "/") && path.Base(name) != ".lock" && !strings.HasPrefix(name, "/lab/")
}

// prompt is where a command has ended.
var prompt = regexp.MustCompile(`(?m)^[\w-]+(\([\w-]+\))?#`)

// promise is what the program has promised about each file: its content at the last prompt, or
// one that it has had since. nil is no file.
type promise struct {
	may     map[string][][]byte
	now     map[string][]byte
	said    bytes.Buffer
	prompts int
	another bool // it is compared with what another run has left
}

func newPromise() *promise {
	return &promise{now: map[string][]byte{}, may: map[string][][]byte{}}
}

// saw notes what programs see after a call.
func (p *promise) saw(op powercut.Op, seen map[string][]byte) {
	if op.Outside || op.Call == "write" && op.FD == 1 {
		p.said.Write(bytes.ReplaceAll(op.Data, []byte("\r"), nil))
		if n := len(prompt.FindAll(p.said.Bytes(), -1)); n > p.prompts {
			p.prompts, p.may = n, map[string][][]byte{}
		}
	}
	for name := range p.may {
		if _, ok := seen[name]; !ok && p.now[name] != nil {
			p.may[name] = append(p.may[name], nil)
		}
	}
	for name, content := range p.now {
		if p.may[name] == nil && forPeople(name) {
			p.may[name] = [][]byte{notNil(content)}
			if _, ok := seen[name]; !ok {
				p.may[name] = append(p.may[name], nil)
			}
		}
	}
	for name, content := range seen {
		if !forPeople(name) {
			continue
		}
		if p.may[name] == nil {
			p.may[name] = [][]byte{nil}
		}
		if old, ok := p.now[name]; !ok || !bytes.Equal(old, content) {
			p.may[name] = append(p.may[name], notNil(content))
		}
	}
	p.now = maps.Clone(seen)
}

// notNil tells an empty file from none.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// repeatable is what two runs of the same session have in common of a file: the program says
// when a configuration was made, and makes keys by chance.
func repeatable(name string, content []byte) []byte {
	switch path.Base(name) {
	case "startup-config":
		return []byte(undated(content))
	case "keys.json":
		if json.Valid(content) {
			return []byte("valid")
		}
	}
	return content
}

// broken is what is wrong with what a power cut has left; "" is nothing.
func (p *promise) broken(left map[string][]byte) string {
	for name, contents := range p.may {
		got, ok := left[name]
		if ok {
			got = notNil(got)
		}
		same := func(b []byte) bool {
			if p.another && b != nil && got != nil {
				return bytes.Equal(repeatable(name, b), repeatable(name, got))
			}
			return (b == nil) == (got == nil) && bytes.Equal(b, got)
		}
		if !slices.ContainsFunc(contents, same) {
			return fmt.Sprintf("%s has %d bytes (there: %t), of %s", name, len(got), ok, lengths(contents))
		}
	}
	for name := range left {
		if forPeople(name) && p.may[name] == nil {
			return name + " is left"
		}
	}
	return ""
}

func lengths(contents [][]byte) string {
	var all []string
	for _, b := range contents {
		if b == nil {
			all = append(all, "none")
		} else {
			all = append(all, fmt.Sprint(len(b)))
		}
	}
	return strings.Join(all, ", ")
}

// TestPowerCut records the system calls of a session and cuts the power after each of them:
// every file, the startup-config among them, is the old one or the new one, what a prompt has
// acknowledged is there, and the next start works. A sample of the starts is run; IOSIM_SOAK
// runs all.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	c := newCutter(t)
	ops := c.record()
	random := rand.New(rand.NewPCG(8, 11))
	models := map[string]powercut.Model{"all that is not synced is lost": powercut.AllLost, "names are kept, bytes are not": powercut.NamesKept,
		"names are kept, bytes in part": powercut.Torn, "as chance has it": powercut.Mixed(random)}
	disk, kept := powercut.NewDisk(), newPromise()
	for name, content := range servedFiles() {
		disk.Add(name, content)
	}
	kept.saw(powercut.Op{}, disk.Seen())
	type start struct {
		left map[string][]byte
		kept *promise
	}
	var starts []start
	cuts := 0
	for i, op := range ops {
		disk.Do(op)
		kept.saw(op, disk.Seen())
		for _, name := range slices.Sorted(maps.Keys(models)) {
			left := disk.Cut(models[name])
			cuts++
			if what := kept.broken(left); what != "" {
				t.Fatalf("call %d of %d (%s %s %s), %s: %s", i, len(ops), op.Call, op.Path, op.To, name, what)
			}
			starts = append(starts, start{left, &promise{may: maps.Clone(kept.may)}})
		}
	}
	if kept.prompts < strings.Count(cutWork, "\n")*3/4 {
		t.Errorf("%d prompts were seen:\n%s", kept.prompts, kept.said.Bytes())
	}
	sample := cutSample(t, random, len(starts), 16)
	for _, i := range sample {
		root := c.root()
		for name, content := range starts[i].left {
			c.put(root, name, content)
		}
		c.restart(root, starts[i].kept)
	}
	t.Logf("%d calls, %d cuts, %d starts", len(ops), cuts, len(sample))
}

// cutSample is which of n cases are run: some, or all with IOSIM_SOAK.
func cutSample(t *testing.T, random *rand.Rand, n, some int) []int {
	t.Helper()
	long, err := soak.Time()
	if err != nil {
		t.Fatal(err)
	}
	all := random.Perm(n)
	if long == 0 {
		all = all[:min(n, some)]
	}
	return all
}

// restart starts the program on what is left: it boots, leaves the files that people see as
// they are, and shows none that breaks the promise, as one of a format that was cut off.
func (c *cutter) restart(root string, kept *promise) {
	c.Helper()
	_, fresh := os.Stat(filepath.Join(root, "state", "R2", "device.json"))
	before := c.files(root)
	typed := "\nenable\ndir flash0:\ndir usbflash0:\ndir nvram:\n"
	if before["/state/R2/nvram/startup-config"] == nil && fresh == nil {
		typed = "no\n" + typed // to the setup dialog
	}
	out, err := c.run(root, typed)
	if err != nil || !strings.Contains(out, "bytes total") {
		c.Fatalf("the start after a cut: %v\n%s", err, out)
	}
	after := c.files(root)
	for name, content := range before {
		if got, ok := after[name]; (!ok || !bytes.Equal(got, content)) && fresh == nil {
			c.Errorf("%s has changed at the start: %d bytes from %d", name, len(got), len(content))
		}
	}
	if fresh == nil {
		if what := kept.broken(after); what != "" {
			c.Errorf("after the start: %s", what)
		}
	}
}

// files are those below a root that people see.
func (c *cutter) files(root string) map[string][]byte {
	c.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(at string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := "/" + filepath.ToSlash(strings.TrimPrefix(at, root+string(filepath.Separator)))
		if forPeople(name) {
			files[name], err = os.ReadFile(at)
		}
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return files
}
