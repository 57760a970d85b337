package boot

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// usageOfTFTP is the help of tftpdnld (ios-boot.md 7.6), without what this ROMMON
// cannot do.
const usageOfTFTP = `
  usage: tftpdnld [-hr]
    Use this command for disaster recovery only to recover an image via TFTP.
    Monitor variables are used to set up parameters for the transfer.
    (Syntax: "VARIABLE_NAME=value" and use "set" to show current variables.)
    "ctrl-c" or "break" stops the transfer before flash erase begins.

    The following variables are REQUIRED to be set for tftpdnld:
              IP_ADDRESS: The IP address for this unit
          IP_SUBNET_MASK: The subnet mask for this unit
         DEFAULT_GATEWAY: The default gateway for this unit
             TFTP_SERVER: The IP address of the server to fetch from
               TFTP_FILE: The filename to fetch

    The following variables are OPTIONAL:
            TFTP_VERBOSE: Print setting. 0=quiet, 1=progress(default), 2=verbose
        TFTP_RETRY_COUNT: Retry count for ARP and TFTP (default=20)
            TFTP_TIMEOUT: Overall timeout of operation in seconds (default=7200)
           TFTP_CHECKSUM: Perform checksum test on image, 0=no, 1=yes (default=1)

    Command line options:
     -h: this help screen
     -r: do not write flash, load to DRAM only and launch image
`

// tftpdnld is the command tftpdnld (ios-boot.md 7.6). With -r the image is only
// started; otherwise flash0: is formatted and holds nothing but the image then.
func tftpdnld(ctx context.Context, m *machine, args string) (Input, bool, error) {
	start := false
	for _, w := range strings.Fields(args) {
		flags, ok := strings.CutPrefix(w, "-")
		if !ok || strings.Trim(flags, "hru") != "" || flags == "" || strings.Contains(flags, "h") {
			m.printf("%s", usageOfTFTP)
			return 0, false, nil
		}
		if strings.Contains(flags, "u") {
			return 0, false, &Error{Kind: KindUnsupported, Name: "tftpdnld -u"}
		}
		start = true
	}
	f, err := m.variables()
	if err != nil {
		m.say(err)
		m.printf("%s", usageOfTFTP)
		return 0, false, nil
	}
	m.printVariables(f, start)
	if start {
		a := Attempt{Entry{Device: "tftp", File: f.file, Host: f.host}, Typed}
		m.request = func(ctx context.Context) error { return m.tried(ctx, a, m.launch(ctx, f)) }
		return Request, true, nil
	}
	m.printf("\nInvoke this command for disaster recovery only.\nWARNING: all existing data in all partitions on flash will be lost!\n")
	a, err := m.con.ReadLine(ctx, "Do you wish to continue? y/n:  [n]:  ")
	if err != nil {
		m.lost(ctx, err)
		return 0, false, nil
	}
	if a = strings.ToLower(strings.TrimSpace(a)); a != "y" && a != "yes" {
		return 0, false, nil
	}
	m.printf("\n")
	return 0, false, m.download(ctx, f)
}

// variables checks what must be set and gives the port its address.
func (m *machine) variables() (fetch, error) {
	env := m.monitor.env
	for _, name := range []string{"IP_ADDRESS", "IP_SUBNET_MASK", "DEFAULT_GATEWAY", "TFTP_SERVER"} {
		if !parseAddr(env[name]).IsValid() {
			return fetch{}, &Error{Kind: KindAddress, Name: name}
		}
	}
	if env["TFTP_FILE"] == "" || len(env["TFTP_FILE"]) > ifs.MaxName {
		return fetch{}, &Error{Kind: KindVariable, Name: "TFTP_FILE"}
	}
	if err := m.b.Configure(parseAddr(env["IP_ADDRESS"]), parseAddr(env["IP_SUBNET_MASK"]), parseAddr(env["DEFAULT_GATEWAY"])); err != nil {
		return fetch{}, &Error{Kind: KindAddress, Name: "IP_ADDRESS", Err: err}
	}
	return fetch{
		file: env["TFTP_FILE"], host: env["TFTP_SERVER"],
		retries: m.count("TFTP_RETRY_COUNT", defaultRetries),
		limit:   time.Duration(m.count("TFTP_TIMEOUT", int(defaultTimeout/time.Second))) * time.Second,
		quiet:   env["TFTP_VERBOSE"] == "0",
	}, nil
}

// count is a variable that holds a number, def if it holds none.
func (m *machine) count(name string, def int) int {
	n, err := strconv.Atoi(m.monitor.env[name])
	if err != nil || n < 0 || n > 1<<20 {
		return def
	}
	return n
}

// printVariables prints the settings, the colons in column 21.
func (m *machine) printVariables(f fetch, start bool) {
	env, port := m.monitor.env, m.model.Interfaces[0].Short
	to, verbose, checksum := m.model.DefaultFS+":", "Progress", "Yes"
	if start {
		to = "DRAM"
	}
	switch env["TFTP_VERBOSE"] {
	case "0":
		verbose = "Quiet"
	case "2":
		verbose = "Verbose"
	}
	if !m.checks() {
		checksum = "No"
	}
	m.printf("\n")
	for _, v := range [][2]string{
		{"IP_ADDRESS", env["IP_ADDRESS"]}, {"IP_SUBNET_MASK", env["IP_SUBNET_MASK"]},
		{"DEFAULT_GATEWAY", env["DEFAULT_GATEWAY"]}, {"TFTP_SERVER", f.host}, {"TFTP_FILE", f.file},
		{"TFTP_MACADDR", macText(m.model.MAC)}, {"TFTP_DESTINATION", to}, {"GE_PORT", port},
		{"TFTP_MEDIA_TYPE", "Copper"}, {"TFTP_VERBOSE", verbose}, {"TFTP_RETRY_COUNT", strconv.Itoa(f.retries)},
		{"TFTP_TIMEOUT", strconv.Itoa(int(f.limit / time.Second))}, {"TFTP_CHECKSUM", checksum},
		{"GE_SPEED_MODE", "Auto Detect"},
	} {
		m.printf("%20s: %s\n", v[0], printable.Text(v[1]))
	}
}

// checks reports whether TFTP_CHECKSUM asks for the test of the checksums.
func (m *machine) checks() bool { return m.monitor.env["TFTP_CHECKSUM"] != "0" }
