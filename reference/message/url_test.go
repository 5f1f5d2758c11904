package message_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
)

func TestSplitURL(t *testing.T) {
	for _, tc := range []struct {
		url, scheme, authority, rest string
		ok                           bool
	}{
		{"https://b.example/a?q#f", "https", "b.example", "/a?q#f", true},
		{"HTTP://u@b.example:80", "HTTP", "u@b.example:80", "", true},
		{"a+.-1://b?q=://", "a+.-1", "b", "?q=://", true},
		{"a://#f", "a", "", "#f", true},
		{"://b", "", "", "", false},
		{"1a://b", "", "", "", false},
		{"a_b://c", "", "", "", false},
		{"a b://c", "", "", "", false},
		{"\xff://c", "", "", "", false},
		{"mailto:a@b.example", "", "", "", false},
		{"/a?to=http://b.example", "", "", "", false},
		{"*", "", "", "", false},
		{"", "", "", "", false},
	} {
		scheme, authority, rest, ok := message.SplitURL(tc.url)
		if scheme != tc.scheme || authority != tc.authority || rest != tc.rest || ok != tc.ok {
			t.Errorf("%q: %q, %q, %q, %v", tc.url, scheme, authority, rest, ok)
		}
	}
}
