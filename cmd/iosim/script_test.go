package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/scenarios"
)

var update = flag.Bool("update", false, "rewrite the transcripts with what the devices print")

const scripts = "../../testdata/script"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"iosim": main})
}

// updates are the sessions to rewrite: script, file, content.
var updates = struct {
	sync.Mutex
	m map[string]map[string]string
}{m: map[string]map[string]string{}}

// TestScripts runs the executable specification.
func TestScripts(t *testing.T) {
	t.Run("all", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir: scripts,
			Cmds: map[string]func(*testscript.TestScript, bool, []string){
				"session": sessionCommand,
			},
			RequireUniqueNames: true,
		})
	})
	for name, files := range updates.m {
		rewrite(t, filepath.Join(scripts, name+".txtar"), files)
	}
}

func rewrite(t *testing.T, path string, files map[string]string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a := txtar.Parse(b)
	for i, f := range a.Files {
		if text, ok := files[f.Name]; ok {
			a.Files[i].Data = []byte(text)
		}
	}
	if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// epoch is when the labs of transcripts begin, in device time.
var epoch = time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)

// sessionCommand is the verb `session [-state DIR] [-rommon] FILE [LAB]`: a
// transcript on the console of a lab's first device, in simulated time.
func sessionCommand(ts *testscript.TestScript, neg bool, args []string) {
	fs := flag.NewFlagSet("session", flag.ContinueOnError)
	state := fs.String("state", "", "keep the state in this folder")
	rommon := fs.Bool("rommon", false, "the session must end in ROMMON")
	if err := fs.Parse(args); err != nil || fs.NArg() == 0 || neg {
		ts.Fatalf("usage: session [-state DIR] [-rommon] FILE [LAB]")
	}
	tr, err := parseTranscript(ts.ReadFile(fs.Arg(0)))
	ts.Check(err)
	sp, err := scenarios.Lookup(scenarios.Default)
	if fs.NArg() > 1 {
		sp, err = spec.ReadFile(ts.MkAbs(fs.Arg(1)))
	}
	ts.Check(err)
	if *state != "" {
		*state = ts.MkAbs(*state)
	}
	screen, text, inROMMON, err := play(tr, sp, *state)
	ts.Check(err)
	if inROMMON != *rommon {
		ts.Logf("%s", screen)
		ts.Fatalf("in ROMMON at the end: %t", inROMMON)
	}
	if err := matches(tr.want, screen); err != nil {
		if *update {
			updates.Lock()
			defer updates.Unlock()
			name := ts.Name()
			if updates.m[name] == nil {
				updates.m[name] = map[string]string{}
			}
			updates.m[name][fs.Arg(0)] = keepPatterns(ts.ReadFile(fs.Arg(0)), vary(text))
			return
		}
		ts.Logf("%s", screen)
		ts.Fatalf("%v", err)
	}
}

// play runs a transcript. It gives the screen, and the same as a transcript.
func play(tr transcript, sp *spec.Lab, state string) (screen, text string, inROMMON bool, err error) {
	return playOn(tr, sp, lab.Options{State: state, Seed: 1})
}

// playOn is play with more of the options.
func playOn(tr transcript, sp *spec.Lab, o lab.Options) (screen, text string, inROMMON bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	t := newTypist(tr)
	first := sp.FirstDevice()
	o.Clock, o.Simulated = clock.Simulated(epoch), true
	o.Terminal = line.Options{Width: 80, Length: 24, Paging: true}
	o.Console = func(device string) line.Conn {
		if device == first {
			return t
		}
		return nil
	}
	l, err := lab.Open(ctx, sp, o)
	if err != nil {
		return "", "", false, err
	}
	defer l.Close()
	d, _ := l.Device(first)
	t.act = func(event string) {
		if err := happen(ctx, l, first, event); err != nil {
			panic(err) // the transcript is wrong
		}
	}
	t.during = func(event string) {
		// Its message waits for the output that it happens in.
		go t.act(event)
		_, prefix, _ := strings.Cut(event, ":")
		settle(func() bool {
			_, _, err := d.Files().Resolve(ifs.Name{Prefix: prefix})
			return err != nil
		})
	}
	if err := l.Run(ctx, d); err != nil && !errors.Is(err, io.EOF) {
		return t.screen(), t.transcript(), d.InROMMON(), err
	}
	return t.screen(), t.transcript(), d.InROMMON(), nil
}

// happen makes an event of a transcript happen to a device.
func happen(ctx context.Context, l *lab.Lab, name, event string) error {
	switch what, arg, _ := strings.Cut(event, ":"); what {
	case "eject":
		return l.Eject(name, arg)
	case "insert":
		return l.Insert(name, arg, "")
	default:
		wait, err := time.ParseDuration(arg)
		if err != nil {
			return err
		}
		d, _ := l.Device(name)
		for ; wait > 0; wait -= time.Minute {
			if err := d.Clock().Sleep(ctx, min(wait, time.Minute)); err != nil {
				return err
			}
			time.Sleep(time.Millisecond) // timers that are now due act
		}
		time.Sleep(100 * time.Millisecond)
		return nil
	}
}

// keepPatterns puts the lines of the old text that hold a pattern back in place of
// the lines that they still match, and the [[*]] at its beginning.
func keepPatterns(old, text string) string {
	var patterns []string
	for l := range strings.Lines(old) {
		if l = strings.TrimSuffix(l, "\n"); strings.Contains(l, "[[") && l != "[[*]]" {
			patterns = append(patterns, l)
		}
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		for j, p := range patterns {
			if lineMatches(p, l) {
				lines[i], patterns = p, patterns[j+1:]
				break
			}
		}
	}
	if rest, ok := strings.CutPrefix(old, "[[*]]\n"); ok {
		first, _, _ := strings.Cut(rest, "\n")
		if i := slices.Index(lines, first); i > 0 {
			lines = append([]string{"[[*]]"}, lines[i:]...)
		}
	}
	return strings.Join(lines, "\n")
}
