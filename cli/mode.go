package cli

// Mode is a level of the command line with a table of its own.
type Mode struct {
	Name   string
	Prompt string // stands between the host name and "#": "(config-if)"
	Title  string // heads the list of ?: "Exec commands:" (ios-boot.md 11.4)
	Config bool   // lines here change the configuration
}

// The modes. A row says in which one it stands.
var (
	Exec      = &Mode{Name: "exec", Title: "Exec commands:"}
	Config    = &Mode{Name: "config", Prompt: "(config)", Title: "Configure commands:", Config: true}
	Interface = &Mode{Name: "config-if", Prompt: "(config-if)", Title: "Interface configuration commands:", Config: true}
	Line      = &Mode{Name: "config-line", Prompt: "(config-line)", Title: "Line configuration commands:", Config: true}
)
