package running

// DefaultHostname is the name of a router without `hostname`.
const DefaultHostname = "Router"

// Identity is how the router calls itself.
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
