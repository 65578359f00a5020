package kural

// Rol is who somebody is towards the system; the policy and the transition tables speak of roles only.
type Rol string

// The roles. Sistem is the pipeline itself: consumers and timers.
const (
	Vatandas       Rol = "vatandas"
	AKS            Rol = "aks"
	Yetkili        Rol = "yetkili"
	MIA            Rol = "mia"
	Vali           Rol = "vali"
	Personel       Rol = "personel"
	KimlikBurosu   Rol = "kimlik_burosu"
	Isletmen       Rol = "isletmen"
	ProjeYonetici  Rol = "proje_yoneticisi"
	DisSistem      Rol = "dis_sistem" // a machine with an API key, acting for a citizen
	Sistem         Rol = "sistem"
	rolUnspecified Rol = ""
)

var rolNames = map[Rol]string{
	Vatandas: "Vatandaş", AKS: "Açık Kapı Sorumlusu", Yetkili: "Birim Yetkilisi", MIA: "Mülki İdare Amiri",
	Vali: "Vali", Personel: "Personel", KimlikBurosu: "Kimlik Bürosu", Isletmen: "İşletmen",
	ProjeYonetici: "Proje Yöneticisi", DisSistem: "Dış Sistem", Sistem: "Sistem", rolUnspecified: "–",
}

// Label is the role's name on pages.
func (r Rol) Label() string { return rolNames[r] }

// Actor is somebody who asks for a change, with the scope that their role has: an il, within it some ilçe
// (none = all), or DETSİS birim, or single records of their own.
type Actor struct {
	Rol    Rol
	ID     int64 // kullanici.id, 0 for citizens and the pipeline
	Ad     string
	Il     int
	Ilces  []int
	Birims []string
	Kendi  []int64 // numbers of a citizen's own applications, once proved by a code
}

// Pipeline is the actor of consumers and timers.
func Pipeline(name string) Actor { return Actor{Rol: Sistem, Ad: name} }
