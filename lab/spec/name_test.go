package spec

import (
	"strings"
	"testing"
)

// A lab's name is a name, not a path, on every system; the error has the line and the reason.
func TestLabName(t *testing.T) {
	for name, want := range map[string]string{
		`upgrade`: "", `"Übung 1.2_b-c"`: "", `""`: "",
		`../x`:                  "is none of them",
		`/etc`:                  "is none of them",
		`a/b`:                   "is none of them",
		`a\b`:                   "is none of them",
		`"a\0b"`:                "is none of them",
		`"a\x1bb"`:              "is none of them",
		`"C:x"`:                 "is none of them",
		`"\u202ea"`:             "is none of them",
		`..`:                    "begins or ends with a dot",
		`.ssh`:                  "begins or ends with a dot",
		`"x. "`:                 "begins or ends with a dot",
		`con`:                   "keep it for a device",
		`Nul.txt`:               "keep it for a device",
		`LPT1`:                  "keep it for a device",
		`"com¹"`:                "keep it for a device",
		strings.Repeat("a", 65): "at most 64",
	} {
		_, err := Read(strings.NewReader("title: x\nname: "+name+"\ndevices: { R1: {} }\n"), "lab.yaml")
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case want != "" && (err == nil || !strings.HasPrefix(err.Error(), "lab.yaml:2: name ") || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// No two devices keep their state in one folder.
func TestDeviceNames(t *testing.T) {
	for devices, want := range map[string]string{
		`R1: {}, R2: {}`:                        "",
		`R2: { count: 3 }, R2-4: {}, R2-01: {}`: "",
		`R1: {}, r1: {}`:                        "letter case",
		`R2: { count: 3 }, R2-3: {}`:            "one of the 3 of R2",
		`R2-3: {}, R2: { count: 3 }`:            "one of the 3 of R2",
		`aux: {}`:                               "keep this name",
	} {
		_, err := Read(strings.NewReader("devices: { "+devices+" }\n"), "lab.yaml")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", devices, err, want)
		}
	}
}
