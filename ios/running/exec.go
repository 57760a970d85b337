package running

import (
	"strconv"
	"strings"
)

// Exec is how the configuration changes what a session prints and understands.
type Exec struct {
	Banners    map[string]string // texts by kind: "motd", "login", "exec"
	Aliases    []Alias
	Privileges []Privilege
	Menus      map[string]*Menu // by name
}

// Banner decodes `banner KIND ^CTEXT^C`.
func Banner(l Line) (Value, error) {
	kind, text := l.Word(1), undelimited(l.After(2))
	return In(func(c *Config) {
		if c.Banners == nil {
			c.Banners = map[string]string{}
		}
		c.Banners[kind] = text
	}), nil
}

// undelimited takes the delimiters off a text as the configuration shows it:
// "^Ctext^C".
func undelimited(text string) string {
	if text == "" {
		return ""
	}
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

// Alias is a word that stands for the beginning of a line: `alias MODE NAME TEXT`.
type Alias struct {
	Mode       string // "exec", "configure", "interface", "line", "router"
	Name, Text string
}

// CommandAlias decodes `alias MODE NAME TEXT`.
func CommandAlias(l Line) (Value, error) {
	a := Alias{l.Word(1), l.Word(2), strings.TrimSpace(l.After(3))}
	if a.Text == "" {
		return nil, nil
	}
	return In(func(c *Config) { c.Aliases = append(c.Aliases, a) }), nil
}

// Privilege is the level that the commands of a mode need which begin with some words.
type Privilege struct {
	Mode  string // as in Alias
	Words []string
	Level int  // 0 to 15
	All   bool // whatever follows the words
}

// CommandPrivilege decodes `privilege MODE [all] level LEVEL WORDS`.
func CommandPrivilege(l Line) (Value, error) {
	if len(l.Words) < 5 {
		return nil, nil
	}
	p, rest := Privilege{Mode: l.Word(1)}, l.Words[2:]
	if rest[0] == "all" {
		p.All, rest = true, rest[1:]
	}
	n, err := strconv.Atoi(rest[1])
	if rest[0] != "level" || err != nil || len(rest) < 3 {
		return nil, nil
	}
	p.Level, p.Words = n, rest[2:]
	return In(func(c *Config) { c.Privileges = append(c.Privileges, p) }), nil
}

// Menu is what the lines `menu NAME …` make up.
type Menu struct {
	Title, Prompt string
	Default       string // key of the item that an empty answer chooses
	Items         []*MenuItem
	ClearScreen   bool
	SingleSpace   bool
}

// MenuItem is an item of a menu. Without a text it is not shown, without a command it
// cannot be chosen.
type MenuItem struct {
	Key, Text, Command string
	Pause              bool // the menu waits for Return after the command
}

// item returns the item of a key, which it adds if there is none.
func (m *Menu) item(key string) *MenuItem {
	for _, it := range m.Items {
		if it.Key == key {
			return it
		}
	}
	it := &MenuItem{Key: key}
	m.Items = append(m.Items, it)
	return it
}

// MenuLine decodes `menu NAME title|text|command|options|default|prompt|clear-screen|
// single-space …`.
func MenuLine(l Line) (Value, error) {
	name, key, text := l.Word(1), l.Word(3), l.After(4)
	var set func(*Menu)
	switch l.Word(2) {
	case "title":
		title := undelimited(l.After(3))
		set = func(m *Menu) { m.Title = title }
	case "prompt":
		prompt := strings.TrimSuffix(strings.TrimPrefix(l.After(3), "^C"), "^C")
		set = func(m *Menu) { m.Prompt = prompt }
	case "text":
		set = func(m *Menu) { m.item(key).Text = text }
	case "command":
		set = func(m *Menu) { m.item(key).Command = text }
	case "options":
		pause := text == "pause"
		set = func(m *Menu) { m.item(key).Pause = pause }
	case "default":
		set = func(m *Menu) { m.Default = key }
	case "clear-screen":
		set = func(m *Menu) { m.ClearScreen = true }
	case "single-space":
		set = func(m *Menu) { m.SingleSpace = true }
	default:
		set = func(*Menu) {} // the menu is there
	}
	return In(func(c *Config) {
		if c.Menus == nil {
			c.Menus = map[string]*Menu{}
		}
		if c.Menus[name] == nil {
			c.Menus[name] = &Menu{}
		}
		set(c.Menus[name])
	}), nil
}
