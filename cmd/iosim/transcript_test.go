package main

import (
	"fmt"
	"regexp"
	"strings"
)

// A transcript is a literal session: what follows a prompt is typed, all else
// must come from the device byte for byte.
//
//	[[regexp]]      what varies; a line that is only [[*]] stands for any lines;
//	                [[time]] and [[rate]] are the moments and speeds that a repeated
//	                packet would change
//	<Tab> <?> <^Z>  keys, where they are typed; <Return> <Space> <Esc> <Break> too
//	<|>             typed begins here, for a line that a key has shown again
//	<->             behind a prompt: nothing is typed here, a message comes and shows the
//	                prompt again
//	<=>             typed ends here, with Return: what follows is what the edited line
//	                shows
//	<eject:usbflash0>, <insert:usbflash0>  where a line is typed: somebody takes the
//	                stick out, or puts it in, and then types Return
//	<wait:15m>      where a line is typed: so much device time passes before the Return
//	<hidden:cisco>  typed without echo, then Return
//	<!^C>           sent while the command runs, as soon as the line shows what
//	                stands before it; <!eject:usbflash0> likewise
//
// A typed line ends with Return unless its last key is one of <?>, <Tab> or a
// control key.

// prompts recognise where typing begins. The longest match from the line's start
// counts.
var prompts = []*regexp.Regexp{
	regexp.MustCompile(`^[A-Za-z][\w.-]*(\([\w-]+\))?[>#]`),
	regexp.MustCompile(`^rommon \d+ > `),
	regexp.MustCompile(`^.*\[[^]]*\]\? `),
	regexp.MustCompile(`^.*\[confirm\]`),
	regexp.MustCompile(`^.*\[yes/no\]: `),
	regexp.MustCompile(`^.*\? y/n:? +\[n\]:  ?`),
	regexp.MustCompile(`^(Username|Password|Again|Connection number|Enter logical name|  Enter [a-z ]+( \[[^]]*\])?): `),
	regexp.MustCompile(`^(    |  Configure IP on this interface\? |    Subnet mask for this interface |Enter your selection )\[[^]]*\] ?:  ?`),
	regexp.MustCompile(`^(  Configure SNMP Network Management\?|    Community string) \[\w+\]: `),
	regexp.MustCompile(`^    IP address for this interface: `),
	regexp.MustCompile(`^How many bits in the modulus \[512\]: `),
	regexp.MustCompile(`^management network from the above interface summary: `),
	regexp.MustCompile(`^ --More-- `),
	regexp.MustCompile(`^configuration\. Enter Y if you are sure you want to proceed\. \? \[no\]: `),
	regexp.MustCompile(`^(Protocol \[ip\]|Target IP address|Source address or interface|Sweep range of sizes \[n\]): `),
	regexp.MustCompile(`^(Repeat count|Datagram size|Timeout in seconds|Extended commands|Type of service|Data pattern) \[\w+\]: `),
	regexp.MustCompile(`^(Set DF bit in IP header|Validate reply data)\? \[no\]: `),
	regexp.MustCompile(`^(Selection|Press RETURN to continue): `),
	regexp.MustCompile(`^Loose, Strict, Record, Timestamp, Verbose\[none\]: `),
	regexp.MustCompile(`^This may severely impact network performance\. Continue\? \(yes/\[no\]\): `),
}

// question is a prompt that one key answers without Return.
var oneKey = regexp.MustCompile(`\[confirm\]$|^ --More-- $`)

var tag = regexp.MustCompile(`<(Tab|\?|Return|Space|Esc|Break|Up|Down|Left|Right|Del|BS|\||hidden:[^>]*|(?:eject|insert|wait):[a-z0-9]+|!eject:[a-z0-9]+|!Break|!?\^[A-Z\]\^\\_])>`)

var keyBytes = map[string]string{
	"Tab": "\t", "?": "?", "Return": "\r", "Space": " ", "Esc": "\x1b", "BS": "\b", "Del": "\x7f",
	"Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D",
}

// step is one thing typed.
type step struct {
	keys  string // "" with brk
	brk   bool   // a Break
	event string // what happens first: "eject:usbflash0"
	typed string // as the transcript has it, tags included
	shown string // what of it the screen shows

	prompt string
}

// interrupt is a key sent while a line is being printed.
type interrupt struct {
	after string // what the line shows by then
	keys  string // "" without event: a Break
	event string // what happens: "eject:usbflash0"
	tag   string // as the transcript has it
}

// transcript is a parsed session.
type transcript struct {
	steps      []step
	interrupts []interrupt
	want       string // what the screen must show
}

func parseTranscript(text string) (transcript, error) {
	var tr transcript
	var want strings.Builder
	for l := range strings.Lines(text) {
		l = strings.TrimSuffix(l, "\n")
		shown, err := tr.line(l)
		if err != nil {
			return tr, fmt.Errorf("%q: %w", l, err)
		}
		want.WriteString(shown + "\n")
	}
	tr.want = want.String()
	if n := len(tr.steps); n > 0 && tr.steps[n-1].typed == "" && strings.HasSuffix(tr.want, tr.steps[n-1].prompt+"\n") {
		tr.steps = tr.steps[:n-1] // the prompt that is left at the end
	}
	return tr, nil
}

