// Command go-spiffe is a recipient that is built on github.com/spiffe/go-spiffe/v2, to be tested as a
// peer that others wrote. Start with README.md, which says what go-spiffe decides and what is decided
// here.
package main

import (
	"flag"
	"log"
	"os"
)

func main() {
	folder := flag.String("kit", os.Getenv("WIMSESPEC_KIT"), "folder with kit.json")
	flag.Parse()
	k, err := load(*folder)
	if err == nil {
		err = serve(k)
	}
	log.Fatal(err)
}
