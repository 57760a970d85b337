package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/iosim/iosim/internal/transcript"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
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

// sessionCommand is the verb `session [-booted] [-state DIR] [-rommon] FILE [LAB]`: a
// transcript on the console of a lab's first device, or on several terminals, in
// simulated time.
func sessionCommand(ts *testscript.TestScript, neg bool, args []string) {
	fs := flag.NewFlagSet("session", flag.ContinueOnError)
	booted := fs.Bool("booted", false, "the transcript begins once the device has booted")
	state := fs.String("state", "", "keep the state in this folder")
	rommon := fs.Bool("rommon", false, "the session must end in ROMMON")
	if err := fs.Parse(args); err != nil || fs.NArg() == 0 || neg {
		ts.Fatalf("usage: session [-booted] [-state DIR] [-rommon] FILE [LAB]")
	}
	name := fs.Arg(0)
	script, err := transcript.Parse(ts.ReadFile(name))
	ts.Check(err)
	sp, err := scenarios.Lookup(scenarios.Default)
	if fs.NArg() > 1 {
		sp, err = spec.ReadFile(ts.MkAbs(fs.Arg(1)))
	}
	ts.Check(err)
	if *state != "" {
		*state = ts.MkAbs(*state)
	}
	r, err := transcript.Play(context.Background(), script, sp, transcript.Options{
		Booted: *booted, Lab: lab.Options{State: *state, Seed: 1},
	})
	if err != nil {
		ts.Logf("%s", r.Screen)
		ts.Fatalf("%v; %v", err, script.Compare(r))
	}
	if r.InROMMON != *rommon {
		ts.Logf("%s", r.Screen)
		ts.Fatalf("in ROMMON at the end: %t", r.InROMMON)
	}
	if err := script.Compare(r); err != nil {
		if *update {
			updates.Lock()
			defer updates.Unlock()
			if updates.m[ts.Name()] == nil {
				updates.m[ts.Name()] = map[string]string{}
			}
			updates.m[ts.Name()][name] = transcript.Update(ts.ReadFile(name), r)
			return
		}
		ts.Logf("%s", r.Screen)
		ts.Fatalf("%v", err)
	}
}
