package confcmd

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// The lines of the configuration that only have to be checked, kept, shown and
// removed are written in the files of the folder lines, one string a line:
//
//	mode config-router/ospf "Router configuration commands:"   a mode and its title; its
//	                             prompt is what stands before the slash
//	in config at Router          what follows stands there, each line behind the one before
//	in config-router/ospf,rip    in several modes
//	def HOST (any|host A.B.C.D)  $HOST stands for it from here on
//	router bgp ASN -> config-router block
//	logging buffered = [<4096-2147483647>]
//	& logging host A.B.C.D       & : the same place as the line before, so in order of entry
//	~ip http server              ~ : after `no` the `no` form is shown
//	+ip source-route             + : it is on by default, so only the `no` form is kept
//
// [x] may be missing, (x|y) is one of them, {x|y} any of them in any order, x...
// may be repeated. Words in capitals and in <> are arguments (arg.go), others are
// keywords, whose help is in the folder words. What stands before " = " is the key: a line
// with the same key replaces it. Without it the whole line is the key, and several
// may stand. Behind "->" stand the mode that the line leads into and, as behind a
// ";", attributes: block, sorted, tail=WORD (config.Line), flat (cli.Conf), last (the key is the
// first and the last word), key=A_B (the key is "A B"), fix=NAME (fixes), all=N (`no`
// with more than N words takes out all lines that begin with the first N).
//
//go:embed lines words
var files embed.FS

// reader turns the files into rows. Of a line it reads no more than the keywords at
// its beginning, until somebody types them.
type reader struct {
	words map[wordKey]string // help
	modes map[string]*cli.Mode
	defs  map[string]string
	rows  []*cli.Row

	into  []*cli.Mode // where the lines stand that follow
	place int

	mu    sync.Mutex // of what follows: lines are read when they are needed
	nodes map[string]grammar.Node
	said  func(wordKey) // told of every text that is used
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
	// Modes first, so that the order of the files does not matter.
	for _, read := range []func(string) error{r.readMode, r.readLine} {
		for _, f := range lines {
			r.into = nil
			n := 0
			for l := range strings.Lines(f.text) {
				n++
				if l = strings.TrimSpace(l); l == "" || l[0] == '#' {
					continue
				}
				if err := read(l); err != nil {
					return fmt.Errorf("lines/%s:%d: %w", f.name, n, err)
				}
			}
		}
	}
	return nil
}

func newReader() *reader {
	return &reader{
		words: map[wordKey]string{}, defs: map[string]string{}, nodes: map[string]grammar.Node{},
		said:  func(wordKey) {},
		modes: map[string]*cli.Mode{cli.Config.Name: cli.Config, cli.Interface.Name: cli.Interface, cli.Line.Name: cli.Line},
	}
}

type text struct{ name, text string }

// texts are the files of an embedded folder, in the order of their names.
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
func (r *reader) readMode(l string) error {
	rest, ok := strings.CutPrefix(l, "mode ")
	if !ok || !strings.HasSuffix(l, `"`) {
		return nil
	}
	name, title, ok := strings.Cut(rest, " ")
	if !ok || r.modes[name] != nil {
		return fmt.Errorf("mode %s has no title, or is there twice", name)
	}
	r.modes[name] = &cli.Mode{Name: name, Prompt: "(" + family(name) + ")", Title: strings.Trim(title, `"`), Config: true}
	return nil
}

func (r *reader) readLine(l string) error {
	word, rest, _ := strings.Cut(l, " ")
	if word == "mode" && strings.HasSuffix(l, `"`) {
		return nil
	}
	switch word {
	case "in":
		names, at, found := strings.Cut(rest, " at ")
		r.into, r.place = nil, 0
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
		if found {
			if n, err := strconv.Atoi(at); err == nil {
				r.place = n
			} else if r.place = places[at] + 99; r.place == 99 { // those before are the special rows'
				return fmt.Errorf("there is no place %q", at)
			}
		}
		return nil
	case "def":
		name, syntax, _ := strings.Cut(rest, " ")
		if r.defs[name] != "" {
			return fmt.Errorf("%s is defined twice", name)
		}
		r.defs[name] = strings.TrimSpace(syntax)
		return nil
	}
	if r.into == nil {
		return fmt.Errorf("no mode is set")
	}
	same := false
	if l, same = strings.CutPrefix(l, "&"); !same {
		r.place++
	}
	for _, m := range r.into {
		r.rows = append(r.rows, r.row(m, strings.TrimSpace(l)))
	}
	return nil
}

// family is the part of a mode's name that its prompt shows: the modes of one family
// differ in their commands only.
func family(mode string) string {
	name, _, _ := strings.Cut(mode, "/")
	return name
}

