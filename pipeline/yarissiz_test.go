//go:build !race

package pipeline_test

const underRaceDetector = false
