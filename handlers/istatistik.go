package handlers

// istatistikRoutes are the reports on numbers (PL-09).
func (s *Service) istatistikRoutes() []route { return nil }
