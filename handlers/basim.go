package handlers

// basimRoutes are the print batches of cards (KB-03).
func (s *Service) basimRoutes() []route { return nil }
