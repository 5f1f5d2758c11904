package jose

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Conveys says whether typ names a media type, whose letters have no case and whose "application/"
// may be left out (RFC 7515, Section 4.1.9).
func Conveys(header Object, subtype string) bool {
	typ, _ := header.String("typ")
	return strings.TrimPrefix(strings.ToLower(typ), "application/") == subtype
}

// RefuseCritical refuses every critical extension, since none is understood here, and lists that
// cannot be (RFC 7515, Section 4.1.11).
func RefuseCritical(header Object) error {
	crit, there := header.Members["crit"]
	if !there {
		return nil
	}
	names, ok := crit.([]any)
	if !ok || len(names) == 0 {
		return errors.New("crit is not a list of names")
	}
	return fmt.Errorf("crit names %.40q, which is not understood here", fmt.Sprint(names[0]))
}

// RefuseDuplicates refuses an object in which a member name stands twice.
func RefuseDuplicates(o Object) error {
	if len(o.Duplicates) > 0 {
		return fmt.Errorf("member %.40q stands in it twice", o.Duplicates[0])
	}
	return nil
}

// RefuseOthers refuses members that are not in a list, as only a too strict reading does.
func RefuseOthers(o Object, known ...string) error {
	for _, name := range slices.Sorted(maps.Keys(o.Members)) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("member %.40q is not known here", name)
		}
	}
	return nil
}

// RequireNumber refuses a claim that is present and no JSON number (RFC 7519, Section 2).
func RequireNumber(claims Object, name string) error {
	if _, ok := claims.Members[name].(json.Number); claims.Has(name) && !ok {
		return fmt.Errorf("%s is not a number", name)
	}
	return nil
}

// Moment reads a NumericDate, fractions included. What is no date at all gives the fallback, and
// digits in a string are read as a number, for the sake of switched-off checks.
func Moment(claims Object, name string, fallback time.Time) time.Time {
	seconds, err := strconv.ParseFloat(fmt.Sprint(claims.Members[name]), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || math.IsNaN(seconds) {
		return fallback
	}
	seconds = min(max(seconds, -1e11), 1e11)
	return time.UnixMilli(int64(math.Floor(seconds * 1000)))
}
