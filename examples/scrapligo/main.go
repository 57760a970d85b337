// Upgrades a router with scrapligo; prints a line for each step that is done.
//
//	go run . [-transport standard|system|telnet] [-md5 SUM] [-timeout DURATION] IMAGE
//
// The image comes from the TFTP server 10.1.1.1. The router is the first of the lab
// whose ready file is $IOSIM_READY_FILE.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/scrapli/scrapligo/channel"
	"github.com/scrapli/scrapligo/driver/network"
	"github.com/scrapli/scrapligo/driver/opoptions"
	"github.com/scrapli/scrapligo/driver/options"
	"github.com/scrapli/scrapligo/platform"
	"github.com/scrapli/scrapligo/transport"
	"github.com/scrapli/scrapligo/util"
)

var (
	kind = flag.String("transport", transport.StandardTransport, "standard, system (OpenSSH) or telnet")
	sum  = flag.String("md5", "", "what the image must have")
	wait = flag.Duration("timeout", time.Minute, "how long a command may take")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	switch {
	case os.Getenv("IOSIM_READY_FILE") == "":
		log.Fatal("IOSIM_READY_FILE is not set: see with-lab.sh")
	case flag.NArg() != 1:
		log.Fatal("no IMAGE")
	}
	if err := upgrade(flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
}

// address is where the router answers.
func address() (host string, port int, err error) {
	var ready struct {
		Devices []struct{ SSH, Telnet string }
	}
	b, err := os.ReadFile(os.Getenv("IOSIM_READY_FILE"))
	if err != nil {
		return "", 0, err
	}
	if err := json.Unmarshal(b, &ready); err != nil {
		return "", 0, err
	}
	at := ready.Devices[0].SSH
	if *kind == transport.TelnetTransport {
		at = ready.Devices[0].Telnet
	}
	host, text, err := net.SplitHostPort(at)
	if err != nil {
		return "", 0, err
	}
	port, err = strconv.Atoi(text)
	return host, port, err
}

func connect() (*network.Driver, error) {
	host, port, err := address()
	if err != nil {
		return nil, err
	}
	p, err := platform.NewPlatform("cisco_iosxe", host, options.WithPort(port), options.WithTransportType(*kind), options.WithAuthNoStrictKey(),
		options.WithAuthUsername("admin"), options.WithAuthPassword("admin"), options.WithAuthSecondary("admin"), options.WithTimeoutSocket(5*time.Second), options.WithTimeoutOps(*wait))
	if err != nil {
		return nil, err
	}
	d, err := p.GetNetworkDriver()
	if err != nil {
		return nil, err
	}
	return d, d.Open()
}

// ask sends a command and takes the default of each question.
func ask(d *network.Driver, command string) (string, error) {
	const question = `(\? ?|\])$`
	r, err := d.SendInteractive([]*channel.SendInteractiveEvent{
		{ChannelInput: command, ChannelResponse: question}, {ChannelResponse: question}, {ChannelResponse: question},
	}, opoptions.WithCompletePatterns([]*regexp.Regexp{regexp.MustCompile(`(?m)^[\w.-]+#$`)}))
	if err != nil {
		return "", err
	}
	return r.Result, r.Failed
}

// find is the text that a form has in the answer to a command.
func find(d *network.Driver, command, form string) (string, error) {
	r, err := d.SendCommand(command)
	if err != nil {
		return "", err
	}
	m := regexp.MustCompile(form).FindStringSubmatch(r.Result)
	if m == nil {
		return "", fmt.Errorf("%s: %s", command, r.Result)
	}
	return m[1], nil
}

// fetch brings the image into flash: and tells its MD5 sum.
func fetch(d *network.Driver, image string) (string, error) {
	out, err := ask(d, "copy tftp://10.1.1.1/"+image+" flash:")
	if err != nil {
		return "", err
	}
	if !strings.Contains(out, "bytes copied") {
		return "", errors.New(out)
	}
	fmt.Println("copy:", image)
	return find(d, "verify /md5 flash:"+image, `= ([0-9a-f]{32})`)
}

func upgrade(image string) error {
	d, err := connect()
	if err != nil {
		return err
	}
	defer d.Close()
	prompt, err := d.GetPrompt()
	if err != nil {
		return err
	}
	fmt.Println("connect:", prompt)
	version, err := find(d, "show version", `Version ([^,]+),`)
	if err != nil {
		return err
	}
	fmt.Println("facts:", version)

	got, err := fetch(d, image)
	for try := 0; err == nil && *sum != "" && got != *sum; try++ {
		if try == 3 {
			return errors.New("the image arrives damaged")
		}
		got, err = fetch(d, image)
	}
	if err != nil {
		return err
	}
	fmt.Println("verify:", got)

	r, err := d.SendConfigs([]string{"no boot system", "boot system flash:" + image})
	if err == nil {
		err = r.Failed
	}
	if err != nil {
		return err
	}
	fmt.Println("boot: flash:" + image)
	out, err := ask(d, "write memory") // it may ask whether to overwrite what another version wrote
	if err == nil && !strings.Contains(out, "[OK]") {
		err = errors.New(out)
	}
	if err != nil {
		return err
	}
	fmt.Println("save: done")

	// Nothing comes after the confirmation but the end of the line, and some routers do
	// not wait for it.
	_, err = d.SendInteractive([]*channel.SendInteractiveEvent{{ChannelInput: "reload", ChannelResponse: `confirm\]$`}})
	if err == nil {
		err = d.Channel.WriteReturn()
	}
	fmt.Println("reload: confirmed,", err)

	// Until it is back, and the new one: a port may answer before the router goes down.
	for range 300 {
		time.Sleep(100 * time.Millisecond)
		d, err := connect()
		if errors.Is(err, util.ErrAuthError) || err != nil && strings.Contains(err.Error(), "unable to authenticate") {
			return err
		}
		if err != nil {
			continue
		}
		file, err := find(d, "show version", `System image file is "(.*)"`)
		d.Close()
		if err == nil && strings.HasSuffix(file, image) {
			fmt.Println("version:", file)
			return nil
		}
	}
	return errors.New("the router does not run " + image)
}
