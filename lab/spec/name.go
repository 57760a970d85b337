package spec

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxName is the maximum length of a lab's name in bytes.
const maxName = 64

// checkName refuses a name of a lab that is no name of one folder on every system: the state of
// the lab lies in a folder of that name. "" is a lab without a name.
func checkName(name string) error {
	switch {
	case name == "":
		return nil
	case len(name) > maxName:
		return fmt.Errorf("it has %d bytes; at most %d are taken", len(name), maxName)
	case !utf8.ValidString(name):
		return errors.New("it is no text")
	case reserved(name):
		return errors.New("some systems keep it for a device")
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" ._-", r) {
			return fmt.Errorf("it is a name, with letters, digits, blanks, and . _ - : %q is none of them", r)
		}
	}
	if first, last := name[0], name[len(name)-1]; first == '.' || first == ' ' || last == '.' || last == ' ' {
		return errors.New("it begins or ends with a dot or blank")
	}
	return nil
}

// reserved reports whether Windows takes the name of a file for a device: "con", "NUL.txt".
func reserved(name string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, ok := strings.CutPrefix(base, "COM")
	if !ok {
		port, ok = strings.CutPrefix(base, "LPT")
	}
	return ok && utf8.RuneCountInString(port) == 1 && strings.ContainsAny(port, "0123456789¹²³")
}

// checkNames refuses a bad name of the lab, with its line: "2: name: …".
func checkNames(root *yaml.Node) error {
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return nil
	}
	top := root.Content[0].Content
	for i := 0; i+1 < len(top); i += 2 {
		if top[i].Value != "name" || top[i+1].Kind != yaml.ScalarNode {
			continue
		}
		if err := checkName(top[i+1].Value); err != nil {
			return fmt.Errorf("%d: name %q: %w", top[i+1].Line, top[i+1].Value, err)
		}
	}
	return nil
}

// checkUnique refuses two devices whose state would lie in one folder: letter case does not
// make a difference on every system, and a count makes names.
func (s *Lab) checkUnique() error {
	counted := map[string]Named[Device]{} // by folded name
	seen := map[string]string{}
	for _, d := range s.Devices {
		if reserved(d.Name) {
			return fmt.Errorf("device %s: some systems keep this name for a device", d.Name)
		}
		key := strings.ToLower(d.Name)
		if other, ok := seen[key]; ok {
			return fmt.Errorf("device %s: %s is there already, and letter case makes no other name", d.Name, other)
		}
		seen[key] = d.Name
		if d.Value.Count > 1 {
			counted[key] = d
		}
	}
	for _, d := range s.Devices {
		for i := range len(d.Name) { // "R2-7" is one of R2, if that has a count
			of, ok := counted[strings.ToLower(d.Name[:i])]
			if ok && d.Name[i] == '-' && d.Value.Count < 2 && number(d.Name[i+1:], of.Value.Count) {
				return fmt.Errorf("device %s: one of the %d of %s has this name", d.Name, of.Value.Count, of.Name)
			}
		}
	}
	return nil
}

// number reports whether s is a number from 1 to most, as it is written behind a name.
func number(s string, most int) bool {
	n := 0
	if _, err := fmt.Sscanf(s, "%d", &n); err != nil {
		return false
	}
	return n >= 1 && n <= most && fmt.Sprint(n) == s
}
