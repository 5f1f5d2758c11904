package forge

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

func repeat(args []string) (any, error) {
	if len(args) != 2 {
		return nil, fmt.Errorf("repeat takes a number and a text")
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return nil, err
	}
	return strings.Repeat(args[1], n), nil
}

func cut(args []string) (any, error) {
	if len(args) < 2 {
		return nil, errors.New("cut takes a number and a text")
	}
	n, err := strconv.Atoi(args[0])
	text := strings.Join(args[1:], " ")
	return text[:max(0, min(n, len(text)))], err
}

// swapped writes each letter of ASCII in the other case.
func swapped(text string) string {
	return strings.Map(func(r rune) rune {
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return r ^ 0x20
		}
		return r
	}, text)
}

// swapPath makes another path of that of a URI: with its letters in the other case, or a part more
// where it has none.
func swapPath(u *url.URL, _ string) {
	was := u.Path
	if u.Path = swapped(was); u.Path == was {
		u.Path += "/x"
	}
	u.RawPath = ""
}
