package transcript

import (
	"fmt"
	"slices"
	"strings"
)

// result puts what the sessions show back into the order of the parts.
func (p *play) result() Result {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := Result{InROMMON: p.first.InROMMON(), err: p.err}
	screens, texts := map[*session][]string{}, map[*session][]string{}
	skipped := map[*session]int{}
	for _, c := range p.clients {
		screen, text := c.screen.text(), c.screen.transcript()
		if cut, ok := strings.CutPrefix(screen, c.answer); ok {
			skipped[c.session] = strings.Count(c.answer, "\n")
			screen, text = cut, strings.TrimPrefix(text, c.answer)
		}
		screens[c.session] = strings.SplitAfter(screen, "\n")
		texts[c.session] = strings.SplitAfter(text, "\n")
	}
	shown := map[*session]int{} // rows
	for i, pt := range p.script.parts {
		from, to := shown[pt.session], len(screens[pt.session])
		last := !slices.ContainsFunc(p.script.parts[i+1:], func(o part) bool { return o.session == pt.session })
		if i < len(p.ends) && !last {
			to = min(max(from, p.ends[i]-skipped[pt.session]), to)
		}
		shown[pt.session] = to
		head := ""
		if pt.header != "" {
			head = pt.header + "\n"
		}
		r.Screen += head + ended(strings.Join(screens[pt.session][from:to], ""))
		r.Text += head + ended(strings.Join(texts[pt.session][from:to], ""))
		if pt.closes {
			r.Screen += closed + "\n"
			r.Text += closed + "\n"
		}
	}
	r.Text = strings.ReplaceAll(r.Text, unseenEnd, "\n")
	return r
}

// unseenEnd stands for the end of a line that is none of the screen.
const unseenEnd = "\x00"

// ended is text with one newline at its end.
func ended(text string) string {
	if text = strings.TrimRight(text, "\n"); text == "" {
		return ""
	}
	return text + "\n"
}

// Compare returns the first difference between what a script wants and its result.
func (s *Script) Compare(r Result) error {
	want := ""
	at := map[*session]int{}
	for _, part := range s.parts {
		if part.header != "" {
			want += part.header + "\n"
		}
		var lines strings.Builder
		for _, e := range part.session.lines[at[part.session]:part.to] {
			if !e.unseen {
				lines.WriteString(e.want + "\n")
			}
		}
		at[part.session] = part.to
		want += ended(lines.String())
		if part.closes {
			want += closed + "\n"
		}
	}
	err := compare(want, r.Screen)
	if r.err != nil {
		err = fmt.Errorf("%w\n%v", r.err, err)
	}
	return err
}
