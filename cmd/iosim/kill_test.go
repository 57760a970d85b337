package main

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const killLab = `name: kill
devices:
  R2:
    platform: c2901
    files:
      "flash0:c2900-universalk9-mz.SPA.152-4.M1.bin": { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 200000 }
    startup-config:
      text: |
        hostname R2
        file prompt quiet
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        end
hosts:
  srv:
    address: 10.1.1.1
    tftp: { root: { files: &files {
      small: { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 300001 },
      large: { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 900001 } } } }
    ftp: { users: { wendell: odom }, root: { files: *files } }
`

// killWork is what the killed process does, again and again: every file and the
// startup-config change between two contents. All images are of one version, as
// the saved configuration names the version that runs.
var killWork = work("small", "no boot system") + work("large", "boot system flash0:x.bin")

func work(file, boot string) string {
	return strings.ReplaceAll(`copy tftp://10.1.1.1/FILE flash0:x.bin
copy flash0:x.bin usbflash0:y.bin
copy ftp://wendell:odom@10.1.1.1/FILE flash0:z.bin
configure terminal
hostname H-FILE
`+boot+`
end
write memory
write memory
copy running-config startup-config
`, "FILE", file)
}

const killRounds = 50

// TestKill kills the program with SIGKILL at random moments of copies and of
// write memory. Whatever the moment: no file and no startup-config is torn, and
// the next start finds all as it was left.
func TestKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := &killer{T: t, lab: filepath.Join(dir, "lab.yaml"), state: filepath.Join(dir, "state")}
	if err := os.WriteFile(k.lab, []byte(killLab), 0o644); err != nil {
		t.Fatal(err)
	}
	k.learn()
	random := rand.New(rand.NewPCG(2, 1))
	cut, where := 0, map[string]int{}
	for i := range killRounds {
		if i%5 == 0 { // also the first start of all, which fills the disks
			if err := os.RemoveAll(k.state); err != nil {
				t.Fatal(err)
			}
		}
		// One moment in each fiftieth of a run, in an order that goes over all of it
		// time and again.
		moment := k.length * time.Duration(i*7%killRounds*1000+random.IntN(1000)) / (killRounds * 1000)
		k.kill(moment)
		k.check()
		left := k.left()
		if len(left) > 0 {
			cut++
		}
		for _, dir := range left {
			where[dir]++
		}
		k.restart()
		if t.Failed() {
			t.Fatalf("round %d, killed after %v of %v", i, moment, k.length)
		}
	}
	t.Logf("%d of %d kills cut a write off in a run of %v: %v", cut, killRounds, k.length, where)
	if cut == 0 {
		t.Error("no kill hit a write")
	}
}

type killer struct {
	*testing.T
	lab, state string
	length     time.Duration       // of a run that does its work once
	files      map[string][]string // path below the state to the sums it may have
	configs    []string            // the startup-configs, without dates
}

// Files below the state folder.
const (
	killStartup = "R2/nvram/startup-config"
	killDevice  = "R2/device.json"
)

// learn runs the work undisturbed and notes what it makes.
func (k *killer) learn() {
	k.files = map[string][]string{".lock": nil, killDevice: nil, killStartup: nil}
	for _, script := range []string{"", work("small", "no boot system"), killWork} {
		began := time.Now()
		k.run(script)
		k.length = time.Since(began) // of the last
		for path, b := range k.visible() {
			switch filepath.ToSlash(path) {
			case ".lock", killDevice:
			case killStartup:
				k.configs = append(k.configs, undated(b))
			default:
				k.files[path] = append(k.files[path], sum(b))
			}
		}
	}
	slices.Sort(k.configs)
	if n := len(slices.Compact(slices.Clone(k.configs))); n != 3 || len(k.files) != 7 {
		k.Fatalf("%d configurations, files %v", n, k.files)
	}
}

func (k *killer) command(input string) *exec.Cmd {
	cmd := exec.Command("iosim", "--state", k.state, "--speed", "max", k.lab)
	cmd.Stdin = strings.NewReader("\nenable\n" + input)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0") // the race detector waits a second at the end
	return cmd
}

