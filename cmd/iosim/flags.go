package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/scenarios"
)

// errHelp: the user asked for the usage.
var errHelp = flag.ErrHelp

// common is the flags of all subcommands that run a lab.
type common struct {
	state     string
	ephemeral bool
	speed     string
	device    string
	wire      string              // folder of captures
	log       string              // file of the hosts' logs
	logSize   int64               // bytes of that file; 0: no bound
	logKeep   int                 // older ones that are kept
	events    string              // file of events
	reset     string              // devices that get a fresh state, separated by commas
	extra     func(*flag.FlagSet) // flags of one subcommand; nil: none
}

// parse reads flags and arguments in any order; each flag may come from the
// environment as IOSIM_<FLAG>.
func (c *common) parse(name string, args []string) ([]string, error) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&c.state, "state", os.Getenv("IOSIM_STATE"), "")
	env, _ := strconv.ParseBool(os.Getenv("IOSIM_EPHEMERAL"))
	fs.BoolVar(&c.ephemeral, "ephemeral", env, "")
	speed := os.Getenv("IOSIM_SPEED")
	if speed == "" {
		speed = "1"
	}
	fs.StringVar(&c.speed, "speed", speed, "")
	fs.StringVar(&c.device, "device", os.Getenv("IOSIM_DEVICE"), "")
	if c.extra != nil {
		c.extra(fs)
	}
	fs.StringVar(&c.wire, "wire", os.Getenv("IOSIM_WIRE"), "")
	fs.StringVar(&c.log, "log", os.Getenv("IOSIM_LOG"), "")
	size, err := envNumber("IOSIM_LOG_SIZE", defaultLogSize)
	if err != nil {
		return nil, err
	}
	fs.Int64Var(&c.logSize, "log-size", size, "")
	keep, err := envNumber("IOSIM_LOG_KEEP", defaultLogKeep)
	if err != nil {
		return nil, err
	}
	fs.IntVar(&c.logKeep, "log-keep", int(keep), "")
	fs.StringVar(&c.events, "events", os.Getenv("IOSIM_EVENTS"), "")
	fs.StringVar(&c.reset, "reset", os.Getenv("IOSIM_RESET"), "")
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		args = fs.Args()
		if len(args) == 0 {
			return rest, c.checkLog()
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// The bounds of the hosts' log: the bytes of a file, and how many older ones are kept.
const (
	defaultLogSize = 64 << 20
	defaultLogKeep = 4
	maxLogKeep     = 1000
)

// checkLog refuses bounds of the log that are none.
func (c *common) checkLog() error {
	switch {
	case c.logSize < 0:
		return fmt.Errorf("--log-size %d: a number of bytes, or 0 for no bound", c.logSize)
	case c.logKeep < 0 || c.logKeep > maxLogKeep:
		return fmt.Errorf("--log-keep %d: from 0 to %d", c.logKeep, maxLogKeep)
	}
	return nil
}

// envNumber is the number in a variable of the environment, def if it is not set.
func envNumber(name string, def int64) (int64, error) {
	v := os.Getenv(name)
	if v == "" {
		return def, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}

// stateOptions are those of the options of a lab that are about its state.
func (c *common) stateOptions(o *lab.Options) {
	if c.reset != "" {
		o.Reset = strings.Split(c.reset, ",")
	}
	o.PutAside = func(device, dir string) {
		fmt.Fprintf(os.Stderr, "iosim: device %s has a fresh state; the former is in %s\n", device, dir)
	}
	o.Damaged = func(d *lab.DamageError) {
		fmt.Fprintf(os.Stderr, "iosim: %v\n%s", d, repair(d))
	}
}

// repair says what to do about a damaged state.
func repair(d *lab.DamageError) string {
	return fmt.Sprintf("iosim: device %s does not run; --reset %s gives it a fresh state and puts the damaged one aside\n", d.Device, d.Device)
}

// clock is the lab's clock at the chosen speed.
func (c *common) clock() (lab.Clock, error) {
	now := time.Now().UTC()
	if c.speed == "max" {
		return lab.NewClock(now, 0), nil
	}
	n, err := strconv.ParseFloat(c.speed, 64)
	if err != nil || n <= 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		return nil, fmt.Errorf("--speed %s: a number above 0, or max", c.speed)
	}
	return lab.NewClock(now, n), nil
}

// readLab reads the lab that the arguments name.
func readLab(args []string) (*spec.Lab, error) {
	switch {
	case len(args) == 0:
		return scenarios.Lookup(scenarios.Default)
	case len(args) > 1:
		return nil, fmt.Errorf("%q: one lab at a time", strings.Join(args, " "))
	case strings.HasSuffix(args[0], ".yaml"), strings.HasSuffix(args[0], ".yml"), strings.ContainsRune(args[0], filepath.Separator):
		return spec.ReadFile(args[0])
	}
	if _, err := os.Stat(args[0]); err == nil {
		return spec.ReadFile(args[0])
	}
	return scenarios.Lookup(args[0])
}

// stateFolder is where the lab's state is kept, "" for memory.
func (c *common) stateFolder(s *spec.Lab) (string, error) {
	if c.ephemeral {
		return "", nil
	}
	if c.state != "" {
		return c.state, nil
	}
	base, err := userState()
	if err != nil {
		return "", err
	}
	name := s.Name
	if name == "" {
		name = "lab"
	}
	return filepath.Join(base, "iosim", name), nil
}

// userState is the folder for programs' state: the XDG base directory on Unix,
// the local application data on Windows.
func userState() (string, error) {
	if d := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(d) {
		return d, nil
	}
	if runtime.GOOS == "windows" {
		return os.UserCacheDir()
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", errors.New("there is no home folder for the state; give --state or --ephemeral")
	}
	return filepath.Join(home, ".local", "state"), nil
}

// version is the module's version as it was built.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
