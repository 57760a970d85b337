package line

import (
	"context"
	"io"
	"strings"
	"testing"
)

// A key must not cost an allocation, wherever the cursor is.
func BenchmarkEditorTyping(b *testing.B) {
	keys := []byte("show running-config | section interface GigabitEthernet0/0\r")
	for name, p := range map[string]Prompt{"echo": {Text: "R1#"}, "hidden": {Text: "R1#", Hidden: true}} {
		b.Run(name, func(b *testing.B) { benchEditor(b, 80, p, keys) })
	}
	b.Run("scrolling", func(b *testing.B) {
		benchEditor(b, 80, Prompt{Text: "R1#"}, []byte(strings.Repeat("x", 250)+"\r"))
	})
	b.Run("in the middle", func(b *testing.B) {
		benchEditor(b, 80, Prompt{Text: "R1#"}, []byte("show interfaces status\x01"+strings.Repeat("x", 40)+"\x7f\x15\x19\x17\r"))
	})
}

func benchEditor(b *testing.B, width int, p Prompt, keys []byte) {
	e := NewEditor(width)
	e.Start(p)
	b.ReportAllocs()
	b.SetBytes(int64(len(keys)))
	for b.Loop() {
		for _, k := range keys {
			if _, ev := e.Feed(k); ev != EventNone {
				e.Start(p)
			}
		}
	}
}

func TestEditorDoesNotAllocate(t *testing.T) {
	e := NewEditor(80)
	p := Prompt{Text: "R1#"}
	e.Start(p)
	keys := []byte("show interfaces status\x01" + strings.Repeat("x", 100) + "\x7f\x15\x19\x17\x05y\x02\r")
	line := func() {
		for _, k := range keys {
			if _, ev := e.Feed(k); ev != EventNone {
				e.Start(p)
			}
		}
	}
	for range 20 { // the buffers grow to their size
		line()
	}
	if n := testing.AllocsPerRun(100, line); n > 0 {
		t.Errorf("%v allocations a line", n)
	}
}

func BenchmarkWrite(b *testing.B) {
	c, r := Pipe()
	t := NewTerminal(c, Options{})
	defer func() { _ = t.Close() }()
	go func() { _, _ = io.Copy(io.Discard, r) }()
	text := []byte(strings.Repeat(config, 20))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := t.Write(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFilter(b *testing.B) {
	re, err := CompileRegexp("^interface|_100_")
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(strings.Repeat(config, 20))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		f := NewFilter(context.Background(), Section, re, io.Discard)
		if _, err := f.Write(text); err != nil {
			b.Fatal(err)
		}
	}
}
