package handlers

// isletimRoutes are the operator's pages (OP-04).
func (s *Service) isletimRoutes() []route { return nil }
