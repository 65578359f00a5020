package pipeline

import (
	"slices"

	"acikkapi/basvuru"
	"acikkapi/kart"
	"acikkapi/store"
)

// Exchange is one row of the register. Alternate names the exchange that gets what no queue is bound for.
type Exchange struct {
	Name, Kind, Alternate string
}

// Binding has an exchange's messages under a key put into a queue.
type Binding struct {
	Exchange, Key string
}

// Queue is one row of the register: a durable quorum queue, which the consumer of its name empties.
type Queue struct {
	Name     string
	Bindings []Binding
}

// Names of the exchanges.
const (
	ExchangeOlay        = "olay"          // every event
	ExchangeBirim       = "birim"         // to a birim's queue, by DETSİS number
	ExchangeMIA         = "mia"           // to an il's MİA queue, by il code
	ExchangeKimlikBuro  = "kimlik-burosu" // card requests and cancellations
	ExchangeCevap       = "cevap"         // answers from birims' own systems
	ExchangeCevapYok    = "cevap.yok"     // those of them that came under a key that there is not, see cevapPolicy
	ExchangeSMS         = "sms"           // dispatch
	ExchangeKimlik      = "kimlik"        // questions to KPS that could not be asked at once
	ExchangeOlu         = "olu"           // dead letters, by the name of the queue they died in
	ExchangeBirimYok    = "birim.yok"     // what was meant for a birim or an il that has no queue yet
	parkingPrefix       = "olu."
	fixedQueueLength    = 1_000_000 // messages; one more is refused to the publisher, who keeps it and tries again
	birimQueueLength    = 100_000
	retQueueLength      = 10_000 // the oldest goes: nobody may read them
	deliveryLimit       = 50
	parkedDeliveryLimit = 1_000_000 // parked messages are looked at again and again; 4.x would drop them after 20
)

// Exchanges is the register of exchanges, all durable.
func Exchanges() []Exchange {
	return []Exchange{
		{Name: ExchangeOlay, Kind: "topic"},
		{Name: ExchangeBirimYok, Kind: "fanout"},
		{Name: ExchangeBirim, Kind: "direct", Alternate: ExchangeBirimYok},
		{Name: ExchangeMIA, Kind: "direct", Alternate: ExchangeBirimYok},
		{Name: ExchangeKimlikBuro, Kind: "direct"},
		{Name: ExchangeCevapYok, Kind: "fanout"},
		{Name: ExchangeCevap, Kind: "direct"}, // with an alternate by policy: its arguments are those of the first version
		{Name: ExchangeSMS, Kind: "direct"},
		{Name: store.ExchangeAktarim, Kind: "direct"}, // lists to be exported
		{Name: ExchangeKimlik, Kind: "direct"},
		{Name: store.ExchangeSure, Kind: "direct"},        // deadlines
		{Name: store.ExchangeBirimSistem, Kind: "direct"}, // what was decided about birims' own systems
		{Name: ExchangeOlu, Kind: "topic"},
	}
}

// Queues is the register of fixed queues. A birim's and an il's queues are made at run time (OpenBirimQueue)
// and belong to the consumers birim and mia-kutusu.
func Queues() []Queue {
	return []Queue{
		{Name: "havuz", Bindings: olay(basvuru.Alindi)},
		{Name: "yonlendirme", Bindings: olay(basvuru.BirimeYonlendirildi, basvuru.YonlendirmeGeriCekildi, basvuru.IslemlerGeriAlindi)},
		{Name: "cevap", Bindings: []Binding{{ExchangeCevap, "cevap"}}},
		{Name: ExchangeCevapYok, Bindings: []Binding{{ExchangeCevapYok, ""}}},
		{Name: "toplama", Bindings: olay(basvuru.BirimCevapladi, basvuru.BirimIadeEtti)},
		{Name: "mia", Bindings: olay(basvuru.MIAyaGonderildi, basvuru.MIACevapladi, basvuru.IslemlerGeriAlindi)},
		{Name: "bildirim", Bindings: olay(basvuru.BirimeYonlendirildi, basvuru.Kapatildi)},
		{Name: "kart", Bindings: olay(kart.TalepEdildi, kart.IptalTalepEdildi)},
		{Name: ExchangeKimlikBuro, Bindings: []Binding{{ExchangeKimlikBuro, ExchangeKimlikBuro}}},
		{Name: "kart-bildirim", Bindings: olay(kart.Onaylandi, kart.Reddedildi, kart.Gonderildi, kart.GonderimGeriAlindi, kart.YenidenGonderilecek, kart.IptalEdildi, kart.IptalTalebiReddedildi)},
		{Name: "sms", Bindings: []Binding{{ExchangeSMS, "sms"}}},
		{Name: "kimlik", Bindings: []Binding{{ExchangeKimlik, "kimlik"}}},
		{
			Name: "rapor",
			Bindings: olay(basvuru.Alindi, basvuru.Guncellendi, basvuru.BirimeYonlendirildi, basvuru.YonlendirmeGeriCekildi, basvuru.BirimCevapladi,
				basvuru.BirimIadeEtti, basvuru.BirimlerCevapladi, basvuru.MIAyaGonderildi, basvuru.MIACevapladi, basvuru.IslemlerGeriAlindi, basvuru.Kapatildi),
		},
		{Name: store.ExchangeSure, Bindings: []Binding{{store.ExchangeSure, store.ExchangeSure}}},
		{Name: store.ExchangeAktarim, Bindings: []Binding{{store.ExchangeAktarim, store.ExchangeAktarim}}},
		{ // … and at run time bound to exchange birim for copies of what goes to one (OpenSistem)
			Name:     store.ExchangeBirimSistem,
			Bindings: []Binding{{store.ExchangeBirimSistem, store.ExchangeBirimSistem}},
		},
		{Name: ExchangeBirimYok, Bindings: []Binding{{ExchangeBirimYok, ""}}},
	}
}

func olay(keys ...string) []Binding {
	bindings := make([]Binding, len(keys))
	for i, k := range keys {
		bindings[i] = Binding{ExchangeOlay, k}
	}
	return bindings
}

// ParkingQueue is where the messages of queue go that were delivered too often, or parked by its consumer.
// Birims' queues share olu.birim, ils' queues olu.mia.
func ParkingQueue(queue string) string { return parkingPrefix + queue }

// ParkingQueues lists them all.
func ParkingQueues() []string {
	names := []string{ParkingQueue(ExchangeBirim)}
	for _, q := range Queues() {
		names = append(names, ParkingQueue(q.Name))
	}
	slices.Sort(names)
	return slices.Compact(names)
}
