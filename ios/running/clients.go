package running

import (
	"strconv"

	"github.com/iosim/iosim/ios/secret"
)

// Clients are the settings of the clients for terminal sessions and transfers of files.
type Clients struct {
	TFTP         TFTPClient
	FTP          FTPClient
	HTTP         HTTPClient
	TelnetSource string // as of TFTPClient
}

// TFTPClient is what `ip tftp` says.
type TFTPClient struct {
	BlockSize int    // bytes; 512 without a line
	Source    string // the interface whose address packets come from, "": that of the route
}

// FTPClient is what `ip ftp` says.
type FTPClient struct {
	User, Password string // Password in clear
	Passive        bool   // on without a line
	Source         string // as of TFTPClient
}

// HTTPClient is what `ip http client` says.
type HTTPClient struct {
	User, Password string // Password in clear
	Source         string // as of TFTPClient
}

// defaultTFTPBlock is the block of TFTP without options, in bytes (RFC 1350).
const defaultTFTPBlock = 512

func defaultClients() Clients {
	return Clients{TFTP: TFTPClient{BlockSize: defaultTFTPBlock}, FTP: FTPClient{Passive: true}}
}

// TFTPBlockSize decodes `ip tftp blocksize BYTES`.
func TFTPBlockSize(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(3))
	if err != nil {
		return nil, nil
	}
	return In(func(c *Config) { c.Clients.TFTP.BlockSize = n }), nil
}

// TFTPSource decodes `ip tftp source-interface NAME`.
func TFTPSource(l Line) (Value, error) {
	name := l.After(3)
	return In(func(c *Config) { c.Clients.TFTP.Source = name }), nil
}

// FTPUser decodes `ip ftp username NAME`.
func FTPUser(l Line) (Value, error) {
	name := l.After(3)
	return In(func(c *Config) { c.Clients.FTP.User = name }), nil
}

// FTPPassword decodes `ip ftp password PASSWORD`.
func FTPPassword(l Line) (Value, error) {
	password := secret.Plain(l.After(3))
	return In(func(c *Config) { c.Clients.FTP.Password = password }), nil
}

// FTPPassive decodes `ip ftp passive`.
func FTPPassive(l Line) (Value, error) {
	on := !l.No
	return In(func(c *Config) { c.Clients.FTP.Passive = on }), nil
}

// FTPSource decodes `ip ftp source-interface NAME`.
func FTPSource(l Line) (Value, error) {
	name := l.After(3)
	return In(func(c *Config) { c.Clients.FTP.Source = name }), nil
}

// TelnetSource decodes `ip telnet source-interface NAME`.
func TelnetSource(l Line) (Value, error) {
	name := l.After(3)
	return In(func(c *Config) { c.Clients.TelnetSource = name }), nil
}

// HTTPUser decodes `ip http client username NAME`.
func HTTPUser(l Line) (Value, error) {
	name := l.After(4)
	return In(func(c *Config) { c.Clients.HTTP.User = name }), nil
}

// HTTPPassword decodes `ip http client password PASSWORD`.
func HTTPPassword(l Line) (Value, error) {
	password := secret.Plain(l.After(4))
	return In(func(c *Config) { c.Clients.HTTP.Password = password }), nil
}

// HTTPSource decodes `ip http client source-interface NAME`.
func HTTPSource(l Line) (Value, error) {
	name := l.After(4)
	return In(func(c *Config) { c.Clients.HTTP.Source = name }), nil
}
