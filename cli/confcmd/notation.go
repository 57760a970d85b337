package confcmd

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// Lines of the configuration that need no code of their own are written in the files of
// the folder lines, in the notation that docs/notation.md describes:
//
//	in config-if at 300
//	  ? ip ospf  OSPF interface commands
//	ip ospf priority = <0-255>
//	  ? priority  Router priority
//
// The folder words holds the help of a word where no line says another.
//
//go:embed lines words
var files embed.FS

// reader reads the files and makes their rows. It compiles only the keywords at the
// beginning of a line; the rest is compiled when a session first needs it.
type reader struct {
	words map[string]string // the dictionary: help by word
	modes map[string]*cli.Mode
	defs  map[string]definition
	rows  []*cli.Row

	into  []*cli.Mode // the modes of the current block
	block *notes      // those of the current block
	place int

	mu    sync.Mutex // guards nodes and errs, which grow while sessions run
	nodes map[string]grammar.Node
	errs  []error      // of lines that were compiled when they were needed
	used  func(textID) // is called with every help text that is used
}

// definition is a named piece of syntax.
type definition struct {
	syntax string
	notes  *notes
}

// places are the groups that "at" names.
var places = map[string]int{
	"AAA": cli.PlaceAAA, "AAAServers": cli.PlaceAAAServers, "AccessList": cli.PlaceAccessList,
	"Archive": cli.PlaceArchive, "Boot": cli.PlaceBootEnd, "Certificate": cli.PlaceCertificate, "ClassMap": cli.PlaceClassMap,
	"Client": cli.PlaceClient, "Clock": cli.PlaceClock, "Control": cli.PlaceControl, "Controller": cli.PlaceController,
	"Crypto": cli.PlaceCrypto, "DHCP": cli.PlaceDHCP, "DialPeer": cli.PlaceDialPeer, "Event": cli.PlaceEvent,
	"Forward": cli.PlaceForward, "IPService": cli.PlaceIPService, "IPv6": cli.PlaceIPv6, "IPv6List": cli.PlaceIPv6List,
	"Interface": cli.PlaceInterface, "KeyChain": cli.PlaceKeyChain, "License": cli.PlaceLicense, "Logging": cli.PlaceLogging,
	"NamedList": cli.PlaceNamedList, "Names": cli.PlaceNames, "Objects": cli.PlaceObjects, "ParameterMap": cli.PlaceParameterMap,
	"PolicyMap": cli.PlacePolicyMap, "PrefixList": cli.PlacePrefixList, "Redundancy": cli.PlaceRedundancy,
	"Route": cli.PlaceRoute, "RouteMap": cli.PlaceRouteMap, "Router": cli.PlaceRouter, "SLA": cli.PlaceSLA,
	"SNMP": cli.PlaceSNMP, "Scheduler": cli.PlaceScheduler, "Secret": cli.PlaceSecret, "Servers": cli.PlaceServers,
	"Service": cli.PlaceService, "Track": cli.PlaceTrack, "VLAN": cli.PlaceVLAN, "VRF": cli.PlaceVRF,
	"Voice": cli.PlaceVoice, "Zone": cli.PlaceZone, "User": cli.PlaceUser, "Alias": cli.PlaceAlias,
}

// readFiles reads all files. An error names the file and the line.
func (r *reader) readFiles() error {
	words, err := texts("words")
	if err != nil {
		return err
	}
	for _, f := range words {
		if err := readWords(r.words, f.text); err != nil {
			return fmt.Errorf("words/%s: %w", f.name, err)
		}
	}
	lines, err := texts("lines")
	if err != nil {
		return err
	}
	lists := make([][]statement, len(lines))
	for i, f := range lines {
		if lists[i], err = statements(f); err != nil {
			return err
		}
	}
	// Modes first, so that the order of the files does not matter.
	for _, read := range []func(statement) error{r.readMode, r.readStatement} {
		for i, f := range lines {
			r.into = nil
			for _, st := range lists[i] {
				if err := read(st); err != nil {
					return fmt.Errorf("lines/%s:%d: %w", f.name, st.n, err)
				}
			}
		}
	}
	return nil
}

func newReader() *reader {
	return &reader{
		words: make(map[string]string, 2000), defs: map[string]definition{}, nodes: map[string]grammar.Node{},
		used:  func(textID) {},
		modes: map[string]*cli.Mode{cli.Config.Name: cli.Config, cli.Interface.Name: cli.Interface, cli.Line.Name: cli.Line},
	}
}

type text struct{ name, text string }

// texts returns the files of an embedded folder, sorted by name.
func texts(folder string) ([]text, error) {
	entries, err := files.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var out []text
	for _, e := range entries {
		b, err := files.ReadFile(folder + "/" + e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, text{e.Name(), string(b)})
	}
	return out, nil
}

