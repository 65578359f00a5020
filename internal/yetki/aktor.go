package yetki

import (
	"context"

	"acikkapi/internal/kural"
)

type actorKey struct{}

// WithActor puts the signed-in user into the context: the gate (handlers.admit) does, once the policy has let them through.
func WithActor(ctx context.Context, actor kural.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorOf is who WithActor has put there; the zero Actor, whom no rule lets do anything, for nobody.
func ActorOf(ctx context.Context) kural.Actor {
	actor, _ := ctx.Value(actorKey{}).(kural.Actor)
	return actor
}
