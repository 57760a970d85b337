// Package transcript plays literal sessions against the devices of a lab, and compares
// what they print. It is for tests alone.
//
//	s, err := transcript.Parse(text)
//	r, err := transcript.Play(ctx, s, spec, transcript.Options{})
//	err = s.Compare(r)
//
// # How a session is written
//
// A transcript is what the screen shows: what stands behind the place where a device
// reads is typed, all else must come from the device byte for byte.
//
//	R2#show clock
//	*[[time]] UTC Tue Mar 1 2016
//	R2#
//
// No prompt is guessed. The terminal says when it reads, and how (line.Keys); the cursor
// says where. The line of the transcript that begins with what stands on the screen
// left of the cursor is the one to type, and what follows there is typed:
//
//   - a line: all of it and Return. Where nothing follows, Return alone; at the end of the
//     transcript nothing, the prompt is left there.
//   - a key ([confirm], --More--): the first one; Return where nothing follows. What the
//     device prints behind it stands in the same line.
//   - Return alone ("Press RETURN to get started!"): where the transcript has <Return>.
//     Until the screen has come there, nothing is typed.
//   - a connection to another machine, which does the asking: where the transcript has <|>
//     and the screen shows what stands before it.
//
// What varies, and what is typed but not shown:
//
//	[[regexp]]      what varies; a line that is only [[*]] stands for any lines;
//	                [[time]] and [[rate]] are the moments and speeds that a repeated
//	                packet would change
//	<Tab> <?> <^Z>  keys, where they are typed; <Return> <Space> <Esc> <Break> too
//	<^^x>           Ctrl-Shift-6 and x, which leave a connection open
//	<|>             typed begins here: behind a line that a key has shown again, and on
//	                a connection to another machine
//	<->             behind a prompt: nothing is typed here, a message comes
//	<=>             typed ends here, with Return: what follows is what the edited line
//	                shows
//	<hidden:cisco>  typed without echo, then Return
//	<!^C>           sent while the command runs, as soon as the line shows what
//	                stands before it; <!eject:usbflash0> likewise
//	<eject:usbflash0>, <insert:usbflash0>  where a line is typed: a USB flash is taken
//	                out, or put in, and then Return is typed
//	<wait:15m>      where a line is typed: so much device time passes before the Return
//	<hangup>        where a line is typed: the user's end of the line is closed
//
// A typed line ends with Return unless its last key is one of <?>, <Tab> or a
// control key.
//
// # Several sessions
//
// A line <at:NAME> begins a part that belongs to another terminal; what comes before the
// first one is the console of the lab's first device.
//
//	<at:R1>         the console of R1
//	<at:R1 vty>     a Telnet session at R1; <at:R1 vty2> is another one
//	<closed>        the part ends when the device has closed the session
//
// One part is played after the other. A part is over when all of it stands on the screen
// and its terminal reads again, or is closed; a prompt that is typed at in a later part is
// written there. A session on a vty begins with its first part. All are open until the
// last part is over.
package transcript
