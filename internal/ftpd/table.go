package ftpd

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// command is one verb.
type command struct {
	do       func(s *session, arg string)
	early    bool // allowed before the login
	needsArg bool
	writes   bool // refused when the server is read-only
	changes  bool // refused where files are written once
}

// table is the commands of a server by their verbs; basic leaves out those of RFC 2428.
func table(basic bool) map[string]command {
	all := everyCommand()
	if basic {
		delete(all, "EPSV")
		delete(all, "EPRT")
	}
	return all
}

func everyCommand() map[string]command {
	early := func(do func(*session, string)) command { return command{do: do, early: true} }
	with := func(do func(*session, string)) command { return command{do: do, needsArg: true} }
	write := func(do func(*session, string)) command { return command{do: do, needsArg: true, writes: true} }
	change := func(do func(*session, string)) command {
		return command{do: do, needsArg: true, writes: true, changes: true}
	}
	plain := func(do func(*session, string)) command { return command{do: do} }
	return map[string]command{
		"USER": {do: (*session).doUser, early: true, needsArg: true}, "PASS": early((*session).doPass),
		"ACCT": early((*session).doAcct), "QUIT": early((*session).doQuit), "AUTH": early((*session).doAuth),
		"PBSZ": early((*session).doPbsz), "PROT": early((*session).doProt),
		"SYST": early((*session).doSyst), "FEAT": early((*session).doFeat), "OPTS": early((*session).doOpts),
		"HELP": early((*session).doHelp), "NOOP": early((*session).doNoop),

		"TYPE": with((*session).doType), "MODE": with((*session).doMode), "STRU": with((*session).doStru),
		"PASV": plain((*session).doPasv), "EPSV": plain((*session).doEpsv),
		"PORT": with((*session).doPort), "EPRT": with((*session).doEprt),
		"REST": with((*session).doRest), "ALLO": with((*session).doAllo), "ABOR": plain((*session).doAbor),
		"RETR": with((*session).doRetr), "STOR": write((*session).doStor), "APPE": write((*session).doAppe),
		"STOU": {do: (*session).doStou, writes: true},

		"PWD": plain((*session).doPwd), "XPWD": plain((*session).doPwd),
		"CWD": plain((*session).doCwd), "XCWD": plain((*session).doCwd),
		"CDUP": plain((*session).doCdup), "XCUP": plain((*session).doCdup),
		"MKD": write((*session).doMkd), "XMKD": write((*session).doMkd),
		"RMD": change((*session).doRmd), "XRMD": change((*session).doRmd),
		"DELE": change((*session).doDele), "RNFR": change((*session).doRnfr), "RNTO": change((*session).doRnto),
		"SIZE": with((*session).doSize), "MDTM": with((*session).doMdtm),

		"LIST": plain((*session).doList), "NLST": plain((*session).doNlst), "MLSD": plain((*session).doMlsd),
		"MLST": plain((*session).doMlst), "STAT": plain((*session).doStat), "SITE": with((*session).doSite),
	}
}

func (s *session) doSyst(string) { s.reply(215, "UNIX Type: L8") }
func (s *session) doNoop(string) { s.reply(200, "NOOP ok.") }

func (s *session) doFeat(string) {
	rows := []string{"MDTM", "MLST " + s.factList(), "PASV", "REST STREAM", "SIZE", "TVFS", "UTF8"}
	if !s.Basic {
		rows = append([]string{"EPRT", "EPSV"}, rows...)
	}
	if s.TLS != nil {
		rows = append([]string{"AUTH TLS"}, append(rows, "PBSZ", "PROT")...)
	}
	s.replyLines(211, "Features:", rows, "End")
}

func (s *session) doOpts(arg string) {
	what, rest, _ := strings.Cut(arg, " ")
	switch strings.ToUpper(what) {
	case "UTF8":
		s.reply(200, "Always in UTF8 mode.")
	case "MLST":
		s.chooseFacts(rest)
		s.reply(200, "MLST OPTS %s", strings.Join(s.facts, ";")+semicolon(s.facts))
	default:
		s.reply(501, "Option not understood.")
	}
}

func semicolon(facts []string) string {
	if len(facts) == 0 {
		return ""
	}
	return ";"
}

func (s *session) doHelp(string) {
	var rows []string
	for row := range slices.Chunk(slices.Sorted(maps.Keys(s.commands)), 12) {
		rows = append(rows, strings.Join(row, " "))
	}
	s.replyLines(214, "The following commands are recognized.", rows, "Help OK.")
}

func (s *session) doSite(arg string) {
	if strings.EqualFold(arg, "HELP") {
		s.reply(214, "There are no SITE commands but HELP.")
		return
	}
	s.reply(504, "Unknown SITE command.")
}

func (s *session) doType(arg string) {
	switch strings.ToUpper(arg) {
	case "A", "A N":
		s.ascii = true
		s.reply(200, "Switching to ASCII mode.")
	case "I", "L 8", "L8":
		s.ascii = false
		s.reply(200, "Switching to Binary mode.")
	default:
		s.reply(504, "Unrecognised TYPE.")
	}
}

func (s *session) doMode(arg string) { s.only("S", arg, "Mode") }
func (s *session) doStru(arg string) { s.only("F", arg, "Structure") }

func (s *session) only(have, arg, what string) {
	if strings.EqualFold(have, arg) {
		s.reply(200, "%s set to %s.", what, have)
		return
	}
	s.reply(504, "%s must be %s.", what, have)
}

func (s *session) doStat(arg string) {
	if arg != "" {
		s.statPath(arg)
		return
	}
	mode := "BINARY"
	if s.ascii {
		mode = "ASCII"
	}
	s.replyLines(211, "FTP server status:", []string{
		"Connected to " + s.peer.String(),
		"Logged in as " + s.user,
		"TYPE: " + mode + ", STRUcture: File, MODE: Stream",
		fmt.Sprintf("Session timeout in seconds is %d", int(s.Idle.Seconds())),
	}, "End of status")
}
