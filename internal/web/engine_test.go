package web

import "testing"

func TestNewEngine(t *testing.T) { NewEngine() }
