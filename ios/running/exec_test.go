package running

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUndelimited(t *testing.T) {
	for text, want := range map[string]string{
		"^Chello^C": "hello", "#a\nb#": "a\nb", "^C^C": "", "^": "", "x": "", "##": "", "^Cno end": "no end",
	} {
		if got := undelimited(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzUndelimited(f *testing.F) {
	f.Add("^Chello^C")
	f.Add("#")
	f.Fuzz(func(t *testing.T, text string) {
		if len(undelimited(text)) > len(text) {
			t.Errorf("%q has become longer", text)
		}
	})
}

func TestExecLines(t *testing.T) {
	c := lines(CommandAlias, "alias exec sv show version", "alias configure i  interface", "alias exec x")
	if diff := cmp.Diff([]Alias{{"exec", "sv", "show version"}, {"configure", "i", "interface"}}, c.Aliases); diff != "" {
		t.Error(diff)
	}
	c = lines(CommandPrivilege, "privilege exec all level 5 show ip", "privilege exec level x ping", "privilege exec level", "privilege interface level 7 shutdown")
	want := []Privilege{{"exec", []string{"show", "ip"}, 5, true}, {"interface", []string{"shutdown"}, 7, false}}
	if diff := cmp.Diff(want, c.Privileges); diff != "" {
		t.Error(diff)
	}
	c = lines(MenuLine, "menu M title ^C Two words ^C", "menu M text 1 Show it", "menu M command 1 show clock", "menu M options 1 pause", "menu M default 1",
		"menu M prompt ^CPick: ^C", "menu M single-space", "menu N status-line")
	menu := &Menu{Title: " Two words ", Prompt: "Pick: ", Default: "1", Items: []*MenuItem{{Key: "1", Text: "Show it", Command: "show clock", Pause: true}}, SingleSpace: true}
	if diff := cmp.Diff(map[string]*Menu{"M": menu, "N": {}}, c.Menus); diff != "" {
		t.Error(diff)
	}
}
