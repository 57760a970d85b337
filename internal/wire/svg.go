package wire

import (
	"bufio"
	"fmt"
	"html"
	"io"
)

// Dimensions of the drawing in its own units.
const (
	svgLeft  = 110
	svgRight = 690
	svgWidth = 1040 // with space for the ports and marks beside the right line
	svgTop   = 70
	svgStep  = 24
)

// WriteSVG writes the ladder as a self-contained SVG picture.
func (l *Ladder) WriteSVG(w io.Writer) error {
	b := bufio.NewWriter(w)
	rows := len(l.rows)
	if l.dropped > 0 {
		rows++
	}
	bottom := svgTop + svgStep*(rows+1)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %d" font-family="monospace" font-size="12">`+"\n",
		svgWidth, bottom+10)
	b.WriteString(`<defs><marker id="a" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto"><path d="M0,0 L9,4 L0,8 z"/></marker></defs>` + "\n")
	fmt.Fprintf(b, `<rect width="%d" height="%d" fill="white"/>`+"\n", svgWidth, bottom+10)
	fmt.Fprintf(b, `<text x="%d" y="20" font-size="14">%s</text>`+"\n", 10, html.EscapeString(shown(l.title)))
	left, right := l.ends()
	for _, end := range []struct {
		x    int
		name string
	}{{svgLeft, left}, {svgRight, right}} {
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle" font-weight="bold">%s</text>`+"\n", end.x, svgTop-20, html.EscapeString(end.name))
		fmt.Fprintf(b, `<line x1="%d" y1="%d" x2="%[1]d" y2="%[3]d" stroke="black"/>`+"\n", end.x, svgTop-10, bottom)
	}
	y := svgTop
	for _, r := range l.rows {
		y += svgStep
		r.draw(b, y)
	}
	if l.dropped > 0 {
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle" fill="gray">... and %d more</text>`+"\n", (svgLeft+svgRight)/2, y+svgStep, l.dropped)
	}
	b.WriteString("</svg>\n")
	return b.Flush()
}

func (r row) draw(b *bufio.Writer, y int) {
	fmt.Fprintf(b, `<text x="8" y="%d" fill="gray">%.3f</text>`+"\n", y, r.at.Seconds())
	ink := "black"
	if r.mark != "" {
		ink = "#b00020"
	}
	middle := (svgLeft + svgRight) / 2
	text := html.EscapeString(r.label())
	if r.arrow == noArrow {
		if r.fold == nil {
			ink = "#b06000"
		}
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle" font-style="italic" fill="%s">%s</text>`+"\n", middle, y, ink, text)
		return
	}
	from, to := svgLeft, svgRight
	if r.arrow == toLeft {
		from, to = to, from
	}
	if r.orphan {
		to = (from + 3*to) / 4
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s" text-anchor="middle" font-size="16">x</text>`+"\n", to, y+5, ink)
		fmt.Fprintf(b, `<line x1="%d" y1="%d" x2="%d" y2="%[2]d" stroke="%[4]s" stroke-dasharray="4 3"/>`+"\n", from, y, to, ink)
	} else {
		fmt.Fprintf(b, `<line x1="%d" y1="%d" x2="%d" y2="%[2]d" stroke="%[4]s" marker-end="url(#a)"/>`+"\n", from, y, to, ink)
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle" fill="%s">%s</text>`+"\n", middle, y-4, ink, text)
	side := fmt.Sprintf("%d-%d", r.ports[0], r.ports[1])
	if r.mark != "" {
		side += " " + r.mark
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s">%s</text>`+"\n", svgRight+8, y+4, ink, html.EscapeString(side))
}