// readMode declares the mode of a "mode" line.
func (r *reader) readMode(st statement) error {
	if !st.isMode() {
		return nil
	}
	if st.notes != nil {
		return fmt.Errorf("a mode has no notes")
	}
	rest := strings.TrimPrefix(st.text, "mode ")
	name, title, ok := strings.Cut(rest, " ")
	if !ok || r.modes[name] != nil {
		return fmt.Errorf("mode %s has no title, or is there twice", name)
	}
	r.modes[name] = &cli.Mode{Name: name, Prompt: "(" + family(name) + ")", Title: strings.Trim(title, `"`), Config: true}
	return nil
}

// isMode reports whether the statement declares a mode. A line of a mode may begin with
// the word mode, too.
func (st statement) isMode() bool {
	return strings.HasPrefix(st.text, "mode ") && strings.HasSuffix(st.text, `"`)
}

// readStatement reads any statement but the declaration of a mode.
func (r *reader) readStatement(st statement) error {
	if st.isMode() {
		return nil
	}
	word, rest, _ := strings.Cut(st.text, " ")
	switch word {
	case "in":
		return r.readBlock(rest, st.notes)
	case "def":
		name, syntax, _ := strings.Cut(rest, " ")
		if _, twice := r.defs[name]; twice {
			return fmt.Errorf("%s is defined twice", name)
		}
		r.defs[name] = definition{strings.TrimSpace(syntax), st.notes}
		return nil
	}
	if r.into == nil {
		return fmt.Errorf("no mode is set")
	}
	l, same := strings.CutPrefix(st.text, "&")
	if !same {
		r.place++
	}
	for _, m := range r.into {
		r.rows = append(r.rows, r.row(m, strings.TrimSpace(l), st.notes))
	}
	return nil
}

// readBlock reads what follows "in": the modes, and where their lines stand.
func (r *reader) readBlock(text string, below *notes) error {
	names, at, found := strings.Cut(text, " at ")
	r.into, r.place, r.block = nil, 0, below
	for i, name := range strings.Split(names, ",") {
		if i > 0 {
			name = family(names) + "/" + name
		}
		m := r.modes[name]
		if m == nil {
			return fmt.Errorf("there is no mode %q", name)
		}
		r.into = append(r.into, m)
	}
	if !found {
		return nil
	}
	if n, err := strconv.Atoi(at); err == nil {
		r.place = n
		return nil
	}
	place, ok := places[at]
	if !ok {
		return fmt.Errorf("there is no place %q", at)
	}
	r.place = place + firstPlace
	return nil
}

// firstPlace is what the first line of a block adds to a named place, less one: the
// numbers before it belong to rows with code of their own.
const firstPlace = 99

// family returns the part of a mode's name that its prompt shows. The modes of a family
// differ only in their commands.
func family(mode string) string {
	name, _, _ := strings.Cut(mode, "/")
	return name
}

// row returns the row of a line in a mode. What follows the line's first keywords is
// compiled when it is needed. If that fails, the error is added to r.errs, which TestLines
// checks.
func (r *reader) row(mode *cli.Mode, l string, below *notes) *cli.Row {
	f := &cli.Conf{Place: r.place}
	if l, f.ShowNo = strings.CutPrefix(l, "~"); !f.ShowNo {
		if l, f.Quiet = strings.CutPrefix(l, "+"); f.Quiet {
			f.ShowNo = true
		}
	}
	s := &syntax{r: r, notes: below, block: r.block}
	n := s.delayed(mode, l, func(rest string) (grammar.Node, error) { return r.finish(f, s, l, rest) })
	return &cli.Row{Mode: mode, Level: cli.PrivilegedLevel, Syntax: n, Conf: f}
}

// later compiles a piece of syntax of a row with code of its own.
func (r *reader) later(mode *cli.Mode, text string) grammar.Node {
	s := &syntax{r: r}
	return s.delayed(mode, text, func(rest string) (grammar.Node, error) { return s.parse(rest) })
}

// delayed compiles the keywords at the beginning of a text now, and what follows them
// with compile when it is needed. If compile fails, the text matches no line.
func (s *syntax) delayed(mode *cli.Mode, text string, compile func(rest string) (grammar.Node, error)) grammar.Node {
	words, rest := s.stem(text)
	return grammar.Later(func() grammar.Node {
		s.r.mu.Lock()
		defer s.r.mu.Unlock()
		n, err := compile(rest)
		if err != nil {
			s.r.errs = append(s.r.errs, fmt.Errorf("mode %s: %s: %w", mode.Name, text, err))
			return noMatch
		}
		return n
	}, words...)
}

// noMatch is the syntax of a line that cannot be compiled.
var noMatch = &grammar.Arg[string]{
	Label: "WORD",
	Parse: func(any, string) (string, int, bool) { return "", 0, false },
}
