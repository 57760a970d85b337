package cli

import "testing"

func TestMaskSecrets(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"hostname R2", "hostname R2"},
		{"enable secret cisco", "enable secret ***"},
		{"ena sec level 7 5 $1$abc$def", "ena sec level 7 5 ***"},
		{"username admin privilege 15 password 0 two words", "username admin privilege 15 password 0 ***"},
		{"usern x pa 7", "usern x pa ***"},
		{"username x nopassword", "username x nopassword"},
		{"no username x", "no username x"},
		{"service password-encryption", "service password-encryption"},
		{"password  7 0822455D0A16", "password  7 ***"},
		{"ip ftp password pw", "ip ftp password ***"},
		{"tacacs-server host 10.1.1.1 key 7 0822", "tacacs-server host 10.1.1.1 key 7 ***"},
		{"key chain ABC", "key chain ABC"},
		{"key 1", "key 1"},
		{"key-string s3cret", "key-string ***"},
		{"crypto key generate rsa modulus 2048", "crypto key generate rsa modulus 2048"},
		{"crypto isakmp key cisco address 10.1.1.1", "crypto isakmp key ***"},
		{"pre-shared-key address 10.1.1.1 key cisco", "pre-shared-key ***"},
		{"ip ospf message-digest-key 1 md5 cisco", "ip ospf message-digest-key ***"},
		{"standby 1 authentication text cisco", "standby 1 authentication text ***"},
		{"snmp-server community public RO", "snmp-server community ***"},
		{"snmp-server host 10.1.1.1 version 2c public", "snmp-server host 10.1.1.1 ***"},
		{"snmp-server user u g v3 auth md5 pw priv des pw", "snmp-server user u g v3 auth ***"},
		{"snmp-server location here", "snmp-server location here"},
		{"do copy ftp://u:p@w@10.1.1.1/x flash0:", "do copy ftp://u:***@10.1.1.1/x flash0:"},
		{"no enable secret", "no enable secret"},
	} {
		if got := maskSecrets(c.line, true); got != c.want {
			t.Errorf("%q: got %q, want %q", c.line, got, c.want)
		}
	}
	for _, c := range []struct{ line, want string }{
		{"copy scp://admin:s/cret@10.1.1.1/x flash0:x", "copy scp://admin:***@10.1.1.1/x flash0:x"},
		{"copy tftp://10.1.1.1/x flash0:x", "copy tftp://10.1.1.1/x flash0:x"},
		{"enable secret in the wrong mode", "enable secret ***"},
		{"ssh -l se 10.1.1.1", "ssh -l se 10.1.1.1"},
		{"show key chain", "show key chain"},
	} {
		if got := maskSecrets(c.line, false); got != c.want {
			t.Errorf("%q: got %q, want %q", c.line, got, c.want)
		}
	}
}
