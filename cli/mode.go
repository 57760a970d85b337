package cli

// Mode is a level of the command line with a table of its own.
type Mode struct {
	Name   string
	Prompt string // stands between the host name and "#": "(config-if)"
	Title  string // heads the list of ?: "Exec commands:" (ios-boot.md 11.4)
	Config bool   // lines here change the configuration
	As     *Mode  // whose commands it has, if not its own: (config-subif) has those of (config-if)
}

// table is the mode whose commands this one has.
func (m *Mode) table() *Mode {
	if m.As != nil {
		return m.As
	}
	return m
}

// The modes. A row says in which one it stands.
var (
	Exec      = &Mode{Name: "exec", Title: "Exec commands:"}
	Config    = &Mode{Name: "config", Prompt: "(config)", Title: "Configure commands:", Config: true}
	Interface = &Mode{Name: "config-if", Prompt: "(config-if)", Title: "Interface configuration commands:", Config: true}
	Line      = &Mode{Name: "config-line", Prompt: "(config-line)", Title: "Line configuration commands:", Config: true}

	SubInterface   = &Mode{Name: "config-subif", Prompt: "(config-subif)", Title: Interface.Title, Config: true, As: Interface}
	InterfaceRange = &Mode{Name: "config-if-range", Prompt: "(config-if-range)", Title: Interface.Title, Config: true, As: Interface}

	// kept is below a line of a file that no table knows and that is kept all the same.
	kept = &Mode{Name: "config-kept", Prompt: "(config)", Config: true}
)