// row makes the row of a line of a mode. What follows its first keywords is read when they
// are typed; a test reads all, so that a bad line stops no session.
func (r *reader) row(mode *cli.Mode, l string) *cli.Row {
	f := &cli.Conf{Place: r.place}
	if l, f.ShowNo = strings.CutPrefix(l, "~"); !f.ShowNo {
		if l, f.Quiet = strings.CutPrefix(l, "+"); f.Quiet {
			f.ShowNo = true
		}
	}
	s := &syntax{r: r, mode: family(mode.Name)}
	words, rest := s.stem(l)
	read := func() grammar.Node {
		r.mu.Lock()
		defer r.mu.Unlock()
		n, err := r.finish(f, s, l, rest)
		if err != nil {
			panic(fmt.Sprintf("confcmd: mode %s: %s: %v", s.mode, l, err))
		}
		return n
	}
	return &cli.Row{Mode: mode, Level: cli.PrivilegedLevel, Syntax: grammar.Later(read, words...), Conf: f}
}

// later is a piece of syntax in a mode; what stands behind its first keywords is
// read when it is needed.
func (r *reader) later(mode *cli.Mode, text string) grammar.Node {
	s := &syntax{r: r, mode: family(mode.Name)}
	words, rest := s.stem(text)
	return grammar.Later(func() grammar.Node {
		r.mu.Lock()
		defer r.mu.Unlock()
		n, err := s.parse(rest)
		if err != nil {
			panic(fmt.Sprintf("confcmd: mode %s: %s: %v", mode.Name, text, err))
		}
		return n
	}, words...)
}

// finish reads the line l, whose syntax behind the first keywords begins at rest,
// and completes what f says of it.
func (r *reader) finish(f *cli.Conf, s *syntax, l, rest string) (grammar.Node, error) {
	cut := func(l string) (head, tail, attrs string, keyed, into bool) {
		l, attrs, into = strings.Cut(l, "->")
		if !into {
			l, attrs, _ = strings.Cut(l, ";")
		}
		head, tail, keyed = strings.Cut(l, "=")
		return head, tail, attrs, keyed, into
	}
	whole, _, _, _, _ := cut(l)
	head, tail, attrs, keyed, into := cut(rest)
	n, fixed := s.width(whole)
	if keyed && !fixed {
		return nil, fmt.Errorf("the words of a key must be of a fixed number")
	}
	var nodes []grammar.Node
	for _, part := range []string{head, tail} {
		if strings.TrimSpace(part) == "" {
			continue
		}
		node, err := s.parse(part)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, node)
	}
	fix, err := r.attributes(f, strings.Fields(attrs), into)
	if err != nil {
		return nil, err
	}
	f.Text = func(m *grammar.Match) string { return fix(canonical(m)) }
	last := slices.Contains(strings.Fields(attrs), "last")
	switch {
	case f.Key != "":
	case last:
		f.Least = wholeLine
		f.KeyOf = func(m *grammar.Match) string {
			w := spelled(m)
			return w[0] + " " + w[len(w)-1]
		}
	case keyed:
		f.Least = n
		f.KeyOf = func(m *grammar.Match) string { return keyOf(m, n) }
	default:
		f.Least = s.named(whole)
		if f.ShowNo {
			f.KeyOf = canonical
		}
	}
	if len(nodes) == 0 {
		return nil, nil
	}
	return grammar.Seq(nodes...), nil
}

func (r *reader) attributes(f *cli.Conf, attrs []string, into bool) (fix func(string) string, err error) {
	fix = func(text string) string { return text }
	if into {
		if len(attrs) == 0 || r.modes[attrs[0]] == nil {
			return nil, fmt.Errorf("no mode behind ->: %q", attrs)
		}
		f.Sub, attrs = r.modes[attrs[0]], attrs[1:]
	}
	for _, a := range attrs {
		name, value, _ := strings.Cut(a, "=")
		switch name {
		case "block":
			f.Block = true
		case "flat":
			f.Flat = true
		case "sorted":
			f.Sorted = true
		case "tail":
			f.Tail = value
		case "last":
		case "all":
			n, err := strconv.Atoi(value)
			if err != nil {
				return nil, fmt.Errorf("all=%s is no number", value)
			}
			f.Family = n
		case "key":
			f.Key = strings.ReplaceAll(value, "_", " ")
		case "fix":
			if fix = fixes[value]; fix == nil {
				return nil, fmt.Errorf("there is no fix %q", value)
			}
		default:
			return nil, fmt.Errorf("there is no attribute %q", a)
		}
	}
	return fix, nil
}

// joined ends the canonical form of a word that the next one is written to:
// "Loopback" of "Loopback 0".
const joined = "\x00"

// spelled are the words of a line, two-word interface names made one.
func spelled(m *grammar.Match) []string {
	var out []string
	glue := false
	for _, w := range m.Words() {
		head, open := strings.CutSuffix(w, joined)
		if glue {
			out[len(out)-1] += head
		} else {
			out = append(out, head)
		}
		glue = open
	}
	return out
}

func canonical(m *grammar.Match) string { return strings.Join(spelled(m), " ") }

// keyOf is the line's first n words, "" if it has fewer.
func keyOf(m *grammar.Match, n int) string {
	w := spelled(m)
	if len(w) < n {
		return ""
	}
	return strings.Join(w[:n], " ")
}
