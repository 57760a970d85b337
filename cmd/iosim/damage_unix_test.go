//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const damageLab = `name: damage
devices:
  R1: { rsa-key: none }
  R2: { rsa-key: none }
hosts:
  srv: { address: 10.1.1.1, tftp: { root: { files: { x: { text: hello } } } } }
`

// damager runs the program on a lab of two routers.
type damager struct {
	*testing.T
	dir string
}

func (d *damager) path(name string) string { return filepath.Join(d.dir, filepath.FromSlash(name)) }

// run types into R1 and gives what went to both outputs.
func (d *damager) run(args ...string) (string, error) {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.Context(), 2*time.Minute) // a pipe holds up what opens it for ever
	defer cancel()
	args = append(args, "--state", d.path("state"), "--speed", "max", d.path("lab.yaml"))
	cmd := exec.CommandContext(ctx, "iosim", args...)
	cmd.Stdin = strings.NewReader("\nenable\ndir flash0:\n")
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

func (d *damager) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// A device whose state is damaged does not run; the error names its file and the repair; the
// others run. --reset repairs it and keeps what was there.
func TestDamagedState(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	for name, damage := range map[string]func(d *damager){
		"device.json: unexpected end of JSON": func(d *damager) { d.must(os.Truncate(d.path("state/R2/device.json"), 0)) },
		"device.json: invalid character": func(d *damager) {
			d.must(os.WriteFile(d.path("state/R2/device.json"), []byte("\x00\x00"), 0o644))
		},
		"device.json: more than": func(d *damager) { d.must(os.Truncate(d.path("state/R2/device.json"), 1<<40)) },
		"device.json: not a regular file": func(d *damager) {
			d.must(os.Remove(d.path("state/R2/device.json")))
			d.must(syscall.Mkfifo(d.path("state/R2/device.json"), 0o644))
		},
		"order: not a regular file": func(d *damager) {
			d.must(os.Remove(d.path("state/R2/flash0/.iosim/order")))
			d.must(syscall.Mkfifo(d.path("state/R2/flash0/.iosim/order"), 0o644))
		},
		"nvram.json: not a regular file": func(d *damager) {
			d.must(os.Remove(d.path("state/R2/nvram/.iosim/nvram.json")))
			d.must(syscall.Mkfifo(d.path("state/R2/nvram/.iosim/nvram.json"), 0o644))
		},
		"R2: path escapes": func(d *damager) {
			d.must(os.RemoveAll(d.path("state/R2")))
			d.must(os.Symlink(outside, d.path("state/R2")))
		},
		"flash0: path escapes": func(d *damager) {
			d.must(os.RemoveAll(d.path("state/R2/flash0")))
			d.must(os.Symlink(outside, d.path("state/R2/flash0")))
		},
		"device.json: path escapes": func(d *damager) {
			d.must(os.Rename(d.path("state/R2/device.json"), filepath.Join(outside, "device.json")))
			d.must(os.Symlink(filepath.Join(outside, "device.json"), d.path("state/R2/device.json")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := &damager{t, t.TempDir()}
			d.must(os.WriteFile(d.path("lab.yaml"), []byte(damageLab), 0o644))
			if out, err := d.run(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			damage(d)
			out, err := d.run()
			if err != nil || !strings.Contains(out, "bytes total") || !strings.Contains(out, "device R2: its state in "+d.path("state/R2")+": ") ||
				!strings.Contains(out, name) || !strings.Contains(out, "--reset R2") {
				t.Errorf("with the damage: %v\n%s", err, out)
			}
			if out, err := d.run("--device", "R2"); err == nil || !strings.Contains(out, "--reset R2") {
				t.Errorf("its console: %v\n%s", err, out)
			}
			if out, err := d.run("--device", "R2", "--reset", "R2"); err != nil || !strings.Contains(out, "bytes total") || !strings.Contains(out, "R2.old") {
				t.Errorf("its reset: %v\n%s", err, out)
			}
			if _, err := os.Lstat(d.path("state/R2.old")); err != nil {
				t.Errorf("what was there: %v", err)
			}
		})
	}
	if left, err := os.ReadDir(outside); err != nil || len(left) > 1 {
		t.Errorf("%v, %v in a folder outside of the state", left, err)
	}
}
