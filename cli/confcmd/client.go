package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

// Settings of the FTP and TFTP clients, and `file prompt`.
var (
	ipFTP  = grammar.Kw("ftp", "FTP configuration commands")
	ipTFTP = grammar.Kw("tftp", "tftp configuration commands")

	ftpUser     = grammar.AnyWord("Specify username")
	ftpPassword = passwordArg("The UNENCRYPTED (cleartext) password")
	tftpBlock   = grammar.Int(512, 65464, "TFTP block size in bytes")
)

func newClientRows() []*cli.Row {
	global := func(key string, conf cli.Conf, nodes ...grammar.Node) *cli.Row {
		conf.Place, conf.Key = cli.PlaceClient, key
		return &cli.Row{
			Mode: cli.Config, Level: cli.PrivilegedLevel, Conf: &conf,
			Syntax: grammar.Seq(append([]grammar.Node{cli.IP}, nodes...)...),
		}
	}
	return []*cli.Row{
		global("ip ftp passive", cli.Conf{NoText: "no ip ftp passive", Decode: running.FTPPassive},
			ipFTP, grammar.Kw("passive", "Connect using passive mode")),
		global("ip ftp username", cli.Conf{Decode: running.FTPUser}, ipFTP,
			grammar.Kw("username", "Specify username for FTP connections"), ftpUser),
		global("ip ftp password", cli.Conf{Decode: running.FTPPassword, AnyValue: true}, ipFTP,
			grammar.Kw("password", "Specify password for FTP connections"), ftpPassword),
		global("ip tftp blocksize", cli.Conf{Decode: running.TFTPBlockSize}, ipTFTP,
			grammar.Kw("blocksize", "Specify TFTP client blocksize"), tftpBlock),
	}
}

var clientRows = newClientRows()

var (
	promptAlert = grammar.Kw("alert", "Prompt only for destructive file operations")
	promptNoisy = grammar.Kw("noisy", "Confirm all file operation parameters")
	promptQuiet = grammar.Kw("quiet", "Seldom prompt for file operations")
)

var filePromptRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("file", "Adjust file system parameters"),
		grammar.Kw("prompt", "Prompt level"), grammar.Opt(grammar.Alt(promptAlert, promptNoisy, promptQuiet))),
	Conf: &cli.Conf{
		Place: cli.PlaceService + 5, Key: "file prompt", Decode: running.FilePrompt,
	},
}
