package bench

import "context"

func (b *bench) memory(ctx context.Context) error {
	if b.opt.Binary == "" {
		return nil
	}
	_ = ctx
	return nil
}