// run runs the program to the end of its input and gives what it printed.
func (k *killer) run(input string) string {
	k.Helper()
	cmd := k.command(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 || bytes.Contains(out, []byte("%Error")) {
		k.Fatalf("%v: %s\n%s", err, stderr.Bytes(), out)
	}
	return string(out)
}

// kill starts the program on endless work and kills it after a time.
func (k *killer) kill(after time.Duration) {
	k.Helper()
	cmd := k.command(strings.Repeat(killWork, 1000))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil {
		k.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || stderr.Len() > 0 {
		k.Fatalf("it ended before it was killed after %v: %v %s", after, err, stderr.Bytes())
	}
}

// visible reads the files of the state that do not lie in a folder .iosim.
func (k *killer) visible() map[string][]byte {
	k.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(k.state, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == ".iosim" && d.IsDir() {
			return fs.SkipDir
		}
		if d.IsDir() {
			return nil
		}
		name, _ := filepath.Rel(k.state, path)
		files[name], err = os.ReadFile(path)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		k.Fatal(err)
	}
	return files
}

// check looks at what a kill has left, before anybody can put it right.
func (k *killer) check() {
	k.Helper()
	for path, b := range k.visible() {
		sums, known := k.files[path]
		switch {
		case !known:
			k.Errorf("%s, of %d bytes, is left", path, len(b))
		case filepath.ToSlash(path) == killStartup:
			if !slices.Contains(k.configs, undated(b)) {
				k.Errorf("the startup-config is torn:\n%s", b)
			}
		case filepath.ToSlash(path) == killDevice:
			if !json.Valid(b) {
				k.Errorf("%s is torn:\n%s", path, b)
			}
		case sums != nil && !slices.Contains(sums, sum(b)):
			k.Errorf("%s, of %d bytes, is torn", path, len(b))
		}
	}
}

// left are the folders of the temporary files, one for each file.
func (k *killer) left() []string {
	k.Helper()
	var all []string
	for _, pattern := range []string{"R2/.iosim/tmp/*", "R2/*/.iosim/tmp/*"} {
		paths, err := filepath.Glob(filepath.Join(k.state, pattern))
		if err != nil {
			k.Fatal(err)
		}
		for _, path := range paths {
			dir, _, _ := strings.Cut(filepath.ToSlash(strings.TrimPrefix(path, k.state)), "/.iosim")
			all = append(all, dir)
		}
	}
	return all
}

// restart starts the program again on what a kill has left: it boots, all commands
// see what is there, and nothing is left over.
func (k *killer) restart() {
	k.Helper()
	before := k.visible()
	out := k.run("dir flash0:\ndir usbflash0:\nshow startup-config\n")
	if len(before[filepath.FromSlash(killDevice)]) == 0 {
		before = k.visible() // killed before the first start had filled the disks
	}
	for path, b := range before {
		if dir, name := filepath.Split(path); strings.HasSuffix(filepath.Clean(dir), "flash0") && !strings.Contains(out, " "+name+"\n") {
			k.Errorf("dir does not show %s:\n%s", path, out)
		}
		if filepath.ToSlash(path) == killStartup && !strings.Contains(out, strings.TrimRight(string(b), "\n")) {
			k.Errorf("show startup-config does not show\n%s\nbut\n%s", b, out)
		}
	}
	after := k.visible()
	for path, b := range before {
		if !bytes.Equal(after[path], b) {
			k.Errorf("%s has changed", path)
		}
	}
	if left := k.left(); len(left) > 0 {
		k.Errorf("temporary files are left in %q", left)
	}
}

// undated is a configuration without the lines that tell when it was made.
func undated(b []byte) string {
	var out strings.Builder
	for l := range strings.Lines(string(b)) {
		if !strings.HasPrefix(l, "! ") {
			out.WriteString(l)
		}
	}
	return out.String()
}

func sum(b []byte) string {
	h := md5.Sum(b)
	return hex.EncodeToString(h[:])
}
