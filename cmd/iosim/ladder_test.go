package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/transcript"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/scenarios"
)

// ladderSeed makes the link lose one acknowledgement of the TFTP read.
const ladderSeed = 17

// TestLadders compares the ladders of docs/wire.md with those of real transfers.
// Ports differ from run to run; they are numbered in the order of their appearance.
func TestLadders(t *testing.T) {
	got := []string{
		ladderOf(t, "{ loss: 0.15, delay: 5ms, rate: 1Mbit/s }", "copy tftp://10.1.1.1/notes.txt null:"),
		ladderOf(t, "{ delay: 5ms, rate: 1Mbit/s }", "copy ftp://wendell:odom@10.1.1.1/notes.txt null:"),
		ladderOf(t, "{ delay: 5ms, rate: 1Mbit/s }", "configure terminal", "no ip ftp passive", "end", "copy ftp://wendell:odom@10.1.1.1/notes.txt null:"),
	}
	if !strings.Contains(got[0], "(lost") || strings.Count(got[0], "(lost") != 1 || !regexp.MustCompile(`-- ACK \d -+X`).MatchString(got[0]) {
		t.Fatalf("another seed is needed:\n%s", got[0])
	}
	var want []string
	for _, b := range blocks(t, "docs/wire.md") {
		if b.lang == "text" {
			want = append(want, b.text)
		}
	}
	if *update {
		file := filepath.Join(root, "docs/wire.md")
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		for i, w := range want[:len(got)] {
			at := 0
			for range i + 1 {
				at += strings.Index(text[at:], "```text\n") + len("```text\n")
			}
			text = text[:at] + got[i] + strings.TrimPrefix(text[at:], w)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, g := range got {
		if i >= len(want) || untimed(g) != untimed(want[i]) {
			t.Errorf("docs/wire.md has another ladder than\n%s", g)
		}
	}
}

// untimed is a ladder without its moments: how long a machine takes between two of them
// can move them.
func untimed(ladder string) string { return momentForm.ReplaceAllString(ladder, "") }

var momentForm = regexp.MustCompile(`(?m)^ *\d+\.\d{3}`)

// ladderOf types lines into a router whose link to the host is given, and gives the
// ladder of the one transfer.
func ladderOf(t *testing.T, link string, lines ...string) string {
	t.Helper()
	sp, err := scenarios.Lookup(scenarios.Default)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	labFile := filepath.Join(dir, "lab.yaml")
	err = os.WriteFile(labFile, []byte(`name: ladders
devices:
  R2:
    platform: c2901
    files: { "flash0:c2900-universalk9-mz.SPA.152-4.M1.bin": { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 200000 } }
    startup-config:
      text: |
        hostname R2
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        end
hosts:
  srv:
    address: 10.1.1.1
    tftp: { root: { files: { notes.txt: { text: "`+strings.Repeat("a line of notes\\n", 80)+`" } } } }
    ftp: { users: { wendell: odom }, root: { files: { notes.txt: { text: "`+strings.Repeat("a line of notes\\n", 80)+`" } } } }
links: { R2-srv: `+link+` }
`), 0o644)
	if err == nil {
		sp, err = spec.ReadFile(labFile)
	}
	if err != nil {
		t.Fatal(err)
	}
	text := "R2>enable\n"
	prompt := "R2#"
	for _, l := range lines {
		text += prompt + l + "\n"
		switch {
		case l == "configure terminal":
			prompt = "R2(config)#"
		case l == "end":
			prompt = "R2#"
		}
	}
	script, err := transcript.Parse(text + "R2#\n")
	if err != nil {
		t.Fatal(err)
	}
	r, err := transcript.Play(t.Context(), script, sp, transcript.Options{Booted: true, Lab: lab.Options{Seed: ladderSeed, Capture: filepath.Join(dir, "wire")}})
	if err != nil {
		t.Fatal(err)
	}
	found, _ := filepath.Glob(filepath.Join(dir, "wire", "*.txt"))
	if len(found) != 1 {
		t.Fatalf("%v\n%s", found, r.Screen)
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return numberPorts(inOrder(string(b)))
}

var (
	portPair  = regexp.MustCompile(`\b(\d{4,5})\b`)
	portBytes = regexp.MustCompile(`(10,1,1,[12]|127,0,0,1),(\d+),(\d+)`)
)

// numberPorts writes 50001, 50002 and so on for the arbitrary ports of a
// ladder, and keeps its width.
func numberPorts(text string) string {
	seen := map[int]int{}
	number := func(port int) int {
		if _, ok := seen[port]; !ok {
			seen[port] = 50001 + len(seen)
		}
		return seen[port]
	}
	var b strings.Builder
	for l := range strings.Lines(text) {
		l = strings.TrimSuffix(l, "\n")
		new := portBytes.ReplaceAllStringFunc(l, func(m string) string {
			f := portBytes.FindStringSubmatch(m)
			hi, _ := strconv.Atoi(f[2])
			lo, _ := strconv.Atoi(f[3])
			p := number(hi<<8 | lo)
			return fmt.Sprintf("%s,%d,%d", f[1], p>>8, p&255)
		})
		new = portPair.ReplaceAllStringFunc(new, func(m string) string {
			n, _ := strconv.Atoi(m)
			if n < 30000 || n >= 50001 && n < 50020 && !strings.Contains(l, m) {
				return m
			}
			return strconv.Itoa(number(n))
		})
		if grow := len(l) - len(new); grow != 0 {
			at := strings.LastIndex(new, "---")
			new = new[:at] + strings.Repeat("-", max(0, grow)) + new[at+max(0, -grow):]
		}
		b.WriteString(new + "\n")
	}
	return b.String()
}

// concurrent are the rows of FTP's two connections that go on at the same time, in the
// order in which the page has them.
var concurrent = []*regexp.Regexp{
	regexp.MustCompile(`TCP connection to port`), regexp.MustCompile(`<- 150 `), regexp.MustCompile(`data: `),
	regexp.MustCompile(`connection \d+-(20|\d{4,5}) closed`), regexp.MustCompile(`<- 226 `),
}

// inOrder sorts the rows that follow RETR and gives them the time of the last.
func inOrder(text string) string {
	lines := strings.SplitAfter(text, "\n")
	rank := func(l string) int {
		return slices.IndexFunc(concurrent, func(c *regexp.Regexp) bool { return c.MatchString(l) })
	}
	from := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "-- RETR ") }) + 1
	to := from
	for from > 0 && to < len(lines) && rank(lines[to]) >= 0 {
		to++
	}
	const seconds = 10 // the width of the column
	last := ""
	for _, l := range lines[from:to] {
		last = max(last, l[:seconds])
	}
	for i := range lines[from:to] {
		lines[from+i] = last + lines[from+i][seconds:]
	}
	slices.SortStableFunc(lines[from:to], func(a, b string) int { return rank(a) - rank(b) })
	return strings.Join(lines, "")
}
