package store

import "github.com/google/uuid"

// The messages that name themselves: by an id of their own, under which they are applied once, and the version of their schema, 0 for those that have none.

// Zarf names the event.
func (m *Mesaj) Zarf() (uuid.UUID, int) { return m.ID, m.Surum }

// Zarf names the event.
func (m *KartMesaj) Zarf() (uuid.UUID, int) { return m.ID, m.Surum }

// Zarf names the message.
func (m *BirimMesaji) Zarf() (uuid.UUID, int) { return m.ID, m.Surum }

// Zarf names the message.
func (g *MIAGorev) Zarf() (uuid.UUID, int) { return g.ID, 0 }

// Zarf names the message.
func (g *KartGorev) Zarf() (uuid.UUID, int) { return g.ID, 0 }

// Zarf names the message.
func (g *KimlikGorev) Zarf() (uuid.UUID, int) { return g.ID, 0 }

// Zarf names the message.
func (g *SureGorev) Zarf() (uuid.UUID, int) { return g.ID, 0 }

// Zarf names the message.
func (g *TakvimGorev) Zarf() (uuid.UUID, int) { return g.ID, 0 }
