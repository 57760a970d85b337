package boot

// State is where the boot machine stands.
type State int

// The states.
const (
	Bootstrap State = iota // the banner of the System Bootstrap runs
	Autoboot               // an attempt of the plan runs
	Monitor                // ROMMON waits for a line
	Manual                 // an image that was asked for at the prompt is loaded
	Running                // an image was started: the machine's work is done
	Off                    // no power

	stateEnd
)

// Input is what moves the machine.
type Input int

// The inputs.
const (
	Ready   Input = iota // the banner is over and there is something to try
	Idle                 // the banner is over and there is nothing (more) to try
	Break                // Break was pressed
	Request              // the command boot, or tftpdnld -r
	Loaded               // the image is good
	Failed               // the image is not; the loader is still in control
	Crashed              // the image is not, and it had control already
	Reset                // the command reset
	Power                // the power goes off

	inputEnd
)

// states is the whole machine. What is not listed cannot happen there and changes
// nothing. A failed automatic attempt resets the machine (ios-boot.md 4.2): the
// banner follows, then the next attempt or, when all are through, the prompt.
var states = map[State]map[Input]State{
	Bootstrap: {Ready: Autoboot, Idle: Monitor, Break: Monitor, Power: Off},
	Autoboot:  {Loaded: Running, Failed: Bootstrap, Crashed: Bootstrap, Break: Monitor, Power: Off},
	Monitor:   {Request: Manual, Reset: Bootstrap, Power: Off},
	Manual:    {Loaded: Running, Failed: Monitor, Crashed: Bootstrap, Break: Monitor, Power: Off},
	Running:   {Power: Off},
	Off:       {},
}

// Next is the state that follows.
func Next(state State, in Input) State {
	if next, ok := states[state][in]; ok {
		return next
	}
	return state
}
