package running

// DefaultHostname is the host name of a router without `hostname`.
const DefaultHostname = "Router"

// Identity contains the names of the router.
type Identity struct {
	Hostname string
	Domain   string // `ip domain name`, "" without it
}

// Hostname decodes `hostname NAME`.
func Hostname(l Line) (Value, error) {
	name := l.Word(1)
	return In(func(c *Config) { c.Hostname = name }), nil
}

// Domain decodes `ip domain name NAME`.
func Domain(l Line) (Value, error) {
	name := l.After(3)
	return In(func(c *Config) { c.Domain = name }), nil
}
