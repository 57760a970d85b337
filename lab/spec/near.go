package spec

// maxDistance is how many letters may differ between a word and its near name.
const maxDistance = 3

// nearest is the name that is most like a word, "" if none is near.
func nearest(word string, names []string) string {
	best, least := "", maxDistance+1
	for _, n := range names {
		if d := distance(n, word); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance is the number of letters to change, add or drop between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next := min(diagonal+cost, row[j]+1, row[j+1]+1)
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
