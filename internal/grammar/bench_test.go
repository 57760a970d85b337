package grammar

import (
	"fmt"
	"strings"
	"testing"
)

// large is a table of 400 rules: a quarter begins with show, the others with 150
// words of their own, all with arguments and options.
func large() *Table {
	show := Kw("show", "Show running system information")
	word := func(i int) string { return fmt.Sprintf("%c%c%s-%d", 'a'+i%26, 'a'+i/26%26, "command", i) }
	var rules []Rule
	for i := range 400 {
		tail := Seq(Kw("address", "An address"), IPv4("Address"), Mask("Mask"), AnyOf(Kw("secondary", ""), Kw("dhcp", ""), Seq(Kw("tag", ""), Int(1, 99, ""))))
		switch i % 4 {
		case 0:
			rules = append(rules, Rule{Data: i, Syntax: Seq(show, Kw(word(i), "A thing to show"), Opt(tail))})
		case 1:
			rules = append(rules, Rule{Data: i, Syntax: Seq(Kw(word(i-i%8), "A command"), Kw(word(i), "A branch"), tail), Negatable: true})
		default:
			rules = append(rules, Rule{Data: i, Syntax: Seq(Kw(word(i), "A command"), Opt(Kw("name", "")), AnyWord("Name"), Opt(tail)), Negatable: true})
		}
	}
	return MustCompile(rules, Lead{"no", ""}, Lead{"default", ""})
}

// steep is the worst case of an index by first letters: 400 rules that begin with
// the same word.
func steep() *Table {
	var rules []Rule
	for i := range 400 {
		rules = append(rules, Rule{Data: i, Syntax: Seq(Kw("show", ""), Kw(fmt.Sprintf("item-%d", i), ""), Opt(Int(1, 9, "")))})
	}
	return MustCompile(rules)
}

var level = Options{Allow: func(data any) bool { return data.(int) >= 0 }}

func BenchmarkParse(b *testing.B) {
	table := large()
	for _, line := range []string{
		"sho qacommand-16",
		"show qacommand-16 address 10.1.1.1 255.255.255.0 tag 7 secondary",
		"cacommand-2 name fred address 10.1.1.1 255.255.255.0",
		"no cacommand-2 fred",
		"show zzz",
	} {
		b.Run(strings.ReplaceAll(line, " ", "_"), func(b *testing.B) {
			if _, err := table.Parse(nil, line, level); (err != nil) != strings.HasSuffix(line, "zzz") {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				_, _ = table.Parse(nil, line, level)
			}
		})
	}
	b.Run("400_with_one_first_word", func(b *testing.B) {
		table := steep()
		b.ReportAllocs()
		for b.Loop() {
			_, _ = table.Parse(nil, "show item-399 3", level)
		}
	})
}

func BenchmarkHelp(b *testing.B) {
	table := large()
	for _, line := range []string{"", "s", "show ", "no ", "cacommand-2 name fred "} {
		b.Run(fmt.Sprintf("%q", line), func(b *testing.B) {
			if h := table.Help(nil, line, level); len(h.Items) == 0 {
				b.Fatal(h.Err)
			}
			b.ReportAllocs()
			for b.Loop() {
				_ = table.Help(nil, line, level)
			}
		})
	}
	b.Run("400_with_one_first_word", func(b *testing.B) {
		table := steep()
		b.ReportAllocs()
		for b.Loop() {
			_ = table.Help(nil, "show ", level)
		}
	})
}

func BenchmarkComplete(b *testing.B) {
	table := large()
	if s, ok := table.Complete(nil, "show qac", level); !ok {
		b.Fatal(s)
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = table.Complete(nil, "show qac", level)
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		large()
	}
}

func BenchmarkLongLine(b *testing.B) {
	table := MustCompile([]Rule{{Data: 0, Syntax: Seq(Kw("sum", ""), Rep(Int(1, 9, "")))}})
	line := "sum" + strings.Repeat(" 1", 50_000)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = table.Parse(nil, line, level)
	}
}
