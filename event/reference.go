package event

import (
	"fmt"
	"io"
	"reflect"
	"strings"
)

const referenceHead = `# Events

What happens in a lab, as ` + "`--events FILE`" + ` writes it: one JSON object a line, in the order in which it happened.
This page is made from the types of package ` + "`event`" + ` (` + "`iosim docs events`" + `).

Every event has these fields first:

- ` + "`at`" + `: lab time, UTC (RFC 3339)
- ` + "`device`" + `: name of the device in the lab file; of a host for what a host does
- ` + "`event`" + `: the kind, as in the table

` + "```json" + `
{"at":"2016-03-01T09:00:00Z","device":"R2","event":"file-created","name":"flash0:/x","bytes":1234}
` + "```" + `

Fields that are absent where they mean nothing are marked with ?. Times are seconds, sizes bytes. New kinds and fields
may come; those that are here stay.

| event | what it says | fields |
| --- | --- | --- |
`

// Reference writes the table of all kinds and their fields (Markdown).
func Reference(w io.Writer) error {
	var b strings.Builder
	b.WriteString(referenceHead)
	for _, k := range Kinds() {
		var fields []string
		t := reflect.TypeOf(k)
		for i := range t.NumField() {
			name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if options != "" {
				options = "?"
			}
			fields = append(fields, fmt.Sprintf("`%s`%s %s", name, options, t.Field(i).Tag.Get("doc")))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", KindOf(k), k.about(), strings.Join(fields, "<br>"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
