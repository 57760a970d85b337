package arch

// layers are the layers of the packages, from the top down. A pattern is a package path relative to the
// module; * stands for any text without a slash, and a last element ... for
// the package and all below it. The first layer that fits a package counts. A package may
// import itself in no way, and of the module only what its layer lists.
//
// Tests are free: only what is compiled into a program or a library counts.
var layers = []layer{
	{packages: "cmd/iosim", may: []string{"scenarios", "lab", "lab/*", "ios", "ios/*", "cli/*cmd", "cli", "device", "boot", "event", "ifs", "ifs/*fs",
		"images", "platform", "line", "line/*", "internal/..."}},
	{packages: "iosimtest", may: []string{"scenarios", "lab", "lab/*", "ios", "device", "event"}},
	{packages: "internal/linetest", may: []string{"line"}},
	{packages: "internal/transcript", may: []string{"lab", "lab/spec", "ios", "ios/system", "device", "ifs", "line", "internal/..."}},
	{packages: "scenarios", may: []string{"lab/spec"}},

	// The software is registered in lab; what is below it knows none.
	{packages: "lab", may: []string{"lab/*", "ios", "ios/keys", "ios/running", "ios/secret", "device", "event", "ifs", "ifs/*fs", "platform", "line", "internal/..."}},
	{packages: "lab/host", may: []string{"lab/network", "lab/state", "lab/spec", "event", "ifs", "ifs/tftpfs", "line/ssh", "internal/..."}},
	{packages: "lab/listen", may: []string{"lab/network", "device", "ifs", "ifs/tftpfs", "platform", "line", "line/telnet", "internal/..."}},
	{packages: "lab/network", may: []string{"lab/spec", "device", "ifs", "ifs/tftpfs", "internal/..."}},
	{packages: "lab/state", may: []string{"lab/spec", "images", "internal/..."}},
	{packages: "lab/metrics", may: []string{"event"}},
	{packages: "lab/spec", may: []string{"device", "ios/keys", "platform", "internal/hostfile"}},

	{packages: "ios", may: []string{"ios/serve", "cli/*cmd", "cli", "ios/system", "ios/capture", "ios/cpu", "ios/traffic", "ios/running", "ios/config", "ios/keys", "ios/secret", "device", "boot", "event", "images", "platform",
		"line", "internal/..."}},
	{packages: "ios/serve", may: []string{"ios/system", "ios/capture", "ios/cpu", "ios/traffic", "ios/running", "ios/config", "device", "event", "ifs", "ifs/recordfs", "ifs/tftpfs", "line", "line/*", "internal/..."}},
	{packages: "ios/iostest", may: []string{"cli", "ios/system", "ios/capture", "ios/cpu", "ios/traffic", "ios/running", "ios/config", "ios/keys", "device"}},

	// No command family imports another: what two of them need moves down into cli or ios/system.
	{packages: "cli/*cmd", may: []string{"cli", "ios/system", "ios/capture", "ios/cpu", "ios/traffic", "ios/running", "ios/config", "ios/keys", "ios/secret", "device", "boot", "event", "ifs", "ifs/*fs", "images", "platform",
		"line", "internal/..."}},
	{packages: "cli", may: []string{"ios/system", "ios/capture", "ios/cpu", "ios/traffic", "ios/running", "ios/config", "ios/keys", "ios/secret", "device", "boot", "event", "ifs", "images", "platform", "line", "internal/..."}},

	// IOS below its commands; the hardware knows nothing of it.
	{packages: "ios/system", may: []string{"ios/capture", "ios/cpu", "ios/traffic", "ios/running", "ios/config", "ios/keys", "ios/secret", "device", "boot", "event", "ifs", "ifs/*fs", "images", "platform", "line", "internal/..."}},
	{packages: "ios/capture", may: []string{"internal/..."}},
	{packages: "ios/cpu", may: []string{"internal/..."}},
	{packages: "ios/traffic", may: []string{"ifs", "internal/..."}},
	{packages: "ios/running", may: []string{"boot", "ios/config", "ios/secret", "internal/..."}},
	{packages: "ios/config", may: []string{"internal/..."}},
	{packages: "ios/keys", may: []string{"internal/..."}},
	{packages: "ios/secret", may: []string{"internal/..."}},

	{packages: "device", may: []string{"boot", "event", "ifs", "ifs/*fs", "images", "platform", "line", "internal/..."}},
	{packages: "boot", may: []string{"ifs", "images", "platform", "internal/grammar", "internal/clock", "internal/printable", "internal/safego"}},

	{packages: "ifs/recordfs", may: []string{"event", "ifs", "internal/..."}},
	{packages: "ifs/*fs", may: []string{"ifs", "internal/..."}},
	{packages: "ifs/ifstest", may: []string{"ifs", "internal/..."}},
	{packages: "line/*", may: []string{"line", "internal/clock", "internal/printable", "internal/safego"}},
	{packages: "line", may: []string{"internal/clock", "internal/printable", "internal/safego"}},

	{packages: "ifs", may: []string{"internal/..."}},
	{packages: "images", may: []string{"internal/..."}},
	{packages: "platform", may: []string{"internal/..."}},
	{packages: "event", may: []string{"internal/printable", "internal/safego"}},
	{packages: "internal/...", may: []string{"internal/..."}},
}

// testSupport is for tests: nothing outside it imports it, the package
// testing or one of testLibraries.
var testSupport = []string{"iosimtest", "ifs/ifstest", "ios/iostest", "internal/peertest", "internal/powercut", "internal/transcript", "internal/linetest", "internal/arch"}

// libraries says which packages may import what of other modules. A library
// that is not here needs an argument first: who keeps it, what it saves.
var libraries = []library{
	{path: "github.com/spf13/afero", users: []string{"ifs/*fs", "lab", "lab/host", "lab/state", "device", "ios/...", "scenarios", "cmd/iosim", "internal/..."}},
	{path: "github.com/pin/tftp/v3", users: []string{"lab/host", "internal/..."}},
	{path: "github.com/jlaffaye/ftp", users: []string{"ifs/ftpfs"}},
	{path: "github.com/chzyer/readline", users: []string{"line/console"}},
	{path: "github.com/pkg/sftp", users: []string{"ifs/*fs", "lab/host", "line/ssh", "internal/..."}},
	{path: "golang.org/x/crypto", users: []string{"ifs/*fs", "lab/host", "line/ssh", "ios/...", "cli/...", "internal/..."}},
	{path: "golang.org/x/net", users: []string{"ifs/*fs", "internal/..."}},
	{path: "golang.org/x/sys", users: []string{"..."}},
	{path: "go.yaml.in/yaml/v4", users: []string{"lab/spec", "scenarios", "platform", "cmd/iosim", "internal/..."}},
}

var testLibraries = []string{
	"github.com/rogpeppe/go-internal", "github.com/google/go-cmp", "go.uber.org/goleak", "pgregory.net/rapid",
}
