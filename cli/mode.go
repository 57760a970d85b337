package cli

// Mode is a mode of the command line, with a table of commands.
type Mode struct {
	Name   string
	Prompt string // stands between the host name and "#": "(config-if)"
	Title  string // heading of the list of "?": "Exec commands:" (ios-boot.md 11.4)
	Config bool   // lines here change the configuration
	As     *Mode  // the mode whose commands it has, if it has none of its own: (config-subif) has those of (config-if)
}

// table returns the mode that has the commands of m.
func (m *Mode) table() *Mode {
	if m.As != nil {
		return m.As
	}
	return m
}

// The modes with Go code. Those of the notation are declared in its files.
var (
	Exec      = &Mode{Name: "exec", Title: "Exec commands:"}
	Config    = &Mode{Name: "config", Prompt: "(config)", Title: "Configure commands:", Config: true}
	Interface = &Mode{Name: "config-if", Prompt: "(config-if)", Title: "Interface configuration commands:", Config: true}
	Line      = &Mode{Name: "config-line", Prompt: "(config-line)", Title: "Line configuration commands:", Config: true}

	SubInterface   = &Mode{Name: "config-subif", Prompt: "(config-subif)", Title: Interface.Title, Config: true, As: Interface}
	InterfaceRange = &Mode{Name: "config-if-range", Prompt: "(config-if-range)", Title: Interface.Title, Config: true, As: Interface}

	// kept is the mode below an unknown line of a file that is kept verbatim.
	kept = &Mode{Name: "config-kept", Prompt: "(config)", Config: true}
)
