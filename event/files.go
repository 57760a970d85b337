package event

import "net/netip"

// FileCreated reports that a file is on a disk that was not.
type FileCreated struct {
	Name  string `json:"name" doc:"file system and path: flash0:/x"`
	Bytes int64  `json:"bytes" doc:"size of the file"`
}

func (FileCreated) about() string { return "A file is on a disk, or in NVRAM, that was not." }

// FileChanged reports that a file has other content.
type FileChanged struct {
	Name  string `json:"name" doc:"file system and path"`
	Bytes int64  `json:"bytes" doc:"size of the file"`
}

func (FileChanged) about() string { return "A file on a disk, or in NVRAM, was replaced." }

// FileRemoved reports that a file is gone.
type FileRemoved struct {
	Name string `json:"name" doc:"file system and path"`
}

func (FileRemoved) about() string { return "A file on a disk, or in NVRAM, was deleted." }

// FileRenamed reports that a file or directory has another name.
type FileRenamed struct {
	Name string `json:"name" doc:"file system and path before"`
	To   string `json:"to" doc:"file system and path now"`
}

func (FileRenamed) about() string { return "A file or directory has another name." }

// DirectoryCreated reports a new directory.
type DirectoryCreated struct {
	Name string `json:"name" doc:"file system and path"`
}

func (DirectoryCreated) about() string { return "A directory was made." }

// DirectoryRemoved reports that a directory is gone.
type DirectoryRemoved struct {
	Name string `json:"name" doc:"file system and path"`
}

func (DirectoryRemoved) about() string { return "A directory was removed." }

// DiskFormatted reports that a file system is empty.
type DiskFormatted struct {
	Name string `json:"name" doc:"file system: flash0:"`
}

func (DiskFormatted) about() string {
	return "A file system was formatted or erased: its files are gone, without an event for each."
}

// MediumInserted reports that there is a medium in a slot.
type MediumInserted struct {
	Name string `json:"name" doc:"file system: usbflash0:"`
}

func (MediumInserted) about() string { return "A medium was put into a slot of a device." }

// MediumEjected reports that a slot is empty.
type MediumEjected struct {
	Name string `json:"name" doc:"file system: usbflash0:"`
}

func (MediumEjected) about() string { return "A medium was taken out of a slot of a device." }

// TransferStarted reports that a device has begun to transfer a file.
type TransferStarted struct {
	Protocol  string     `json:"protocol" doc:"tftp, ftp, scp, …"`
	Role      string     `json:"role" doc:"what the device is: client or server"`
	Direction string     `json:"direction" doc:"in (to the device) or out"`
	Peer      netip.Addr `json:"peer,omitzero" doc:"address of the other side; absent if its name has none"`
	User      string     `json:"user,omitempty" doc:"user name at the server"`
	Remote    string     `json:"remote" doc:"what a client asks for: tftp://10.1.1.1/x; of a server, what it was asked for: x"`
	Local     string     `json:"local,omitempty" doc:"name of the file on the device, where there is one: flash0:/x; memory:/image while the loader reads an image"`
}

func (TransferStarted) about() string { return "A device begins to transfer a file over the network." }

// TransferDone reports how the transfer of a file ended.
type TransferDone struct {
	Protocol  string     `json:"protocol" doc:"tftp, ftp, scp, …"`
	Role      string     `json:"role" doc:"what the device is: client or server"`
	Mode      string     `json:"mode,omitempty" doc:"octet or netascii (TFTP), active or passive (FTP)"`
	Direction string     `json:"direction" doc:"in (to the device) or out"`
	Peer      netip.Addr `json:"peer,omitzero" doc:"address of the other side; absent if its name has none"`
	User      string     `json:"user,omitempty" doc:"user name at the server"`
	Remote    string     `json:"remote" doc:"what a client asks for: tftp://10.1.1.1/x; of a server, what it was asked for: x"`
	Local     string     `json:"local,omitempty" doc:"name of the file on the device, where there is one: flash0:/x; memory:/image while the loader reads an image"`
	Bytes     int64      `json:"bytes" doc:"bytes of the file that passed"`
	Outcome   string     `json:"outcome" doc:"ok, or what went wrong: not exist, timeout, unreachable, refused, authentication, aborted, …"`
	Took      Duration   `json:"took" doc:"seconds of device time"`
}

func (TransferDone) about() string { return "The transfer of a file has ended, well or not." }

// HostLogged reports what a client has asked a host's server, or what it was told.
type HostLogged struct {
	Server string     `json:"server" doc:"tftp, ftp, http or ssh"`
	Client netip.Addr `json:"client,omitzero" doc:"address of the client in the lab; of a program outside it the machine's"`
	Text   string     `json:"text" doc:"without line ends; passwords are masked"`
}

func (HostLogged) about() string {
	return "A host's server was asked something, or has answered; `device` is the host."
}

// FaultSet reports that something is to go wrong with a device.
type FaultSet struct {
	Name  string `json:"name" doc:"the fault"`
	Times int    `json:"times,omitempty" doc:"how often it will strike; absent: always"`
}

func (FaultSet) about() string { return "A fault was set (docs/faults.md)." }

// FaultCleared reports that a fault was taken away.
type FaultCleared struct {
	Name string `json:"name" doc:"the fault"`
}

func (FaultCleared) about() string { return "A fault was taken away before it had struck to its end." }

// FaultStruck reports that a fault has struck.
type FaultStruck struct {
	Name string `json:"name" doc:"the fault"`
}

func (FaultStruck) about() string { return "A fault has struck." }
