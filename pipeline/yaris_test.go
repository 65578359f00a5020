//go:build race

package pipeline_test

// watermill-amqp v3.1.0 writes its connected channel without a lock when it reconnects, and its
// subscriptions read it: the race detector rightly objects, and it is not ours to mend.
const underRaceDetector = true
