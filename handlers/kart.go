package handlers

// kartRoutes are the pages on which staff members ask for cards of their relatives; intake has them (ADR 0006).
func (s *Service) kartRoutes() []route { return nil }
