// Command iosim is a Cisco IOS router that is not there: a console in this
// terminal, a file system with real bytes, real TFTP and FTP, a real boot.
package main

import (
	"errors"
	"fmt"
	"github.com/iosim/iosim/internal/printable"
	"io"
	"os"

	"github.com/iosim/iosim/lab"
)

// Exit codes (a contract: scripts rely on them).
const (
	exitOK     = 0
	exitFailed = 1 // it could not start
	exitUsage  = 2
	exitROMMON = 3 // the device was left in ROMMON
)

func main() { os.Exit(run(os.Args[1:])) }

// run runs a subcommand, or the console.
func run(args []string) int {
	if len(args) > 0 {
		switch args[0] {
		case "image":
			return imageCommand(args[1:], os.Stdout, os.Stderr)
		case "run":
			return runScript(args[1:])
		case "serve":
			return serveLab(args[1:])
		case "inventory":
			return inventoryCommand(args[1:], os.Stdout)
		case "docs":
			return docsCommand(args[1:], os.Stdout)
		case "version":
			fmt.Println("iosim " + version())
			return exitOK
		case "help", "-h", "-help", "--help":
			usage(os.Stdout)
			return exitOK
		}
	}
	return attachConsole(args, os.Stdin)
}

func usage(w io.Writer) {
	fmt.Fprint(w, `Usage:
  iosim [flags] [LAB]               console of the lab's first device in this terminal
  iosim run [flags] SCRIPT [LAB]    types a file of lines into a device
  iosim serve [flags] [LAB]         SSH, Telnet and console ports of all devices
  iosim inventory [flags] [LAB]     where the devices of a running serve answer
  iosim image build NAME [-o FILE]  writes a synthetic image
  iosim image show FILE             tells what an image file is
  iosim docs [DIR]                  prints the command reference (Markdown), or
                                    writes its pages into DIR
  iosim docs events                 prints the kinds of events (Markdown)
  iosim version

LAB is a lab file or the name of an embedded lab; without it, the default lab.

Flags:
  --state DIR      folder of the lab's state (default: the user's state folder)
  --ephemeral      keep everything in memory
  --speed N|max    how much faster than real time (default 1)
  --reset NAME     give a device a fresh state (NAME,NAME for several); the
                   former is kept beside it until the next reset
  --device NAME    whose console (default: the first device)
  --wire DIR       write each transfer's messages there: a capture and a diagram
  --log FILE       append what the hosts' servers are asked, and by whom
                   (with --wire: DIR/hosts.log)
  --log-size N     begin that file anew at N bytes (default 67108864; 0: never)
  --log-keep N     keep N older ones, FILE.1 the newest (default 4)
  --events FILE    write what happens, a JSON object a line (docs/events.md)

Flags of serve:
  --listen ADDR    address of the ports (default 127.0.0.1); a network such as
                   127.1.0.0/16 gives each device an address of its own
  --port N         first of three ports a device: SSH, Telnet, console (0: any;
                   22, 23 and 2001 where each has its own address)
  --ready-file F   JSON with all addresses, written once everything answers
  --metrics ADDR   http://ADDR/metrics tells Prometheus what the lab does
  --max-clients N  connections to the ports of all devices (default 4096)
  --max-per-address N
                   those of one other machine (default 256)

Flags of inventory:
  --ready-file F   that serve has written (- for standard input)
  --format NAME    ansible (default), netmiko, json, csv
`)
}

// fail prints an error and gives the exit code.
func fail(err error, code int) int {
	if errors.Is(err, errHelp) {
		usage(os.Stdout)
		return exitOK
	}
	fmt.Fprintln(os.Stderr, "iosim:", printable.Lines(err.Error()))
	if d := (*lab.DamageError)(nil); errors.As(err, &d) {
		fmt.Fprint(os.Stderr, repair(d))
	}
	return code
}