// line takes the typed part out of a line and gives what the screen shows of it.
func (tr *transcript) line(l string) (string, error) {
	if i := strings.Index(l, "<!"); i >= 0 {
		m := tag.FindStringSubmatchIndex(l[i:])
		if m == nil {
			return "", fmt.Errorf("no such key")
		}
		name := l[i+m[2]+1 : i+m[3]]
		in := interrupt{after: l[:i], tag: l[i : i+m[1]]}
		switch {
		case strings.HasPrefix(name, "eject:"):
			in.event = name
		case name != "Break":
			in.keys, _ = key(name)
		}
		tr.interrupts = append(tr.interrupts, in)
		return l[:i] + l[i+m[1]:], nil
	}
	prompt, typed, found := split(l)
	switch {
	case !found:
		return l, nil
	case typed == "<->":
		return prompt, nil
	}
	after := "" // what the device prints behind a key
	if oneKey.MatchString(prompt) && typed != "" {
		n := 1
		if m := tag.FindStringIndex(typed); m != nil && m[0] == 0 {
			n = m[1]
		}
		typed, after = typed[:n], typed[n:]
	}
	whole := typed
	typed, edited, isEdited := strings.Cut(typed, "<=>")
	var s step
	shown := prompt
	ended := false
	last := 0
	begun, offset := 0, len(prompt) // of what is typed, in typed and in shown
	for _, m := range tag.FindAllStringSubmatchIndex(typed, -1) {
		s.keys += typed[last:m[0]]
		shown += typed[last:m[0]]
		last = m[1]
		name := typed[m[2]:m[3]]
		switch {
		case name == "Break":
			s.brk = true
		case name == "|":
			s.keys = ""
			begun, offset = m[0], len(shown)
		case strings.HasPrefix(name, "eject:"), strings.HasPrefix(name, "insert:"), strings.HasPrefix(name, "wait:"):
			s.event = name
		case strings.HasPrefix(name, "hidden:"):
			s.keys += strings.TrimPrefix(name, "hidden:")
		default:
			k, echo := key(name)
			s.keys += k
			shown += echo
			ended = last == len(typed)
		}
	}
	s.keys += typed[last:]
	shown += typed[last:]
	ended = ended && !isEdited
	if !ended && !s.brk && !(oneKey.MatchString(prompt) && s.keys != "") {
		s.keys += "\r"
	}
	if prompt == moreText {
		shown = prompt // its key is not echoed
	}
	s.prompt = prompt
	if isEdited {
		shown = shown[:min(offset, len(shown))] + edited
	}
	s.typed, s.shown = whole[begun:], shown[min(offset, len(shown)):]
	tr.steps = append(tr.steps, s)
	return shown + after, nil
}

// key is a key's bytes, and what the screen shows of it.
func key(name string) (keys, shown string) {
	if name == "^Z" || name == "^C" {
		shown = name
	}
	if name == "?" {
		shown = "?"
	}
	if k, ok := keyBytes[name]; ok {
		return k, shown
	}
	return string(rune(name[1] & 0x1f)), shown
}

// split finds the prompt of a line. A line without one is typed only if it
// begins with a key.
func split(l string) (prompt, typed string, found bool) {
	for _, p := range prompts {
		if m := p.FindString(l); len(m) > len(prompt) {
			prompt = m
		}
	}
	if prompt != "" && !strings.HasPrefix(l[len(prompt):], "\t") { // "Device#" heads a table
		return prompt, l[len(prompt):], true
	}
	if m := tag.FindStringIndex(l); m != nil && m[0] == 0 {
		return "", l, true
	}
	if before, ok := strings.CutSuffix(l, "<Return>"); ok {
		return before, "<Return>", true
	}
	return "", "", false
}

// matches compares what the screen shows with what it should, and tells the first
// difference.
func matches(want, got string) error {
	w := strings.Split(strings.TrimRight(want, "\n"), "\n")
	g := strings.Split(strings.TrimRight(got, "\n"), "\n")
	i := 0
	for j := 0; j < len(w); j++ {
		if w[j] == "[[*]]" {
			if j == len(w)-1 {
				return nil
			}
			for i < len(g) && !lineMatches(w[j+1], g[i]) {
				i++
			}
			continue
		}
		if i >= len(g) {
			return fmt.Errorf("the session ends before:\n\t%q", w[j])
		}
		if !lineMatches(w[j], g[i]) {
			return fmt.Errorf("line %d:\n\twant %q\n\tgot  %q", j+1, w[j], g[i])
		}
		i++
	}
	if i < len(g) {
		return fmt.Errorf("the session goes on with:\n\t%q", g[i])
	}
	return nil
}

var namedPatterns = map[string]string{
	"time": `\d\d:\d\d:\d\d(?:\.\d{3})?`,
	"rate": `\d+\.\d{3} secs \(\d+ bytes/sec\)`,
}

// vary puts the named patterns where an updated transcript has what they stand
// for.
func vary(text string) string {
	text = regexp.MustCompile(`\b09:\d\d:\d\d(\.\d{3})?`).ReplaceAllString(text, "[[time]]")
	return regexp.MustCompile(`\b\d+\.\d{3} secs \(\d+ bytes/sec\)`).ReplaceAllString(text, "[[rate]]")
}

func lineMatches(want, got string) bool {
	if !strings.Contains(want, "[[") {
		return want == got
	}
	var re strings.Builder
	re.WriteString("^")
	for want != "" {
		before, rest, found := strings.Cut(want, "[[")
		re.WriteString(regexp.QuoteMeta(before))
		if !found {
			break
		}
		pattern, after, closed := strings.Cut(rest, "]]")
		if !closed {
			return false
		}
		if named, ok := namedPatterns[pattern]; ok {
			pattern = named
		}
		re.WriteString("(?:" + pattern + ")")
		want = after
	}
	re.WriteString("$")
	m, err := regexp.MatchString(re.String(), got)
	return err == nil && m
}
