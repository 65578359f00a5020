//go:build !ariza

package pipeline

// failPoint marks a step of a message's way at which the fault suite kills the process (docs/ariza.md). It is nothing at all here: what
// kills is compiled into builds with the tag “ariza” alone, so that no setting of a production build can switch it on.
func failPoint(string) {}
