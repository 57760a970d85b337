package system

import "strings"

// Banner is a banner of the configuration as users see it, "" if there is none:
// "motd", "login", "exec". It ends with its last line.
func (sys *System) Banner(which string) string {
	text := sys.config.Value(nil, "banner "+which)
	if text == "" {
		return ""
	}
	text = strings.NewReplacer(
		"$(hostname)", sys.Hostname(),
		"$(domain)", sys.Running().Domain,
		"$(line)", "0", "$(line-desc)", "",
	).Replace(unquote(text))
	return strings.TrimRight(text, "\n") + "\n"
}

// unquote takes the delimiters off a banner as the configuration shows it:
// "^Ctext^C".
func unquote(text string) string {
	delimiter := text[:1]
	if delimiter == "^" && len(text) > 1 {
		delimiter = text[:2]
	}
	text = strings.TrimPrefix(text, delimiter)
	if i := strings.LastIndex(text, delimiter); i >= 0 {
		text = text[:i]
	}
	return text
}
