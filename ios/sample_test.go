package ios

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

// sampler writes lines that a command takes, choosing from what "?" lists.
type sampler struct {
	rand    *rand.Rand
	session *cli.Session
	lines   []string // values of LINE, instead of those of samples
}

func newSampler(d *system.System, tables *cli.Tables, seed uint64) *sampler {
	return &sampler{rand: rand.New(rand.NewPCG(seed, 1)), session: cli.NewSession(d, tables, nil, "console")}
}

// samples are values by label, beside ranges.
var samples = map[string][]string{
	"WORD": {"ALPHA", "b2", "x-y_z", "10", "0/0/0", "1-3", "AT-1", "GigabitEthernet0/0", "10.1.1.1", "2001:DB8::1", "http://10.1.1.1/ca", "Mar"},
	"LINE": {"some text", "T1 word", "#hello#", "0123", "show version", "ip address", "lo1 - 2"},
	"A.B.C.D": {
		"10.1.1.1", "172.16.0.0", "192.168.4.0", "255.255.255.0", "255.255.255.252", "0.0.0.255", "239.1.1.1", "0.0.0.0",
	},
	"A.B.C.D/nn":              {"10.1.0.0/16", "0.0.0.0/0", "192.0.2.8/29"},
	"X:X:X:X::X":              {"2001:DB8::1", "FE80::1", "::"},
	"X:X:X:X::X/<0-128>":      {"2001:DB8::/32", "2001:DB8:1::1/64", "::/0"},
	"H.H.H":                   {"0011.2233.4455", "aabb.ccdd.eeff"},
	"hh:mm":                   {"08:00", "23:59"},
	"hh:mm:ss":                {"00:00:00", "12:30:15"},
	"ASN:nn or IP-address:nn": {"65000:1", "10.0.0.1:77"},
	"Hex-data":                {"0x8080", "ff"},
	"/nn":                     {"/24"},
	"MONTH":                   {"Mar", "oct"},
}

// value is a value for the label.
func (s *sampler) value(label string) string {
	list := samples[label]
	if label == "LINE" && s.lines != nil {
		list = s.lines
	}
	if list != nil {
		return list[s.rand.IntN(len(list))]
	}
	var lo, hi int
	if n, _ := fmt.Sscanf(strings.Replace(label, " - ", "-", 1), "<%d-%d>", &lo, &hi); n == 2 && lo <= hi {
		switch s.rand.IntN(4) {
		case 0:
			return strconv.Itoa(lo)
		case 1:
			return strconv.Itoa(hi)
		}
		return strconv.Itoa(lo + s.rand.IntN(min(hi-lo, 100)+1))
	}
	if strings.HasPrefix(label, "<0x") {
		return "0x2102"
	}
	return "ALPHA"
}

const (
	maxWords = 24
	maxTries = 200
)

// line is a line of the table, "" if none was found.
func (s *sampler) line(t *grammar.Table) string {
	line := ""
	for words := 0; words < maxWords; words++ {
		h := t.Help(s.session, line, grammar.Options{})
		if h.Err != nil {
			return ""
		}
		if h.CR && (len(h.Items) == 0 || s.rand.IntN(3) == 0) {
			break
		}
		next, rest, ok := s.word(t, line, h)
		if !ok {
			return ""
		}
		line = next
		if rest {
			break
		}
	}
	line = strings.TrimSpace(line)
	if _, err := t.Parse(s.session, line, grammar.Options{}); err != nil {
		return ""
	}
	return line
}

// word puts one of the items behind the line. rest reports whether it ends the line, ok
// is false if none fits.
func (s *sampler) word(t *grammar.Table, line string, h grammar.Help) (next string, rest, ok bool) {
	if len(h.Items) == 0 {
		return "", false, false
	}
	for range maxTries {
		item := h.Items[s.rand.IntN(len(h.Items))]
		word := item.Text
		if isLabel(word) {
			word = s.value(word)
		} else if item.Partial {
			word += "file"
		}
		if g := t.Help(s.session, line+word+" ", grammar.Options{}); g.Err == nil {
			return line + word + " ", item.Text == "LINE", true
		}
	}
	return "", false, false
}

func isLabel(text string) bool {
	return samples[text] != nil || strings.HasPrefix(text, "<") || strings.Contains(text, " ")
}
