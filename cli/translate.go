package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/printable"
)

// isHost reports whether EXEC takes an unknown line as a host to connect to: one
// word, or one and a port (ios-boot.md 11.3: "vlan 10"), unless the line's
// `transport preferred none` says otherwise. Several words are a mistyped command.
func (s *Session) isHost(text string, e *grammar.Error) bool {
	if e.Kind != grammar.Unknown || e.Index != 0 || s.mode != Exec {
		return false
	}
	words := strings.Fields(text)
	if len(words) > 2 || len(words) == 2 && strings.Trim(words[1], "0123456789") != "" {
		return false
	}
	return !s.Line().KeepsWords
}

// translateWait is how long, in device time, a search for a name of which no
// server knows anything takes (ios-boot.md 11.3: about 30 s).
const translateWait = 30 * time.Second

const (
	badHostText    = "% Bad IP address or host name"
	unknownCommand = "% Unknown command or computer name, or unable to find computer address\n"
)

// translate looks an unknown word up as a host's name, as IOS does before it
// gives up, and connects to the host if there is one. A word looked up in vain is
// not looked up again in this session (ios-files.md 14.1).
func (s *Session) translate(ctx context.Context, words []string) error {
	word := words[0]
	if m, ok := s.telnet(ctx, words); ok {
		s.failure = failure{}
		return s.runReporting(ctx, m)
	}
	key := strings.ToLower(word)
	var text string
	switch {
	case !s.sys.Running().DomainLookup:
		text = badHostText + unknownCommand
	case !isHostName(word):
		// No server is asked for such a name, so that nothing takes time. 14.1: the
		// capture with asterisks; that it is for this reason is [INFER].
		if !s.lookups[key] {
			text = fmt.Sprintf("Translating \"%s\"\n\n", printable.Text(word))
		}
		s.lookups[key] = true
		text += badHostText + "\n" + unknownCommand
	case s.lookups[key]:
		text = unknownCommand
	default:
		return s.search(ctx, word)
	}
	_, err := io.WriteString(s.out, text)
	return err
}

// search asks the name servers, one after the other, until none has answered or
// Ctrl-Shift-6 is pressed.
func (s *Session) search(ctx context.Context, word string) error {
	fmt.Fprintf(s.out, "Translating \"%s\"...domain server", word)
	watched, stop := s.term.Watch(ctx)
	defer stop()
	servers := s.sys.Running().Servers()
	var err error
	for _, server := range servers {
		fmt.Fprintf(s.out, " (%s)", server)
		if err = s.sys.Clock().Sleep(watched, translateWait/time.Duration(len(servers))); err != nil {
			break
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	text := "\n" + unknownCommand
	if err != nil {
		text = "\n% Name lookup aborted\n" // [UNSOURCED]
	} else {
		s.lookups[strings.ToLower(word)] = true
	}
	_, err = io.WriteString(s.out, text)
	return err
}

// telnet is the command that connects to the host, if the host is known and there
// is such a command.
func (s *Session) telnet(ctx context.Context, words []string) (*grammar.Match, bool) {
	m, err := s.read(Exec, "telnet "+strings.Join(words, " "))
	if err != nil {
		return nil, false
	}
	if _, err := s.sys.LookupHost(ctx, words[0]); err != nil {
		return nil, false
	}
	return m, true
}

// isHostName reports whether a word could be a host's name.
func isHostName(word string) bool {
	for i := range len(word) {
		switch c := word[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == '_':
		default:
			return false
		}
	}
	return word != ""
}
