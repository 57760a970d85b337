package images

import (
	"fmt"
	"strings"
)

// ParseFile returns what the name of an image file says (ios-boot.md 9.1), such as
// "c2900-universalk9-mz.SPA.155-3.M4a.bin". What a name does not contain (date of
// compilation, sizes) is chosen by fixed rules. The error is of KindName if it is
// not the name of a router image.
func ParseFile(name string) (Info, error) {
	fail := func() (Info, error) { return Info{}, &Error{Kind: KindName, Name: name} }
	base, ok := cutSuffixFold(name, ".bin")
	if !ok || len(name) > maxFileName {
		return fail()
	}
	what, rest, ok := strings.Cut(base, ".")
	if !ok {
		return fail()
	}
	parts := strings.Split(what, "-")
	if len(parts) != 3 || !isWord(parts[0]) || !isFeature(parts[1]) {
		return fail()
	}
	run := parts[2]
	if len(run) < 1 || len(run) > 2 || !strings.Contains("fmrl", run[:1]) || len(run) == 2 && !strings.Contains("zxw", run[1:]) {
		return fail()
	}
	signed := false
	if s, tail, ok := strings.Cut(rest, "."); ok && isSigning(s) {
		signed, rest = true, tail
	}
	version, ok := parseVersion(rest)
	if !ok {
		return fail()
	}
	prefix := strings.ToLower(parts[0])
	i := Info{
		Family:  strings.ToUpper(parts[0]),
		Feature: strings.ToUpper(parts[1]),
		Version: version,
		Machine: machineOf(prefix), Entry: entryOf(prefix),
		Size: -1, Signed: signed, Simulated: true,
	}
	i.Name = fmt.Sprintf("%s-%s-%s", i.Family, i.Feature, strings.ToUpper(run[:1]))
	i.setDates()
	return i, nil
}

// maxFileName is the limit of FAT.
const maxFileName = 255

func cutSuffixFold(s, suffix string) (string, bool) {
	if len(s) < len(suffix) || !strings.EqualFold(s[len(s)-len(suffix):], suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

func isWord(s string) bool {
	for _, c := range []byte(s) {
		if !isAlnum(c) {
			return false
		}
	}
	return s != ""
}

func isFeature(s string) bool {
	for _, c := range []byte(s) {
		if !isAlnum(c) && c != '_' {
			return false
		}
	}
	return s != ""
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// isSigning reports whether s is a signing field such as "SPA" or "SSA": signed,
// production or special, key version.
func isSigning(s string) bool {
	return len(s) == 3 && s[0] == 'S' && (s[1] == 'P' || s[1] == 'S') && s[2] >= 'A' && s[2] <= 'Z'
}

// parseVersion converts "155-3.M4a" to 15.5(3)M4a and "122-10b" to 12.2(10b).
func parseVersion(s string) (string, bool) {
	train, rest, ok := strings.Cut(s, "-")
	if !ok || len(train) != 3 || !digits(train) {
		return "", false
	}
	number, tail, dotted := strings.Cut(rest, ".")
	n := 0
	for n < len(number) && number[n] >= '0' && number[n] <= '9' {
		n++
	}
	if n == 0 || n > 3 || len(number) > n+1 || !isWord(number) || dotted && !isWord(tail) {
		return "", false
	}
	return fmt.Sprintf("%s.%s(%s)%s", train[:2], train[2:], number, tail), true
}

func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
