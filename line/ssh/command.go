package ssh

import "strings"

// SCP is the command line of an scp process on the server.
type SCP struct {
	Sink     bool   // -t: the client sends
	Times    bool   // -p: times are preserved
	Dir      bool   // -d: the target must be a directory
	Recurse  bool   // -r: directories are copied
	Path     string // as sent by the client
	Problems string // what is wrong with the command, or ""
}

// ParseSCP parses the command of an exec request. The result is false if the
// command is not scp. Quotes and backslashes are those of a shell.
func ParseSCP(command string) (SCP, bool) {
	words, ok := splitWords(command)
	if len(words) == 0 || words[0] != "scp" {
		return SCP{}, false
	}
	var c SCP
	if !ok {
		c.Problems = "unbalanced quotes"
		return c, true
	}
	source, options := false, true
	var paths []string
	for _, w := range words[1:] {
		switch {
		case options && w == "--":
			options = false
		case options && len(w) > 1 && w[0] == '-':
			for _, f := range w[1:] {
				switch f {
				case 't':
					c.Sink = true
				case 'f':
					source = true
				case 'p':
					c.Times = true
				case 'd':
					c.Dir = true
				case 'r':
					c.Recurse = true
				case 'v', 'q':
				default:
					c.Problems = "unknown option -- " + string(f)
				}
			}
		default:
			options = false
			paths = append(paths, w)
		}
	}
	switch {
	case c.Problems != "":
	case c.Sink == source:
		c.Problems = "one of -t and -f is needed"
	case len(paths) != 1:
		c.Problems = "ambiguous target"
	default:
		c.Path = paths[0]
	}
	return c, true
}

// splitWords splits a command into words as a POSIX shell does, without expansions.
// The result is false if a quote is not closed.
func splitWords(s string) ([]string, bool) {
	var words []string
	var b strings.Builder
	in, quote := false, byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote == '\'':
			if c == quote {
				quote = 0
			} else {
				b.WriteByte(c)
			}
		case quote == '"':
			switch {
			case c == quote:
				quote = 0
			case c == '\\' && i+1 < len(s) && strings.IndexByte("\"\\$`", s[i+1]) >= 0:
				i++
				b.WriteByte(s[i])
			default:
				b.WriteByte(c)
			}
		case c == '\'' || c == '"':
			in, quote = true, c
		case c == '\\':
			in = true
			if i++; i >= len(s) {
				return words, false
			}
			b.WriteByte(s[i])
		case c == ' ' || c == '\t' || c == '\n':
			if in {
				words = append(words, b.String())
				b.Reset()
				in = false
			}
		default:
			in = true
			b.WriteByte(c)
		}
	}
	if in {
		words = append(words, b.String())
	}
	return words, quote == 0
}
