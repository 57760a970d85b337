package event

import "net/netip"

// Kinds are all kinds, a zero value of each, in the order of the reference: at most 64.
func Kinds() []What {
	return []What{
		PhaseChanged{}, Restarted{}, BootTried{},
		LoggedIn{}, LoginRefused{}, CommandRun{},
		ConfigChanged{}, ConfigSaved{}, KeysChanged{}, Logged{},
		FileCreated{}, FileChanged{}, FileRemoved{}, FileRenamed{}, DirectoryCreated{}, DirectoryRemoved{},
		DiskFormatted{}, MediumInserted{}, MediumEjected{},
		TransferStarted{}, TransferDone{}, HostLogged{},
		FaultSet{}, FaultCleared{}, FaultStruck{},
		PanicRecovered{},
	}
}

// PhaseChanged reports that a device has entered another phase. It does not go on before
// the readers are done.
type PhaseChanged struct {
	From string `json:"from" doc:"the phase before: off, booting, waiting or up"`
	To   string `json:"to" doc:"off, booting, waiting (for input at the console: ROMMON, setup dialog) or up"`
}

func (PhaseChanged) about() string { return "A device has entered another phase." }

// Restarted reports that a device begins to boot anew.
type Restarted struct {
	Reason string `json:"reason,omitempty" doc:"of a reload; absent when the device was switched off and on"`
}

func (Restarted) about() string {
	return "A device boots anew, after a reload or because it was switched off and on."
}

// BootTried reports that the boot loader has tried to start an image.
type BootTried struct {
	Source  string `json:"source" doc:"what was tried, as boot messages name it: flash0:c2900.bin"`
	Reason  string `json:"reason" doc:"why it was: boot-system, boot-variable, first-file or typed"`
	Verdict string `json:"verdict" doc:"ok, or what was wrong: missing, no-medium, not-image, truncated, signature, platform, …"`
}

func (BootTried) about() string { return "The boot loader has tried to start an image." }

// LoggedIn reports that a user has logged in.
type LoggedIn struct {
	Line     string     `json:"line" doc:"terminal line: con 0, vty 3"`
	User     string     `json:"user,omitempty" doc:"user name, if one was asked for"`
	Peer     netip.Addr `json:"peer,omitzero" doc:"address of the client; absent at the console"`
	Protocol string     `json:"protocol" doc:"console, telnet or ssh"`
}

func (LoggedIn) about() string {
	return "A user has logged in on a line of a device that asks for a password or a key."
}

// LoginRefused reports that a login has failed.
type LoginRefused struct {
	Line     string     `json:"line" doc:"terminal line: con 0, vty 3"`
	User     string     `json:"user,omitempty" doc:"user name, if one was asked for"`
	Peer     netip.Addr `json:"peer,omitzero" doc:"address of the client; absent at the console"`
	Protocol string     `json:"protocol" doc:"console, telnet or ssh"`
	Reason   string     `json:"reason" doc:"why it failed: bad-user or bad-password"`
}

func (LoginRefused) about() string {
	return "A name and password, or a password, were refused on a line of a device."
}

// CommandRun reports that a line that a user entered has run, or was refused.
type CommandRun struct {
	Line    string `json:"line" doc:"terminal line: con 0, vty 3"`
	User    string `json:"user,omitempty" doc:"user name, if there is one"`
	Peer    string `json:"peer,omitempty" doc:"where the user is: an address; absent at the console"`
	Mode    string `json:"mode" doc:"mode in which the line was entered: exec, config, config-if"`
	Command string `json:"command" doc:"the line as it was entered, with *** for passwords, secrets and keys, and for what follows them"`
	Result  string `json:"result" doc:"ok; invalid, incomplete or ambiguous (no such command); failed; aborted (by the user); ended (with the session: reload)"`
	Error   string `json:"error,omitempty" doc:"what the user was told of a failure"`
}

func (CommandRun) about() string {
	return "A line that a user entered has run, or was refused. Answers to questions are no lines."
}

// ConfigChanged reports that a user, or a file, has changed the running-config.
type ConfigChanged struct {
	Source string `json:"source" doc:"where the lines came from: console, memory, a file"`
	By     string `json:"by" doc:"who did it, as the log has it: console, admin on vty0 (10.1.1.5)"`
}

func (ConfigChanged) about() string {
	return "Configuration mode was left, or a file was merged into the running-config."
}

// ConfigSaved reports that the running-config was saved.
type ConfigSaved struct {
	Name string `json:"name" doc:"file that it was saved in: nvram:/startup-config"`
}

func (ConfigSaved) about() string { return "The running-config was saved as the startup-config." }

// KeysChanged reports that the keys of a device for SSH are others. It does not go on
// before the readers are done.
type KeysChanged struct{}

func (KeysChanged) about() string { return "A device has other keys for SSH." }

// Logged reports that a device has logged a message.
type Logged struct {
	Facility string `json:"facility" doc:"SYS"`
	Severity int    `json:"severity" doc:"0 (emergencies) to 7 (debugging)"`
	Mnemonic string `json:"mnemonic" doc:"CONFIG_I"`
	Text     string `json:"text" doc:"the message behind these"`
}

func (Logged) about() string {
	return "A device has logged a message of its syslog, whether a terminal shows it or not."
}
