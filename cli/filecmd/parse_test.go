package filecmd_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The strict readers of what dir, show file systems and show flash: print, by the
// meaning of the columns that parsers of others give them (clients.md 10). They read
// every such output of the transcripts.
var (
	typedLine = regexp.MustCompile(`^[A-Za-z][\w-]*[#>](.*)$`)
	dirHead   = regexp.MustCompile(`^Directory of [a-z0-9]+:/.*$`)
	dirRow    = regexp.MustCompile(`^ {0,4}\d{1,5}  [-d][-r][-w][-x]  ( *\d+|<no size>)  ( *(?:[A-Z][a-z]{2} [1-9]\d? \d{4} [\d:]{8}(?: [+-]\d\d:\d\d)?|<no date>)?)  (\S.*)$`)
	dirTotal  = regexp.MustCompile(`^(\d+) bytes total \((\d+) bytes free\)$`)
	fsRow     = regexp.MustCompile(`^[* ] ?( *(?:\d+|-)) {1,2}( *(?:\d+|-))  ( *(?:opaque|network|disk|flash|usbflash|nvram))     (rw|ro|wo)   [a-z0-9]+:(?: [a-z0-9]+:#?)*$`)
	flashRow  = regexp.MustCompile(`^(\d+) +(\d+) [A-Z][a-z]{2} [1-9]\d? \d{4} [\d:]{8} [+-]\d\d:\d\d \S.*$`)
	flashEnd  = regexp.MustCompile(`^(\d+) bytes available \((\d+) bytes used\)$`)
	linearRow = regexp.MustCompile(`^ *(\d+) +(\d+)  \S+( \[deleted\])?$`)
	linearEnd = regexp.MustCompile(`^\[(\d+) bytes used, (\d+) available, (\d+) total\]$`)
	stamp     = regexp.MustCompile(`\[\[(time|rate)\]\]`)
)

func number(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		t.Error(err)
	}
	return n
}

func TestListingsParse(t *testing.T) {
	files, err := filepath.Glob("../../testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	seen := map[string]int{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(stamp.ReplaceAllString(string(b), "09:00:00"), "\n")
		for i := 0; i < len(lines); i++ {
			m := typedLine.FindStringSubmatch(lines[i])
			if m == nil || strings.ContainsAny(m[1], "|<?") {
				continue
			}
			end := i + 1
			for end < len(lines) && !typedLine.MatchString(lines[end]) && !strings.HasPrefix(lines[end], "-- ") {
				end++
			}
			block := lines[i+1 : end]
			where := filepath.Base(file) + ": " + m[1]
			if len(block) == 0 || strings.Contains(strings.Join(block, "\n"), "%") || strings.Contains(strings.Join(block, "\n"), "[[") {
				continue // an error, or patterns
			}
			switch {
			case m[1] == "dir" || strings.HasPrefix(m[1], "dir "):
				seen["dir"] += parseDir(t, where, block)
			case strings.HasPrefix(m[1], "show file sys"):
				seen["fs"] += parseSystems(t, where, block)
			case strings.HasPrefix(m[1], "show flash") && strings.HasPrefix(block[0], "-#-"):
				seen["flash"] += parseFlash(t, where, block)
			case strings.HasPrefix(m[1], "show flash") && len(block) > 1 && strings.HasPrefix(block[1], "System flash"):
				seen["linear"] += parseLinear(t, where, block)
			}
		}
	}
	for _, what := range []string{"dir", "fs", "flash", "linear"} {
		if seen[what] < 3 {
			t.Errorf("only %d rows of %s were read", seen[what], what)
		}
	}
}

func parseDir(t *testing.T, where string, block []string) (rows int) {
	if !dirHead.MatchString(block[0]) {
		t.Errorf("%s: header %q", where, block[0])
	}
	var sum int64
	for _, l := range block {
		switch {
		case l == "" || dirHead.MatchString(l) || l == "No files in directory" || l == "No such file" || l == "No space information available":
			if dirHead.MatchString(l) {
				sum = 0
			}
		case dirTotal.MatchString(l):
			m := dirTotal.FindStringSubmatch(l)
			size, free := number(t, m[1]), number(t, m[2])
			if free > size || sum > size-free && !strings.Contains(where, "nvram") && !strings.Contains(where, "all-file") {
				t.Errorf("%s: %d in files, %d of %d free", where, sum, free, size)
			}
		case dirRow.MatchString(l):
			rows++
			m := dirRow.FindStringSubmatch(l)
			if w := len(m[1]); w != 10 && w != 9 {
				t.Errorf("%s: the size is %d wide: %q", where, w, l)
			}
			if w := len(m[2]); w != 27 && w != 21 {
				t.Errorf("%s: the date is %d wide: %q", where, w, l)
			}
			if strings.TrimSpace(m[1]) != "<no size>" {
				sum += number(t, m[1])
			}
		default:
			t.Errorf("%s: %q", where, l)
		}
	}
	return rows
}

func parseSystems(t *testing.T, where string, block []string) (rows int) {
	if len(block) < 4 || block[0] != "File Systems:" || block[1] != "" || block[len(block)-1] != "" {
		t.Errorf("%s: %q", where, block)
		return 0
	}
	stars, width := 0, len(block[2])-len("      Type  Flags  Prefixes")
	for _, l := range block[3 : len(block)-1] {
		m := fsRow.FindStringSubmatch(l)
		if m == nil {
			t.Errorf("%s: %q", where, l)
			continue
		}
		rows++
		if l[0] == '*' {
			stars++
		}
		if end := strings.Index(l, m[3]); end-2 != width {
			t.Errorf("%s: the types begin in column %d under %q", where, end, block[2])
		}
		if s, f := strings.TrimSpace(m[1]), strings.TrimSpace(m[2]); s != "-" && number(t, f) > number(t, s) {
			t.Errorf("%s: more free than there is: %q", where, l)
		}
	}
	if stars != 1 {
		t.Errorf("%s: %d defaults", where, stars)
	}
	return rows
}

func parseFlash(t *testing.T, where string, block []string) (rows int) {
	if block[0] != "-#- --length-- -----date/time------ path" {
		t.Errorf("%s: %q", where, block[0])
	}
	var sum int64
	for _, l := range block[1:] {
		if m := flashRow.FindStringSubmatch(l); m != nil {
			rows++
			sum += number(t, m[2])
			if number(t, m[1]) != int64(rows) {
				t.Errorf("%s: number of %q", where, l)
			}
		} else if m := flashEnd.FindStringSubmatch(l); m != nil {
			if sum > number(t, m[2]) {
				t.Errorf("%s: %d in files: %q", where, sum, l)
			}
			return rows // show flash: all goes on
		} else if l != "" {
			t.Errorf("%s: %q", where, l)
		}
	}
	return rows
}

func parseLinear(t *testing.T, where string, block []string) (rows int) {
	var sum int64
	for _, l := range block {
		if m := linearRow.FindStringSubmatch(l); m != nil {
			rows++
			sum += number(t, m[2]) + 64
		} else if m := linearEnd.FindStringSubmatch(l); m != nil {
			used, free, total := number(t, m[1]), number(t, m[2]), number(t, m[3])
			if used != sum || used+free != total {
				t.Errorf("%s: %d in files and headers: %q", where, sum, l)
			}
		}
	}
	return rows
}
