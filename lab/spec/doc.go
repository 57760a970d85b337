// Package spec is the lab file: its types, how its YAML is read, and what is checked
// before a lab starts. An unknown key is an error with its file, its line and a near name.
//
//	s, err := spec.ReadFile("upgrade.yaml")
//	fmt.Println(s.Devices[0].Name, s.Hosts[0].Value.Address)
package spec
