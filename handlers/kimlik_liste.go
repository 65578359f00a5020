package handlers

// kimlikRoutes are the pages of the Kimlik Bürosu.
func (s *Service) kimlikRoutes() []route { return nil }
