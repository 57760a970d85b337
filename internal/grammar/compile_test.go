package grammar

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestCompileErrors(t *testing.T) {
	a, b := Kw("a", ""), Kw("b", "")
	word, text := AnyWord(""), Text("")
	var many []Node
	for i := range 65 {
		many = append(many, Kw(fmt.Sprint("k", i), ""))
	}
	rules := func(nodes ...Node) (rules []Rule) {
		for _, n := range nodes {
			rules = append(rules, Rule{Syntax: n})
		}
		return rules
	}
	for _, c := range []struct {
		rules []Rule
		leads []Lead
		want  string // in the error; "": there is none
	}{
		{rules(nil), nil, "nil node"},
		{rules(Seq(a, nil)), nil, "nil node"},
		{rules((*Keyword)(nil)), nil, "nil keyword"},
		{rules((*Arg[int])(nil)), nil, "no Parse"},
		{rules(&Arg[int]{Label: "X"}), nil, "no Parse"},
		{rules(&Arg[string]{Parse: asTyped}), nil, "no Label"},
		{rules(Seq()), nil, "no nodes"},
		{rules(Alt()), nil, "no nodes"},
		{rules(Seq(a, Opt())), nil, "no nodes"},
		{rules(AnyOf()), nil, "no nodes"},
		{rules(Rep(nil)), nil, "nil node"},
		{rules(Kw("", "")), nil, "empty"},
		{rules(Kw("a b", "")), nil, "blank"},
		{rules(Kw("a\t", "")), nil, "blank"},
		{rules(Opt(a)), nil, "may be empty"},
		{rules(AnyOf(a, b)), nil, "may be empty"},
		{rules(Seq(Opt(a), AnyOf(b))), nil, "may be empty"},
		{rules(Alt(a, Opt(b))), nil, "may be empty"},
		{rules(Rep(Opt(a))), nil, "repeats what may be empty"},
		{rules(Seq(a, AnyOf(a, Opt(b)))), nil, "repeats what may be empty"},
		{rules(Seq(a, Rep(AnyOf(b)))), nil, "repeats what may be empty"},
		{rules(Seq(text, a)), nil, "takes the rest"},
		{rules(Seq(text, Opt(a))), nil, "takes the rest"},
		{rules(Rep(text)), nil, "takes the rest"},
		{rules(Seq(a, AnyOf(text, b))), nil, "takes the rest"},
		{rules(Seq(a, AnyOf(many...))), nil, "more than 64"},
		{rules(Alt(a, Kw("A", ""))), nil, `two branches of {a | A} read "a"`},
		{rules(Alt(Seq(a, Opt(b)), Seq(a, b))), nil, `read "a b"`},
		{rules(Seq(b, AnyOf(a, a))), nil, `read "a"`},
		{rules(a, b, Kw("A", "")), nil, `rules 0 (a) and 2 (A) both read "a"`},
		{rules(Seq(a, AnyOf(b, Kw("c", ""))), Seq(a, Kw("c", ""), b)), nil, `both read "a c b"`},
		{rules(Seq(a, Rep(b)), Seq(a, b, b, b, Rep(b))), nil, `both read "a b b b b"`},
		{rules(a), []Lead{{"", ""}}, "empty"},
		{rules(a), []Lead{{"no", ""}, {"NO", ""}}, "twice"},

		{nil, nil, ""},
		{rules(Seq(a, AnyOf(many[:64]...))), nil, ""},
		{rules(Alt(Seq(a, b), Seq(a, word))), nil, ""},
		{rules(Alt(Seq(a, b), Seq(a, Kw("c", "")))), nil, ""},
		{rules(Alt(word, text)), nil, ""},
		{rules(Seq(a, AnyOf(text)), Seq(a, b)), nil, ""},
		{rules(Seq(a, Alt(Opt(b), Kw("c", "")))), nil, ""},
		{rules(Seq(a, word), Seq(a, word)), nil, ""}, // the order decides
		{rules(Seq(a, Rep(b), word), Seq(a, Rep(b), a)), nil, ""},
		{rules(Kw("no", "")), []Lead{{"no", ""}}, ""},
	} {
		_, err := Compile(c.rules, c.leads...)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%v", err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	_, err := Compile(rules(Seq(Kw("first", ""), nil), a, Seq(Kw("third", ""), nil)))
	if err == nil || !strings.Contains(err.Error(), "rule 0 (first") || !strings.Contains(err.Error(), "rule 2 (third") {
		t.Errorf("not all bad rules are named: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("MustCompile takes a bad rule")
		}
	}()
	MustCompile(rules(nil))
}

// An AnyOf that is left and entered again starts anew; one within another has
// bits of its own.
func TestAnyOf(t *testing.T) {
	x, y, z := Kw("x", ""), Kw("y", ""), Kw("z", "")
	table := MustCompile([]Rule{
		{Data: 0, Syntax: Seq(Kw("a", ""), Rep(Seq(Kw("do", ""), AnyOf(x, y))), Opt(Kw("end", "")))},
		{Data: 1, Syntax: Seq(Kw("b", ""), AnyOf(Seq(Kw("one", ""), AnyOf(x, y)), Seq(Kw("two", ""), AnyOf(x, y)), z))},
	})
	for line, want := range map[string]string{
		"a do":                   "0: a do",
		"a do x y do y x do end": "0: a do x y do y x do end",
		"a do x x":               `unknown "x" 3 at 7`,
		"a do x do x do x":       "0: a do x do x do x",
		"b":                      "1: b",
		"b two y x one x z":      "1: b two y x one x z",
		"b two y x one x z two":  `unknown "two" 7 at 18`,
		"b one x y x":            `unknown "x" 4 at 10`,
		"b z one y two y":        "1: b z one y two y",
		"b x":                    `unknown "x" 1 at 2`,
	} {
		if got := told(table.Parse(nil, line, Options{})); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
	if got := listed(table.Help(nil, "b one x ", Options{})); got != "two, y, z, <cr>" {
		t.Error(got)
	}
}

func TestSynopsis(t *testing.T) {
	n := Seq(Kw("copy", ""), AnyOf(Kw("/erase", ""), Kw("/verify", "")), Alt(AnyWord(""), Kw("tftp:", "")),
		Opt(Kw("to", ""), IPv4("")), Rep(Int(1, 9, "")), Rep(Seq(Kw("a", ""), Kw("b", ""))))
	want := "copy [/erase | /verify]... {WORD | tftp:} [to A.B.C.D] <1-9>... {a b}..."
	if got := Synopsis(n); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, n := range []Node{nil, Seq(), Rep(nil), (*group)(nil), (*Keyword)(nil), (*Arg[int])(nil)} {
		_ = Synopsis(n) // errors quote what is bad
	}
}

func TestErrorText(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&Error{Kind: Unknown, Pos: 4, Word: "x"}, `unknown word "x" at offset 4`},
		{&Error{Kind: Ambiguous, Word: "s"}, `ambiguous word "s" at offset 0`},
		{&Error{Kind: Incomplete, Pos: 4}, "incomplete line"},
		{&Error{}, "empty line"},
		{&Error{Kind: 9}, "kind 9"},
	} {
		if c.err.Error() != c.want {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
	var e *Error
	if _, err := sample().table.Parse(nil, "", Options{}); !errors.As(err, &e) {
		t.Errorf("%T", err)
	}
	if h := sample().table.Help(nil, "show x", Options{}); h.Err != nil {
		t.Errorf("%T", h.Err)
	}
}
