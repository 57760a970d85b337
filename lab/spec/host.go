package spec

// Host is a machine of the lab that runs servers, or stands for servers that
// run elsewhere (At).
type Host struct {
	Address string            `yaml:"address"`
	TFTP    *TFTP             `yaml:"tftp"`
	FTP     *FTP              `yaml:"ftp"`
	HTTP    *HTTP             `yaml:"http"`
	SCP     *SSH              `yaml:"scp"`
	SFTP    *SSH              `yaml:"sftp"`
	At      map[string]string `yaml:"at"` // protocol to the real "127.0.0.1:69"
	// Firewall and NAT stand between the host and the devices. A firewall lets no
	// connection through that the host opens, so that active FTP fails: it refuses what it
	// does not let in (true), or drops it without an answer (drop), data of TFTP too: it
	// comes from a port that the device has sent nothing to.
	Firewall Firewall `yaml:"firewall"`
	NAT      NAT      `yaml:"nat"`
	// Link is the wire to every device that Links does not name.
	Link *Link `yaml:"link"`
}

// TFTP is a host's TFTP server.
type TFTP struct {
	Root  Root      `yaml:"root"`
	Write WriteMode `yaml:"write"`
	// Folders have rights of their own, by their paths below root.
	Folders map[string]FolderRights `yaml:"folders"`
	Quota   int64                   `yaml:"quota"`  // bytes that root may hold; 0: no bound
	Engine  string                  `yaml:"engine"` // "" or EnginePin
}

// EnginePin serves TFTP by the library pin/tftp.
const EnginePin = "pin"

// FTP is a host's FTP server.
type FTP struct {
	Root  Root              `yaml:"root"`
	Users map[string]string `yaml:"users"`
	Write *WriteMode        `yaml:"write"` // not given: true
	Quota int64             `yaml:"quota"` // of all files together; 0: no bound
	TLS   bool              `yaml:"tls"`   // AUTH TLS at port 21, and TLS from the first byte at port 990
	// Extended is whether the server knows EPSV and EPRT (RFC 2428); not given: true. One
	// that does not shows PASV.
	Extended *bool `yaml:"extended"`
}

// HTTP is a host's web server, on port 80 and, with TLS, on port 443. Without users
// it asks for no login.
type HTTP struct {
	Root  Root              `yaml:"root"`
	Users map[string]string `yaml:"users"`
	Write WriteMode         `yaml:"write"`
	Quota int64             `yaml:"quota"`
}

// SSH is what a host's SSH server, on port 22, has for the users of one protocol: scp
// or SFTP. There is no shell.
type SSH struct {
	Root  Root              `yaml:"root"`
	Users map[string]string `yaml:"users"`
	Write WriteMode         `yaml:"write"`
	Quota int64             `yaml:"quota"`
}

// Root is the folder that a server serves: a folder of this machine, or made up
// of images and texts.
type Root struct {
	Dir    string             `yaml:"dir"`
	Images []string           `yaml:"images"`
	Files  map[string]Content `yaml:"files"`
}
