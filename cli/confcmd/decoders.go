package confcmd

import "github.com/iosim/iosim/ios/running"

// decoders are the meanings that the attribute "as" gives to lines of the folder
// lines.
var decoders = map[string]running.Decoder{
	"archive":          running.ArchiveHead,
	"archive-maximum":  running.ArchiveMaximum,
	"archive-on-save":  running.ArchiveOnSave,
	"archive-path":     running.ArchivePath,
	"calendar-valid":   running.CalendarValid,
	"domain":           running.Domain,
	"exclusive":        running.ExclusiveMode,
	"ftp-source":       running.FTPSource,
	"http-source":      running.HTTPSource,
	"logging-buffered": running.LoggingBuffered,
	"logging-console":  running.LoggingConsole,
	"logging-host":     running.LoggingHost,
	"logging-monitor":  running.LoggingMonitor,
	"logging-on":       running.LoggingOn,
	"logging-trap":     running.LoggingTrap,
	"name-server":      running.NameServer,
	"network-object":   running.NetworkObject,
	"object-group":     running.ObjectGroup,
	"sequence-numbers": running.SequenceNumbers,
	"ssh-algorithm":    running.SSHAlgorithm,
	"ssh-dh-min-size":  running.SSHDHMinSize,
	"ssh-keypair":      running.SSHKeypair,
	"ssh-maxstartups":  running.SSHMaxStartups,
	"ssh-retries":      running.SSHRetries,
	"ssh-source":       running.SSHSource,
	"ssh-timeout":      running.SSHTimeout,
	"ssh-version":      running.SSHVersion,
	"summer-time":      running.SummerTime,
	"telnet-source":    running.TelnetSource,
	"tftp-server":      running.TFTPServer,
	"tftp-source":      running.TFTPSource,
	"timezone":         running.Timezone,
	"verify-auto":      running.VerifyAuto,
}
