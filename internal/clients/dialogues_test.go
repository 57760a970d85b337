package clients

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/iosimtest"
)

// A dialogue is what a client sends and waits for, in turns: a line "> text" is sent as it stands,
// Return included if it is there, and "< form" is waited for.
type dialogue struct {
	section, name string
	telnet        bool // it is Telnet's bytes that matter
	turns         []string
}

// A form that ends in $ is the end of all that came: nothing follows until it is answered.
var dialogues = []dialogue{
	{"1", "a long command comes back as it is, without a fold", false, []string{
		"> terminal width 511\n", "< R1#$",
		"> show running-config | include " + strings.Repeat("abcdefghi ", 25) + "\n", `< ^show running-config \| include ` + strings.Repeat("abcdefghi ", 25) + `\r\nR1#$`}},
	{"1", "a Return is one prompt", false, []string{"> \n", `< ^\r\nR1#$`}},
	{"1", "a NUL is nothing", false, []string{"> \x00\x00", "> \n", `< ^\r\nR1#$`}},
	{"1", "three NOPs of Telnet are nothing", true, []string{"> \xff\xf1\xff\xf1\xff\xf1\r\n", `< ^\r\nR1#$`}},
	{"1", "an answer comes back", false, []string{
		"> copy running-config flash:\n", `< Destination filename \[[^\]]+\]\? $`, "> kept\n", `< ^kept\r\n`, `< R1#$`}},
	{"2", "a copy of the configuration asks for the name that is given", false, []string{
		"> copy running-config flash:before\n", `< Destination filename \[before\]\? $`, "> \n", `< bytes copied in [\s\S]*R1#$`}},
	{"2", "what was not saved is asked for before the reload", false, []string{
		"> configure terminal\n", `< \)#$`, "> ip host other 10.1.1.7\n", `< \)#$`, "> end\n", `< R1#$`,
		"> reload\n", `< System configuration has been modified\. Save\? \[yes/no\]: $`, "> no\n", `< Proceed with reload\? \[confirm\]$`, "> n", `< R1#$`}},
	{"3", "under file prompt quiet nothing is asked", false, []string{
		"> configure terminal\n", `< \)#$`, "> file prompt quiet\n", `< \)#$`, "> end\n", `< R1#$`,
		"> copy running-config flash:/q.txt\n", `< ^[^?]*bytes copied in[^?]*R1#$`, "> copy tftp://10.1.1.1/" + secondImage + " flash:/q.bin\n", `< ^[^?]*bytes copied in[^?]*R1#$`,
		"> delete flash:/q.bin\n", `< ^[^?]*R1#$`, "> write mem\n", `< ^[^?]*\[OK\][^?]*R1#$`,
		"> configure terminal\n", `< \)#$`, "> no file prompt\n", `< \)#$`, "> end\n", `< R1#$`}},
	{"4", "a Return that is typed ahead answers the question", false, []string{
		"> copy running-config startup-config\r\r", `< Destination filename \[startup-config\]\? \r\nBuilding configuration\.\.\.\r\n\[OK\]\r\nR1#$`}},
	{"4", "a bare y confirms", false, []string{
		"> delete flash:q.txt\r", `< Delete filename \[q\.txt\]\? $`, "> \r", `< Delete flash0?:/?q\.txt\? \[confirm\]$`, "> y", `< R1#$`, "> show privilege\r", `< ^show privilege\r\nCurrent`, `< R1#$`}},
	{"5", "the echo comes before the Return", false, []string{
		"> show clock", `< ^show clock$`, "> \n", `< ^\r\n\*?[\d:.]+ UTC [^\n]+\nR1#$`}},
	{"5", "enable asks on a line of its own", false, []string{
		"> disable\n", `< R1>$`, "> enable\n", `< (?im)^Password:\s?$`, "> wrong\n", `< (?im)^Password:\s?$`, "> admin\n", `< R1#$`}},
	{"6", "two blanks stand for one; an overwrite is confirmed by y alone", true, []string{
		"> copy  tftp://10.1.1.1/" + secondImage + " flash:\r", `< Destination filename [^\n]*\?\s*$`, "> \r", `< bytes copied in [\s\S]*R1#$`,
		"> copy  tftp://10.1.1.1/" + secondImage + " flash:\r", `< Destination filename [^\n]*\?\s*$`, "> \r", `< %Warning:There is a file already existing with this name\s+Do you want to over write\? \[confirm\]$`, "> y",
		`< bytes copied in [\s\S]*R1#$`}},
	{"6", "copy asks for what is not given", true, []string{
		"> copy  tftp: flash:\r", `< Address or name of remote host \[[^\]]*\]\?\s*$`, "> 10.1.1.1\r", `< Source filename \[[^\]]*\]\?\s*$`, "> " + thirdImage + "\r",
		`< Destination filename [^\n]*\?\s*$`, "> other.bin\r", `< bytes copied in [\s\S]*R1#$`}},
	{"6", "a blank turns the page", true, []string{
		"> terminal length 10\r", `< R1#$`, "> show version\r", `<  *--\s?[Mm]ore\s?-- *$`, "> q", `< \x08+[\s\S]*R1#$`, "> terminal length 0\r", `< R1#$`}},
	{"9", "CR NUL is one Return at a single key too", true, []string{
		"> delete flash:other.bin\r\x00", `< \]\? $`, "> \r\x00", `< \[confirm\]$`, "> \r\x00", `< ^\r\nR1#$`, "> \r\x00", `< ^\r\nR1#$`}},
	{"9", "CR LF is one Return at a single key too", true, []string{
		"> copy running-config flash:x\r\n", `< \]\? $`, "> \r\n", `< R1#$`, "> delete flash:x\r\n", `< \]\? $`, "> \r\n", `< \[confirm\]$`, "> \r\n", `< ^\r\nR1#$`, "> \r\n", `< ^\r\nR1#$`}},
	{"9", "backspace, ^U and ^Z", true, []string{
		"> show clocj\x7fk\r", `< UTC`, `< R1#$`, "> nonsense\x15show privilege\r", `< level is 15\r\nR1#$`, "> configure terminal\r", `< \)#$`, "> \x1a", `< R1#$`}},
	{"9", "exit ends the line", false, []string{"> exit\n", "<"}},
}

// TestDialogues: what clients send and wait for, at one line over SSH and one over Telnet.
func TestDialogues(t *testing.T) {
	t.Parallel()
	for _, telnet := range []bool{false, true} {
		r := iosimtest.StartText(t, labText(15, "")).Device("R1")
		dial := func() (*line, error) { return sshShell(t, r.SSH, 80, 24) }
		if telnet {
			dial = func() (*line, error) { return telnetLine(t, r.Telnet) }
		}
		l, err := dial()
		if err != nil {
			t.Fatal(err)
		}
		if telnet {
			l.until(`Username: $`, readLimit)
			l.send("admin\r")
			l.until(`Password: $`, readLimit)
			l.send("admin\r")
		}
		l.until(`R1#$`, readLimit)
		for _, d := range dialogues {
			if d.telnet != telnet {
				continue
			}
			t.Log(d.section, d.name)
			for _, turn := range d.turns {
				if text, ok := strings.CutPrefix(turn, "> "); ok {
					l.send(text)
				} else if form := strings.TrimPrefix(strings.TrimPrefix(turn, "<"), " "); form != "" {
					l.until(form, readLimit)
				} else {
					l.rest(readLimit)
				}
			}
		}
	}
}
