// Judges a signed note and proofs with Go's own implementation of transparency logs (golang.org/x/mod/sumdb).
// Reads one question as JSON from standard input; prints "ok" and the names of the keys that signed, or ends with 1.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Keys        []string // verifier lines
	Note        []byte
	Size, Older int64
	Root        []byte
	Index       int64
	Entry       []byte
	Inclusion   [][]byte
	OlderRoot   []byte
	Consistency [][]byte
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hash(bytes []byte) (h tlog.Hash) {
	if len(bytes) != tlog.HashSize {
		must(fmt.Errorf("a hash of %d bytes: %s", len(bytes), base64.StdEncoding.EncodeToString(bytes)))
	}
	copy(h[:], bytes)
	return h
}

func hashes(many [][]byte) []tlog.Hash {
	found := make([]tlog.Hash, len(many))
	for i, one := range many {
		found[i] = hash(one)
	}
	return found
}

func main() {
	var q question
	must(json.NewDecoder(os.Stdin).Decode(&q))
	var known []note.Verifier
	for _, line := range q.Keys {
		verifier, err := note.NewVerifier(line)
		must(err)
		known = append(known, verifier)
	}
	opened, err := note.Open(q.Note, note.VerifierList(known...))
	must(err)
	must(tlog.CheckRecord(tlog.RecordProof(hashes(q.Inclusion)), q.Size, hash(q.Root), q.Index, tlog.RecordHash(q.Entry)))
	must(tlog.CheckTree(tlog.TreeProof(hashes(q.Consistency)), q.Size, hash(q.Root), q.Older, hash(q.OlderRoot)))
	fmt.Println("ok")
	for _, signature := range opened.Sigs {
		fmt.Println(signature.Name)
	}
}
