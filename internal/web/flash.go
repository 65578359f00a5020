package web

import "context"

const flashKey = "flash"

type sessionsKey struct{}

// Flash shows b on the next page of this session: after a redirect that followed a post.
func (s *Sessions) Flash(ctx context.Context, b Banner) { s.Put(ctx, flashKey, b) }

// popFlash is the banner left by the request before, nil without a session or a banner.
func popFlash(ctx context.Context) *Banner {
	s, ok := ctx.Value(sessionsKey{}).(*Sessions)
	if !ok {
		return nil
	}
	b, ok := s.Pop(ctx, flashKey).(Banner)
	if !ok {
		return nil
	}
	return &b
}
