package harness

import "testing"

func BenchmarkSession(b *testing.B) {
	url := serve(b, recipient())
	p := plan(url, 199)
	b.ResetTimer()
	for b.Loop() {
		s := NewSession(Config{URL: url})
		s.Start(b.Context(), p)
		if n := count(s.Wait()); n[Pass] != 200 {
			b.Fatalf("verdicts %v", n)
		}
	}
}
